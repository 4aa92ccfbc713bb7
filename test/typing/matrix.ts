import { setTimeout as sleep } from 'node:timers/promises'
import { chromium, type BrowserServer, type Page } from '@playwright/test'
import { launchOptions } from '../support/browser.ts'
import { startHeadless, type HeadlessHost } from '../support/headless.ts'
import { seeded, type Chance } from '../support/seeded.ts'
import { orphansAfterSweep } from './orphans.ts'
import { storedDrafts } from './stored.ts'
import { startTyping, type Typist } from './typist.ts'

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
  readonly wrong: string[]
}

/** Of what was typed no more than this may be missing. */
const AT_MOST_MS = 500
const VICTIMS = ['host', 'browser', 'page'] as const

/** Ends host, browser or page at any moment while somebody types, and looks what the next start has. */
export async function typingMatrix(options: TypingOptions): Promise<TypingResult> {
  const chance = seeded(options.seed)
  const result: TypingResult = { runs: 0, lost: 0, overwritten: 0, orphaned: 0, longestMs: 0, wrong: [] }
  const host = await startHeadless({ demo: true })
  let server: BrowserServer | null = null
  try {
    while (result.runs < options.runs) {
      server ??= await chromium.launchServer(launchOptions)
      const victim = VICTIMS[result.runs % VICTIMS.length] ?? 'host'
      const ended = await round(host, server, victim, `round${result.runs}`, chance, result)
      if (victim === 'browser') server = null
      options.say(`${result.runs} ${victim}: ${ended}`)
      result.runs++
    }
    const { orphans, missing } = await orphansAfterSweep(host)
    result.orphaned = orphans.length + missing.length
    result.wrong.push(...orphans.map((file) => `no draft has ${file}`), ...missing.map((file) => `${file} of a draft is not there`))
  } finally {
    await server?.close()
    await host.stop()
  }
  return result
}

async function round(
  host: HeadlessHost,
  server: BrowserServer,
  victim: (typeof VICTIMS)[number],
  name: string,
  chance: Chance,
  result: TypingResult,
) {
  const browser = await chromium.connect(server.wsEndpoint())
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const pages: Page[] = []
  const typists: Typist[] = []
  for (let composer = 0; composer < 1 + chance.below(2); composer++) {
    const page = await context.newPage()
    await page.goto(host.url())
    pages.push(page)
    typists.push(await startTyping(page, `${name}composer${composer}`, chance))
  }
  await sleep(300 + chance.below(2_500))
  const endedAt = Date.now()
  await end(victim, host, server, pages)
  await context.close().catch(() => undefined)
  await browser.close().catch(() => undefined)
  await Promise.all(typists.map((typist) => typist.end))
  const drafts = await storedDrafts(host.url())
  const texts = drafts.map((draft) => draft.content.segments.map((segment) => segment.text).join('\n'))
  for (const [index, typist] of typists.entries()) judge(`${name}composer${index}`, typist, texts, endedAt, result)
  return typists.map((typist) => `${typist.typed().length} letters and ${typist.attached()} files`).join(', ')
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

function judge(name: string, typist: Typist, texts: readonly string[], endedAt: number, result: TypingResult): void {
  const own = texts.filter((text) => text.startsWith(name))
  const [kept = ''] = own
  const typed = typist.typed()
  if (own.length > 1) result.wrong.push(`${name} has ${own.length} drafts`)
  // Keys that were pressed while the end was under way may be in, and are more than was wanted.
  if (!typed.startsWith(kept.slice(0, typed.length))) {
    result.overwritten++
    result.wrong.push(`${name} has "${kept}" and not "${typed}"`)
  }
  const wanted = typist.typedAt(endedAt - AT_MOST_MS)
  for (let ms = 0; typist.typedAt(endedAt - ms).length > kept.length; ms += 10) result.longestMs = Math.max(result.longestMs, ms)
  if (kept.length >= wanted.length) return
  result.lost++
  result.wrong.push(`${name} has ${kept.length} letters of the ${wanted.length} that were typed ${AT_MOST_MS} ms before the end`)
}
