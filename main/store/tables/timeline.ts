import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { isHeard, isHeardBy } from '../mutes/silence.ts'
import { flag } from '../sql.ts'
import type { StoredRemotePost } from './post-accounts.ts'
import { notFolded, notFoldedAmong } from './same-post-folding.ts'

/** A place in the merged timeline: sorted by time, then by the number of the row. */
export type TimelinePlace = { readonly sortAt: number; readonly id: number }

/** A row of the merged timeline: a post, or a post reposted by someone. `reposterRow` is 0 where it is there by itself. */
export type StoredTimelineRow = TimelinePlace & { readonly postId: string; readonly reposterRow: number }

/** Whose feed to look at, between two places; rows at the places themselves are left out. */
export type TimelineRange = {
  /** Null: all that is stored, also of accounts that were removed and kept. */
  readonly accountIds: readonly string[] | null
  readonly olderThan: TimelinePlace
  readonly newerThan: TimelinePlace
}

export const newestPlace: TimelinePlace = { sortAt: Number.MAX_SAFE_INTEGER, id: Number.MAX_SAFE_INTEGER }
export const oldestPlace: TimelinePlace = { sortAt: Number.MIN_SAFE_INTEGER, id: -1 }

/**
 * Puts a post into an account's home feed. Answers `known` where the network had shown it there before, so that a reader knows
 * it has reached what is stored. The sort time of a row is that of its first entry: rows never move.
 */
export function addTimelineEntry(
  db: WritableDatabase,
  entry: {
    readonly accountId: string
    readonly postRow: number
    readonly reposterRow: number
    readonly sortAt: number
    readonly local: boolean
  },
): { readonly outcome: 'added' | 'confirmed' | 'known'; readonly place: TimelinePlace } {
  const { accountId, postRow, reposterRow, local } = entry
  const added = db.run(
    'insert into timeline_row (post_row, reposter_row, sort_at) values (?, ?, ?) on conflict (post_row, reposter_row) do nothing',
    postRow,
    reposterRow,
    entry.sortAt,
  )
  const isNew = added.changes > 0
  const place = isNew
    ? { id: added.lastRow, sortAt: entry.sortAt }
    : db.get<TimelinePlace>('select id, sort_at as sortAt from timeline_row where post_row = ? and reposter_row = ?', postRow, reposterRow)
  if (place === undefined) throw new Error('A timeline row is not there right after it was written')
  const stored = isNew
    ? undefined
    : db.get<{ local: number }>('select local from timeline_entry where account_id = ? and row_id = ?', accountId, place.id)
  if (stored === undefined) {
    db.run(
      'insert into timeline_entry (account_id, row_id, sort_at, local) values (?, ?, ?, ?)',
      accountId,
      place.id,
      place.sortAt,
      flag(local),
    )
    db.touch({ topic: 'timeline' })
    return { outcome: 'added', place }
  }
  if (stored.local === 0 || local) return { outcome: 'known', place }
  db.run('update timeline_entry set local = 0 where account_id = ? and row_id = ?', accountId, place.id)
  return { outcome: 'confirmed', place }
}

/** The newest entry the network itself has shown in an account's feed, not newer than `upTo`; epoch ms. */
export function newestEntryAt(db: ReadableDatabase, accountId: string, upTo = Number.MAX_SAFE_INTEGER): number | null {
  const row = db.get<{ sort_at: number }>(
    'select sort_at from timeline_entry where account_id = ? and sort_at <= ? and local = 0 order by sort_at desc limit 1',
    accountId,
    upTo,
  )
  return row?.sort_at ?? null
}

/** Enough to notice what is missing from a page. */
const MOST_ENTRIES = 200

/** The newest posts that an account's network has shown in its feed by themselves, down to a time; with their handles, newest first. */
export function listEntriesDownTo(db: ReadableDatabase, accountId: string, downTo: number): StoredRemotePost[] {
  return db.all<StoredRemotePost>(
    `select post.id as postId, remote_id as remoteId, revision, post.url
     from timeline_entry join timeline_row on timeline_row.id = row_id join post on post.row = timeline_row.post_row
       join post_account on post_account.account_id = timeline_entry.account_id and post_account.post_row = post.row
     where timeline_entry.account_id = ? and timeline_entry.sort_at >= ? and local = 0 and reposter_row = 0 and deleted_at is null
     order by timeline_entry.sort_at desc limit ${MOST_ENTRIES}`,
    accountId,
    downTo,
  )
}

/** What a row of the statements below is made of. */
const row = {
  id: 'timeline_row.id',
  post: 'timeline_row.post_row',
  author: 'post.author_row',
  reposter: 'timeline_row.reposter_row',
} as const
const heard = isHeard(row)
const heardByEntry = isHeardBy(row, 'timeline_entry.account_id')

/**
 * Rows in a range, newest first, at most `limit`: from its newer end, or from its older end. Deleted posts are left out, rows that are muted
 * in every one of these feeds that has them, and rows folded into another one of the same post.
 */
export function listTimelineRows(
  db: ReadableDatabase,
  range: TimelineRange,
  from: 'newest' | 'oldest',
  limit: number,
): StoredTimelineRow[] {
  const { accountIds, olderThan, newerThan } = range
  const places = [olderThan.sortAt, olderThan.id, newerThan.sortAt, newerThan.id] as const
  const direction = from === 'newest' ? 'desc' : 'asc'
  const found =
    accountIds === null
      ? db.all<StoredTimelineRow>(
          `select timeline_row.id, timeline_row.sort_at as sortAt, post.id as postId, reposter_row as reposterRow
           from timeline_row join post on post.row = post_row
           where (timeline_row.sort_at, timeline_row.id) < (?, ?) and (timeline_row.sort_at, timeline_row.id) > (?, ?) and deleted_at is null
             and ${heard} and ${notFolded}
           order by timeline_row.sort_at ${direction}, timeline_row.id ${direction} limit ?`,
          ...places,
          limit,
        )
      : [...new Set(accountIds)].flatMap((accountId) =>
          db.all<StoredTimelineRow>(
            `select row_id as id, timeline_entry.sort_at as sortAt, post.id as postId, reposter_row as reposterRow
             from timeline_entry join timeline_row on timeline_row.id = row_id join post on post.row = post_row
             where account_id = ?1 and (timeline_entry.sort_at, row_id) < (?2, ?3) and (timeline_entry.sort_at, row_id) > (?4, ?5)
               and deleted_at is null and ${heardByEntry} and ${notFoldedAmong('?7')}
             order by timeline_entry.sort_at ${direction}, row_id ${direction} limit ?6`,
            accountId,
            ...places,
            limit,
            JSON.stringify(accountIds),
          ),
        )
  const once = new Map(found.map((row) => [row.id, row]))
  const newestFirst = [...once.values()].sort((a, b) => b.sortAt - a.sortAt || b.id - a.id)
  return from === 'newest' ? newestFirst.slice(0, limit) : newestFirst.slice(-limit)
}

/** How many rows are in a range; deleted posts, muted and folded rows are left out. */
export function countTimelineRows(db: ReadableDatabase, { accountIds, olderThan, newerThan }: TimelineRange): number {
  const places = [olderThan.sortAt, olderThan.id, newerThan.sortAt, newerThan.id] as const
  const row =
    accountIds === null
      ? db.get<{ count: number }>(
          `select count(*) as count from timeline_row join post on post.row = post_row
           where (timeline_row.sort_at, timeline_row.id) < (?, ?) and (timeline_row.sort_at, timeline_row.id) > (?, ?) and deleted_at is null
             and ${heard} and ${notFolded}`,
          ...places,
        )
      : db.get<{ count: number }>(
          `select count(distinct row_id) as count from timeline_entry join timeline_row on timeline_row.id = row_id join post on post.row = post_row
           where account_id in (select value from json_each(?1)) and (timeline_entry.sort_at, row_id) < (?2, ?3)
             and (timeline_entry.sort_at, row_id) > (?4, ?5) and deleted_at is null and ${heardByEntry} and ${notFoldedAmong('?1')}`,
          JSON.stringify(accountIds),
          ...places,
        )
  return row?.count ?? 0
}

/** Whose home feeds have the rows: the accounts that are there, in the person's order, by row. */
export function accountsOfRows(db: ReadableDatabase, rowIds: readonly number[]): Map<number, string[]> {
  const found = db.all<{ row_id: number; account_id: string }>(
    `select row_id, account_id from timeline_entry join account on account.id = account_id
     where row_id in (select value from json_each(?)) and removed_at is null order by account.position, account.added_at`,
    JSON.stringify(rowIds),
  )
  const accounts = new Map<number, string[]>()
  for (const { row_id, account_id } of found) {
    const list = accounts.get(row_id)
    if (list === undefined) accounts.set(row_id, [account_id])
    else list.push(account_id)
  }
  return accounts
}
