import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A place of a stream from which its network leads on into the past. `at` is epoch ms: all that is newer was told. */
export type StreamPlace = { readonly at: number; readonly token: string }

/** Places nearer to each other than this are of no use. */
const APART_MS = 30 * 60 * 1000

/** Keeps a place, unless there is one near it. */
export function noteStreamPlace(db: WritableDatabase, accountId: string, stream: string, place: StreamPlace): void {
  const near = db.get(
    'select 1 from stream_place where account_id = ? and stream = ? and at between ? and ?',
    accountId,
    stream,
    place.at - APART_MS,
    place.at + APART_MS,
  )
  if (near !== undefined) return
  db.run('insert into stream_place (account_id, stream, at, token) values (?, ?, ?, ?)', accountId, stream, place.at, place.token)
}

/** The newest place of a stream that is not newer than a time, epoch ms; null where there is none. */
export function streamPlaceUpTo(db: ReadableDatabase, accountId: string, stream: string, at: number): StreamPlace | null {
  const row = db.get<StreamPlace>(
    'select at, token from stream_place where account_id = ? and stream = ? and at <= ? order by at desc limit 1',
    accountId,
    stream,
    at,
  )
  return row ?? null
}

/** Forgets the places of a stream that are older than a time. */
export function forgetStreamPlaces(db: WritableDatabase, accountId: string, stream: string, before: number): void {
  db.run('delete from stream_place where account_id = ? and stream = ? and at < ?', accountId, stream, before)
}
