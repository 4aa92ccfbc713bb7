import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'

type Theme = 'light' | 'dark'

const builderFor = (page: Page): AxeBuilder =>
  new AxeBuilder({ page })
    // Around an open menu the library has invisible stops that hand the focus on at once.
    .exclude('[data-base-ui-focus-guard]')

/** Shows the page in a theme, and waits until no colour is on its way any more: a look in between would find what nobody sees. */
async function show(page: Page, theme: Theme): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
  await page.evaluate(async () => {
    const ending = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity)
    // One that is called off has ended, too.
    await Promise.allSettled(ending.map((one) => one.finished))
  })
}

/**
 * What is wrong in the page for eyes and ears, as `rule at element (why)`: all rules in the light theme, and then those that are about colours in the
 * dark one; the page is left in the light one. The page is to follow the system's theme, and `bypassCSP` to be on: axe puts a script into it,
 * which its own policy rightly forbids.
 */
export async function violationsIn(page: Page): Promise<string[]> {
  await show(page, 'light')
  const light = await builderFor(page)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    // Links in a post's text are told by colour alone, as drawn; they are underlined when pointed at or focused.
    .disableRules(['link-in-text-block'])
    .analyze()
  await show(page, 'dark')
  const dark = await builderFor(page).withRules(['color-contrast']).analyze()
  await show(page, 'light')
  return [...light.violations.map((one) => ({ ...one, theme: '' })), ...dark.violations.map((one) => ({ ...one, theme: ', dark' }))].map(
    ({ id, nodes, theme }) =>
      `${id}${theme} at ${nodes.map(({ target, any }) => [target.join(' '), ...any.map(({ message }) => `(${message})`)].join(' ')).join(', ')}`,
  )
}
