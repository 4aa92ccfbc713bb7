import type { WritableDatabase } from './sql.ts'
import { markPostDeleted } from './tables/posts.ts'
import { takeFromViews } from './views/view-rows.ts'

type Gone = { readonly remoteId: string; readonly row: number; readonly id: string; readonly server: string }

/**
 * Takes away posts that an account's server says are gone, by the server's own ids. One is deleted where it lived on that server, or where no
 * other account sees it; otherwise it leaves this account's feed and views alone, since servers also drop their copies of what is still there. Answers
 * the ids that were known.
 */
export function takeAwayPosts(db: WritableDatabase, accountId: string, remoteIds: readonly string[], now: number): readonly string[] {
  const posts = db.all<Gone>(
    `select remote_id as remoteId, post.row, post.id, account.server
     from json_each(?2) wanted cross join post_account on substr(remote_id, -13) = substr(wanted.value, -13) and remote_id = wanted.value
       join post on post.row = post_row join account on account.id = account_id
     where account_id = ?1`,
    accountId,
    JSON.stringify(remoteIds),
  )
  for (const post of posts) {
    const isHome = URL.parse(post.id)?.origin === post.server
    if (isHome || !isSeenByOthers(db, accountId, post.row)) markPostDeleted(db, post.id, now)
    else takeFromFeed(db, accountId, post)
  }
  return posts.map(({ remoteId }) => remoteId)
}

function isSeenByOthers(db: WritableDatabase, accountId: string, postRow: number): boolean {
  const other = db.get(
    'select 1 from post_account join account on account.id = account_id where post_row = ? and account_id <> ? and removed_at is null',
    postRow,
    accountId,
  )
  return other !== undefined
}

function takeFromFeed(db: WritableDatabase, accountId: string, { row, id }: Gone): void {
  db.run('delete from timeline_entry where account_id = ? and row_id in (select id from timeline_row where post_row = ?)', accountId, row)
  db.run('delete from timeline_row where post_row = ? and not exists (select 1 from timeline_entry where row_id = timeline_row.id)', row)
  takeFromViews(db, accountId, row)
  db.run('delete from post_account where account_id = ? and post_row = ?', accountId, row)
  db.touch({ topic: 'posts', id })
  db.touch({ topic: 'timeline' })
}
