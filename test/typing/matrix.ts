import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type BrowserServer, type Page } from '@playwright/test'
import { launchOptions } from '../support/browser.ts'
import { startHeadless, type HeadlessHost } from '../support/headless.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import { orphansAfterSweep } from './orphans.ts'
import { storedDrafts } from './stored.ts'
import { startTyping, watchPace, type Typist } from './typist.ts'

export type TypingOptions = { readonly runs: number; readonly seed: number; readonly say: (line: string) => void }

export type TypingResult = {
  runs: number
  /** Composers of which more than the last half second is missing. */
  lost: number
  /** Drafts that hold another composer's text. */
  overwritten: number
  /** Files that no draft has, and files of drafts that are not there, after the sweep. */
  orphaned: number
  /** The longest time between a key and the end of which the key did not survive, ms. */
  longestMs: number
  /** How slow the machine was with it at worst, ms: a key, a save, a turn of this process. What is lost is lost all the same. */
  readonly slowest: { keyMs: number; saveMs: number; turnMs: number }
  readonly wrong: string[]
}

/** Of what was typed no more than this may be missing. */
const AT_MOST_MS = 500
const VICTIMS = ['host', 'browser', 'page'] as const

/** Ends host, browser or page at any moment while somebody types, and looks what the next start has. */
export async function typingMatrix(options: TypingOptions): Promise<TypingResult> {
  const chance = seeded(options.seed)
  const result: TypingResult = {
    runs: 0,
    lost: 0,
    overwritten: 0,
    orphaned: 0,
    longestMs: 0,
    slowest: { keyMs: 0, saveMs: 0, turnMs: 0 },
    wrong: [],
  }
  const host = await startHeadless({ demo: true })
  let server: BrowserServer | null = null
  const turns = monitorEventLoopDelay()
  turns.enable()
  try {
    while (result.runs < options.runs) {
      server ??= await chromium.launchServer(launchOptions)
      const victim = VICTIMS[result.runs % VICTIMS.length] ?? 'host'
      const ended = await round(host, server, victim, result.runs, chance, result)
      if (victim === 'browser') server = null
      options.say(`${result.runs} ${victim}: ${ended}`)
      result.runs++
    }
    const { orphans, missing } = await orphansAfterSweep(host)
    result.orphaned = orphans.length + missing.length
    result.wrong.push(...orphans.map((file) => `no draft has ${file}`), ...missing.map((file) => `${file} of a draft is not there`))
    result.slowest.turnMs = Math.round(turns.max / 1_000_000)
  } finally {
    turns.disable()
    await server?.close()
    await host.stop()
  }
  return result
}

async function round(
  host: HeadlessHost,
  server: BrowserServer,
  victim: (typeof VICTIMS)[number],
  number: number,
  chance: Chance,
  result: TypingResult,
) {
  const browser = await chromium.connect(server.wsEndpoint())
  const pages: Page[] = []
  const typists: Typist[] = []
  for (let composer = 0; composer < 1 + chance.below(2); composer++) {
    // A window of its own: nobody types in a page that another one covers, and browsers let such a page wait a second for everything.
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    const pace = watchPace(page)
    await page.goto(host.url())
    pages.push(page)
    typists.push(await startTyping(page, markOf(number, composer), chance, pace))
  }
  await sleep(300 + chance.below(2_500))
  const endedAt = Date.now()
  const waiting = typists.map(({ pace }) => pace.waitingMs(endedAt))
  await end(victim, host, server, pages)
  await browser.close().catch(() => undefined)
  await Promise.all(typists.map((typist) => typist.end))
  const drafts = await storedDrafts(host.url())
  const texts = drafts.map((draft) => draft.content.segments.map((segment) => segment.text).join('\n'))
  const lines = typists.map((typist, index) => {
    const { pace } = typist
    const missingMs = judge(markOf(number, index), typist, texts, endedAt, result)
    for (const one of ['keyMs', 'saveMs'] as const) result.slowest[one] = Math.max(result.slowest[one], pace[one])
    const slow = `keys took up to ${pace.keyMs} ms, saves up to ${pace.saveMs} ms, the last had waited for ${waiting[index]} ms`
    return `${typist.typed().length} letters and ${typist.attached()} files, the last ${missingMs} ms missing; ${slow}`
  })
  return lines.join(' | ')
}

async function end(victim: (typeof VICTIMS)[number], host: HeadlessHost, server: BrowserServer, pages: readonly Page[]): Promise<void> {
  switch (victim) {
    case 'host':
      await host.crash()
      break
    case 'browser':
      await server.kill()
      break
    case 'page':
      // The process that draws the page is gone, at once.
      await Promise.all(pages.map((page) => page.goto('chrome://crash').catch(() => undefined)))
      break
  }
}

/** The letter that a composer's text begins with: no other text has it, so that its draft is known by it from the first key on. */
function markOf(round: number, composer: number): string {
  return String.fromCodePoint(0x100 + 2 * round + composer)
}

/** Notes what is wrong with a composer; answers for how long before the end what was typed is missing, ms. */
function judge(mark: string, typist: Typist, texts: readonly string[], endedAt: number, result: TypingResult): number {
  const own = texts.filter((text) => text.startsWith(mark))
  const name = `The text of ${mark}`
  const [kept = ''] = own
  const typed = typist.typed()
  if (own.length > 1) result.wrong.push(`${name} has ${own.length} drafts`)
  // Keys that were pressed while the end was under way may be in, and are more than was wanted.
  if (!typed.startsWith(kept.slice(0, typed.length))) {
    result.overwritten++
    result.wrong.push(`${name} has "${kept}" and not "${typed}"`)
  }
  const wanted = typist.typedAt(endedAt - AT_MOST_MS)
  let missingMs = 0
  while (typist.typedAt(endedAt - missingMs).length > kept.length) missingMs += 10
  result.longestMs = Math.max(result.longestMs, missingMs)
  if (kept.length >= wanted.length) return missingMs
  result.lost++
  result.wrong.push(
    `${name} has ${kept.length} letters of the ${wanted.length} that were typed ${AT_MOST_MS} ms before the end`,
    ...typist.pace.refused,
  )
  return missingMs
}
