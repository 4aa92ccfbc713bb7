import type { LimitSource, PlatformCapabilities } from '../../../shared/model/capabilities.ts'

const CHECKED = '2026-11-26'
const LEXICON = 'https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky'
const APP = 'https://github.com/bluesky-social/social-app/blob/main/src'

function hard(page: string): LimitSource {
  return { source: `${LEXICON}/${page}`, checkedOn: CHECKED, strength: 'hard' }
}

/** A convention that the network's own app keeps to and that no server checks. */
function soft(page: string): LimitSource {
  return { source: `${APP}/${page}`, checkedOn: CHECKED, strength: 'soft' }
}

/** Images that fit into the older embed, `app.bsky.embed.images`; more make a gallery. */
export const MAX_PLAIN_IMAGES = 4

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
    // The schema goes to 20 "as a future-proof ceiling" and asks clients not to offer more than 10.
    maxCount: { value: 10, ...hard('embed/gallery.json') },
    // Checked when the record is created, not when the blob is uploaded.
    maxBytes: { value: 2_000_000, ...hard('embed/images.json') },
    maxPixels: null,
    maxAltLength: { value: 2000, ...soft('lib/constants.ts') },
    maxSide: { value: 4000, ...soft('lib/constants.ts') },
    maxDurationMs: null,
    focalPoint: false,
    minDurationMs: null,
    shape: null,
    inReplies: true,
  },
  video: {
    mimeTypes: ['video/mp4'],
    maxCount: { value: 1, ...hard('embed/video.json') },
    // A server may take less: the largest blob is its own setting, which it does not tell.
    maxBytes: { value: 300_000_000, ...hard('embed/video.json') },
    maxPixels: null,
    maxAltLength: { value: 2000, ...soft('lib/constants.ts') },
    maxSide: null,
    maxDurationMs: { value: 600_000, ...soft('lib/constants.ts') },
    focalPoint: false,
    minDurationMs: null,
    shape: null,
    inReplies: true,
  },
  mixedMedia: false,
  files: { least: null, most: null, mostInReplies: null },
  elements: [],
  // No lexicon bounds a thread.
  thread: { maxPosts: null, atomic: true },
  reply: true,
  quote: { own: true, others: 'by-permission' },
  poll: null,
  edit: false,
  delete: true,
  visibility: null,
  contentWarning: 'labels',
  maxLanguages: { value: 3, ...hard('feed/post.json') },
  schedule: null,
  replyPolicy: { audiences: ['mentioned', 'following', 'followers'], several: true, nobody: true },
  quotePolicy: ['everyone', 'nobody'],
  topicTag: null,
  links: 'facets',
  mentions: {
    pattern: String.raw`@([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)+[a-zA-Z]([a-zA-Z0-9-]*[a-zA-Z0-9])?`,
    example: '@name.bsky.social',
  },
  streams: { home: true, notifications: true, live: false, author: true, lists: true, feeds: true, tags: true },
  mediaFrom: 'upload',
  absent: [],
  prices: null,
  readsThreads: true,
  engagements: ['like', 'repost', 'bookmark'],
  follow: true,
  metrics: ['replies', 'reposts', 'likes', 'quotes', 'bookmarks'],
  search: { posts: true, people: false, filters: ['from', 'language', 'before', 'after'] },
  readMarker: 'seen-time',
  software: null,
  askedAt: 0,
}
