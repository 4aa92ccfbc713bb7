import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** A window of the rate limiter, as the JSON it saved; null where there is none. */
export function getRateWindow(db: ReadableDatabase, scope: string, ruleId: string): string | null {
  return db.get<{ window: string }>('select window from rate_window where scope = ? and rule_id = ?', scope, ruleId)?.window ?? null
}

export function saveRateWindow(db: WritableDatabase, scope: string, ruleId: string, json: string, now: number): void {
  db.run(
    `insert into rate_window (scope, rule_id, window, updated_at) values (?, ?, ?, ?)
     on conflict (scope, rule_id) do update set window = excluded.window, updated_at = excluded.updated_at`,
    scope,
    ruleId,
    json,
    now,
  )
}
