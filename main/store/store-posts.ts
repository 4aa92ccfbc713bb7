import { setImmediate } from 'node:timers/promises'
import { inStoringOrder, ingestBatch, type IncomingBatch, type StoredPart } from './ingest-batch.ts'
import type { Store } from './open-database.ts'

/** What a slice is to take, ms. A third of what nobody notices: one may take twice as long as the one before, and a turn holds more than it. */
const SLICE_MS = 5
/** Posts of the first slice, until it is known how long one takes here. */
const FIRST = 8
const MOST = 50

/** Who asked for a batch and when, epoch ms. */
export type PostsContext = {
  readonly accountId: string
  readonly requestedAt: number
  readonly clock: () => number
  /** Stops between two slices. */
  readonly signal: AbortSignal
}

/** Posts of the next slice, by what the last one took: the speed of a machine and a store outlasts a batch. */
const sizes = new WeakMap<Store, number>()

/**
 * Stores the posts of a batch with their authors and whoever is told besides, a few at a time and a transaction each, so that the process gets
 * to other things in between. Where it ends early, what was stored is whole and belongs to no feed. Entries and notifications are left for
 * `ingestBatch`, which takes what this answers. Rejects with the signal's reason, and as `Store.write` throws.
 */
export async function storePosts(
  store: Store,
  batch: Pick<IncomingBatch, 'authors' | 'posts'>,
  { accountId, requestedAt, clock, signal }: PostsContext,
): Promise<StoredPart> {
  const authors = new Map(batch.authors.map((told) => [told.author.id, told]))
  const waiting = [...inStoringOrder(batch.posts)]
  while (waiting.length > 0 || authors.size > 0) {
    const most = sizes.get(store) ?? FIRST
    const posts = waiting.splice(0, most)
    // Whoever wrote none of the posts comes last.
    const slice = take(authors, posts.length > 0 ? posts.map(({ post }) => post.authorId) : [...authors.keys()].slice(0, most))
    const began = performance.now()
    store.write((db) => ingestBatch(db, { authors: slice, posts, entries: [], inbox: [] }, { accountId, requestedAt, now: clock() }))
    if (posts.length > 0) sizes.set(store, nextSize(posts.length, performance.now() - began))
    await setImmediate()
    signal.throwIfAborted()
  }
  return { posts: new Set(batch.posts.map(({ post }) => post.id)), authors: new Set(batch.authors.map(({ author }) => author.id)) }
}

/** Takes those with these ids out of `all`; who is not there was taken before. */
function take<Told>(all: Map<string, Told>, ids: readonly string[]): readonly Told[] {
  return ids.flatMap((id) => {
    const told = all.get(id)
    all.delete(id)
    return told === undefined ? [] : [told]
  })
}

/** As many as would have taken a slice's time; at most twice as many as before, since a few tell little. */
function nextSize(posts: number, ms: number): number {
  const wanted = Math.floor((posts * SLICE_MS) / Math.max(ms, 0.1))
  return Math.max(1, Math.min(wanted, 2 * posts, MOST))
}
