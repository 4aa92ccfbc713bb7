import type { ElementLimit, Limit, LimitSource, MediaRule, PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { POSTING } from './prices.ts'

const MEDIA = { source: 'https://docs.x.com/x-api/media/quickstart/best-practices', checkedOn: '2026-11-27', strength: 'hard' } as const
const COUNTING = {
  source: 'https://github.com/twitter/twitter-text/blob/master/config/v3.json',
  checkedOn: '2026-11-20',
  strength: 'hard',
} as const
const LONG = { source: 'https://docs.x.com/changelog', checkedOn: '2026-11-27', strength: 'runtime' } as const
const CREATE = {
  source: 'https://github.com/xdevplatform/docs/blob/main/openapi.json',
  checkedOn: '2026-11-27',
  strength: 'hard',
} as const

function limit(value: number, source: LimitSource): Limit {
  return { value, ...source }
}

/** Of self-serve apps. Whether the same one twice is two, the page does not say: it counts once. */
const ONE_CASHTAG = {
  element: 'cashtags',
  value: 1,
  inReplies: true,
  source: 'https://docs.x.com/x-api/posts/manage-tweets/introduction',
  checkedOn: '2026-11-27',
  strength: 'hard',
} as const satisfies ElementLimit

/** "Must be <= 1000 chars", says the page of the older endpoint; the newer one's says nothing. */
const ALT_LENGTH = limit(1_000, {
  source: 'https://developer.x.com/en/docs/media/upload-media/api-reference/post-media-metadata-create',
  checkedOn: '2026-11-27',
  strength: 'hard',
})

const IMAGES: MediaRule = {
  mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
  maxCount: limit(4, MEDIA),
  maxBytes: limit(5_000_000, MEDIA),
  maxPixels: null,
  maxAltLength: ALT_LENGTH,
  maxSide: null,
  maxDurationMs: null,
  focalPoint: false,
  minDurationMs: null,
  shape: null,
  inReplies: true,
}

/**
 * X takes films of 8 GB from anybody since 2026; Chirp holds a whole file in memory to send it, and stays at the 512 MB that X had before. Alt texts
 * are for pictures only, says the page that `ALT_LENGTH` is from.
 */
const VIDEO: MediaRule = {
  mimeTypes: ['video/mp4'],
  maxCount: limit(1, MEDIA),
  maxBytes: limit(512_000_000, MEDIA),
  maxPixels: null,
  maxAltLength: null,
  maxSide: null,
  maxDurationMs: limit(20 * 60_000, MEDIA),
  focalPoint: false,
  minDurationMs: null,
  shape: null,
  inReplies: true,
}

/** Subscriptions whose posts may be long, by `subscription_type`. Whether Basic is one its pages here do not say. */
const LONG_POSTS = ['Premium', 'PremiumPlus']

/** Without and with a subscription. Long posts: changelog of 2024-08-20. Both count weighted, links as 23. */
const CHARACTERS = { usual: 280, long: 25_000 }

/** What a self-serve app may not do, in words. Sources: docs.x.com/x-api/posts/manage-tweets/introduction and the changelog of 2026-04-16, read 2026-11-27. */
const ABSENT = [
  { what: 'Liking posts', why: 'X took likes away from self-serve apps on 20 April 2026.' },
  { what: 'Following people', why: 'X took following away from self-serve apps on 20 April 2026.' },
  { what: 'Quoting posts', why: 'X took quote posts away from self-serve apps on 20 April 2026.' },
  {
    what: 'Answering anybody’s post',
    why: 'Self-serve apps may answer only your own posts, and posts whose author has mentioned you or quoted a post of yours.',
  },
  { what: 'Likes, reposts and new followers in Mentions', why: 'X’s API tells only of posts that mention, answer or quote you.' },
  {
    what: 'What you liked or bookmarked elsewhere',
    why: 'X’s answers do not say what you did to a post; Chirp shows what was done in Chirp.',
  },
  { what: 'Searching further back than a week', why: 'X’s recent search ends there; its whole archive is for agreements only.' },
  { what: 'More than one cashtag in a post', why: 'X allows self-serve apps one per post.' },
  { what: 'Editing posts', why: 'X lets subscribers edit for a short time only. Delete and write anew instead.' },
] as const

/** The capabilities of an account. `subscription` is `subscription_type` of its user; null = not known. */
export function capabilitiesOf(subscription: string | null, now: number): PlatformCapabilities {
  const isLong = subscription !== null && LONG_POSTS.includes(subscription)
  return {
    text: {
      limits: [
        {
          unit: 'weighted',
          ...(isLong ? limit(CHARACTERS.long, LONG) : limit(CHARACTERS.usual, COUNTING)),
          linkCost: 23,
          countsWarning: false,
        },
      ],
      required: false,
    },
    images: IMAGES,
    video: VIDEO,
    mixedMedia: false,
    files: { least: null, most: null, mostInReplies: null },
    elements: [ONE_CASHTAG],
    // A thread is posts that answer one another, each paid for; no page bounds their number.
    thread: { maxPosts: null, atomic: false },
    reply: true,
    quote: null,
    poll: {
      maxOptions: limit(4, CREATE),
      maxOptionLength: limit(25, CREATE),
      minSeconds: limit(5 * 60, CREATE),
      maxSeconds: limit(10_080 * 60, CREATE),
      withMedia: false,
    },
    edit: false,
    delete: true,
    visibility: null,
    contentWarning: null,
    maxLanguages: null,
    schedule: null,
    // `reply_settings`, one at a time; subscribers and verified accounts are groups that no other network has.
    replyPolicy: { audiences: ['mentioned', 'following'], several: false, nobody: false },
    quotePolicy: null,
    topicTag: null,
    links: 'server',
    mentions: { pattern: String.raw`@\w{1,15}`, example: '@name' },
    streams: { home: true, notifications: true, live: false, author: true, lists: false, feeds: false, tags: false },
    mediaFrom: 'upload',
    absent: [...ABSENT],
    prices: POSTING,
    readsThreads: true,
    engagements: ['repost', 'bookmark'],
    follow: false,
    metrics: ['replies', 'reposts', 'likes', 'quotes', 'bookmarks', 'views'],
    search: { posts: true, people: false, filters: ['from', 'language', 'before', 'after'] },
    readMarker: null,
    software: null,
    askedAt: now,
  }
}
