import type { LookupKeys } from '../../../shared/same-post/lookup-keys.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A post that may be the same as another one. */
export type SamePostCandidate = { readonly row: number; readonly id: string; readonly authorRow: number; readonly createdAt: number }

/** Keeps by what a post is found that was just stored. */
export function addLookupKeys(db: WritableDatabase, postRow: number, at: number, { text, link }: LookupKeys): void {
  if (text === null && link === null) return
  db.run('insert into same_post_key (post_row, at, text_key, link_key) values (?, ?, ?, ?)', postRow, at, text, link)
}

/** Keeps by what a post is found; a later word replaces an earlier one, and null takes it away. */
export function putLookupKeys(db: WritableDatabase, postRow: number, at: number, keys: LookupKeys | null): void {
  if (keys === null || (keys.text === null && keys.link === null)) {
    db.run('delete from same_post_key where post_row = ?', postRow)
    return
  }
  db.run(
    `insert into same_post_key (post_row, at, text_key, link_key) values (?, ?, ?, ?)
     on conflict (post_row) do update set at = excluded.at, text_key = excluded.text_key, link_key = excluded.link_key`,
    postRow,
    at,
    keys.text,
    keys.link,
  )
}

/** Candidates by the row of the post that they may be the same as. */
export type CandidatesByRow = Map<number, SamePostCandidate[]>

/** A key that thousands of posts have (a page that everybody links to) must not hold up a read. */
const MOST_FOUND = 2000

type Found = SamePostCandidate & { readonly forRow: number }

/** The posts of other networks that have a key in common with these, written within so many milliseconds. All rows in one go. */
export function findByKeys(db: ReadableDatabase, postRows: readonly number[], withinMs: number): CandidatesByRow {
  return byRow([...findByKey(db, 'text_key', postRows, withinMs), ...findByKey(db, 'link_key', postRows, withinMs)])
}

function findByKey(db: ReadableDatabase, column: 'text_key' | 'link_key', postRows: readonly number[], withinMs: number): Found[] {
  return db.all<Found>(selectByKey[column], JSON.stringify(postRows), withinMs, MOST_FOUND)
}

const selectByKey = { text_key: byKey('text_key'), link_key: byKey('link_key') } as const

function byKey(column: 'text_key' | 'link_key'): string {
  return `select mine.post_row as forRow, other_post.row, other_post.id, other_post.author_row as authorRow, other_post.created_at as createdAt
     from json_each(?1) wanted cross join same_post_key mine on mine.post_row = wanted.value
       cross join same_post_key other on other.${column} = mine.${column} and other.at between mine.at - ?2 and mine.at + ?2
       cross join post mine_post on mine_post.row = mine.post_row cross join post other_post on other_post.row = other.post_row
     where other.post_row <> mine.post_row and other_post.platform <> mine_post.platform and other_post.deleted_at is null limit ?3`
}

/** The posts of the same people's other accounts, as far as those are known, written within so many milliseconds. */
export function findByAuthors(db: ReadableDatabase, postRows: readonly number[], withinMs: number): CandidatesByRow {
  return byRow(
    db.all<Found>(
      `select mine.row as forRow, other.row, other.id, other.author_row as authorRow, other.created_at as createdAt
       from json_each(?1) wanted cross join post mine on mine.row = wanted.value
         cross join same_author on same_author.author_row = mine.author_row and same = 1
         cross join post other on other.author_row = other_row and other.sort_at between mine.sort_at - ?2 and mine.sort_at + ?2
       where other.platform <> mine.platform and other.deleted_at is null`,
      JSON.stringify(postRows),
      withinMs,
    ),
  )
}

function byRow(found: readonly Found[]): CandidatesByRow {
  return Map.groupBy(found, ({ forRow }) => forRow)
}

/** Of these ids, the posts that are stored: what bridges make of a post has an id that can be told. */
export function findByIds(db: ReadableDatabase, ids: readonly string[]): SamePostCandidate[] {
  if (ids.length === 0) return []
  return db.all<SamePostCandidate>(
    `select row, id, author_row as authorRow, created_at as createdAt from post
     where id in (select value from json_each(?)) and deleted_at is null`,
    JSON.stringify(ids),
  )
}
