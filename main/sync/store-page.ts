import type { ReadBatch } from '../connectors/connector.ts'
import type { IngestedPlace, StoredPart } from '../store/ingest-batch.ts'
import { ingestBatch } from '../store/ingest-batch.ts'
import type { EntryBounds } from '../store/place-entries.ts'
import type { WritableDatabase } from '../store/sql.ts'
import { inboxItemAt, markInboxRead } from '../store/tables/inbox.ts'

/** The streams that are read by themselves. */
export type StreamName = 'home' | 'notifications'

/** Where a network's own read mark stands: a time, or one of its notifications. */
export type ReadMark = { readonly at: number | null; readonly remoteId: string | null }

/** One answer of a stream on its way into the store. */
export type IncomingPage = {
  readonly accountId: string
  readonly stream: StreamName
  readonly batch: ReadBatch
  /** What of the batch was stored before; null = nothing. */
  readonly stored: StoredPart | null
  readonly requestedAt: number
  readonly now: number
  readonly readMark: ReadMark | null
  /** Notifications up to here count as read where the network does not say; null = none do. */
  readonly readUpTo: number | null
  /** New unread notifications are news: the desktop may tell of them. */
  readonly news: boolean
  /** Where home entries may stand. */
  readonly bounds: EntryBounds
}

/** What a page turned out to hold. */
export type StoredPage = {
  readonly places: readonly IngestedPlace[]
  readonly added: number
  /** The time down to which this page reads without a hole, see `reachedAt`; null where it says nothing about that. */
  readonly reachedAt: number | null
}

/** Stores a page of a stream and what the network's read mark says about it. */
export function storePage(db: WritableDatabase, page: IncomingPage): StoredPage {
  const { accountId, stream, batch, stored, requestedAt, now, readMark, readUpTo, news, bounds } = page
  const outcome = ingestBatch(db, batch, { accountId, requestedAt, now, readUpTo, news, bounds, stored })
  if (readMark !== null) {
    const at = readMark.at ?? (readMark.remoteId === null ? null : inboxItemAt(db, accountId, readMark.remoteId))
    if (at !== null) markInboxRead(db, accountId, at)
  }
  const places = stream === 'home' ? outcome.entries : outcome.inbox
  return { places, added: places.filter((place) => !place.known).length, reachedAt: batch.chronological ? reachedAt(places) : null }
}

/** So many posts at the end of a page are looked at for strays. */
const TAIL = 3
/** A page needs this many posts before it says itself how near to each other they are. */
const SPACED = 5
/** A post is a stray that is this much older than the one before it: so many times what is usual in the page, and not less than a while. */
const STRAY_STEPS = 20
const STRAY_LEAST_MS = 6 * 60 * 60 * 1000
const STRAY_UNKNOWN_MS = 7 * 24 * 60 * 60 * 1000

/**
 * How far back a page reads. A feed is in time order but for strays: a post may come in long after it was written. One at the end of a
 * page must not make it look longer than it is, or what lies between would never be fetched. Where that is in doubt the page counts as
 * shorter, which only means that its last posts wait for the next one.
 */
export function reachedAt(places: readonly Pick<IngestedPlace, 'shownAt'>[]): number | null {
  const times = places.map((place) => place.shownAt).toSorted((a, b) => b - a)
  const steps = times.slice(1).map((at, index) => (times[index] ?? at) - at)
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  const stray = times.length < SPACED ? STRAY_UNKNOWN_MS : Math.max(STRAY_LEAST_MS, usual * STRAY_STEPS)
  const tail = Math.max(0, steps.length - TAIL)
  const jump = steps.findIndex((step, index) => index >= tail && step > stray)
  return (jump === -1 ? times.at(-1) : times[jump]) ?? null
}

/** The earlier of two times, of which either may be unknown. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
