/** A window of requests of one user. */
export interface RateLimit {
  readonly limit: number
  readonly periodMs: number
}

const MINUTES_15 = 15 * 60_000

/** Per user, by endpoint: docs.x.com/x-api/fundamentals/rate-limits, read 2026-11-27. */
export const rateLimits = {
  'tweets-lookup': { limit: 5_000, periodMs: MINUTES_15 },
  'search-recent': { limit: 300, periodMs: MINUTES_15 },
  'create-tweet': { limit: 100, periodMs: MINUTES_15 },
  'delete-tweet': { limit: 50, periodMs: MINUTES_15 },
  'user-tweets': { limit: 900, periodMs: MINUTES_15 },
  'user-mentions': { limit: 300, periodMs: MINUTES_15 },
  home: { limit: 180, periodMs: MINUTES_15 },
  like: { limit: 50, periodMs: MINUTES_15 },
  unlike: { limit: 50, periodMs: MINUTES_15 },
  retweet: { limit: 50, periodMs: MINUTES_15 },
  unretweet: { limit: 50, periodMs: MINUTES_15 },
  bookmark: { limit: 50, periodMs: MINUTES_15 },
  unbookmark: { limit: 50, periodMs: MINUTES_15 },
  users: { limit: 900, periodMs: MINUTES_15 },
  me: { limit: 75, periodMs: MINUTES_15 },
  'media-part': { limit: 1_875, periodMs: MINUTES_15 },
  'media-status': { limit: 1_000, periodMs: MINUTES_15 },
  'media-metadata': { limit: 500, periodMs: MINUTES_15 },
} as const satisfies Record<string, RateLimit>
export type RateFamily = keyof typeof rateLimits

/** What one request did to its allowance; `resetAt` is epoch milliseconds. */
export interface RateOutcome {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  readonly resetAt: number
}

export interface RateLimiter {
  readonly count: (family: RateFamily, who: string) => RateOutcome | null
  /** Changes an allowance; null lifts it. */
  readonly set: (family: RateFamily, limit: RateLimit | null) => void
  /** How many requests came after their allowance was used up. */
  readonly overLimit: () => number
}

/** Counts in windows that begin with the first request. */
export function createRateLimiter(now: () => number): RateLimiter {
  const rules = new Map<RateFamily, RateLimit>(Object.entries(rateLimits) as [RateFamily, RateLimit][])
  const windows = new Map<string, { began: number; used: number }>()
  let refused = 0
  return {
    count: (family, who) => {
      const rule = rules.get(family)
      if (rule === undefined) return null
      const key = `${family} ${who}`
      const known = windows.get(key)
      const window = known !== undefined && now() < known.began + rule.periodMs ? known : { began: now(), used: 0 }
      window.used++
      windows.set(key, window)
      const allowed = window.used <= rule.limit
      if (!allowed) refused++
      return { allowed, limit: rule.limit, remaining: Math.max(0, rule.limit - window.used), resetAt: window.began + rule.periodMs }
    },
    set: (family, limit) => {
      for (const key of [...windows.keys()]) if (key.startsWith(`${family} `)) windows.delete(key)
      if (limit === null) rules.delete(family)
      else rules.set(family, limit)
    },
    overLimit: () => refused,
  }
}

/** The three headers; the reset in whole seconds, rounded up. */
export function rateHeaders(outcome: RateOutcome): Record<string, string> {
  return {
    'x-rate-limit-limit': String(outcome.limit),
    'x-rate-limit-remaining': String(outcome.remaining),
    'x-rate-limit-reset': String(Math.ceil(outcome.resetAt / 1000)),
  }
}
