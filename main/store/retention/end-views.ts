import type { WritableDatabase } from '../sql.ts'

/**
 * Has views end above posts that are about to be forgotten: in the same transaction, before. What stands below them goes out of the view too, so
 * that it never has a hole; the networks are not asked for it again. A feed, whose order is not that of time, just has them no more.
 */
export function endViewsAbove(db: WritableDatabase, postRows: readonly number[]): void {
  const views = db.all<{ id: number; kind: string; at: number }>(
    `select saved_view.id, kind, max(place) as at from view_row cross join saved_view on saved_view.id = view_id
     where post_row in (select value from json_each(?)) group by saved_view.id`,
    JSON.stringify(postRows),
  )
  for (const { id, kind, at } of views) {
    if (kind !== 'feed') {
      db.run('delete from view_row where view_id = ? and place <= ?', id, at)
      db.run(
        'update view_cursor set older = null, exhausted = 1, reached_at = ?2 where view_id = ?1 and (reached_at is null or reached_at <= ?2)',
        id,
        at,
      )
    }
    db.touch({ topic: 'view', id: String(id) })
  }
}
