import type { RateRule } from '../connector.ts'

/**
 * Calls with the token of a page: 4,800 times the people who did something with the page in the day before. How many those are nobody tells, so this
 * is what a page has of which one person took notice; the headers tell more (`meta/usage.ts`).
 */
export const rateRules: readonly RateRule[] = [
  {
    id: 'page',
    scope: 'account',
    method: null,
    path: /^\/v\d+\.\d+\//,
    limit: 4_800,
    perMs: 24 * 60 * 60_000,
    cost: 1,
    source: 'https://developers.facebook.com/docs/graph-api/overview/rate-limiting',
    checkedOn: '2026-11-27',
  },
  // 30 reels a day. Each takes two of these requests, of which the network counts the one that publishes.
  {
    id: 'reels',
    scope: 'account',
    method: 'POST',
    path: /^\/v\d+\.\d+\/\d+\/video_reels$/,
    limit: 60,
    perMs: 24 * 60 * 60_000,
    cost: 1,
    source: 'https://developers.facebook.com/docs/video-api/guides/reels-publishing',
    checkedOn: '2026-11-27',
  },
]
