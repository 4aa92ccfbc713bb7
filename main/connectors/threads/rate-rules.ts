import type { RateRule } from '../connector.ts'

const DAY_MS = 24 * 60 * 60_000
const OVERVIEW = {
  source: 'https://developers.facebook.com/docs/threads/overview',
  checkedOn: '2026-11-27',
  perMs: DAY_MS,
  cost: 1,
} as const

/**
 * The limits of an account. What the network counts itself is asked for before a post (`write/quota.ts`), since other apps and Threads' own may have
 * used it up. Calls are 4800 times as many as the account's posts were seen in the day before, and at least ten times that.
 */
export const rateRules: readonly RateRule[] = [
  { id: 'account', scope: 'account', method: null, path: /^\/v1\.0\//, limit: 48_000, ...OVERVIEW },
  // 250 posts and 1,000 replies, which the request for it does not tell apart.
  { id: 'statuses', scope: 'account', method: 'POST', path: /^\/v1\.0\/me\/threads_publish$/, limit: 1_250, ...OVERVIEW },
  { id: 'delete', scope: 'account', method: 'DELETE', path: /^\/v1\.0\/\d+$/, limit: 100, ...OVERVIEW },
  {
    id: 'search',
    scope: 'account',
    method: 'GET',
    path: /^\/v1\.0\/keyword_search$/,
    limit: 2_200,
    ...OVERVIEW,
    source: 'https://developers.facebook.com/docs/threads/keyword-search',
  },
]
