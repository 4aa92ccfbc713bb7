import type { RateFamily, RateLimit } from '../variants.ts'

/** What one request did to its allowance; `resetAt` is epoch milliseconds. */
export interface RateOutcome {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  readonly resetAt: number
}

/** Counts requests in fixed windows, as Mastodon's does. */
export interface RateLimiter {
  /** Counts a request of someone in a family; null when nothing is limited. */
  readonly count: (family: RateFamily, who: string) => RateOutcome | null
  readonly set: (family: RateFamily, limit: RateLimit | null) => void
  /** How many requests came after their allowance was used up. */
  readonly overLimit: () => number
  readonly reset: () => void
}

export function createRateLimiter(limits: Readonly<Record<RateFamily, RateLimit>> | null, now: () => number): RateLimiter {
  const rules = new Map<RateFamily, RateLimit>(limits === null ? [] : (Object.entries(limits) as [RateFamily, RateLimit][]))
  const counts = new Map<string, { window: number; used: number }>()
  let refused = 0
  return {
    count: (family, who) => {
      const rule = rules.get(family)
      if (rule === undefined) return null
      const window = Math.floor(now() / rule.periodMs)
      const key = `${family} ${who}`
      const known = counts.get(key)
      const used = (known?.window === window ? known.used : 0) + 1
      counts.set(key, { window, used })
      const allowed = used <= rule.limit
      if (!allowed) refused++
      return { allowed, limit: rule.limit, remaining: Math.max(0, rule.limit - used), resetAt: (window + 1) * rule.periodMs }
    },
    set: (family, limit) => {
      for (const key of [...counts.keys()]) if (key.startsWith(`${family} `)) counts.delete(key)
      if (limit === null) rules.delete(family)
      else rules.set(family, limit)
    },
    overLimit: () => refused,
    reset: () => {
      counts.clear()
      refused = 0
    },
  }
}

/** The three headers. The reset is a date, not a number: docs.joinmastodon.org/api/rate-limits, read 2026-11-20. */
export function rateHeaders(outcome: RateOutcome): Record<string, string> {
  return {
    'x-ratelimit-limit': String(outcome.limit),
    'x-ratelimit-remaining': String(outcome.remaining),
    'x-ratelimit-reset': new Date(outcome.resetAt).toISOString(),
  }
}
