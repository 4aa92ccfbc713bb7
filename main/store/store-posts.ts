import { setImmediate } from 'node:timers/promises'
import { inStoringOrder, ingestBatch, type IncomingBatch, type StoredPart } from './ingest-batch.ts'
import type { Store } from './open-database.ts'

/** What a slice is to take, ms. Less than half of what nobody notices: one may take longer than those before, and a turn holds more than it. */
const SLICE_MS = 7
/** Posts of the first slice, until it is known how long one takes here: the first of a process take ten times as long as those after them. */
const FIRST = 3
/** What does not fit into one slice is cut into smaller ones: the slower a machine or a store, the more a single one may be longer than the others. */
const CUT = 0.7
const MOST = 100
/** What was not measured for a while is believed less: a store grows, and a machine has other things to do. */
const FORGETTING = 0.995

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

type Posts = Pick<IncomingBatch, 'authors' | 'posts'>

/**
 * Stores the posts of a batch with their authors and whoever is told besides, a few at a time and a transaction each, so that the process gets
 * to other things in between. Where it ends early, what was stored is whole and belongs to no feed. Rejects with the signal's reason, and as
 * `Store.write` throws.
 */
export async function storePosts(store: Store, batch: Posts, context: PostsContext): Promise<void> {
  await storeSlices(store, batch, context, 0)
}

/**
 * The same for a batch with entries or notifications, but for its last slice: that is left for `ingestBatch`, which takes what this answers, so
 * that a batch which is stored in one turn is one transaction.
 */
export function storeBeginning(store: Store, batch: Posts, context: PostsContext): Promise<StoredPart> {
  return storeSlices(store, batch, context, 1)
}

async function storeSlices(
  store: Store,
  batch: Posts,
  { accountId, requestedAt, clock, signal }: PostsContext,
  leave: 0 | 1,
): Promise<StoredPart> {
  const authors = new Map(batch.authors.map((told) => [told.author.id, told]))
  const waiting = [...inStoringOrder(batch.posts)]
  const stored = { posts: new Set<string>(), authors: new Set<string>() }
  // The turn in which an answer was read is long enough.
  await setImmediate()
  signal.throwIfAborted()
  for (;;) {
    const most = sizes.get(store) ?? FIRST
    // Whoever wrote none of the posts comes last.
    const left = waiting.length > 0 ? waiting.length : authors.size
    const slices = left <= most ? Math.ceil(left / most) : Math.ceil(left / (most * CUT))
    if (slices <= leave) break
    const posts = waiting.splice(0, Math.ceil(waiting.length / slices))
    const slice = take(authors, posts.length > 0 ? posts.map(({ post }) => post.authorId) : [...authors.keys()].slice(0, most))
    const began = performance.now()
    store.write((db) => ingestBatch(db, { authors: slice, posts, entries: [], inbox: [] }, { accountId, requestedAt, now: clock() }))
    if (posts.length > 0) sizes.set(store, nextSize(posts.length, performance.now() - began))
    for (const { post } of posts) stored.posts.add(post.id)
    for (const { author } of slice) stored.authors.add(author.id)
    await setImmediate()
    signal.throwIfAborted()
  }
  const size = sizes.get(store)
  if (stored.posts.size === 0 && size !== undefined) sizes.set(store, Math.max(1, size * FORGETTING))
  return stored
}

/** Takes those with these ids out of `all`; who is not there was taken before. */
function take<Told>(all: Map<string, Told>, ids: readonly string[]): readonly Told[] {
  return ids.flatMap((id) => {
    const told = all.get(id)
    all.delete(id)
    return told === undefined ? [] : [told]
  })
}

/** As many as would have taken a slice's time; at most three times as many as before, since a few tell little. */
function nextSize(posts: number, ms: number): number {
  const wanted = Math.floor((posts * SLICE_MS) / Math.max(ms, 0.1))
  return Math.max(1, Math.min(wanted, 3 * posts, MOST))
}
