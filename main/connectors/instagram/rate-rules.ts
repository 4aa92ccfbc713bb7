import type { RateRule } from '../connector.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * The limits of an account. How many posts are left the network is asked for before each (`write/quota.ts`). Calls are 4800 times as many as the
 * account's posts were seen in the day before; that there are ten times that at least is said of Threads alone, and taken over for a young account.
 */
export const rateRules: readonly RateRule[] = [
  {
    id: 'account',
    scope: 'account',
    method: null,
    path: /^\/v25\.0\//,
    limit: 48_000,
    perMs: DAY_MS,
    cost: 1,
    source: 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting',
    checkedOn: '2026-11-27',
  },
  {
    id: 'statuses',
    scope: 'account',
    method: 'POST',
    path: /^\/v25\.0\/me\/media_publish$/,
    limit: 100,
    perMs: DAY_MS,
    cost: 1,
    source: 'https://developers.facebook.com/docs/instagram-platform/content-publishing',
    checkedOn: '2026-11-27',
  },
]
