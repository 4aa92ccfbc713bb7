import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { placeOfNew } from '../inbox/settle.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'
import type { StoredRemotePost } from './post-accounts.ts'

/** Stores a notification, once; answers whether it was known. What was read here or there stays read, unless the person keeps it unread. */
export function upsertInboxItem(
  db: WritableDatabase,
  item: {
    readonly accountId: string
    readonly remoteId: string
    readonly kind: InboxKind
    readonly actorRow: number
    readonly postRow: number | null
    readonly at: number
    readonly read: boolean
  },
): 'added' | 'known' {
  const stored = db.get<{ row: number; read: number; kept: number; post_row: number | null }>(
    'select row, read, kept, post_row from inbox_item where account_id = ? and remote_id = ?',
    item.accountId,
    item.remoteId,
  )
  if (stored === undefined) {
    const place = placeOfNew(db, item)
    db.run(
      'insert into inbox_item (account_id, remote_id, kind, actor_row, post_row, at, read, group_id, counted) values (?, ?, ?, ?, ?, ?, ?, ?, ?)',
      item.accountId,
      item.remoteId,
      item.kind,
      item.actorRow,
      item.postRow,
      item.at,
      flag(item.read),
      place?.groupId ?? null,
      place?.counted ?? null,
    )
    db.touch({ topic: 'inbox' })
    return 'added'
  }
  const read = flag((item.read && stored.kept === 0) || stored.read === 1)
  const postRow = item.postRow ?? stored.post_row
  if (read !== stored.read || postRow !== stored.post_row) {
    db.run('update inbox_item set read = ?, post_row = ? where row = ?', read, postRow, stored.row)
    db.touch({ topic: 'inbox' })
  }
  return 'known'
}

/** Takes an account's notifications up to a time as read, as its network says; answers how many were not. What the person keeps unread stays so. */
export function markInboxRead(db: WritableDatabase, accountId: string, upTo: number): number {
  const { changes } = db.run('update inbox_item set read = 1 where account_id = ? and read = 0 and at <= ? and kept = 0', accountId, upTo)
  if (changes > 0) db.touch({ topic: 'inbox' })
  return changes
}

/** When the oldest notification of an account was that nobody has read; those kept unread were. Null where there is none. */
export function oldestUnreadAt(db: ReadableDatabase, accountId: string): number | null {
  const row = db.get<{ at: number }>(
    'select at from inbox_item where account_id = ? and read = 0 and kept = 0 order by at limit 1',
    accountId,
  )
  return row?.at ?? null
}

/** An account's newest notification up to a time; null where there is none. */
export function newestInboxItem(
  db: ReadableDatabase,
  accountId: string,
  upTo: number,
): { readonly at: number; readonly remoteId: string } | null {
  const row = db.get<{ at: number; remoteId: string }>(
    'select at, remote_id as remoteId from inbox_item where account_id = ? and at <= ? order by at desc, row desc limit 1',
    accountId,
    upTo,
  )
  return row ?? null
}

/** Enough to notice what is missing from a page. */
const MOST_POSTS = 200

/** The posts with which somebody turned to an account, down to a time; with their handles, newest first. */
export function listInboxPostsDownTo(db: ReadableDatabase, accountId: string, downTo: number): StoredRemotePost[] {
  return db.all<StoredRemotePost>(
    `select post.id as postId, remote.remote_id as remoteId, revision, post.url
     from inbox_item item join post on post.row = item.post_row
       join post_account remote on remote.account_id = item.account_id and remote.post_row = post.row
     where item.account_id = ? and item.at >= ? and kind in ('mention', 'reply', 'quote') and deleted_at is null
     order by item.at desc limit ${MOST_POSTS}`,
    accountId,
    downTo,
  )
}

/** When a notification was; null where it is not stored. */
export function inboxItemAt(db: ReadableDatabase, accountId: string, remoteId: string): number | null {
  return db.get<{ at: number }>('select at from inbox_item where account_id = ? and remote_id = ?', accountId, remoteId)?.at ?? null
}
