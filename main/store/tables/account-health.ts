import { HealthReport } from '../../../shared/model/account-health.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { parseJson } from '../sql.ts'

/** What a check said, and when. */
export type StoredHealth = HealthReport & { readonly checkedAt: number }

/** The last check of an account; null = none yet, or none that can be read. */
export function getAccountHealth(db: ReadableDatabase, accountId: string): StoredHealth | null {
  const row = db.get<{ checked_at: number; report: string }>(
    'select checked_at, report from account_health where account_id = ?',
    accountId,
  )
  if (row === undefined) return null
  const report = parseJson(db, 'account_health', accountId, row.report, HealthReport)
  return report === null ? null : { ...report, checkedAt: row.checked_at }
}

/** Keeps what a check said. An account that has gone meanwhile has none. */
export function saveAccountHealth(db: WritableDatabase, accountId: string, report: HealthReport, checkedAt: number): void {
  db.run(
    `insert into account_health (account_id, checked_at, report)
     select id, ?2, ?3 from account where id = ?1 and removed_at is null
     on conflict (account_id) do update set checked_at = excluded.checked_at, report = excluded.report`,
    accountId,
    checkedAt,
    JSON.stringify(report),
  )
  db.touch({ topic: 'accounts' })
}

/** After a new sign-in: what was found of the old one says nothing of it. */
export function forgetAccountHealth(db: WritableDatabase, accountId: string): void {
  const { changes } = db.run('delete from account_health where account_id = ?', accountId)
  if (changes > 0) db.touch({ topic: 'accounts' })
}
