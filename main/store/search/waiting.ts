import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { indexPosts } from './index-posts.ts'

/** Whether posts wait to be indexed: a search may not find all there is. */
export function isIndexing(db: ReadableDatabase): boolean {
  return db.get('select 1 from search_waiting limit 1') !== undefined
}

/** Indexes some of the posts that wait, the newest first; says whether there were any. */
export function indexWaiting(db: WritableDatabase, limit: number): boolean {
  const rows = db
    .all<{ row: number }>('select post_row as row from search_waiting order by post_row desc limit ?', limit)
    .map(({ row }) => row)
  indexPosts(db, rows)
  for (const row of rows) db.run('delete from search_waiting where post_row = ?', row)
  return rows.length > 0
}

/** Has the posts indexed again to which an account did something, for when the account and what it did are about to be forgotten. */
export function letActedOnWait(db: WritableDatabase, accountId: string): void {
  db.run(
    `insert or ignore into search_waiting select post_row from post_account
     where account_id = ? and (liked = 1 or reposted = 1 or bookmarked = 1)`,
    accountId,
  )
}
