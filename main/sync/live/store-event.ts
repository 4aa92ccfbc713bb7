import type { LiveEvent } from '../../connectors/connector.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { WritableDatabase } from '../../store/sql.ts'
import { markAccountRead } from '../../store/tables/accounts.ts'
import { markStreamRead } from '../../store/tables/sync-cursors.ts'
import { newestEntryAt } from '../../store/tables/timeline.ts'
import { fromTheTop } from '../run-stream.ts'
import { storePage } from '../store-page.ts'

export type Arrival = Extract<LiveEvent, { readonly kind: 'arrived' }>
export type Change = Extract<LiveEvent, { readonly kind: 'changed' }>

/** Of whom something is told, when it came and when it is stored, epoch ms. */
export type Hearing = { readonly accountId: string; readonly receivedAt: number; readonly now: number }

/**
 * Stores what is new as a page from the top. Only for what directly follows on what is stored: what a later read from the top meets counts as
 * the end of what it has to fetch.
 */
export function storeArrival(db: WritableDatabase, { stream, batch }: Arrival, { accountId, receivedAt, now }: Hearing): void {
  const bounds = fromTheTop(now, newestEntryAt(db, accountId) ?? now)
  storePage(db, {
    accountId,
    stream,
    batch,
    stored: null,
    requestedAt: receivedAt,
    now,
    readMark: null,
    readUpTo: null,
    news: true,
    bounds,
  })
  // With everything that comes in the stream is read to its top once more.
  markStreamRead(db, accountId, stream, now, true)
  markAccountRead(db, accountId, now)
}

/** Stores what reads differently now; that needs no place in a stream, and may be stored at any time. */
export function storeChange(db: WritableDatabase, { batch }: Change, { accountId, receivedAt, now }: Hearing): void {
  ingestBatch(db, { ...batch, entries: [], inbox: [] }, { accountId, requestedAt: receivedAt, now })
}
