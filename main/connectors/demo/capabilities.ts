import type { LimitSource, MediaRule, PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import type { DemoNetwork } from './people.ts'

// The real networks' limits as they were on this day, so that the composer behaves as it would there; a test compares them.
const CHECKED = '2026-11-26'

function limit(value: number, source: string, strength: LimitSource['strength'] = 'hard'): LimitSource & { readonly value: number } {
  return { value, source, checkedOn: CHECKED, strength }
}

function images(
  page: string,
  count: number,
  bytes: number,
  pixels: number | null,
  alt: number,
  altStrength: LimitSource['strength'],
): MediaRule {
  return {
    mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
    maxCount: limit(count, page),
    maxBytes: limit(bytes, page),
    maxPixels: pixels === null ? null : limit(pixels, page),
    maxAltLength: limit(alt, page, altStrength),
    maxSide: null,
    maxDurationMs: null,
    focalPoint: false,
    minDurationMs: null,
    shape: null,
    inReplies: true,
  }
}

function streams(lists: boolean, feeds: boolean): PlatformCapabilities['streams'] {
  return { home: true, notifications: true, live: false, author: true, lists, feeds, tags: true }
}

const search: PlatformCapabilities['search'] = { posts: true, people: false, filters: ['from', 'language', 'before', 'after'] }

/** What all three have in common. */
const common = {
  video: null,
  mixedMedia: false,
  files: { least: null, most: null, mostInReplies: null },
  elements: [],
  delete: true,
  schedule: null,
  mediaFrom: 'upload',
  absent: [],
  prices: null,
  readsThreads: true,
  search,
  software: 'Demo',
  askedAt: 0,
} as const

const LEXICONS = 'https://github.com/bluesky-social/atproto/tree/main/lexicons/app/bsky'
const MASTODON = 'https://docs.joinmastodon.org/entities/Instance/'
const X = 'https://docs.x.com/x-api/posts/create-post'

/** What an account of the demo can do on each of its networks. */
export const CAPABILITIES: Readonly<Record<DemoNetwork, PlatformCapabilities>> = {
  bluesky: {
    ...common,
    streams: streams(true, true),
    text: {
      limits: [
        { unit: 'graphemes', ...limit(300, LEXICONS), linkCost: null, countsWarning: false },
        { unit: 'utf8-bytes', ...limit(3_000, LEXICONS), linkCost: null, countsWarning: false },
      ],
      required: false,
    },
    // Four go as plain images, up to ten as a gallery.
    images: { ...images(LEXICONS, 10, 2_000_000, null, 2_000, 'soft'), maxSide: limit(4_000, LEXICONS, 'soft') },
    thread: { maxPosts: null, atomic: false },
    reply: true,
    quote: { own: true, others: 'by-permission' },
    poll: null,
    visibility: null,
    contentWarning: 'labels',
    maxLanguages: limit(3, LEXICONS),
    links: 'facets',
    mentions: {
      pattern: String.raw`@([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?`,
      example: '@amara.example.com',
    },
    engagements: ['like', 'repost', 'bookmark'],
    follow: true,
    metrics: ['replies', 'reposts', 'likes', 'quotes'],
    edit: false,
    replyPolicy: { audiences: ['mentioned', 'following', 'followers'], several: true, nobody: true },
    quotePolicy: ['everyone', 'nobody'],
    topicTag: null,
    readMarker: 'seen-time',
  },
  mastodon: {
    ...common,
    streams: streams(true, false),
    text: {
      limits: [{ unit: 'graphemes-and-links', ...limit(500, MASTODON, 'runtime'), linkCost: 23, countsWarning: true }],
      required: false,
    },
    // Files have to be smaller than 16 MiB.
    images: { ...images(MASTODON, 4, 16_777_215, 33_177_600, 1_500, 'runtime'), focalPoint: true },
    thread: { maxPosts: null, atomic: false },
    reply: true,
    quote: { own: true, others: 'by-permission' },
    poll: {
      maxOptions: limit(4, MASTODON, 'runtime'),
      maxOptionLength: limit(50, MASTODON, 'runtime'),
      minSeconds: limit(300, MASTODON, 'runtime'),
      maxSeconds: limit(2_629_746, MASTODON, 'runtime'),
      withMedia: false,
    },
    visibility: ['public', 'unlisted', 'followers', 'direct'],
    contentWarning: 'free-text',
    maxLanguages: limit(1, 'https://docs.joinmastodon.org/methods/statuses/#create'),
    links: 'server',
    mentions: { pattern: String.raw`@[a-z0-9_]+([a-z0-9_.-]+[a-z0-9_]+)?(@[\w.-]+\w+)?`, example: '@pia@tidepool.example' },
    engagements: ['like', 'repost', 'bookmark'],
    follow: true,
    metrics: ['replies', 'reposts', 'likes'],
    edit: true,
    replyPolicy: null,
    quotePolicy: ['everyone', 'followers', 'nobody'],
    topicTag: null,
    readMarker: 'position',
  },
  // Replies, quotes, likes and follows were taken out of what a small developer gets (docs.x.com changelog, 2026-02-23 and 2026-04-20).
  x: {
    ...common,
    streams: streams(false, false),
    text: {
      limits: [{ unit: 'weighted', ...limit(280, 'https://github.com/twitter/twitter-text'), linkCost: 23, countsWarning: false }],
      required: false,
    },
    images: images(X, 4, 5_242_880, null, 1_000, 'hard'),
    thread: null,
    reply: false,
    quote: null,
    poll: null,
    visibility: null,
    contentWarning: null,
    maxLanguages: null,
    links: 'server',
    mentions: { pattern: String.raw`@\w{1,15}`, example: '@marek_example' },
    engagements: ['repost', 'bookmark'],
    follow: false,
    metrics: ['replies', 'reposts', 'likes', 'quotes', 'views'],
    edit: false,
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
    readMarker: null,
  },
}
