import { resolve } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { startFixture, type Fixture } from '../support/renderer-fixture/server.ts'
import { longTimeline, type rows } from '../support/renderer-fixture/world.ts'
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

const missing = (page: Page) => page.getByRole('button', { name: 'Load missing posts' })

/** Scrolls until the row with this key begins so many pixels below the top edge. */
async function bringTo(page: Page, key: string, y: number): Promise<void> {
  const move = ({ wanted, below }: { wanted: string; below: number }): boolean => {
    const scroller = document.querySelector('[role="feed"]')!.parentElement!
    const row = document.querySelector(`[data-row="${wanted}"]`)
    if (row === null) {
      scroller.scrollTop += 300
      return false
    }
    const by = row.getBoundingClientRect().top - scroller.getBoundingClientRect().top - below
    scroller.scrollTop += by
    return Math.abs(by) < 1
  }
  await expect.poll(() => page.evaluate(move, { wanted: key, below: y }), { timeout: 60_000, intervals: [60] }).toBe(true)
  await page.waitForTimeout(500)
}

/** A timeline with one gap, of which both ends are shown; and what fills it, from its newer end or all of it. */
function withGap(): { rows: typeof rows; fill: (key: string) => void } {
  const all = longTimeline(12).filter((row) => row.kind === 'post')
  const [newer, between, missed, older] = [all.slice(0, 8), all.slice(8, 12), all.slice(12, 32), all.slice(32)]
  const gap = { kind: 'gap' as const, accountId: 'acc_juno_m', newerAt: newer.at(-1)!.sortAt, olderAt: older[0]!.sortAt, lost: false }
  const top = { ...gap, key: 'gap:7', cursor: 'c:gap:7', sortAt: gap.newerAt, end: 'newer' as const }
  const end = { ...gap, key: 'gap:7:older', cursor: 'c:gap:7:older', sortAt: gap.olderAt, end: 'older' as const }
  return {
    rows: [...newer, top, ...between, end, ...older],
    fill: (key) => {
      const some = key === 'gap:7' && !fixture.state.rows.includes(missed[0]!)
      fixture.state.rows = some
        ? [...newer, ...missed.slice(0, 10), top, ...between, end, ...older]
        : [...newer, ...missed, ...between, ...older]
    },
  }
}

async function openWithGap(page: Page): Promise<void> {
  await fixture.close()
  const { rows: timeline, fill } = withGap()
  const answers = { 'timeline.fillGap': ({ key }: { key: string }) => (fill(key), {}) }
  fixture = await startFixture(PAGE_ROOT, answers, { rows: timeline })
  await page.goto('about:blank')
  await page.goto(fixture.url)
  await page.getByRole('feed', { name: 'Timeline' }).waitFor()
}

test('a gap that is filled from above moves nothing of what is read above it', async ({ page }) => {
  await openWithGap(page)
  await bringTo(page, 'gap:7', 300)
  const place = await firstRow(page)
  await missing(page).first().click()
  await expect.poll(() => fixture.asked.some(({ name }) => name === 'timeline.fillGap')).toBe(true)
  await page.waitForTimeout(500)
  await expectPlace(page, place)
})

test('a gap at the top edge that is filled from below moves nothing of what is read below it', async ({ page }) => {
  await openWithGap(page)
  await bringTo(page, 'gap:7:older', -8)
  const edge = await page.evaluate(() => document.querySelector('[role="feed"]')!.parentElement!.getBoundingClientRect().top)
  const next = async (): Promise<{ row: string; y: number }> => {
    const rowsShown = page.locator('[data-row]')
    return rowsShown.evaluateAll((all, top) => {
      const below = (all as HTMLElement[]).filter((row) => row.getBoundingClientRect().top > top)
      const first = below.toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0]!
      return { row: first.dataset['row']!, y: Math.round(first.getBoundingClientRect().top) }
    }, edge)
  }
  const place = await next()
  // A click of the mouse would bring the whole button into view first.
  await missing(page)
    .last()
    .evaluate((button: HTMLElement) => button.click())
  await expect(missing(page)).toHaveCount(0)
  await expect
    .poll(() => page.locator(`[data-row="${place.row}"]`).evaluate((row) => Math.round(row.getBoundingClientRect().top)))
    .toBe(place.y)
})

test('the end says whom the timeline waits for and who brings nothing more, and why', async ({ page }) => {
  fixture.state.rows = fixture.state.rows.slice(0, 6)
  fixture.state.held = 0
  fixture.state.moreOnNetworks = true
  fixture.state.sources = [
    { accountId: 'acc_juno_m', state: { kind: 'behind', reachedAt: 1 } },
    { accountId: 'acc_juno_b', state: { kind: 'failed', error: { kind: 'authentication', reason: 'expired', message: null } } },
  ]
  await page.reload()
  const end = page.getByRole('status').filter({ hasText: 'Waiting for' })
  await expect(end).toContainText('Waiting for @')
  await expect(end).toContainText('cannot be read. The sign-in has expired. Sign in again.')
})
