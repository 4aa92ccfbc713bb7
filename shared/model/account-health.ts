import { z } from 'zod'
import { AccountId, Timestamp } from '../ids.ts'

/** A limit of the network's own, as it tells it: so many of so many were used in the last `perMs`. */
export const HealthLimit = z.object({
  of: z.enum(['posts', 'replies', 'deletions']),
  used: z.number().int().nonnegative(),
  most: z.number().int().nonnegative(),
  perMs: z.number().positive(),
})
export type HealthLimit = z.infer<typeof HealthLimit>

/** What a network says of an account, when it was asked how the account is doing. */
export const HealthReport = z.object({
  /** What does not work because it was not allowed, each in a sentence of the connector's; null = the network does not tell. */
  missing: z.array(z.string()).nullable(),
  limits: z.array(HealthLimit),
  /** The day (YYYY-MM-DD) from which on the spoken version of the network's API is no longer answered; null = none is named. */
  apiEndsOn: z.string().nullable(),
})
export type HealthReport = z.infer<typeof HealthReport>

/** The last check of an account; null where there was none yet. */
export const AccountHealth = z.object({
  accountId: AccountId,
  last: HealthReport.extend({ checkedAt: Timestamp }).nullable(),
})
export type AccountHealth = z.infer<typeof AccountHealth>

/** Something of a check that the person should know of. */
export type HealthFinding =
  | { readonly kind: 'permissions'; readonly uses: readonly string[] }
  | { readonly kind: 'limit'; readonly limit: HealthLimit }
  /** `ended`: the day has come. `endsAt` is epoch ms. */
  | { readonly kind: 'version'; readonly endsAt: number; readonly ended: boolean }

const DAY_MS = 24 * 60 * 60 * 1000
/** An API whose version ends sooner than this is warned of. */
export const WARN_AHEAD_MS = 90 * DAY_MS

/** What of a report needs the person, the most pressing first; empty when all is well. `now` is epoch ms. */
export function findingsOf({ missing, limits, apiEndsOn }: HealthReport, now: number): readonly HealthFinding[] {
  const endsAt = apiEndsOn === null ? Number.NaN : Date.parse(`${apiEndsOn}T00:00:00Z`)
  return [
    ...(missing === null || missing.length === 0 ? [] : [{ kind: 'permissions' as const, uses: missing }]),
    ...limits.filter(({ used, most }) => used >= most).map((limit) => ({ kind: 'limit' as const, limit })),
    ...(endsAt - now < WARN_AHEAD_MS ? [{ kind: 'version' as const, endsAt, ended: endsAt <= now }] : []),
  ]
}
