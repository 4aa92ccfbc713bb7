import type { ReadBatch } from '../connectors/connector.ts'
import type { IngestedPlace } from '../store/ingest-batch.ts'
import { ingestBatch } from '../store/ingest-batch.ts'
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
  readonly requestedAt: number
  readonly now: number
  readonly readMark: ReadMark | null
  /** Notifications up to here count as read where the network does not say; null = none do. */
  readonly readUpTo: number | null
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
  const { accountId, stream, batch, requestedAt, now, readMark, readUpTo } = page
  const outcome = ingestBatch(db, batch, { accountId, requestedAt, now, readUpTo })
  if (readMark !== null) {
    const at = readMark.at ?? (readMark.remoteId === null ? null : inboxItemAt(db, accountId, readMark.remoteId))
    if (at !== null) markInboxRead(db, accountId, at)
  }
  const places = stream === 'home' ? outcome.entries : outcome.inbox
  return { places, added: places.filter((place) => !place.known).length, reachedAt: batch.chronological ? reachedAt(places) : null }
}

/** So many posts at the end of a page are looked at for strays. */
const TAIL = 3
/** A post that is so much older than the ones beside it says nothing about how far the page reads. */
const STRAY_MS = 7 * 24 * 60 * 60 * 1000

/**
 * How far back a page reads. A feed is in time order but for strays: a post may come in long after it was written. One at the end of a
 * page must not make it look longer than it is, or what lies between would never be fetched.
 */
export function reachedAt(places: readonly IngestedPlace[]): number | null {
  if (places.length === 0) return null
  const tail = places.slice(-TAIL).map((place) => place.at)
  const newest = Math.max(...tail)
  return Math.min(...tail.filter((at) => newest - at <= STRAY_MS))
}

/** The earlier of two times, of which either may be unknown. */
export function earlier(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return Math.min(a, b)
}
