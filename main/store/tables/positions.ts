import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** The place the person was at in a view: the row at the top, and how far it was scrolled, px. */
export type ViewPosition = { readonly key: string; readonly cursor: string; readonly offset: number }

export function getPosition(db: ReadableDatabase, view: string): ViewPosition | null {
  return db.get<ViewPosition>('select key, cursor, offset_px as offset from view_position where view = ?', view) ?? null
}

export function setPosition(db: WritableDatabase, view: string, position: ViewPosition, now: number): void {
  db.run(
    `insert into view_position (view, key, cursor, offset_px, updated_at) values (?, ?, ?, ?, ?)
     on conflict (view) do update set key = excluded.key, cursor = excluded.cursor, offset_px = excluded.offset_px, updated_at = excluded.updated_at`,
    view,
    position.key,
    position.cursor,
    position.offset,
    now,
  )
}
