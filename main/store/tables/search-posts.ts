import type { ReadableDatabase, SqlValue } from '../sql.ts'
import type { PostPlace } from './posts.ts'

/** A condition with what is bound to it; its text is one of a few constants. */
export type SearchCondition = { readonly sql: string; readonly values: readonly SqlValue[] }

/** What to search for. `words` and `trigrams` are FTS5 expressions, null where there is none. */
export type PostSearch = {
  readonly words: string | null
  readonly trigrams: string | null
  readonly conditions: readonly SearchCondition[]
  readonly before: PostPlace
  readonly limit: number
}

/** Up to so many hits are fetched and sorted by time; with more, posts are walked by time and each is looked up among the hits. */
const FEW = 4_000

/** The posts that match, newest first. */
export function searchPosts(db: ReadableDatabase, search: PostSearch): (PostPlace & { readonly id: string })[] {
  const hits: SearchCondition[] = []
  for (const [table, expression] of [
    ['post_words', search.words],
    ['post_trigrams', search.trigrams],
  ] as const) {
    if (expression === null) continue
    const rows = db.all<{ row: number }>(`select rowid as row from ${table} where ${table} match ? limit ?`, expression, FEW + 1)
    hits.push(
      rows.length <= FEW
        ? { sql: 'post.row in (select value from json_each(?))', values: [JSON.stringify(rows.map(({ row }) => row))] }
        : // The plus keeps the index on time in charge of the order.
          { sql: `+post.row in (select rowid from ${table} where ${table} match ?)`, values: [expression] },
    )
  }
  const conditions = [...hits, ...search.conditions]
  return db.all<PostPlace & { id: string }>(
    `select post.id, post.sort_at as sortAt, post.row from post
     where (post.sort_at, post.row) < (?, ?) and deleted_at is null${conditions.map(({ sql }) => ` and ${sql}`).join('')}
     order by post.sort_at desc, post.row desc limit ?`,
    search.before.sortAt,
    search.before.row,
    ...conditions.flatMap(({ values }) => values),
    search.limit,
  )
}
