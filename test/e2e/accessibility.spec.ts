import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { addFiles } from './support/composing.ts'
import { addColumn, addTagView, goTo, goToByKeys } from './support/steps.ts'
import { picture } from './support/world.ts'

// axe puts a script into the page, which the page's own policy rightly forbids.
test.use({ bypassCSP: true })

const VIEWS = ['Timeline', 'Mentions', 'Search', 'Drafts', 'Outbox', 'Metrics', 'Accounts', 'Settings'] as const

/** Goes through what the page shows just now, and notes what is wrong with it, with the name of the place. */
function lookWith(page: Page, found: string[]): (where: string) => Promise<void> {
  return async (where) => {
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
}

for (const theme of ['light', 'dark'] as const) {
  test(`columns and saved views too, in the ${theme} theme`, async ({ page, startHost }) => {
    test.setTimeout(480_000)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const host = await startHost({ demo: true })
    await page.goto(host.url())
    await page.getByRole('article').first().waitFor()
    const found: string[] = []
    const look = lookWith(page, found)
    await goTo(page, 'Columns')
    await look('columns, none yet')
    await page.getByRole('button', { name: 'Add view' }).click()
    const addView = page.getByRole('dialog', { name: 'Add view' })
    await addView.waitFor()
    await look('add view, a hashtag')
    await addView.getByRole('radio', { name: 'Lists and feeds' }).click()
    await addView
      .getByRole('button', { name: /^Print people/ })
      .first()
      .hover()
    await look('add view, lists and feeds')
    await page.keyboard.press('Escape')
    await addTagView(page, '#Barrierefreiheit')
    await page.getByRole('feed', { name: '#Barrierefreiheit' }).waitFor()
    await look('a saved view')
    await goTo(page, 'Columns')
    await addColumn(page, 'Timeline')
    await addColumn(page, 'Mentions')
    await addColumn(page, '#Barrierefreiheit')
    await look('columns')
    await goTo(page, 'Search')
    await page.getByRole('searchbox', { name: 'Search' }).fill('paper')
    await page.getByRole('button', { name: 'Search the networks' }).waitFor()
    await look('search, before the networks are asked')
    expect(found).toEqual([])
  })

  test(`every view can be used by ear and by any eye, in the ${theme} theme`, async ({ page, startHost }) => {
    // Every look goes through the whole page, and there are many.
    test.setTimeout(480_000)
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    const host = await startHost({ demo: true })
    await page.goto(host.url())
    await page.getByRole('article').first().waitFor()
    const found: string[] = []
    const look = lookWith(page, found)
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
    const composer = page.getByRole('dialog', { name: 'New post' })
    for (const box of await composer.getByRole('checkbox', { name: /^Post as / }).all()) await box.setChecked(true)
    await composer.getByRole('textbox', { name: 'Post text' }).fill('A sentence that is repeated until it is too long. '.repeat(8))
    await addFiles(page, composer, picture('harbour.png'))
    await composer.getByRole('textbox', { name: 'Alt text for harbour.png' }).fill('Boats')
    await composer.getByRole('button', { name: /^Content warning/ }).click()
    await composer.getByRole('button', { name: 'Add to thread' }).click()
    await composer.getByRole('textbox', { name: 'Post text 2' }).fill('And on')
    await composer.getByRole('button', { name: /^Poll/ }).click()
    await composer.getByRole('switch', { name: 'Number the posts' }).click()
    await composer.getByRole('button', { name: 'Schedule' }).click()
    await expect(composer.getByRole('list', { name: 'Problems' })).toBeVisible()
    await look('composer with everything open')
    await composer.getByRole('button', { name: /^What goes out/ }).click()
    await look('what goes out')
    await page.keyboard.press('Escape')
    await goTo(page, 'Drafts')
    await page.getByRole('button', { name: 'Preview' }).click()
    await expect(page.getByRole('complementary', { name: 'Preview' }).getByRole('img', { name: 'Boats' })).toBeVisible()
    await look('preview of a draft')
    await page.getByRole('button', { name: 'Delete draft' }).click()
    await page.getByRole('button', { name: /^Recently discarded/ }).click()
    await look('discarded drafts')
    await page.keyboard.press('n')
    await page.getByRole('textbox', { name: 'Post text' }).fill('To be posted later. '.repeat(20))
    await composer.getByRole('switch', { name: 'Split for each' }).click()
    await composer.getByRole('button', { name: 'Schedule' }).click()
    await composer.getByRole('button', { name: 'Schedule' }).click()
    await expect(composer).toBeHidden()
    await goTo(page, 'Outbox')
    await page.getByRole('button', { name: '2 posts one by one' }).first().click()
    await look('outbox with something scheduled')
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
  await goToByKeys(page, 'm', page.getByRole('feed', { name: 'Mentions' }))
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  await page.keyboard.press('Escape')
  await goToByKeys(page, 't', page.getByRole('feed', { name: 'Timeline' }))
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('sett')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})
