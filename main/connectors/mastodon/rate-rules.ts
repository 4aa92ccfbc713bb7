import type { RateHeaders, RateRule } from '../connector.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const PAGE = { source: 'https://docs.joinmastodon.org/api/rate-limits/', checkedOn: '2026-07-02', cost: 1 } as const
const CODE = {
  source: 'https://github.com/mastodon/mastodon/blob/main/config/initializers/rack_attack.rb',
  checkedOn: '2026-07-02',
  cost: 1,
} as const

/**
 * Mastodon's limits. Other servers have others or none; theirs come with the headers of their answers. Those with `CODE` are not on the page
 * but in the sources (`RateLimiter::FAMILIES`). `paging` counts every read of a list, also from its top, since the page is in the query, which
 * rules do not see: stricter than need be, and far above what reading takes.
 */
export const rateRules: readonly RateRule[] = [
  { id: 'account', scope: 'account', method: null, path: /^\/(api|oauth)\//, limit: 300, perMs: 5 * MINUTE_MS, ...PAGE },
  {
    id: 'paging',
    scope: 'account',
    method: 'GET',
    path: /^\/api\/v\d+\/(timelines\/|notifications$|accounts\/[^/]+\/statuses$)/,
    limit: 300,
    perMs: 15 * MINUTE_MS,
    ...CODE,
  },
  { id: 'media', scope: 'account', method: 'POST', path: /^\/api\/v\d+\/media$/, limit: 30, perMs: 30 * MINUTE_MS, ...PAGE },
  {
    id: 'delete',
    scope: 'account',
    method: 'DELETE',
    path: /^\/api\/v1\/statuses\/[^/]+$/,
    limit: 30,
    perMs: 30 * MINUTE_MS,
    budget: 'delete',
    ...PAGE,
  },
  {
    id: 'unreblog',
    scope: 'account',
    method: 'POST',
    path: /^\/api\/v1\/statuses\/[^/]+\/unreblog$/,
    limit: 30,
    perMs: 30 * MINUTE_MS,
    budget: 'delete',
    ...PAGE,
  },
  { id: 'statuses', scope: 'account', method: 'POST', path: /^\/api\/v1\/statuses$/, limit: 300, perMs: 3 * HOUR_MS, ...CODE },
  {
    id: 'follows',
    scope: 'account',
    method: 'POST',
    path: /^\/api\/v1\/accounts\/[^/]+\/follow$/,
    limit: 400,
    perMs: 24 * HOUR_MS,
    ...CODE,
  },
]

export const rateHeaders: RateHeaders = {
  limit: 'x-ratelimit-limit',
  remaining: 'x-ratelimit-remaining',
  reset: 'x-ratelimit-reset',
  resetFormat: 'iso-8601',
}
