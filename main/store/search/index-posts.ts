import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { fromJson } from '../sql.ts'
import type { PostBody } from '../tables/posts.ts'
import { documentOf, type SearchDocument, type Searchable, type SeenBy } from './document.ts'
import { freePlace, placeOfTime } from './places.ts'

type SearchableRow = Omit<Searchable, 'body'> & {
  readonly row: number
  readonly sortAt: number
  readonly body: string
  readonly place: number | null
}

/** Posts as far as a search can find them, by row number, in the order of time. One whose body cannot be read is reported and left out. */
export function getSearchable(
  db: ReadableDatabase,
  rows: readonly number[],
): (Searchable & { readonly row: number; readonly sortAt: number; readonly place: number | null })[] {
  const found = db.all<SearchableRow>(
    `select post.row, sort_at as sortAt, text, body, post.platform, author_row as authorRow, handle, display_name as displayName, place
     from post join author on author.row = author_row left join search_place on post_row = post.row
     where post.row in (select value from json_each(?)) order by sort_at, post.row`,
    JSON.stringify(rows),
  )
  return found.flatMap((post) => {
    const body = fromJson<PostBody>(db, 'post', post.row, post.body)
    return body === null ? [] : { ...post, body }
  })
}

/** A post that was just stored for the first time, as it is stored. */
export type NewPost = Searchable & {
  readonly row: number
  readonly sortAt: number
  readonly seenBy: SeenBy
}

/**
 * Makes posts be found by what is stored of them now: those of these rows, and `added` without reading again what was just written. To be called
 * whenever that has changed, once for all posts of a batch: the index takes what comes in the order of its places much faster than otherwise,
 * since whatever goes back begins a part of the index of its own.
 */
export function indexPosts(db: WritableDatabase, rows: readonly number[], added: readonly NewPost[] = []): void {
  const changed = rows.length === 0 ? [] : getSearchable(db, rows)
  const seenBy = rows.length === 0 ? null : getSeenBy(db, rows)
  const placed: { readonly place: number; readonly known: boolean; readonly terms: SearchDocument }[] = []
  for (const post of changed) {
    const terms = documentOf(post, seenBy?.get(post.row) ?? unseen)
    placed.push({ place: post.place ?? takePlace(db, post.row, post.sortAt), known: post.place !== null, terms })
  }
  // All documents first and then all writing: a thing at a time takes less.
  for (const { row, sortAt, terms } of added.map((post) => ({ row: post.row, sortAt: post.sortAt, terms: documentOf(post, post.seenBy) })))
    placed.push({ place: takePlace(db, row, sortAt), known: false, terms })
  for (const { place, known, terms } of placed.sort((a, b) => a.place - b.place)) {
    if (known) db.run('delete from post_terms where rowid = ?', place)
    const { words, author, signs, facets } = terms
    db.run('insert into post_terms (rowid, words, author, signs, facets) values (?, ?, ?, ?, ?)', place, words, author, signs, facets)
  }
}

function takePlace(db: WritableDatabase, row: number, sortAt: number): number {
  const first = placeOfTime(sortAt)
  // Mostly nothing else is of that millisecond.
  if (db.run('insert into search_place (place, post_row) values (?, ?) on conflict (place) do nothing', first, row).changes > 0)
    return first
  const place = freePlace(db, sortAt)
  db.run('insert into search_place (place, post_row) values (?, ?)', place, row)
  return place
}

/** Takes posts that are about to be deleted out of the index. */
export function unindexPosts(db: WritableDatabase, rows: readonly number[]): void {
  const places = db.all<{ place: number }>(
    'select place from search_place where post_row in (select value from json_each(?))',
    JSON.stringify(rows),
  )
  for (const { place } of places) {
    db.run('delete from post_terms where rowid = ?', place)
    db.run('delete from search_place where place = ?', place)
  }
}

/** No account has seen it. */
export const unseen: SeenBy = { accountIds: [], liked: false, reposted: false, bookmarked: false }

function getSeenBy(db: ReadableDatabase, rows: readonly number[]): ReadonlyMap<number, SeenBy> {
  const seen = new Map<number, SeenBy>()
  const found = db.all<{ row: number; accountId: string; liked: number; reposted: number; bookmarked: number }>(
    `select post_row as row, account_id as accountId, liked, reposted, bookmarked from post_account
     where post_row in (select value from json_each(?))`,
    JSON.stringify(rows),
  )
  for (const { row, accountId, liked, reposted, bookmarked } of found) {
    const before = seen.get(row) ?? unseen
    seen.set(row, {
      accountIds: [...before.accountIds, accountId],
      liked: before.liked || liked === 1,
      reposted: before.reposted || reposted === 1,
      bookmarked: before.bookmarked || bookmarked === 1,
    })
  }
  return seen
}
