import { once } from 'node:events'
import { execFileSync } from 'node:child_process'
import { chromium, type Page } from '@playwright/test'
import { launchOptions } from '../support/browser.ts'
import { buildPage } from '../support/build-page.ts'
import { answerOf, startEndlessHost, tell } from '../support/endless/start.ts'
import { report, type Figure } from './figure.ts'

const POSTS = 10_000
/** As networks give them. */
const PER_READ = 40
/** A frame: a turn of the main process that is longer is felt. */
const TURN_MS = 16
const MEBIBYTE = 1024 * 1024

/** What reading ten thousand posts does to the main process, and the memory that both processes take with them. */
export async function benchSync(): Promise<boolean> {
  buildPage()
  const host = startEndlessHost(POSTS, 3, PER_READ)
  const browser = await chromium.launch(launchOptions)
  try {
    const { ready, read } = await answerOf(host, (message) => ('ready' in message ? message : null))
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(ready)
    await page.getByRole('feed', { name: 'Timeline' }).waitFor()
    await page.waitForTimeout(3_000)
    plain(`reading ${String(POSTS)} posts from a network, storing and showing included`, read.ms, 'ms')
    plain('event-loop delay of the main process while they come in, longest', read.delayMaxMs, 'ms')
    plain('memory of the main process with them', read.rssBytes / MEBIBYTE, 'MiB')
    plain('memory of the page with them', (await memoryOf(page)) / MEBIBYTE, 'MiB')
    return report({
      name: 'event-loop delay of the main process while they come in, p99',
      value: read.delayP99Ms,
      unit: 'ms',
      ratio: read.delayP99Ms / TURN_MS,
      against: 'the longest turn nobody notices',
      target: '<=1',
    })
  } finally {
    await browser.close()
    tell(host, { end: true })
    await once(host, 'exit')
  }
}

function plain(name: string, value: number, unit: Figure['unit']): void {
  report({ name, value, unit, ratio: null, against: null, target: null })
}

/** What the page's process has in memory, bytes. */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession()
  const processes = (await session?.send('SystemInfo.getProcessInfo'))?.processInfo ?? []
  // The page's is the one that worked most: the others are spare.
  const [own] = processes.filter(({ type }) => type === 'renderer').toSorted((a, b) => b.cpuTime - a.cpuTime)
  return own === undefined ? Number.NaN : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(own.id)], { encoding: 'utf8' })) * 1024
}
