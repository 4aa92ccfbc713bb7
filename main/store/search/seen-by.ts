import type { ReadableDatabase } from '../sql.ts'

/** Some of a store's places in the index for searching; `until` itself is left out. */
export type Places = { readonly from: number; readonly until: number }

/** Whether one of these accounts has seen a post. */
export function isSeenBy(db: ReadableDatabase, postRow: number, accountIds: readonly string[]): boolean {
  return db.get(`${seen} limit 1`, postRow, JSON.stringify(accountIds)) !== undefined
}

/** Whether one of these accounts has seen a post only after it was indexed. */
export function isSeenLaterBy(db: ReadableDatabase, postRow: number, accountIds: readonly string[]): boolean {
  return db.get(`${seen} and later is not null limit 1`, postRow, JSON.stringify(accountIds)) !== undefined
}

const seen = 'select 1 from post_account where post_row = ? and account_id in (select value from json_each(?))'

/**
 * The newest places of posts that one of these accounts has seen only after they were indexed, newest first; each once. `others`: one of each of
 * these has seen it too, whenever.
 */
export function placesSeenLater(
  db: ReadableDatabase,
  accountIds: readonly string[],
  others: readonly (readonly string[])[],
  { from, until }: Places,
  limit: number,
): number[] {
  const places = accountIds.flatMap((accountId) =>
    db.all<{ place: number }>(
      `select later as place from post_account mine where account_id = ? and later is not null and later >= ? and later < ?
         and not exists (select 1 from json_each(?) other where not exists (
           select 1 from post_account theirs where theirs.post_row = mine.post_row and theirs.account_id in (select value from json_each(other.value))))
       order by later desc limit ?`,
      accountId,
      from,
      until,
      JSON.stringify(others),
      limit,
    ),
  )
  return [...new Set(places.map(({ place }) => place))].sort((a, b) => b - a).slice(0, limit)
}
