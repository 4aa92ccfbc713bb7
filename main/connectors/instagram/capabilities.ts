import type { ElementLimit, Limit, LimitSource, MediaRule, PlatformCapabilities } from '../../../shared/model/capabilities.ts'

const MEDIA_PAGE = {
  source: 'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media',
  checkedOn: '2026-11-27',
  strength: 'hard',
} as const satisfies LimitSource
const COMMENTS = {
  ...MEDIA_PAGE,
  source: 'https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments',
} as const
const PUBLISHING = { ...MEDIA_PAGE, source: 'https://developers.facebook.com/docs/instagram-platform/content-publishing' } as const

/** The most files in one post; alone, or as a carousel of two at least. */
export const MOST_FILES = { value: 10, ...PUBLISHING } as const satisfies Limit
/** Hashtags and mentions in a caption. Of comments the page does not say it. */
export const MOST_HASHTAGS = { element: 'hashtags', value: 30, inReplies: false, ...MEDIA_PAGE } as const satisfies ElementLimit
export const MOST_MENTIONS = { element: 'mentions', value: 20, inReplies: false, ...MEDIA_PAGE } as const satisfies ElementLimit

/** What the app allows since 18 December 2025; the API's page still says 30. */
const APP_HASHTAGS = {
  element: 'hashtags',
  value: 5,
  inReplies: false,
  source: 'https://www.socialmediatoday.com/news/instagrams-implementing-new-limits-on-hashtag-use/808309/',
  checkedOn: '2026-11-27',
  strength: 'soft',
} as const satisfies ElementLimit

/** Meta's page names none; warns at what its sister network takes. */
const ALT_LENGTH = {
  value: 1_000,
  source: 'https://docs.letmepost.dev/platforms/threads',
  checkedOn: '2026-11-27',
  strength: 'soft',
} as const

const rule = (mimeTypes: readonly string[], maxBytes: number, maxDurationMs: number | null): MediaRule => ({
  mimeTypes: [...mimeTypes],
  maxCount: MOST_FILES,
  maxBytes: { value: maxBytes, ...MEDIA_PAGE },
  // Wider pictures than 1440 pixels are scaled down by the network.
  maxPixels: null,
  maxAltLength: ALT_LENGTH,
  maxSide: null,
  maxDurationMs: maxDurationMs === null ? null : { value: maxDurationMs, ...MEDIA_PAGE },
  focalPoint: false,
  minDurationMs: null,
  shape: null,
  inReplies: true,
})

/** What a professional account on Instagram can do by the API. The same for everybody: nothing of it is asked for. */
export const instagramCapabilities: PlatformCapabilities = {
  text: { limits: [{ unit: 'utf16-units', value: 2_200, ...MEDIA_PAGE, linkCost: null, countsWarning: false }], required: false },
  images: rule(['image/jpeg'], 8_000_000, null),
  // A video has no alternative text, alone or in a carousel: what is written for it is not sent.
  video: { ...rule(['video/mp4', 'video/quicktime'], 300_000_000, 15 * 60_000), maxAltLength: null },
  mixedMedia: true,
  // A reply is a comment, which is text alone: .../ig-media/comments knows only a message.
  files: { least: { value: 1, ...PUBLISHING }, most: MOST_FILES, mostInReplies: { value: 0, ...COMMENTS } },
  elements: [MOST_HASHTAGS, APP_HASHTAGS, MOST_MENTIONS],
  thread: null,
  reply: true,
  quote: null,
  poll: null,
  edit: false,
  delete: false,
  visibility: null,
  contentWarning: null,
  maxLanguages: null,
  schedule: null,
  replyPolicy: null,
  quotePolicy: null,
  topicTag: null,
  links: 'server',
  mentions: { pattern: '@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?', example: '@name' },
  // The home stream is one's own posts: there is no other.
  streams: { home: true, notifications: true, live: false, author: true, lists: false, feeds: false, tags: false },
  prices: null,
  mediaFrom: 'public-address',
  absent: [
    {
      what: 'The posts of people you follow',
      why: 'Instagram gives no home timeline to apps. Your own posts stand in the timeline instead.',
    },
    { what: 'Posts without a picture or video', why: 'Every post has one. Only comments are text alone.' },
    { what: 'Likes and follows', why: 'Apps can neither like posts nor follow people, and are not told who did.' },
    { what: 'Mentions', why: 'Apps are told of them only through a server of their own, which Chirp does not have.' },
    { what: 'Editing and deleting', why: 'Apps can change and delete no post. Do it in the Instagram app.' },
    { what: 'Private accounts', why: 'Only professional accounts can be used by apps.' },
  ],
  readsThreads: true,
  engagements: [],
  follow: false,
  metrics: ['replies', 'likes', 'bookmarks', 'views'],
  search: { posts: false, people: false, filters: [] },
  readMarker: null,
  software: null,
  askedAt: 0,
}
