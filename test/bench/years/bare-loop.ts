import Database from 'better-sqlite3'
import { documentOf, type Searchable, type SeenBy } from '../../../main/store/search/document.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { MERGED_AT_ONCE, numberOf, type Filled, type Marks } from './fill.ts'

/** Tables in the order they have to be written in, and the column that says with which read a row came. */
const TABLES: readonly (readonly [table: string, by: string, numbers: keyof Marks])[] = [
  ['author', 'row', 'author'],
  ['author_account', 'author_row', 'author'],
  ['post', 'row', 'post'],
  ['post_account', 'post_row', 'post'],
  ['same_post_key', 'post_row', 'post'],
  ['same_post', 'post_row', 'post'],
  ['search_place', 'post_row', 'post'],
  ['metrics_sample', 'post_row', 'post'],
  ['timeline_row', 'id', 'timeline_row'],
  ['timeline_entry', 'row_id', 'timeline_row'],
  ['inbox_group', 'id', 'inbox_group'],
  ['inbox_item', 'row', 'inbox_item'],
  ['inbox_lane', 'group_id', 'inbox_group'],
]

type Row = Readonly<Record<string, string | number | null>>
type IndexedRow = Omit<Searchable, 'body'> & { readonly place: number; readonly postRow: number; readonly body: string }

/**
 * Writes the rows of a store into the same tables with the same indexes, read by read and a transaction each, and does nothing else: no question, no
 * trigger, no check. The index for searching is merged as far as the store's is, or it would be another index. Answers how long the writing took, read by
 * read, ms.
 */
export function copyBare({ path, marks }: Filled, target: string): readonly number[] {
  openStore(target).close()
  const source = new Database(path, { readonly: true })
  const copy = new Database(target)
  try {
    copy.pragma('synchronous = normal')
    copy.pragma('cache_size = -32000')
    copy.pragma('temp_store = memory')
    for (const name of copy.prepare("select name from sqlite_schema where type = 'trigger'").pluck().all())
      copy.exec(`drop trigger ${String(name)}`)
    for (const table of ['account', 'sync_cursor']) {
      for (const row of source.prepare(`select * from ${table}`).all() as Row[]) insertInto(copy, table, row).run(Object.values(row))
    }
    const readings = TABLES.map(([table, by, numbers]) => ({
      rows: source.prepare(`select * from ${table} where ${by} > ? and ${by} <= ? order by ${by}`),
      columns: source
        .prepare(`select * from ${table} limit 0`)
        .columns()
        .map(({ name }) => name),
      table,
      marks: marks[numbers],
    }))
    const writings = readings.map(({ table, columns }) =>
      copy.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`),
    )
    const merge = copy.prepare(`insert into post_terms (post_terms, rank) values ('merge', ${MERGED_AT_ONCE})`)
    const changes = copy.prepare('select total_changes()').pluck()
    const isMore = (): boolean => {
      const before = Number(changes.get())
      merge.run()
      return Number(changes.get()) - before >= 2
    }
    const terms = copy.prepare('insert into post_terms (rowid, words, author, signs, facets) values (?, ?, ?, ?, ?)')
    return marks.post.map((last, read) => {
      const rows = readings.map((reading) => reading.rows.raw().all(reading.marks[read - 1] ?? 0, reading.marks[read] ?? 0) as unknown[][])
      const documents = documentsOf(source, marks.post[read - 1] ?? 0, last)
      const began = performance.now()
      copy.exec('begin immediate')
      for (const [index, table] of rows.entries()) for (const row of table) writings[index]?.run(...row)
      for (const document of documents) terms.run(...document)
      copy.exec('commit')
      while (isMore()) continue
      return performance.now() - began
    })
  } finally {
    source.close()
    copy.close()
  }
}

function insertInto(copy: Database.Database, table: string, row: Row): Database.Statement {
  const columns = Object.keys(row)
  return copy.prepare(`insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`)
}

/** Rows of the search index, which keeps no copy of what it was given. */
function documentsOf(
  source: Database.Database,
  after: number,
  upTo: number,
): readonly (readonly [number, string, string, string, string])[] {
  const posts = source
    .prepare(
      `select place, post.row as postRow, text, body, post.platform, author_row as authorRow, handle, display_name as displayName
       from post join author on author.row = author_row join search_place on post_row = post.row where post.row > ? and post.row <= ? order by place`,
    )
    .all(after, upTo) as IndexedRow[]
  const seen = source.prepare(
    `select json_group_array(account_id) as accountIds, max(liked) as liked, max(reposted) as reposted, max(bookmarked) as bookmarked
     from post_account where post_row = ? and later is null`,
  )
  return posts.map(({ place, postRow, body, ...post }) => {
    const by = seen.get(postRow) as { accountIds: string; liked: number; reposted: number; bookmarked: number }
    const seenBy: SeenBy = {
      accountIds: JSON.parse(by.accountIds) as string[],
      liked: by.liked === 1,
      reposted: by.reposted === 1,
      bookmarked: by.bookmarked === 1,
    }
    const { words, author, signs, facets } = documentOf({ ...post, body: JSON.parse(body) as Searchable['body'] }, seenBy)
    return [place, words, author, signs, facets]
  })
}

/** Numbers of rows, for a check that the copy holds what its source does. */
export function rowCounts(path: string): Readonly<Record<string, number>> {
  const database = new Database(path, { readonly: true })
  try {
    return Object.fromEntries(
      [...TABLES.map(([table]) => table), ...Object.keys(numberOf)].map((table) => [
        table,
        Number(database.prepare(`select count(*) from ${table}`).pluck().get()),
      ]),
    )
  } finally {
    database.close()
  }
}
