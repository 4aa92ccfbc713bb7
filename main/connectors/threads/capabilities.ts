import type { ElementLimit, Limit, LimitSource, MediaRule, PlatformCapabilities } from '../../../shared/model/capabilities.ts'

const OVERVIEW = {
  source: 'https://developers.facebook.com/docs/threads/overview',
  checkedOn: '2026-11-27',
  strength: 'hard',
} as const satisfies LimitSource
const POSTS = { ...OVERVIEW, source: 'https://developers.facebook.com/docs/threads/posts' } as const

/** The most files in one post; alone, or as a carousel of two at least. */
export const MOST_FILES = { value: 20, ...OVERVIEW } as const satisfies Limit

/** Unique addresses in the text of one post or reply; since 2025-12-22. */
export const MOST_LINKS = {
  element: 'links',
  value: 5,
  inReplies: true,
  ...OVERVIEW,
  source: 'https://developers.facebook.com/docs/threads/create-posts/text-attachments',
} as const satisfies ElementLimit

/** A post has one tag; what else is written as one stays plain text. Meta's pages here do not say it of the text, so it warns. */
const ONE_HASHTAG = {
  element: 'hashtags',
  value: 1,
  inReplies: true,
  source: 'https://www.ayrshare.com/apis/post/social-networks/threads',
  checkedOn: '2026-11-27',
  strength: 'soft',
} as const satisfies ElementLimit

/** Meta's page names none. This is what others who post there go by, so it warns. */
const ALT_LENGTH = {
  value: 1_000,
  source: 'https://docs.letmepost.dev/platforms/threads',
  checkedOn: '2026-11-27',
  strength: 'soft',
} as const satisfies Limit

/**
 * The topic of a post, beside its text: 1 to 50 characters, without periods and ampersands. Of what its characters are the page does not say; UTF-16
 * units are never fewer.
 */
export const TOPIC = {
  maxLength: { value: 50, ...POSTS },
  forbidden: ['.', '&'],
} as const satisfies PlatformCapabilities['topicTag']

const rule = (mimeTypes: readonly string[], maxBytes: number, maxDurationMs: number | null): MediaRule => ({
  mimeTypes: [...mimeTypes],
  maxCount: MOST_FILES,
  maxBytes: { value: maxBytes, ...OVERVIEW },
  // Wider pictures than 1440 pixels are scaled down by the network.
  maxPixels: null,
  maxAltLength: ALT_LENGTH,
  maxSide: null,
  maxDurationMs: maxDurationMs === null ? null : { value: maxDurationMs, ...OVERVIEW },
  focalPoint: false,
  minDurationMs: null,
  shape: null,
  inReplies: true,
})

/** What an account on Threads can do by the API. The same for everybody: nothing of it is asked for. */
export const threadsCapabilities: PlatformCapabilities = {
  // Of what the 500 characters are the page does not say; counting code points is on the safe side. Emoji it says.
  text: { limits: [{ unit: 'emoji-bytes', value: 500, ...POSTS, linkCost: null, countsWarning: false }], required: false },
  images: rule(['image/jpeg', 'image/png'], 8_000_000, null),
  video: rule(['video/mp4', 'video/quicktime'], 1_000_000_000, 300_000),
  mixedMedia: true,
  files: { least: null, most: MOST_FILES, mostInReplies: null },
  elements: [MOST_LINKS, ONE_HASHTAG],
  thread: { maxPosts: null, atomic: false },
  reply: true,
  quote: { own: true, others: 'anyone' },
  // There are polls, of two to four answers for a day; Chirp does not make them yet.
  poll: null,
  edit: false,
  delete: true,
  visibility: null,
  contentWarning: null,
  maxLanguages: null,
  schedule: null,
  // One of five values, of which none is nobody: developers.facebook.com/docs/threads/reply-management, read 2026-11-27.
  replyPolicy: { audiences: ['mentioned', 'following', 'followers'], several: false, nobody: false },
  quotePolicy: null,
  topicTag: TOPIC,
  links: 'server',
  mentions: { pattern: '@[A-Za-z0-9_](?:[A-Za-z0-9_.]*[A-Za-z0-9_])?', example: '@name' },
  // The home stream is one's own posts: there is no other.
  streams: { home: true, notifications: true, live: false, author: true, lists: false, feeds: false, tags: false },
  prices: null,
  mediaFrom: 'public-address',
  absent: [
    {
      what: 'The posts of people you follow',
      why: 'Threads gives no home timeline to apps. Your own posts stand in the timeline instead.',
    },
    { what: 'Likes and follows', why: 'Apps can neither like posts nor follow people, and are not told who did.' },
    {
      what: 'Mentions and search results of everybody',
      why: 'Until Meta has reviewed your app, only mentions by its testers come in, and a search finds your own posts.',
    },
    { what: 'Profiles of others', why: 'Only reviewed apps may look people up.' },
    { what: 'Editing', why: 'Apps cannot change a post. It can be deleted and written anew.' },
    { what: 'Replies to replies of others', why: 'You see what answers you; what answers somebody else below your post is in the thread.' },
  ],
  readsThreads: true,
  engagements: [],
  follow: false,
  metrics: ['replies', 'reposts', 'likes', 'quotes', 'views'],
  search: { posts: true, people: false, filters: ['before', 'after'] },
  readMarker: null,
  software: null,
  askedAt: 0,
}
