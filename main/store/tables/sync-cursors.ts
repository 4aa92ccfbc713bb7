import type { SyncCursor } from '../../../shared/model/timeline.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'

type CursorRow = {
  account_id: string
  stream: string
  older: string | null
  exhausted: number
  reached_at: number | null
  read_at: number | null
}

function toCursor(row: CursorRow): SyncCursor {
  return {
    accountId: row.account_id,
    stream: row.stream,
    older: row.older,
    exhausted: row.exhausted === 1,
    reachedAt: row.reached_at,
    readAt: row.read_at,
  }
}

/** Where a stream was read to; null before it was first read. */
export function getCursor(db: ReadableDatabase, accountId: string, stream: string): SyncCursor | null {
  const row = db.get<CursorRow>('select * from sync_cursor where account_id = ? and stream = ?', accountId, stream)
  return row === undefined ? null : toCursor(row)
}

/** Where a stream of each account that is there was read to. */
export function listCursors(db: ReadableDatabase, stream: string): SyncCursor[] {
  const rows = db.all<CursorRow>(
    'select sync_cursor.* from account join sync_cursor on account_id = account.id and stream = ? where removed_at is null',
    stream,
  )
  return rows.map(toCursor)
}

export function saveCursor(db: WritableDatabase, cursor: SyncCursor): void {
  db.run(
    `insert into sync_cursor (account_id, stream, older, exhausted, reached_at, read_at) values (?, ?, ?, ?, ?, ?)
     on conflict (account_id, stream) do update set older = excluded.older, exhausted = excluded.exhausted, reached_at = excluded.reached_at,
       read_at = excluded.read_at`,
    cursor.accountId,
    cursor.stream,
    cursor.older,
    flag(cursor.exhausted),
    cursor.reachedAt,
    cursor.readAt,
  )
}

/** Notes when a stream was read to the top. */
export function markStreamRead(db: WritableDatabase, accountId: string, stream: string, at: number): void {
  db.run('update sync_cursor set read_at = ? where account_id = ? and stream = ?', at, accountId, stream)
}
