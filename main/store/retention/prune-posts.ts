import { unindexPosts } from '../search/index-posts.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { getMember, removeMember } from '../tables/same-post.ts'
import { boundsJson, endStreamAt, type PruneBound } from './bounds.ts'
import { endViewsAbove } from './end-views.ts'

/** A slice: posts with rows below `below` are looked at, at most `limit`. What is older than `cutoff`, epoch ms, may go, as far as `bounds` let it. */
export type PostSlice = {
  readonly below: number
  readonly limit: number
  readonly cutoff: number
  readonly bounds: readonly PruneBound[]
}

/** What a slice did. `below`: where the next one goes on; null = all were looked at. */
export type PrunedPosts = { readonly pruned: number; readonly below: number | null }

const own = 'select author.row from account cross join author on author.id = account.author_id'

/** Posts that drafts, the outbox and acts on their way are about. */
const referred = `select reply_to_id from draft where reply_to_id is not null and state <> 'posted'
  union select quote_id from draft where quote_id is not null and state <> 'posted'
  union select edits_id from draft where edits_id is not null and state <> 'posted'
  union select json_extract(draft, '$.replyTo') from publish_run where cleared_at is null and json_extract(draft, '$.replyTo') is not null
  union select json_extract(draft, '$.quote') from publish_run where cleared_at is null and json_extract(draft, '$.quote') is not null
  union select post_id from outbox_item where post_id is not null
  union select subject_id from engagement_job`

const candidates = `with looked (row) as (select row from post where row < ?1 order by row desc limit ?2)
  select post.row, post.id from looked cross join post on post.row = looked.row
  where sort_at < ?3 and updated_at < ?3
    and author_row not in (${own})
    and not exists (select 1 from post_account where post_row = post.row and (liked = 1 or reposted = 1 or bookmarked = 1))
    and not exists (select 1 from inbox_item where post_row = post.row)
    and not exists (select 1 from timeline_row cross join timeline_entry on row_id = timeline_row.id
      where post_row = post.row and timeline_entry.sort_at >= coalesce((select value from json_each(?4) where key = account_id), ?3))
    and not exists (select 1 from timeline_row where post_row = post.row and timeline_row.sort_at >= ?3)
    and not exists (select 1 from post mine where mine.root_id = coalesce(post.root_id, post.id) and mine.author_row in (${own}))
    and not exists (select 1 from post mine where mine.reply_to_id = post.id and mine.author_row in (${own}))
    and not exists (select 1 from post mine where mine.id in (post.root_id, post.reply_to_id) and mine.author_row in (${own}))
    and post.id not in (${referred})`

/** Those of the posts that a post which stays answers or quotes, or is the same as. */
const held = `with going (row) as (select value from json_each(?))
  select going.row from going cross join post on post.row = going.row
  where exists (select 1 from post other where other.reply_to_id = post.id and other.row not in (select row from going))
    or exists (select 1 from post other where other.quote_id = post.id and other.row not in (select row from going))
    or exists (select 1 from same_post mine cross join same_post twin on twin.group_id = mine.group_id
      where mine.post_row = post.row and twin.post_row not in (select row from going))`

/**
 * Forgets old posts, a slice at a time, in the caller's transaction. Stays: what the person wrote, liked, bookmarked or reposted; threads they
 * wrote in; what a draft, the outbox or a notification is about; the newest of every feed; what came in, or was reposted, lately, also by
 * scrolling down; and whatever a post that stays answers, quotes or is the same as. The index, groups of same posts and matches of mutes
 * follow. Feeds and views that lose something end above it first, so that no cursor claims what is gone and nothing but scrolling down there reads it
 * again. Authors stay: names are still completed.
 */
export function prunePosts(db: WritableDatabase, { below, limit, cutoff, bounds }: PostSlice): PrunedPosts {
  const last = db.get<{ row: number | null }>(
    'select min(row) as row from (select row from post where row < ? order by row desc limit ?)',
    below,
    limit,
  )?.row
  if (last == null) return { pruned: 0, below: null }
  const found = db.all<{ row: number; id: string }>(candidates, below, limit, cutoff, boundsJson(bounds))
  const rows = withoutHeld(
    db,
    found.map(({ row }) => row),
  )
  if (rows.length > 0) forget(db, rows, bounds)
  return { pruned: rows.length, below: last }
}

function withoutHeld(db: ReadableDatabase, rows: readonly number[]): readonly number[] {
  let going = rows
  while (going.length > 0) {
    const staying = new Set(db.all<{ row: number }>(held, JSON.stringify(going)).map(({ row }) => row))
    if (staying.size === 0) break
    going = going.filter((row) => !staying.has(row))
  }
  return going
}

function forget(db: WritableDatabase, rows: readonly number[], bounds: readonly PruneBound[]): void {
  const json = JSON.stringify(rows)
  const feeds = new Set(
    db
      .all<{ id: string }>(
        `select distinct account_id as id from timeline_row cross join timeline_entry on row_id = timeline_row.id
         where post_row in (select value from json_each(?))`,
        json,
      )
      .map(({ id }) => id),
  )
  for (const bound of bounds) if (feeds.has(bound.accountId)) endStreamAt(db, 'home', bound)
  for (const row of rows) {
    const member = getMember(db, row)
    if (member !== null) removeMember(db, member)
  }
  endViewsAbove(db, rows)
  unindexPosts(db, rows)
  db.run('delete from search_waiting where post_row in (select value from json_each(?))', json)
  db.run('delete from post where row in (select value from json_each(?))', json)
}
