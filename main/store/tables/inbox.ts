import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { isHeardNotice } from '../mutes/silence.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'

/** A stored notification; `actorRow` is its author's row. */
export type StoredInboxItem = {
  readonly row: number
  readonly accountId: string
  readonly remoteId: string
  readonly kind: InboxKind
  readonly actorRow: number
  readonly postId: string | null
  readonly at: number
  readonly read: boolean
}

/** A place in the inbox: sorted by time, then by row number. */
export type InboxPlace = { readonly at: number; readonly row: number }

export const newestInboxPlace: InboxPlace = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }

/** Stores a notification, once; answers whether it was known. What was read here or there stays read. */
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
  const stored = db.get<{ row: number; read: number; post_row: number | null; at: number }>(
    'select row, read, post_row, at from inbox_item where account_id = ? and remote_id = ?',
    item.accountId,
    item.remoteId,
  )
  if (stored === undefined) {
    db.run(
      'insert into inbox_item (account_id, remote_id, kind, actor_row, post_row, at, read) values (?, ?, ?, ?, ?, ?, ?)',
      item.accountId,
      item.remoteId,
      item.kind,
      item.actorRow,
      item.postRow,
      item.at,
      flag(item.read),
    )
    db.touch({ topic: 'inbox' })
    return 'added'
  }
  const read = flag(item.read || stored.read === 1)
  const postRow = item.postRow ?? stored.post_row
  if (read !== stored.read || postRow !== stored.post_row) {
    db.run('update inbox_item set read = ?, post_row = ? where row = ?', read, postRow, stored.row)
    db.touch({ topic: 'inbox' })
  }
  return 'known'
}

const columns = `inbox_item.row, account_id as accountId, remote_id as remoteId, kind, actor_row as actorRow, post.id as postId, at`

/** Other notifications of the same kind about the same post, said on several networks. To be gone on with conditions on `twin`. */
const twins = `select 1 from same_post mine cross join same_post other on other.group_id = mine.group_id and other.post_row <> mine.post_row
    cross join inbox_item twin on twin.post_row = other.post_row
    cross join account twin_account on twin_account.id = twin.account_id
  where mine.post_row = inbox_item.post_row and mine.split = 0 and twin.kind = inbox_item.kind and twin_account.removed_at is null
    and ${isHeardNotice('twin')}`

const heard = isHeardNotice('inbox_item')

/**
 * Notifications of some kinds from before a place, newest first, walked by time (the plus keeps other indexes out). Those about deleted
 * posts are left out, and those that are muted. What came about one post by several networks is there once, by the one that was stored first, and read when all of
 * it is. Accounts: null = all that are there.
 */
export function listInboxItems(
  db: ReadableDatabase,
  kinds: readonly InboxKind[] | null,
  accountIds: readonly string[] | null,
  before: InboxPlace,
  limit: number,
): StoredInboxItem[] {
  const rows = db.all<Omit<StoredInboxItem, 'read'> & { read: number }>(
    `select ${columns}, read = 1 and not exists (${twins} and twin.read = 0) as read from inbox_item left join post on post.row = post_row
     where (at, inbox_item.row) < (?1, ?2) and (?3 is null or kind in (select value from json_each(?3)))
       and +account_id in (select id from account where removed_at is null and (?4 is null or id in (select value from json_each(?4))))
       and post.deleted_at is null and ${heard}
       and not exists (${twins} and twin.row < inbox_item.row and (?4 is null or twin.account_id in (select value from json_each(?4))))
     order by at desc, inbox_item.row desc limit ?5`,
    before.at,
    before.row,
    kinds === null ? null : JSON.stringify(kinds),
    accountIds === null ? null : JSON.stringify(accountIds),
    limit,
  )
  return rows.map((row) => ({ ...row, read: row.read === 1 }))
}

/** How many notifications are unread, by kind, over the accounts that are there; about one post of several networks once, and none that is muted. */
export function countUnread(db: ReadableDatabase): Map<InboxKind, number> {
  const rows = db.all<{ kind: InboxKind; count: number }>(
    `select kind, count(*) as count from account join inbox_item on inbox_item.account_id = account.id and read = 0
       left join post on post.row = post_row
     where removed_at is null and post.deleted_at is null and ${heard} and not exists (${twins} and twin.read = 0 and twin.row < inbox_item.row)
     group by kind`,
  )
  return new Map(rows.map((row) => [row.kind, row.count]))
}

/** Marks an account's notifications up to a time as read; answers how many were not. */
export function markInboxRead(db: WritableDatabase, accountId: string, upTo: number): number {
  const { changes } = db.run('update inbox_item set read = 1 where account_id = ? and read = 0 and at <= ?', accountId, upTo)
  if (changes > 0) db.touch({ topic: 'inbox' })
  return changes
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

/** When a notification was; null where it is not stored. */
export function inboxItemAt(db: ReadableDatabase, accountId: string, remoteId: string): number | null {
  return db.get<{ at: number }>('select at from inbox_item where account_id = ? and remote_id = ?', accountId, remoteId)?.at ?? null
}
