import { AppError } from '../../../shared/errors.ts'
import type { SyncCursor } from '../../../shared/model/timeline.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag, parseJson } from '../sql.ts'

type CursorRow = {
  account_id: string
  stream: string
  older: string | null
  exhausted: number
  reached_at: number | null
  read_at: number | null
  chronological: number
  failure: string | null
  failed_at: number | null
}

function toCursor(db: ReadableDatabase, row: CursorRow): SyncCursor {
  const error = row.failure === null ? null : parseJson(db, 'sync_cursor', row.account_id, row.failure, AppError)
  return {
    accountId: row.account_id,
    stream: row.stream,
    older: row.older,
    exhausted: row.exhausted === 1,
    reachedAt: row.reached_at,
    readAt: row.read_at,
    chronological: row.chronological === 1,
    failure: error === null ? null : { error, at: row.failed_at ?? 0 },
  }
}

/** Where a stream was read to; null before it was first read. */
export function getCursor(db: ReadableDatabase, accountId: string, stream: string): SyncCursor | null {
  const row = db.get<CursorRow>('select * from sync_cursor where account_id = ? and stream = ?', accountId, stream)
  return row === undefined ? null : toCursor(db, row)
}

/** Where a stream of each account that is there was read to. */
export function listCursors(db: ReadableDatabase, stream: string): SyncCursor[] {
  const rows = db.all<CursorRow>(
    'select * from sync_cursor where stream = ? and account_id in (select id from account where removed_at is null)',
    stream,
  )
  return rows.map((row) => toCursor(db, row))
}

/** Stores where a stream was read to: in time order and without a failure, unless it says otherwise. */
export function saveCursor(
  db: WritableDatabase,
  cursor: Omit<SyncCursor, 'chronological' | 'failure'> & Partial<Pick<SyncCursor, 'chronological' | 'failure'>>,
): void {
  const { failure = null, chronological = true } = cursor
  db.run(
    `insert into sync_cursor (account_id, stream, older, exhausted, reached_at, read_at, chronological, failure, failed_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (account_id, stream) do update set older = excluded.older, exhausted = excluded.exhausted, reached_at = excluded.reached_at,
       read_at = excluded.read_at, chronological = excluded.chronological, failure = excluded.failure, failed_at = excluded.failed_at`,
    cursor.accountId,
    cursor.stream,
    cursor.older,
    flag(cursor.exhausted),
    cursor.reachedAt,
    cursor.readAt,
    flag(chronological),
    failure === null ? null : JSON.stringify(failure.error),
    failure === null ? null : failure.at,
  )
  touchStream(db, cursor.stream)
}

/** Notes when a stream was read to the top, and whether it came in time order. */
export function markStreamRead(db: WritableDatabase, accountId: string, stream: string, at: number, chronological: boolean): void {
  const before = getCursor(db, accountId, stream)
  db.run(
    'update sync_cursor set read_at = ?, chronological = ? where account_id = ? and stream = ?',
    at,
    flag(chronological),
    accountId,
    stream,
  )
  if (before !== null && before.chronological !== chronological) touchStream(db, stream)
}

/** Notes that a stream could not be read on into the past. */
export function markStreamFailed(db: WritableDatabase, accountId: string, stream: string, error: AppError, at: number): void {
  const { changes } = db.run(
    'update sync_cursor set failure = ?, failed_at = ? where account_id = ? and stream = ?',
    JSON.stringify(error),
    at,
    accountId,
    stream,
  )
  if (changes > 0) touchStream(db, stream)
}

/** How far the merged lists may be shown follows from the cursors. */
function touchStream(db: WritableDatabase, stream: string): void {
  db.touch({ topic: stream === 'home' ? 'timeline' : 'inbox' })
}
