import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './support/fixtures.ts'
import { goTo } from './support/steps.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })

const VIEWS = ['Timeline', 'Mentions', 'Search', 'Drafts', 'Outbox', 'Metrics', 'Accounts', 'Settings'] as const

for (const theme of ['light', 'dark'] as const) {
  test(`every view can be used by ear and by any eye, in the ${theme} theme`, async ({ page, startHost }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const host = await startHost({ demo: true })
    await page.goto(host.url())
    await page.getByRole('article').first().waitFor()
    const found: string[] = []
    const look = async (where: string): Promise<void> => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        // Links in a post's text are told by colour alone, as drawn; they are underlined when pointed at or focused.
        .disableRules(['link-in-text-block'])
        .analyze()
      for (const { id, impact, nodes } of violations) {
        if (impact === 'serious' || impact === 'critical')
          found.push(`${where}: ${id} at ${nodes.map((node) => node.target.join(' ')).join(', ')}`)
      }
    }
    for (const view of VIEWS) {
      await goTo(page, view)
      await look(view)
    }
    await goTo(page, 'Timeline')
    await page.getByRole('article').first().click()
    await page.getByRole('heading', { name: 'Thread' }).waitFor()
    await look('thread')
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'Post text' }).fill('Hello')
    await look('composer')
    await page.keyboard.press('Escape')
    await goTo(page, 'Accounts')
    await page.getByRole('button', { name: 'Add account' }).click()
    await page.getByRole('dialog', { name: 'Add account' }).waitFor()
    await look('add account')
    expect(found).toEqual([])
  })
}

test('everything by keyboard: reading, opening, liking, replying, searching, and help', async ({ page, startHost }) => {
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  const articles = page.getByRole('feed', { name: 'Timeline' }).getByRole('article')
  await articles.first().waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('k')
  const first = articles.first()
  const like = first.getByRole('button', { name: 'Like' })
  const before = await like.getAttribute('aria-pressed')
  await page.keyboard.press('l')
  await expect(like).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true')
  await page.keyboard.press('s')
  await expect(first.getByRole('button', { name: 'Bookmark' })).toHaveAttribute('aria-pressed', 'true')
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { name: 'Thread' })).toBeVisible()
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: 'Thread' })).toBeHidden()
  await page.keyboard.press('r')
  const reply = page.getByRole('dialog', { name: /^Reply to @/ })
  await reply.getByRole('textbox', { name: 'Post text' }).pressSequentially('jkl are only letters here')
  await expect(reply.getByRole('textbox', { name: 'Post text' })).toHaveValue('jkl are only letters here')
  await page.keyboard.press('Escape')
  await expect(reply).toBeHidden()
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page.getByRole('feed', { name: 'Mentions' })).toBeVisible()
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  await page.keyboard.press('Escape')
  await page.keyboard.press('g')
  await page.keyboard.press('t')
  await expect(page.getByRole('feed', { name: 'Timeline' })).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('sett')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})
