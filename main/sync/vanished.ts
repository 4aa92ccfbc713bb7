import type { ReadBatch, RemotePost } from '../connectors/connector.ts'
import { ingestBatch } from '../store/ingest-batch.ts'
import type { Store } from '../store/open-database.ts'
import { takeAwayPosts } from '../store/take-away-posts.ts'
import { listInboxPostsDownTo } from '../store/tables/inbox.ts'
import { listEntriesDownTo } from '../store/tables/timeline.ts'
import { reachedAt, type StreamName } from './store-page.ts'
import type { FetchedPage } from './stream-source.ts'

/** Posts by their handles as they are now, and the server's ids of those that are gone. */
export type LookUp = (posts: readonly RemotePost[]) => Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }>

/** So many posts are looked up after one read; the others after the next. */
const MOST = 20
/** A post that is there and only not in its feed any more (its author was unfollowed) is not looked up again for so long. */
const THERE_KEPT_MS = 60 * 60 * 1000
/** Servers answer with holes when they are unwell: a post is gone when it was so twice, this far apart at least. */
const BETWEEN_MS = 5_000
const MOST_KNOWN = 2_000

/**
 * Notices posts and mentions that are not where a read from the top should have brought them, for networks that do not tell of deletions, or did not while
 * nobody listened: each is looked up, brought up to date where it is there, and taken away where it is gone.
 */
export class Vanished {
  readonly #store: Store
  readonly #clock: () => number
  /** By account and id: whether it was gone when it was last looked up, and when that was. */
  readonly #known = new Map<string, { readonly gone: boolean; readonly at: number }>()

  constructor(store: Store, clock: () => number) {
    this.#store = store
    this.#clock = clock
  }

  /** After a read of a stream from the top, with its first page. Rejects with what `lookUp` rejects with. */
  async look(accountId: string, stream: StreamName, { batch }: Pick<FetchedPage, 'batch'>, lookUp: LookUp): Promise<void> {
    if (!batch.chronological) return
    const times = stream === 'home' ? batch.entries.map(({ sortAt }) => sortAt) : batch.inbox.map(({ at }) => at)
    const down = batch.older === null ? Number.MIN_SAFE_INTEGER : reachedAt(times.map((at) => ({ shownAt: at })))
    if (down === null) return
    const here = new Set([...batch.entries, ...batch.inbox].map(({ postId }) => postId))
    const missing = this.#store
      .read((db) => (stream === 'home' ? listEntriesDownTo(db, accountId, down) : listInboxPostsDownTo(db, accountId, down)))
      .filter(({ postId, remoteId }) => !here.has(postId) && this.#isWorthAsking(accountId, remoteId))
      .slice(0, MOST)
    if (missing.length === 0) return
    const requestedAt = this.#clock()
    const found = await lookUp(missing)
    const now = this.#clock()
    const twice = found.gone.filter((remoteId) => this.#known.get(`${accountId} ${remoteId}`)?.gone === true)
    this.#store.write((db) => {
      ingestBatch(db, { ...found.batch, entries: [], inbox: [] }, { accountId, requestedAt, now })
      takeAwayPosts(db, accountId, twice, now)
    })
    for (const { remoteId } of missing) this.#learn(`${accountId} ${remoteId}`, { gone: found.gone.includes(remoteId), at: now })
  }

  #isWorthAsking(accountId: string, remoteId: string): boolean {
    const known = this.#known.get(`${accountId} ${remoteId}`)
    return known === undefined || this.#clock() - known.at > (known.gone ? BETWEEN_MS : THERE_KEPT_MS)
  }

  #learn(key: string, state: { readonly gone: boolean; readonly at: number }): void {
    this.#known.delete(key)
    this.#known.set(key, state)
    const oldest = this.#known.keys().next()
    if (this.#known.size > MOST_KNOWN && oldest.done !== true) this.#known.delete(oldest.value)
  }
}
