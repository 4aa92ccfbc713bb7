import { isHeardBy } from '../mutes/silence.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { findAuthorRow } from '../tables/authors.ts'

/** Where a row stands in its view: what is higher is above; rows of one place are told apart by their number. */
export type ViewPlace = { readonly place: number; readonly id: number }

/** A row of a view. `reposterRow` is 0 where the post is there by itself; `sortAt` is the time of the post, epoch ms. */
export type StoredViewRow = ViewPlace & { readonly postId: string; readonly reposterRow: number; readonly sortAt: number }

export const highestPlace: ViewPlace = { place: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }

const row = { post: 'view_row.post_row', author: 'post.author_row', reposter: 'view_row.reposter_row' } as const

const earlier = { post: 'twin.post_row', author: 'twin_post.author_row', reposter: '0' } as const

/** Of the posts of a group a view shows the one that came into it first, as the timeline does; see tables/same-post-folding.ts. */
const notFolded = `(view_row.reposter_row <> 0 or not exists (
  select 1 from same_post mine cross join same_post twin on twin.group_id = mine.group_id
    cross join view_row earlier on earlier.view_id = view_row.view_id and earlier.post_row = twin.post_row and earlier.reposter_row = 0
    cross join post twin_post on twin_post.row = twin.post_row
  where mine.post_row = view_row.post_row and mine.split = 0 and earlier.id < view_row.id and twin_post.deleted_at is null
    and exists (select 1 from view_entry others where others.row_id = earlier.id and ${isHeardBy(earlier, 'others.account_id')})))`

/**
 * Rows of a view below a place and not below `downTo`, the highest first, at most `limit`. Deleted posts are left out, rows that are
 * muted for every account through which they were read, and rows folded into another one of the same post.
 */
export function listViewRows(db: ReadableDatabase, viewId: string, below: ViewPlace, downTo: number, limit: number): StoredViewRow[] {
  return db.all<StoredViewRow>(
    `select view_row.id, place, post.id as postId, reposter_row as reposterRow, post.sort_at as sortAt
     from view_row join post on post.row = post_row
     where view_id = ?1 and (place, view_row.id) < (?2, ?3) and place >= ?4 and deleted_at is null
       and exists (select 1 from view_entry heard where heard.row_id = view_row.id and ${isHeardBy(row, 'heard.account_id')})
       and ${notFolded}
     order by place desc, view_row.id desc limit ?5`,
    Number(viewId),
    below.place,
    below.id,
    downTo,
    limit,
  )
}

/** Through which accounts rows were read: those that are there, in the person's order, by row. */
export function accountsOfViewRows(db: ReadableDatabase, rowIds: readonly number[]): Map<number, string[]> {
  const found = db.all<{ rowId: number; accountId: string }>(
    `select row_id as rowId, account_id as accountId from view_entry join account on account.id = account_id
     where row_id in (select value from json_each(?)) and removed_at is null order by account.position, account.added_at`,
    JSON.stringify(rowIds),
  )
  const accounts = new Map<number, string[]>()
  for (const { rowId, accountId } of found) {
    const list = accounts.get(rowId)
    if (list === undefined) accounts.set(rowId, [accountId])
    else list.push(accountId)
  }
  return accounts
}

/** A post on its way into a view. */
export type ViewEntry = { readonly postRow: number; readonly reposterRow: number; readonly place: number }

/** The row of a post in a view, as an account has read it; null where it has not. */
export function findViewEntry(
  db: ReadableDatabase,
  viewId: string,
  accountId: string,
  postRow: number,
  reposterRow: number,
): ViewPlace | null {
  const found = db.get<ViewPlace>(
    `select id, place from view_row where view_id = ? and post_row = ? and reposter_row = ?
       and exists (select 1 from view_entry where row_id = view_row.id and account_id = ?)`,
    Number(viewId),
    postRow,
    reposterRow,
    accountId,
  )
  return found ?? null
}

/** Puts a post into a view, as read through an account. A row that is there stays where it is: rows never move. */
export function addViewEntry(
  db: WritableDatabase,
  viewId: string,
  accountId: string,
  { postRow, reposterRow, place }: ViewEntry,
): { readonly id: number; readonly added: boolean } {
  const added = db.get<{ id: number }>(
    `insert into view_row (view_id, post_row, reposter_row, place) values (?, ?, ?, ?) on conflict (view_id, post_row, reposter_row) do nothing
     returning id`,
    Number(viewId),
    postRow,
    reposterRow,
    place,
  )
  const id =
    added?.id ??
    db.get<{ id: number }>(
      'select id from view_row where view_id = ? and post_row = ? and reposter_row = ?',
      Number(viewId),
      postRow,
      reposterRow,
    )?.id
  if (id === undefined) throw new Error('A row of a view is not there right after it was written')
  db.run('insert or ignore into view_entry (row_id, account_id) values (?, ?)', id, accountId)
  return { id, added: added !== undefined }
}

/** The highest and the lowest place of a view; null where it has no rows. */
export function placesOfView(db: ReadableDatabase, viewId: string): { readonly highest: number; readonly lowest: number } | null {
  const highest = db.get<{ place: number }>('select place from view_row where view_id = ? order by place desc limit 1', Number(viewId))
  const lowest = db.get<{ place: number }>('select place from view_row where view_id = ? order by place limit 1', Number(viewId))
  return highest === undefined || lowest === undefined ? null : { highest: highest.place, lowest: lowest.place }
}

/** The highest place that an account has read in a view; null = none. */
export function highestPlaceOf(db: ReadableDatabase, viewId: string, accountId: string): number | null {
  const found = db.get<{ place: number }>(
    `select place from view_row where view_id = ? and exists (select 1 from view_entry where row_id = view_row.id and account_id = ?)
     order by place desc limit 1`,
    Number(viewId),
    accountId,
  )
  return found?.place ?? null
}

/** Takes what an account read for a view out of it, but for these rows. The posts stay in the store. */
export function dropViewEntries(db: WritableDatabase, viewId: string, accountId: string, butFor: ReadonlySet<number>): void {
  const rows = db
    .all<{ id: number }>(
      'select row_id as id from view_entry join view_row on view_row.id = row_id where view_id = ? and account_id = ?',
      Number(viewId),
      accountId,
    )
    .flatMap(({ id }) => (butFor.has(id) ? [] : [id]))
  const json = JSON.stringify(rows)
  db.run('delete from view_entry where account_id = ? and row_id in (select value from json_each(?))', accountId, json)
  db.run(
    `delete from view_row where id in (select value from json_each(?)) and not exists (select 1 from view_entry where row_id = view_row.id)`,
    json,
  )
}

/** Entries of a batch whose post, and who reposted it, are stored, with their rows; the others are left out. */
export function withRows<Entry extends { readonly postId: string; readonly repostedBy: string | null }>(
  db: ReadableDatabase,
  entries: readonly Entry[],
): (Entry & { readonly postRow: number; readonly reposterRow: number })[] {
  return entries.flatMap((entry) => {
    const post = db.get<{ row: number }>('select row from post where id = ?', entry.postId)
    const reposterRow = entry.repostedBy === null ? 0 : findAuthorRow(db, entry.repostedBy)
    return post === undefined || reposterRow === null ? [] : [{ ...entry, postRow: post.row, reposterRow }]
  })
}

/** Takes a post out of what an account has read for views. */
export function takeFromViews(db: WritableDatabase, accountId: string, postRow: number): void {
  const rows = db.all<{ id: number; viewId: number }>('select id, view_id as viewId from view_row where post_row = ?', postRow)
  for (const { id, viewId } of rows) {
    db.run('delete from view_entry where account_id = ? and row_id = ?', accountId, id)
    db.run('delete from view_row where id = ?1 and not exists (select 1 from view_entry where row_id = ?1)', id)
    db.touch({ topic: 'view', id: String(viewId) })
  }
}

/** Says that the views that have a post look different now. */
export function touchViewsOf(db: WritableDatabase, postId: string): void {
  const views = db.all<{ id: number }>(
    'select distinct view_id as id from view_row where post_row = (select row from post where id = ?)',
    postId,
  )
  for (const { id } of views) db.touch({ topic: 'view', id: String(id) })
}
