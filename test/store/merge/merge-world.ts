import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTimelines } from '../../../main/services/reading/timelines.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import type { Store } from '../../../main/store/open-database.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { getAccount, saveAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { getPost } from '../../../main/store/tables/posts.ts'
import { addTimelineEntry } from '../../../main/store/tables/timeline.ts'
import { stateFrom } from '../../../main/sync/backoff.ts'
import { createStreamReader } from '../../../main/sync/stream-reader.ts'
import type { TimelineRow } from '../../../shared/bridge/views.ts'
import type { AppError, Result } from '../../../shared/errors.ts'
import { contextOf, silentLog } from '../../unit/sync/fake-network.ts'
import { accountOf, HOUR, MINUTE, NOON } from '../builders.ts'
import { batchOfEntries, ScriptedFeed, type FeedEntry } from './scripted-feed.ts'

/** A time so many minutes before noon. */
export const ago = (minutes: number): number => NOON - minutes * MINUTE

/** Whole numbers from one to another, both included. */
export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index)

/**
 * A real store, real reading, and networks that do what they are told. Accounts are called by one letter; their posts by it and by how many
 * minutes before noon they were written: "a5".
 */
export class MergeWorld implements Disposable {
  readonly feeds = new Map<string, ScriptedFeed>()
  now = NOON
  store: Store
  #made = this.#make
  readonly #folder: string | null

  /** On disk where a test closes and reopens the store. */
  constructor(where: 'memory' | 'disk' = 'memory') {
    this.#folder = where === 'disk' ? mkdtempSync(join(tmpdir(), 'chirp-merge-')) : null
    this.store = openStore(this.#path)
    this.#made = this.#make
  }

  get #path(): string {
    return this.#folder === null ? ':memory:' : join(this.#folder, 'chirp.sqlite')
  }

  get #make() {
    const { store } = this
    const clock = (): number => this.now
    const contextFor = (accountId: string, signal?: AbortSignal) => {
      const feed = this.feeds.get(accountId.replace('acc_', ''))
      if (feed === undefined || store.read((db) => getAccount(db, accountId)) === null) return null
      return { connector: feed.connector, context: contextOf(accountId, signal ?? new AbortController().signal, clock) }
    }
    const reader = createStreamReader({ store, contextFor, clock, log: silentLog })
    const views = { mediaAddress: (url: string) => url, platformName: (platform: string) => platform }
    return { reader, timelines: createTimelines({ store, reader, views, clock }) }
  }

  get timelines() {
    return this.#made.timelines
  }

  /** As after a crash: nothing but what is on the disk is left. */
  restart(): void {
    this.store.close()
    this.store = openStore(this.#path)
    this.#made = this.#make
  }

  /** Adds an account with a feed of posts written so many minutes ago. */
  join(name: string, minutes: readonly number[] = []): ScriptedFeed {
    const feed = new ScriptedFeed()
    this.feeds.set(name, feed)
    this.post(name, ...minutes)
    this.store.write((db) => saveAccount(db, accountOf(name, { position: this.feeds.size, addedAt: this.now })))
    return feed
  }

  feed(name: string): ScriptedFeed {
    const feed = this.feeds.get(name)
    if (feed === undefined) throw new Error(`No account ${name}`)
    return feed
  }

  /** Puts posts on top of a feed; the newest first. */
  post(name: string, ...minutes: readonly number[]): void {
    this.feed(name).push(...minutes.map((minute) => ({ name: `${name}${minute}`, at: ago(minute) })))
  }

  setState(name: string, state: Parameters<typeof setAccountState>[2]): void {
    this.store.write((db) => setAccountState(db, `acc_${name}`, state))
  }

  /** Reads accounts from the top, and stores what follows for their state, as the scheduler does. */
  async read(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      const result = await this.#made.reader.readNewest(`acc_${name}`, 'home')
      const trouble = result.ok ? [] : [{ error: result.error, since: this.now, retryAt: null }]
      this.setState(name, stateFrom(trouble))
    }
  }

  /** Asks for older posts, as scrolling to the end does. */
  older(...names: readonly string[]): Promise<Result<{ added: number; exhausted: boolean }>> {
    return this.timelines.loadOlder({ accountIds: this.#ids(names) })
  }

  /** Presses the n-th gap row that can be filled. */
  async fill(index = 0): Promise<AppError | null> {
    const gaps = this.rows().filter((row) => row.kind === 'gap' && !row.lost)
    const result = await this.timelines.fillGap({ key: gaps[index]?.key ?? 'none' })
    return result.ok ? null : result.error
  }

  /** A post of the person's own that was just sent from here. */
  send(name: string, entry: FeedEntry): void {
    this.store.write((db) => {
      const accountId = `acc_${name}`
      ingestBatch(db, { ...batchOfEntries([entry]), entries: [] }, { accountId, requestedAt: this.now, now: this.now })
      const stored = getPost(db, `post:${entry.name}`)
      if (stored === null) throw new Error('The post is not stored')
      addTimelineEntry(db, { accountId, postRow: stored.row, reposterRow: 0, sortAt: stored.sortAt, local: true })
    })
  }

  #ids(names: readonly string[]): string[] | null {
    return names.length === 0 ? null : names.map((name) => `acc_${name}`)
  }

  page(cursor: string | null = null, limit = 100, names: readonly string[] = []) {
    const page = this.timelines.page({ cursor, limit, accountIds: this.#ids(names) })
    if (!page.ok) throw new Error(JSON.stringify(page.error))
    return page.value
  }

  /** All rows that may be shown, read in pages of that size from a cursor on. */
  rows(limit = 100, from: string | null = null, names: readonly string[] = []): TimelineRow[] {
    const rows: TimelineRow[] = []
    let cursor = from
    do {
      const page = this.page(cursor, limit, names)
      rows.push(...page.rows)
      cursor = page.older
    } while (cursor !== null)
    return rows
  }

  /** What is shown, in words: posts by name, "bob: a5" for a repost, "gap a" and "end of gap a" for the ends of a gap, "lost a". */
  shown(...names: readonly string[]): string {
    return this.rows(100, null, names).map(wordOf).join(' ')
  }

  /** What the sources have to do with the end of the timeline: "a behind, b failed offline". */
  sources(...names: readonly string[]): string {
    return this.page(null, 1, names)
      .sources.map(({ accountId, state }) => {
        const why = state.kind === 'failed' ? ` ${state.error.kind}` : ''
        return `${accountId.replace('acc_', '')} ${state.kind}${why}`
      })
      .join(', ')
  }

  [Symbol.dispose](): void {
    this.store.close()
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true })
  }
}

function wordOf(row: TimelineRow): string {
  if (row.kind === 'post') {
    const name = row.postId.replace('post:', '')
    return row.repostedBy === null ? name : `${row.repostedBy.displayName}:${name}`
  }
  const account = row.accountId.replace('acc_', '')
  if (row.lost) return `[lost ${account}]`
  return row.end === 'newer' ? `[gap ${account}]` : `[gap ${account} ends]`
}

/** A day before the tests' noon, and such. */
export const DAY = 24 * HOUR
