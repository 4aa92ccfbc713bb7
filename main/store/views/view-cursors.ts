import type { AppError } from '../../../shared/errors.ts'
import { flag, fromJson, type ReadableDatabase, type WritableDatabase } from '../sql.ts'

/** How far a view was read through an account. */
export type ViewCursor = {
  readonly accountId: string
  /** The network's token to go on into the past; null = nothing was read, or the end was reached. */
  readonly older: string | null
  readonly exhausted: boolean
  /** Everything down to this time was read, epoch ms; null = that says nothing here. */
  readonly reachedAt: number | null
  /** When it was last read from the top, epoch ms. */
  readonly readAt: number | null
  /** Why the last read failed; null = it did not. */
  readonly failure: AppError | null
}

type CursorRow = Omit<ViewCursor, 'exhausted' | 'failure'> & { readonly exhausted: number; readonly failure: string | null }

/** The cursors of a view, one for each account it was read or tried through. */
export function listViewCursors(db: ReadableDatabase, viewId: string): ViewCursor[] {
  return db
    .all<CursorRow>(
      `select account_id as accountId, older, exhausted, reached_at as reachedAt, read_at as readAt, failure from view_cursor
       where view_id = ? order by account_id`,
      Number(viewId),
    )
    .map((row) => ({
      ...row,
      exhausted: row.exhausted === 1,
      failure: row.failure === null ? null : fromJson<AppError>(db, 'view_cursor', viewId, row.failure),
    }))
}

/** Null where the view was never read through the account. */
export function getViewCursor(db: ReadableDatabase, viewId: string, accountId: string): ViewCursor | null {
  return listViewCursors(db, viewId).find((cursor) => cursor.accountId === accountId) ?? null
}

/** Stores how far a view was read; nothing is stored for one that is gone. */
export function saveViewCursor(db: WritableDatabase, viewId: string, cursor: ViewCursor): void {
  db.run(
    `insert into view_cursor (view_id, account_id, older, exhausted, reached_at, read_at, failure)
     select ?1, ?2, ?3, ?4, ?5, ?6, ?7 where exists (select 1 from saved_view where id = ?1) and exists (select 1 from account where id = ?2)
     on conflict (view_id, account_id) do update set older = excluded.older, exhausted = excluded.exhausted,
       reached_at = excluded.reached_at, read_at = excluded.read_at, failure = excluded.failure`,
    Number(viewId),
    cursor.accountId,
    cursor.older,
    flag(cursor.exhausted),
    cursor.reachedAt,
    cursor.readAt,
    cursor.failure === null ? null : JSON.stringify(cursor.failure),
  )
}

/** Notes that a view could not be read through an account. */
export function markViewFailed(db: WritableDatabase, viewId: string, accountId: string, failure: AppError): void {
  const before = getViewCursor(db, viewId, accountId)
  const unread = { accountId, older: null, exhausted: false, reachedAt: null, readAt: null }
  saveViewCursor(db, viewId, { ...(before ?? unread), failure })
  if (JSON.stringify(before?.failure ?? null) !== JSON.stringify(failure)) db.touch({ topic: 'view', id: viewId })
}
