import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/**
 * What lies between two reads of a stream and was not fetched: newer than `olderAt`, older than `newerAt`. `token` goes on from its newer
 * end; null = the network no longer has it.
 */
export type StoredGap = {
  readonly id: number
  readonly accountId: string
  readonly stream: string
  readonly newerAt: number
  readonly olderAt: number
  readonly token: string | null
}

const columns = 'id, account_id as accountId, stream, newer_at as newerAt, older_at as olderAt, older_token as token'

export function insertGap(db: WritableDatabase, gap: Omit<StoredGap, 'id'>): number {
  const { lastRow } = db.run(
    'insert into timeline_gap (account_id, stream, newer_at, older_at, older_token) values (?, ?, ?, ?, ?)',
    gap.accountId,
    gap.stream,
    gap.newerAt,
    gap.olderAt,
    gap.token,
  )
  db.touch({ topic: 'timeline' })
  return lastRow
}

/** Moves the newer end of a gap towards the past; without a token the rest of it cannot be had any more. */
export function shrinkGap(db: WritableDatabase, id: number, newerAt: number, token: string | null): void {
  db.run('update timeline_gap set newer_at = ?, older_token = ? where id = ?', newerAt, token, id)
  db.touch({ topic: 'timeline' })
}

export function deleteGap(db: WritableDatabase, id: number): void {
  const { changes } = db.run('delete from timeline_gap where id = ?', id)
  if (changes > 0) db.touch({ topic: 'timeline' })
}

export function getGap(db: ReadableDatabase, id: number): StoredGap | null {
  return db.get<StoredGap>(`select ${columns} from timeline_gap where id = ?`, id) ?? null
}

/** The gaps of a stream of which the newer end lies from `from` to `to`, both included; newest first. Accounts: null = all that are there. */
export function listGaps(
  db: ReadableDatabase,
  stream: string,
  accountIds: readonly string[] | null,
  from: number,
  to: number,
): StoredGap[] {
  return listGapEnds(db, stream, accountIds, from, to)
    .filter(({ end }) => end === 'newer')
    .map(({ gap }) => gap)
}

/** The ends of gaps of a stream that lie from `from` to `to`, both included: the newer ones, and then the older ones, newest first. */
export function listGapEnds(
  db: ReadableDatabase,
  stream: string,
  accountIds: readonly string[] | null,
  from: number,
  to: number,
): { readonly gap: StoredGap; readonly end: 'newer' | 'older' }[] {
  const rows = db.all<StoredGap & { readonly end: 'newer' | 'older'; readonly at: number }>(
    // Ordering both by SQL would take longer than finding them: mostly there are none.
    `${gapsBy('newer')} union all ${gapsBy('older')}`,
    from,
    to,
    stream,
    accountIds === null ? null : JSON.stringify(accountIds),
  )
  const newestFirst = rows.toSorted((a, b) => a.end.localeCompare(b.end) || b.at - a.at || b.id - a.id)
  return newestFirst.map(({ end, at: _at, ...gap }) => ({ gap, end }))
}

const gapsBy = (end: 'newer' | 'older'): string => `select ${columns}, '${end}' as end, ${end}_at as at from timeline_gap
  where ${end}_at between ?1 and ?2 and stream = ?3 and account_id in (select id from account where removed_at is null)
    and (?4 is null or account_id in (select value from json_each(?4)))`
