import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { getCursor, saveCursor } from '../tables/sync-cursors.ts'
import { forgetStreamPlaces, streamPlaceUpTo, type StreamPlace } from './stream-places.ts'

/** Of what one account's stream brought only what is older than `at`, epoch ms, may go. `place`: from where it can be read again; null = nowhere. */
export type PruneBound = { readonly accountId: string; readonly at: number; readonly place: StreamPlace | null }

/** The newest of a stream stay, however old they are: a read from the top goes down to where it meets them, and would bring the rest back. */
const NEWEST = 200

const newestOf = {
  home: 'select sort_at as at from timeline_entry where account_id = ? and local = 0 order by sort_at desc limit 1 offset ?',
  notifications: 'select at from inbox_item where account_id = ? order by at desc, row desc limit 1 offset ?',
} as const

/**
 * How far the streams of all accounts may be forgotten when only what is older than `cutoff`, epoch ms, is to go: down to the newest place from
 * which the network leads on, so that scrolling down there reads it again.
 */
export function pruneBounds(db: ReadableDatabase, stream: 'home' | 'notifications', cutoff: number): PruneBound[] {
  return db.all<{ id: string }>('select id from account').map(({ id }) => {
    const newest = db.get<{ at: number }>(newestOf[stream], id, NEWEST - 1)?.at ?? Number.MIN_SAFE_INTEGER
    const at = Math.min(cutoff, newest)
    const place = streamPlaceUpTo(db, id, stream, at)
    return { accountId: id, at: place?.at ?? at, place }
  })
}

/** The bounds by account, for a statement. */
export function boundsJson(bounds: readonly PruneBound[]): string {
  return JSON.stringify(Object.fromEntries(bounds.map(({ accountId, at }) => [accountId, at])))
}

/**
 * Has a stream end at its bound, because something older is about to be forgotten. To be called in the same transaction, before: a cursor never
 * says that something was read which is not there. What is asked for from there on is read again; where no place leads there, the stream ends.
 */
export function endStreamAt(db: WritableDatabase, stream: 'home' | 'notifications', { accountId, at, place }: PruneBound): void {
  const cursor = getCursor(db, accountId, stream)
  if (cursor === null) return
  db.run('delete from timeline_gap where account_id = ? and stream = ? and newer_at <= ?', accountId, stream, at)
  db.run('update timeline_gap set older_at = ?1 where account_id = ?2 and stream = ?3 and older_at < ?1', at, accountId, stream)
  const isShort = cursor.reachedAt !== null && cursor.reachedAt >= at && !cursor.exhausted
  if (isShort) return
  const end = place === null ? { older: null, exhausted: true } : { older: place.token, exhausted: false }
  // A stream without an order has no end that says anything of what is above it.
  saveCursor(db, { ...cursor, ...end, reachedAt: cursor.chronological ? at : null, failure: null })
  forgetStreamPlaces(db, accountId, stream, at)
}
