import type { Silence } from '../../../shared/bridge/views.ts'
import type { Author } from '../../../shared/model/author.ts'
import { listRepostSilences } from '../../store/mutes/silences.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'

/** A row that may be a repost, by its number. `reposterRow` 0 is none; `accountIds` are those that have it. */
type MaybeRepost = { readonly id: number; readonly reposterRow: number; readonly accountIds: readonly string[] }

/** Why rows are to be folded whose reposter is muffled, by their number. What the person reposted themselves is theirs. */
export function silencesOfReposts(
  db: ReadableDatabase,
  rows: readonly MaybeRepost[],
  reposters: ReadonlyMap<number, Author>,
): Map<number, Silence> {
  if (reposters.size === 0) return new Map()
  const own = new Set(listAccounts(db).map((account) => account.authorId))
  const reposted = rows.filter((row) => row.reposterRow !== 0 && !own.has(reposters.get(row.reposterRow)?.id ?? ''))
  const found = listRepostSilences(db, reposted)
  return new Map(
    reposted.flatMap((row, index) => {
      const silence = found[index]
      return silence == null ? [] : [[row.id, silence] as const]
    }),
  )
}
