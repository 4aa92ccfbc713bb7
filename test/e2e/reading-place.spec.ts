import { resolve } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startFixture, type Fixture } from '../support/renderer-fixture/server.ts'
import { longTimeline } from '../support/renderer-fixture/world.ts'
import { goToByKeys } from './support/steps.ts'

/** The built page over a fixed world: nothing that happens in the store moves what is being read. */
const PAGE_ROOT = resolve(import.meta.dirname, '../../out/renderer')
let fixture: Fixture

test.beforeEach(async ({ page }) => {
  fixture = await startFixture(PAGE_ROOT, {}, { rows: longTimeline(20), held: 12 })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.goto(fixture.url)
  await page.getByRole('feed', { name: 'Timeline' }).waitFor()
})

test.afterEach(async () => {
  await fixture.close()
})

/** The row at the top edge of the timeline, and where its upper edge is, in whole pixels from that edge. */
function firstRow(page: Page): Promise<{ row: string; y: number }> {
  return page.evaluate(() => {
    const scroller = document.querySelector('[role="feed"]')?.parentElement
    if (scroller == null) return { row: '', y: 0 }
    const top = scroller.getBoundingClientRect().top
    const rows = [...scroller.querySelectorAll<HTMLElement>('[data-row]')].toSorted(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    )
    const first = rows.find((row) => row.getBoundingClientRect().bottom > top + 1)
    return first === undefined ? { row: '', y: 0 } : { row: first.dataset['row']!, y: Math.round(first.getBoundingClientRect().top - top) }
  })
}

async function scrollDown(page: Page, times: number): Promise<void> {
  await page.mouse.move(500, 400)
  for (let i = 0; i < times; i++) {
    await page.mouse.wheel(0, 700)
    await page.waitForTimeout(40)
  }
  // Wheels and heights come to rest when the machine gets to them.
  await expect(async () => {
    const before = await firstRow(page)
    await page.waitForTimeout(500)
    expect(await firstRow(page)).toEqual(before)
  }).toPass()
}

async function expectPlace(page: Page, place: { row: string; y: number }): Promise<void> {
  await expect
    .poll(async () => {
      const now = await firstRow(page)
      return now.row === place.row && Math.abs(now.y - place.y) <= 1 ? 'there' : now
    })
    .toBe('there')
}

test('new posts wait in the header and move nothing', async ({ page }) => {
  await scrollDown(page, 20)
  const place = await firstRow(page)
  fixture.state.held = 0
  fixture.push({ topic: 'timeline' })
  await expect(page.getByRole('button', { name: '12 new posts' })).toBeVisible()
  await expectPlace(page, place)
})

test('new posts come in when asked for, at the top', async ({ page }) => {
  fixture.state.held = 0
  fixture.push({ topic: 'timeline' })
  await expect(page.getByRole('button', { name: '12 new posts' })).toBeVisible()
  await page.keyboard.press('.')
  await expect(page.getByRole('button', { name: /new posts/ })).toHaveCount(0)
  await expect(page.getByRole('article', { name: /^Amara Oyelaran/ }).first()).toBeInViewport()
})

test('a row that goes above the reader moves nothing', async ({ page }) => {
  await scrollDown(page, 20)
  const place = await firstRow(page)
  fixture.state.rows = fixture.state.rows.filter((_, index) => index !== 18)
  fixture.push({ topic: 'timeline' })
  await page.waitForTimeout(1000)
  await expectPlace(page, place)
})

test('the place is there again after a restart, with what is new held back', async ({ page }) => {
  await scrollDown(page, 20)
  const place = await firstRow(page)
  await expect.poll(() => fixture.asked.some(({ name }) => name === 'timeline.setPosition')).toBe(true)
  await page.waitForTimeout(1000)
  fixture.state.held = 0
  await page.reload()
  await expectPlace(page, place)
  await expect(page.getByRole('button', { name: '12 new posts' })).toBeVisible()
})

test('the place is there again after another view', async ({ page }) => {
  await scrollDown(page, 12)
  const place = await firstRow(page)
  await goToByKeys(page, 'm', page.getByRole('feed', { name: 'Mentions' }))
  await goToByKeys(page, 't', page.getByRole('feed', { name: 'Timeline' }))
  await expectPlace(page, place)
})

test('keys that come faster than the page draws act on the row they went to', async ({ page }) => {
  await page.keyboard.press('j')
  const feed = page.getByRole('feed', { name: 'Timeline' })
  await expect(feed.locator('article:focus')).toHaveCount(1)
  const pressed = await page.evaluate(() => {
    for (const key of ['j', 'j', 'o'])
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))
    return document.activeElement?.getAttribute('data-post-id')
  })
  const third = await feed.locator('[data-row] article').nth(2).getAttribute('data-post-id')
  expect(pressed).toBe(third)
  await expect(page.locator(`aside.pane article[data-post-id="${String(third)}"]`)).toBeVisible()
})

test('opening a post does not shift the column, and going back closes it', async ({ page }) => {
  await scrollDown(page, 6)
  const place = await firstRow(page)
  await page.keyboard.press('j')
  await page.keyboard.press('o')
  await expect(page.getByRole('heading', { name: /Thread|Conversation/ })).toBeVisible()
  await page.keyboard.press('u')
  await expect(page.getByRole('heading', { name: /Thread|Conversation/ })).toHaveCount(0)
  expect((await firstRow(page)).row).toBe(place.row)
})

test('the page has few elements however far one scrolls', async ({ page }) => {
  await scrollDown(page, 60)
  expect(await page.locator('*').count()).toBeLessThan(2500)
})

test('after a restart deep in the past nothing that was seen counts as new, and the way up is open', async ({ page }) => {
  await scrollDown(page, 75)
  const place = await firstRow(page)
  await page.waitForTimeout(1000)
  await page.reload()
  await expectPlace(page, place)
  await expect(page.getByRole('button', { name: /new posts/ })).toHaveCount(0)
  await page.mouse.move(500, 400)
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, -4000)
        return (await firstRow(page)).row
      },
      { timeout: 30_000, intervals: [60] },
    )
    .toBe(fixture.state.rows[12]!.key)
})
