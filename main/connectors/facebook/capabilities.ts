import type { Limit, LimitSource, PlatformCapabilities } from '../../../shared/model/capabilities.ts'

const POSTS = {
  source: 'https://developers.facebook.com/docs/pages-api/posts',
  checkedOn: '2026-11-27',
  strength: 'hard',
} as const satisfies LimitSource

/** Meta's pages name none. These are what others who post there go by, so they warn. */
const COMMON = {
  source: 'https://github.com/gitroomhq/postiz-app (facebook.provider.ts)',
  checkedOn: '2026-11-27',
  strength: 'soft',
} as const satisfies LimitSource

export const LONGEST_TEXT = { value: 63_206, ...COMMON } as const satisfies Limit
export const MOST_FILES = { value: 10, ...COMMON } as const satisfies Limit

const REELS = {
  source: 'https://developers.facebook.com/docs/video-api/guides/reels-publishing',
  checkedOn: '2026-11-27',
  strength: 'hard',
} as const satisfies LimitSource

/** Meta's page of reels names none. This is what others who post videos there go by, so it warns. */
const MOST_VIDEO_BYTES = {
  value: 2_000_000_000,
  source: 'https://www.ayrshare.com/docs/media-guidelines/facebook_pages.md',
  checkedOn: '2026-11-27',
  strength: 'soft',
} as const satisfies Limit

/** How long before its time the network takes a post. */
export const SCHEDULE = { leastMs: 10 * 60_000, mostMs: 30 * 24 * 60 * 60_000 } as const
/** A reel: "greater than 10 minutes from the current time and within 29 days". Source: as for the limits of reels. */
export const REEL_SCHEDULE = { leastMs: 10 * 60_000, mostMs: 29 * 24 * 60 * 60_000 } as const

/** What a page can do by the API. The same for every page: nothing of it is asked for. */
export const facebookCapabilities: PlatformCapabilities = {
  text: { limits: [{ unit: 'utf16-units', ...LONGEST_TEXT, linkCost: null, countsWarning: false }], required: false },
  images: {
    mimeTypes: ['image/jpeg', 'image/png'],
    maxCount: MOST_FILES,
    // "Less than 10 MB".
    maxBytes: {
      value: 9_999_999,
      source: 'https://developers.facebook.com/docs/graph-api/reference/photo',
      checkedOn: '2026-11-27',
      strength: 'hard',
    },
    maxPixels: null,
    maxAltLength: null,
    maxSide: null,
    maxDurationMs: null,
    focalPoint: false,
    minDurationMs: null,
    shape: null,
    inReplies: true,
  },
  // As a reel: the way for other videos takes a token of the person's own, which Chirp does not keep.
  video: {
    mimeTypes: ['video/mp4'],
    maxCount: { value: 1, ...REELS },
    maxBytes: MOST_VIDEO_BYTES,
    maxPixels: null,
    // A video has no alternative text by this API.
    maxAltLength: null,
    maxSide: null,
    maxDurationMs: { value: 90_000, ...REELS },
    minDurationMs: { value: 3_000, ...REELS },
    shape: { width: 9, height: 16, minWidth: 540, minHeight: 960, ...REELS },
    // A comment takes the id of a photo alone (graph-api/reference/object/comments, read 2026-11-27).
    inReplies: false,
    focalPoint: false,
  },
  mixedMedia: false,
  files: {
    least: null,
    most: null,
    // A comment has one `attachment_id`.
    mostInReplies: {
      value: 1,
      source: 'https://developers.facebook.com/docs/graph-api/reference/object/comments',
      checkedOn: '2026-11-27',
      strength: 'hard',
    },
  },
  elements: [],
  // What goes on is a comment below the post.
  thread: { maxPosts: null, atomic: false },
  reply: true,
  quote: null,
  poll: null,
  edit: false,
  delete: true,
  visibility: null,
  contentWarning: null,
  maxLanguages: null,
  schedule: { minAheadSeconds: { value: SCHEDULE.leastMs / 1000, ...POSTS } },
  replyPolicy: null,
  quotePolicy: null,
  topicTag: null,
  links: 'server',
  mentions: null,
  // The home stream is the page's own posts: there is no other.
  streams: { home: true, notifications: true, live: false, author: true, lists: false, feeds: false, tags: false },
  prices: null,
  mediaFrom: 'upload',
  absent: [
    { what: 'A home timeline', why: 'Facebook gives apps no news feed. The posts of your page stand in the timeline instead.' },
    { what: 'Your personal profile', why: 'Apps may neither read nor write there. Only pages can be accounts.' },
    { what: 'Groups and events', why: 'Facebook has closed them to apps.' },
    { what: 'Who reacted, and new followers', why: 'Apps are told how many there are, not who.' },
    { what: 'Who tags you', why: 'Of posts by people that tag your page the app is told what they say, not who wrote them.' },
    {
      what: 'Videos that are no reels',
      why: 'A video is published as a reel: upright (9:16) and 3 to 90 seconds long. For others Facebook wants a token of yours, where Chirp keeps that of the page alone.',
    },
    { what: 'Likes', why: 'Facebook’s pages do not say that an app may like posts or comments as a page.' },
    { what: 'Search', why: 'Apps cannot search posts.' },
  ],
  readsThreads: true,
  engagements: [],
  follow: false,
  metrics: ['replies', 'reposts', 'likes', 'views'],
  search: { posts: false, people: false, filters: [] },
  readMarker: null,
  software: null,
  askedAt: 0,
}
