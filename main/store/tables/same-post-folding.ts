import { isHeard, isHeardBy } from '../mutes/silence.ts'
import type { ReadableDatabase } from '../sql.ts'

/**
 * Of the posts of a group one row is shown, the one that came into the store first; the others are folded into it wherever they are. So
 * what is a row does not depend on where a page begins or ends, a row that was shown stays when another network brings the same post, and
 * that one does not count as new. Among the feeds of some accounts it is the first row that those have. A row that is muted shows nothing and folds nothing.
 */

const earlier = { id: 'earlier.id', post: 'twin.post_row', author: 'twin_post.author_row', reposter: '0' } as const

/** Over `timeline_row` in a statement whose parameters are numbered: leaves out rows that are folded. Deleted posts fold nothing. */
export const notFolded = `(reposter_row <> 0 or not exists (
  select 1 from same_post mine cross join same_post twin on twin.group_id = mine.group_id
    cross join timeline_row earlier on earlier.post_row = twin.post_row and earlier.reposter_row = 0
    cross join post twin_post on twin_post.row = twin.post_row
  where mine.post_row = timeline_row.post_row and mine.split = 0 and earlier.id < timeline_row.id and twin_post.deleted_at is null
    and ${isHeard(earlier)}))`

/** The same among the feeds of the accounts in `accounts`, a JSON list (the name of a parameter). */
export function notFoldedAmong(accounts: string): string {
  return `(reposter_row <> 0 or not exists (
  select 1 from same_post mine cross join same_post twin on twin.group_id = mine.group_id
    cross join timeline_row earlier on earlier.post_row = twin.post_row and earlier.reposter_row = 0
    cross join post twin_post on twin_post.row = twin.post_row
  where mine.post_row = timeline_row.post_row and mine.split = 0 and earlier.id < timeline_row.id and twin_post.deleted_at is null
    and exists (select 1 from timeline_entry others where others.row_id = earlier.id and others.account_id in (select value from json_each(${accounts}))
      and ${isHeardBy(earlier, 'others.account_id')})))`
}

/** The rows of the merged timeline that are one card with each of these rows: themselves, and those folded into them. */
export function listFoldedRows(db: ReadableDatabase, rowIds: readonly number[]): Map<number, number[]> {
  const found = db.all<{ rowId: number; foldedId: number }>(
    `select shown.id as rowId, folded.id as foldedId
     from timeline_row shown cross join same_post mine on mine.post_row = shown.post_row
       cross join same_post twin on twin.group_id = mine.group_id
       cross join timeline_row folded on folded.post_row = twin.post_row and folded.reposter_row = 0
     where shown.id in (select value from json_each(?)) and shown.reposter_row = 0 and mine.split = 0
     order by folded.id`,
    JSON.stringify(rowIds),
  )
  const folded = new Map(rowIds.map((id) => [id, [id]]))
  for (const { rowId, foldedId } of found) if (foldedId !== rowId) folded.get(rowId)?.push(foldedId)
  return folded
}
