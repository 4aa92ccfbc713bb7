import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const builderFor = (page: Page): AxeBuilder =>
  new AxeBuilder({ page })
    // Around an open menu the library has invisible stops that hand the focus on at once.
    .exclude('[data-base-ui-focus-guard]')

/**
 * What is wrong in the page for eyes and ears, as `rule at element`: all rules in the light theme, and then those that are about colours in the
 * dark one. The page is to follow the system's theme, and `bypassCSP` to be on: axe puts a script into it, which its own policy rightly forbids.
 */
export async function violationsIn(page: Page): Promise<string[]> {
  const light = await builderFor(page)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    // Links in a post's text are told by colour alone, as drawn; they are underlined when pointed at or focused.
    .disableRules(['link-in-text-block'])
    .analyze()
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const dark = await builderFor(page).withRules(['color-contrast']).analyze()
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return [...light.violations.map((one) => ({ ...one, theme: '' })), ...dark.violations.map((one) => ({ ...one, theme: ', dark' }))].map(
    ({ id, nodes, theme }) => `${id}${theme} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`,
  )
}
