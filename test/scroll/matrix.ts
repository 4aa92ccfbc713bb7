import { once } from 'node:events'
import { chromium, type CDPSession, type Page } from '@playwright/test'
import { launchOptions } from '../support/browser.ts'
import { seeded } from '../support/seeded.ts'
import { answerOf, startEndlessHost, tell } from '../support/endless/start.ts'

export type ScrollOptions = {
  readonly posts: number
  readonly runs: number
  readonly added: number
  readonly seed: number
  readonly say: (line: string) => void
}

/** What the long way down costs. Heap in bytes, after garbage was collected. */
export type LongWay = {
  readonly rows: number
  readonly mostElements: number
  readonly heapBefore: number
  readonly heapAfter: number
  readonly frames: number
  readonly droppedFrames: number
  readonly longTasks: number
  readonly longestTaskMs: number
}

/** `moved`: the most pixels that what was read moved when posts came in above it; `off`: after the page was loaded again. */
export type ScrollResult = {
  readonly way: LongWay
  readonly runs: number
  readonly moved: number
  readonly off: number
  readonly wrong: string[]
}

/** The row at the top edge of the list and where its upper edge is on the screen, pixels. */
type At = { readonly row: string; readonly y: number }

/** What came in above came at once. */
const PER_READ = 1000
const SPREAD_PX = 1400
const PATIENCE_MS = 60_000

/** Scrolls through all posts once, and then, run by run, to some place or other, where posts come in above and the page is loaded again. */
export async function scrollMatrix({ posts, runs, added, seed, say }: ScrollOptions): Promise<ScrollResult> {
  const host = startEndlessHost(posts, seed, PER_READ)
  const browser = await chromium.launch(launchOptions)
  const wrong: string[] = []
  const chance = seeded(seed)
  let [moved, off] = [0, 0]
  try {
    const url = await answerOf(host, (message) => ('ready' in message ? message.ready : null))
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.on('pageerror', (error) => wrong.push(String(error)))
    await page.addInitScript(watchFrames)
    await page.goto(url)
    await page.getByRole('feed', { name: 'Timeline' }).waitFor()
    const way = await longWay(page, posts)
    say(JSON.stringify(way))
    for (let run = 0; run < runs; run++) {
      await goToTop(page)
      await scrollBy(page, 2_000 + chance.below(60_000))
      const before = await atRest(page)
      tell(host, { add: added })
      await answerOf(host, (message) => ('added' in message ? true : null))
      await page.getByRole('button', { name: `${String(added)} new posts` }).waitFor({ timeout: PATIENCE_MS })
      const after = await atRest(page)
      await page.waitForTimeout(1_000)
      await page.reload()
      await page.getByRole('feed', { name: 'Timeline' }).waitFor()
      const again = await atRest(page)
      const shift = after.row === before.row ? Math.abs(after.y - before.y) : Number.POSITIVE_INFINITY
      const missed = again.row === before.row ? Math.abs(again.y - before.y) : Number.POSITIVE_INFINITY
      moved = Math.max(moved, shift)
      off = Math.max(off, missed)
      if (shift > 0) wrong.push(`Run ${String(run)}: ${JSON.stringify(before)} became ${JSON.stringify(after)} when posts came in`)
      if (missed > 1)
        wrong.push(`Run ${String(run)}: ${JSON.stringify(before)} became ${JSON.stringify(again)} when the page was loaded again`)
      say(`${String(run)} at ${before.row}: ${String(shift)} px, ${String(missed)} px`)
    }
    return { way, runs, moved, off, wrong }
  } finally {
    await browser.close()
    tell(host, { end: true })
    await once(host, 'exit')
  }
}

/** Runs in the page: notes when frames are drawn and what holds them up. */
function watchFrames(): void {
  const seen = { frames: 0, dropped: 0, longTasks: 0, longestTaskMs: 0 }
  Reflect.set(window, 'framesSeen', seen)
  let last = performance.now()
  const frame = (now: number): void => {
    seen.frames++
    seen.dropped += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1)
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      seen.longTasks++
      seen.longestTaskMs = Math.max(seen.longestTaskMs, duration)
    }
  }).observe({ type: 'longtask', buffered: false })
}

async function longWay(page: Page, posts: number): Promise<LongWay> {
  const session = await page.context().newCDPSession(page)
  await scrollBy(page, 10_000)
  await goToTop(page)
  await atRest(page)
  const heapBefore = await heapOf(session)
  await page.evaluate(() =>
    Object.assign(Reflect.get(window, 'framesSeen') as object, { frames: 0, dropped: 0, longTasks: 0, longestTaskMs: 0 }),
  )
  await page.mouse.move(500, 400)
  let mostElements = 0
  // The oldest post is the first the network had.
  for (let step = 0; !(await page.locator('[data-post-id="endless:post/0"]').isVisible()); step++) {
    if (step > posts * 2) throw new Error('The last post never came')
    for (let wheel = 0; wheel < 20; wheel++) {
      await page.mouse.wheel(0, SPREAD_PX)
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    }
    mostElements = Math.max(mostElements, await page.locator('*').count())
  }
  const seen = await page.evaluate(
    () => Reflect.get(window, 'framesSeen') as { frames: number; dropped: number; longTasks: number; longestTaskMs: number },
  )
  await atRest(page)
  const heapAfter = await heapOf(session)
  await session.detach()
  const { frames, dropped, longTasks, longestTaskMs } = seen
  return { rows: posts, mostElements, heapBefore, heapAfter, frames, droppedFrames: dropped, longTasks, longestTaskMs }
}

async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}

async function goToTop(page: Page): Promise<void> {
  if (await page.getByRole('button', { name: /new posts?$/ }).isVisible()) await page.keyboard.press('.')
  else await page.getByRole('navigation', { name: 'Views' }).getByText('Timeline').click()
  await page.waitForFunction(() => (document.querySelector('[role="feed"]')?.parentElement?.scrollTop ?? 1) < 1, undefined, {
    timeout: PATIENCE_MS,
  })
  await page.waitForTimeout(300)
}

async function scrollBy(page: Page, pixels: number): Promise<void> {
  await page.mouse.move(500, 400)
  for (let left = pixels; left > 0; left -= SPREAD_PX) {
    await page.mouse.wheel(0, Math.min(left, SPREAD_PX))
    await page.waitForTimeout(20)
  }
}

/** Where the list is once nothing moves any more. */
async function atRest(page: Page): Promise<At> {
  let last = await placeOf(page)
  for (let still = 0; still < 3;) {
    await page.waitForTimeout(200)
    const now = await placeOf(page)
    still = now.row === last.row && now.y === last.y ? still + 1 : 0
    last = now
  }
  return last
}

function placeOf(page: Page): Promise<At> {
  return page.evaluate(() => {
    const scroller = document.querySelector('[role="feed"]')?.parentElement
    const top = scroller?.getBoundingClientRect().top ?? 0
    const rows = [...(scroller?.querySelectorAll<HTMLElement>('[data-row]') ?? [])].map((row) => ({
      row,
      box: row.getBoundingClientRect(),
    }))
    const first = rows.toSorted((a, b) => a.box.top - b.box.top).find(({ box }) => box.bottom > top + 1)
    return { row: first?.row.dataset['row'] ?? '', y: Math.round((first?.box.top ?? 0) * 100) / 100 }
  })
}
