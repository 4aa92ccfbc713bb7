import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { addColumn, addTagView, goTo } from './support/steps.ts'

function inRail(page: Page, title: string): Locator {
  return page.getByRole('list', { name: 'Saved views' }).getByRole('link', { name: title, exact: true })
}

function titles(page: Page): Promise<(string | null)[]> {
  return page
    .getByRole('list', { name: 'Saved views' })
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')))
}

async function choose(page: Page, title: string, entry: string): Promise<void> {
  await inRail(page, title).hover()
  await page
    .getByRole('list', { name: 'Saved views' })
    .getByRole('button', { name: `Options of the view ${title}` })
    .click()
  await page.getByRole('menuitem', { name: entry }).click()
}

test('a hashtag, a list and a search are saved as views, stand in columns, and are all there after a restart', async ({
  page,
  startHost,
}) => {
  test.setTimeout(300_000)
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()

  // A hashtag in a post leads to Search, and from there to a view.
  await page.getByRole('feed', { name: 'Timeline' }).getByRole('link', { name: '#Barrierefreiheit' }).first().click()
  await page.getByRole('button', { name: 'Save as view' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '#Barrierefreiheit' })).toBeVisible()
  await expect(page.getByRole('feed', { name: '#Barrierefreiheit' }).getByRole('article').first()).toContainText('#Barrierefreiheit')

  await page.getByRole('button', { name: 'Add view' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add view' })
  await dialog.getByRole('radio', { name: 'Lists and feeds' }).click()
  await dialog
    .getByRole('button', { name: /^Print people/ })
    .first()
    .click()
  await expect(page.getByRole('feed', { name: 'Print people' }).getByRole('article').first()).toBeVisible()

  await page.keyboard.press('/')
  await page.getByRole('searchbox', { name: 'Search' }).fill('paper')
  await page.getByRole('button', { name: 'Save search' }).click()
  await expect(page.getByRole('feed', { name: 'paper' }).getByRole('article').first()).toContainText('paper')
  expect(await titles(page)).toEqual(['#Barrierefreiheit', 'Print people', 'paper'])

  await choose(page, 'paper', 'Rename')
  await page.getByRole('textbox', { name: 'Name' }).fill('Paper and ink')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Paper and ink' })).toBeVisible()
  await choose(page, 'Paper and ink', 'Move up')
  await expect.poll(() => titles(page)).toEqual(['#Barrierefreiheit', 'Paper and ink', 'Print people'])

  await choose(page, '#Barrierefreiheit', 'Add as column')
  await addColumn(page, 'Timeline')
  await addColumn(page, 'Paper and ink')

  await page.reload()
  await page.getByRole('article').first().waitFor()
  await expect.poll(() => titles(page)).toEqual(['#Barrierefreiheit', 'Paper and ink', 'Print people'])
  await goTo(page, 'Columns')
  const headings = (): Promise<(string | null)[]> => page.getByRole('region').getByRole('heading', { level: 2 }).allTextContents()
  await expect.poll(headings).toEqual(['#Barrierefreiheit', 'Timeline', 'Paper and ink'])
  await expect(page.getByRole('feed', { name: 'Paper and ink' }).getByRole('article').first()).toBeVisible()

  await choose(page, '#Barrierefreiheit', 'Remove view')
  await expect.poll(headings).toEqual(['Timeline', 'Paper and ink'])
  await page.getByRole('button', { name: 'Undo' }).last().click()
  await expect.poll(headings).toEqual(['#Barrierefreiheit', 'Timeline', 'Paper and ink'])
})

test('views by keyboard: added and opened from the palette, read with the keys of any list', async ({ page, startHost }) => {
  test.setTimeout(300_000)
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Add view')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: 'Hashtag' }).fill('Barrierefreiheit')
  await page.keyboard.press('Enter')
  const feed = page.getByRole('feed', { name: '#Barrierefreiheit' })
  await feed.getByRole('article').first().waitFor()
  await page.keyboard.press('j')
  await expect(feed.locator('article:focus')).toHaveCount(1)
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { name: 'Thread' })).toBeVisible()
  await page.keyboard.press('u')
  await goTo(page, 'Timeline')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('#barriere')
  await page.keyboard.press('Enter')
  await expect(feed).toBeVisible()
})

test('the networks are searched when they are asked to be, and their hits come below those on this computer', async ({
  page,
  startHost,
}) => {
  test.setTimeout(300_000)
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await addTagView(page, '#Barrierefreiheit')
  await page.keyboard.press('/')
  const box = page.getByRole('searchbox', { name: 'Search' })
  await box.fill('paper')
  const feed = page.getByRole('feed', { name: 'Search' })
  await feed.getByRole('article').first().waitFor()
  const local = await feed.getByRole('article').count()
  expect(local).toBeGreaterThan(0)
  const ask = page.getByRole('button', { name: 'Search the networks' })
  await expect(ask).toBeVisible()
  await box.press('Enter')
  await expect(ask).toBeHidden()
  await expect(page.getByText('The networks have nothing more than this.').or(page.getByText('On the networks'))).toBeVisible()
  await box.fill('nosuchwordanywhere')
  await page.getByRole('button', { name: 'Search the networks' }).click()
  await expect(page.getByText('The networks have nothing more than this.')).toBeVisible()
})
