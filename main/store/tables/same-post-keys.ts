import type { LookupKeys } from '../../../shared/same-post/lookup-keys.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A post that may be the same as another one. */
export type SamePostCandidate = { readonly row: number; readonly id: string; readonly authorRow: number }

/** Which posts to look for: written on another network between two times, epoch ms. */
export type CandidateRange = { readonly platform: string; readonly from: number; readonly to: number; readonly at: number }

/** A key that very many posts have says nothing; the nearest in time are looked at. */
const MOST = 12

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

/** The posts of other networks that have a key in common with one, the nearest in time first. */
export function findByKeys(db: ReadableDatabase, keys: LookupKeys, range: CandidateRange): SamePostCandidate[] {
  return [...findByKey(db, 'text_key', keys.text, range), ...findByKey(db, 'link_key', keys.link, range)]
}

function findByKey(db: ReadableDatabase, column: 'text_key' | 'link_key', key: number | null, range: CandidateRange): SamePostCandidate[] {
  if (key === null) return []
  return db.all<SamePostCandidate>(
    `select post.row, post.id, post.author_row as authorRow from same_post_key cross join post on post.row = post_row
     where ${column} = ? and at between ? and ? and post.platform <> ? and post.deleted_at is null order by abs(at - ?) limit ?`,
    key,
    range.from,
    range.to,
    range.platform,
    range.at,
    MOST,
  )
}

/** The posts of the same person's other accounts, as far as those are known, between two times. */
export function findByAuthor(db: ReadableDatabase, authorRow: number, range: CandidateRange): SamePostCandidate[] {
  return db.all<SamePostCandidate>(
    `select post.row, post.id, post.author_row as authorRow from same_author cross join post on post.author_row = other_row
     where same_author.author_row = ? and same = 1 and sort_at between ? and ? and post.platform <> ? and deleted_at is null
     order by abs(sort_at - ?) limit ?`,
    authorRow,
    range.from,
    range.to,
    range.platform,
    range.at,
    MOST,
  )
}

/** Of these ids, the posts that are stored: what bridges make of a post has an id that can be told. */
export function findByIds(db: ReadableDatabase, ids: readonly string[]): SamePostCandidate[] {
  return db.all<SamePostCandidate>(
    'select row, id, author_row as authorRow from post where id in (select value from json_each(?)) and deleted_at is null',
    JSON.stringify(ids),
  )
}
