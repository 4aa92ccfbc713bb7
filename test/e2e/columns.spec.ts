import type { Locator, Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { addColumn, goTo } from './support/steps.ts'

function column(page: Page, name: string): Locator {
  return page.getByRole('region', { name, exact: true })
}

function order(page: Page): Promise<(string | null)[]> {
  return page.getByRole('region').getByRole('heading', { level: 2 }).allTextContents()
}

/** The row at the top edge of a column's list. */
function topRow(list: Locator): Promise<string> {
  return list.locator('.scroll').evaluate((scroller) => {
    const top = scroller.getBoundingClientRect().top
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-row]')].toSorted(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    )
    return rows.find((row) => row.getBoundingClientRect().bottom > top + 1)?.dataset['row'] ?? ''
  })
}

async function scrollTo(list: Locator, pixels: number): Promise<void> {
  await list.locator('.scroll').evaluate((scroller, top) => (scroller.scrollTop = top), pixels)
}

test('columns are put together, moved, and are as they were after a restart, each at its own place', async ({ page, startHost }) => {
  test.setTimeout(300_000)
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await goTo(page, 'Columns')
  await addColumn(page, 'Timeline')
  await addColumn(page, 'Mentions')
  await column(page, 'Timeline').getByRole('button', { name: 'Options of the column Timeline' }).click()
  await page.getByRole('menuitem', { name: 'Move right' }).click()
  await expect.poll(() => order(page)).toEqual(['Mentions', 'Timeline'])
  await scrollTo(column(page, 'Timeline'), 2_000)
  await scrollTo(column(page, 'Mentions'), 600)
  // The place is kept once it was still for a moment.
  await page.waitForTimeout(2_000)
  const places = [await topRow(column(page, 'Timeline')), await topRow(column(page, 'Mentions'))]
  expect(places[0]).not.toBe('')
  await page.reload()
  await page.getByRole('article').first().waitFor()
  await goTo(page, 'Columns')
  await expect.poll(() => order(page)).toEqual(['Mentions', 'Timeline'])
  await expect.poll(async () => [await topRow(column(page, 'Timeline')), await topRow(column(page, 'Mentions'))]).toEqual(places)
  await column(page, 'Mentions').getByRole('button', { name: 'Options of the column Mentions' }).click()
  await page.getByRole('menuitem', { name: 'Remove column' }).click()
  await expect.poll(() => order(page)).toEqual(['Timeline'])
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => order(page)).toEqual(['Mentions', 'Timeline'])
})

test('columns by keyboard: the arrows go from one to the other, and the keys act on the one in use', async ({ page, startHost }) => {
  test.setTimeout(300_000)
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await goTo(page, 'Columns')
  await addColumn(page, 'Timeline')
  await addColumn(page, 'Mentions')
  await expect(column(page, 'Mentions')).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(column(page, 'Timeline')).toBeFocused()
  await page.keyboard.press('j')
  await expect(column(page, 'Timeline').locator('article:focus')).toHaveCount(1)
  await page.keyboard.press('ArrowRight')
  await expect(column(page, 'Mentions')).toBeFocused()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  const card = column(page, 'Mentions').locator('article:focus')
  await expect(card).toHaveCount(1)
  const like = card.getByRole('button', { name: 'Like' })
  const before = await like.getAttribute('aria-pressed')
  await page.keyboard.press('l')
  await expect(like).toHaveAttribute('aria-pressed', before === 'true' ? 'false' : 'true')
  await page.keyboard.press('o')
  await expect(page.getByRole('complementary').getByRole('heading').first()).toBeVisible()
  await page.keyboard.press('u')
  // Back in the other column the card that was selected there has the focus again.
  await page.keyboard.press('ArrowLeft')
  await expect(column(page, 'Timeline').locator('article:focus')).toHaveCount(1)
  await page.keyboard.press('n')
  const text = page.getByRole('textbox', { name: 'Post text' })
  await text.pressSequentially('ab')
  await text.press('ArrowLeft')
  await text.pressSequentially('c')
  await expect(text).toHaveValue('acb')
})

test('on a narrow window one column fills the screen, and the next one is a step away', async ({ page, startHost }) => {
  test.setTimeout(300_000)
  await page.setViewportSize({ width: 400, height: 800 })
  const host = await startHost({ demo: true })
  await page.goto(host.url())
  await page.getByRole('article').first().waitFor()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('Go to Columns')
  await page.keyboard.press('Enter')
  await addColumn(page, 'Timeline')
  await addColumn(page, 'Mentions')
  await expect(column(page, 'Mentions')).toBeInViewport({ ratio: 0.9 })
  await page.keyboard.press('ArrowLeft')
  await expect(column(page, 'Timeline')).toBeInViewport({ ratio: 0.9 })
  await expect(column(page, 'Mentions')).not.toBeInViewport({ ratio: 0.1 })
})
