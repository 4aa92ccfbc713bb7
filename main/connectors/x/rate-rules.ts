import type { RateHeaders, RateRule } from '../connector.ts'

const QUARTER_MS = 15 * 60_000
const DAY_MS = 24 * 60 * 60_000
const PAGE = { source: 'https://docs.x.com/x-api/fundamentals/rate-limits', checkedOn: '2026-11-27', cost: 1 } as const

/** A limit per user in a quarter of an hour. */
function perUser(id: string, method: string, path: RegExp, limit: number): RateRule {
  return { id, scope: 'account', method, path, limit, perMs: QUARTER_MS, ...PAGE }
}

/** X's limits per user, and the one per app that many accounts of one app could reach. */
export const rateRules: readonly RateRule[] = [
  perUser('home', 'GET', /^\/2\/users\/\d+\/timelines\/reverse_chronological$/, 180),
  perUser('mentions', 'GET', /^\/2\/users\/\d+\/mentions$/, 300),
  perUser('user-posts', 'GET', /^\/2\/users\/\d+\/tweets$/, 900),
  perUser('lookup', 'GET', /^\/2\/tweets$/, 5_000),
  perUser('search', 'GET', /^\/2\/tweets\/search\/recent$/, 300),
  perUser('me', 'GET', /^\/2\/users\/me$/, 75),
  perUser('users', 'GET', /^\/2\/users\/(\d+|by\/username\/[^/]+)$/, 900),
  perUser('create', 'POST', /^\/2\/tweets$/, 100),
  { id: 'create-per-app', scope: 'server', method: 'POST', path: /^\/2\/tweets$/, limit: 10_000, perMs: DAY_MS, ...PAGE },
  perUser('delete', 'DELETE', /^\/2\/tweets\/\d+$/, 50),
  perUser('repost', 'POST', /^\/2\/users\/\d+\/retweets$/, 50),
  perUser('unrepost', 'DELETE', /^\/2\/users\/\d+\/retweets\/\d+$/, 50),
  perUser('bookmark', 'POST', /^\/2\/users\/\d+\/bookmarks$/, 50),
  perUser('unbookmark', 'DELETE', /^\/2\/users\/\d+\/bookmarks\/\d+$/, 50),
  perUser('media-initialize', 'POST', /^\/2\/media\/upload\/initialize$/, 1_875),
  perUser('media-append', 'POST', /^\/2\/media\/upload\/\d+\/append$/, 1_875),
  perUser('media-finalize', 'POST', /^\/2\/media\/upload\/\d+\/finalize$/, 1_875),
  perUser('media-status', 'GET', /^\/2\/media\/upload$/, 1_000),
  perUser('media-metadata', 'POST', /^\/2\/media\/metadata$/, 500),
]

export const rateHeaders: RateHeaders = {
  limit: 'x-rate-limit-limit',
  remaining: 'x-rate-limit-remaining',
  reset: 'x-rate-limit-reset',
  resetFormat: 'epoch-seconds',
}
