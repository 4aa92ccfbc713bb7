import type { ReadableDatabase } from '../sql.ts'
import type { SearchNames } from './plan-search.ts'

/** What the names in a query stand for, but for those of networks: removed accounts included, for what they have seen can be searched. */
export function searchNames(db: ReadableDatabase): Omit<SearchNames, 'platformsNamed'> {
  const accounts = db.all<{ id: string; platform: string; handle: string; authorRow: number | null }>(
    'select account.id, account.platform, account.handle, author.row as authorRow from account left join author on author.id = author_id',
  )
  return {
    platforms: [...new Set(accounts.map(({ platform }) => platform))],
    ownAuthors: accounts.flatMap(({ authorRow }) => authorRow ?? []),
    accountsNamed: (handle) =>
      accounts.filter((account) => account.handle.toLowerCase().startsWith(handle.toLowerCase())).map(({ id }) => id),
    authorsNamed: (handle) =>
      db
        .all<{ row: number }>(
          // The last code point sorts after every continuation, so the range is exactly "begins with" under the index's collation.
          'select row from author where handle >= ?1 collate nocase and handle < ?2 collate nocase',
          handle,
          handle + '\u{10FFFF}',
        )
        .map(({ row }) => row),
  }
}
