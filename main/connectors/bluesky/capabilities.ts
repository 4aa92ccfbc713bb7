import type { LimitSource, PlatformCapabilities } from '../../../shared/model/capabilities.ts'

const CHECKED = '2026-11-20'
const LEXICON = 'https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky'

function hard(page: string): LimitSource {
  return { source: `${LEXICON}/${page}`, checkedOn: CHECKED, strength: 'hard' }
}

/** Largest image a post may refer to, bytes. It is checked when the record is created, not when the blob is uploaded. */
export const MAX_IMAGE_BYTES = 2_000_000

/** What every Bluesky account can do. The lexicons fix the limits, so a server has none of its own to ask for. */
export const blueskyCapabilities: PlatformCapabilities = {
  text: {
    limits: [
      { unit: 'graphemes', value: 300, ...hard('feed/post.json'), linkCost: null, countsWarning: false },
      { unit: 'utf8-bytes', value: 3000, ...hard('feed/post.json'), linkCost: null, countsWarning: false },
    ],
    required: false,
  },
  images: {
    mimeTypes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
    maxCount: { value: 4, ...hard('embed/images.json') },
    maxBytes: { value: MAX_IMAGE_BYTES, ...hard('embed/images.json') },
    maxPixels: null,
    maxAltLength: {
      value: 2000,
      source: 'https://github.com/bluesky-social/social-app/blob/main/src/lib/constants.ts',
      checkedOn: CHECKED,
      strength: 'soft',
    },
    // The network's own app makes pictures no larger than this (IMAGE limits of the same file).
    maxSide: {
      value: 4000,
      source: 'https://github.com/bluesky-social/social-app/blob/main/src/lib/constants.ts',
      checkedOn: CHECKED,
      strength: 'soft',
    },
    maxDurationMs: null,
    focalPoint: false,
  },
  video: null,
  mixedMedia: false,
  thread: { maxPosts: null, atomic: false },
  reply: true,
  quote: { own: true, others: 'by-permission' },
  poll: null,
  edit: false,
  delete: true,
  visibility: null,
  contentWarning: 'labels',
  maxLanguages: 3,
  schedule: null,
  replyPolicy: null,
  quotePolicy: null,
  links: 'facets',
  mentions: {
    pattern: String.raw`@([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?`,
    example: '@name.bsky.social',
  },
  streams: { home: true, notifications: true, live: false, author: true },
  readsThreads: true,
  engagements: ['like', 'repost', 'bookmark'],
  follow: true,
  metrics: ['replies', 'reposts', 'likes', 'quotes', 'bookmarks'],
  search: { posts: true, people: false },
  readMarker: 'seen-time',
  software: null,
  askedAt: 0,
}
