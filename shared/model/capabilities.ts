import { z } from 'zod'
import { Visibility } from './canonical-post.ts'
import { QuotePolicy, ReplyAudience } from './draft.ts'
import { EngagementVerb } from './viewer-state.ts'

/**
 * How a network counts text. `weighted` is the twitter-text scheme; `graphemes-and-links` counts user-perceived characters
 * after every link is replaced by a flat cost and the server part of a remote mention is left out (Mastodon). `emoji-bytes` counts code points,
 * and an emoji as many as it has bytes of UTF-8 (Threads).
 */
export const TextUnit = z.enum(['graphemes', 'graphemes-and-links', 'utf8-bytes', 'utf16-units', 'weighted', 'emoji-bytes'])
export type TextUnit = z.infer<typeof TextUnit>

/** Where a limit comes from: a page, and the day it was read there (YYYY-MM-DD), or the network itself at run time. */
export const LimitSource = z.object({
  source: z.string(),
  checkedOn: z.string(),
  /** `hard` refuses, `soft` warns, `runtime` is what this server said and refuses. */
  strength: z.enum(['hard', 'soft', 'runtime']),
})
export type LimitSource = z.infer<typeof LimitSource>

const limit = { value: z.number(), ...LimitSource.shape }
/** A number with its source. */
export const Limit = z.object(limit)
export type Limit = z.infer<typeof Limit>

/** A limit that was stored as a bare number at first. Such an account is asked anew sooner or later, and then has the source too. */
const LimitOrNumber = z.union([Limit, z.number().transform((value): Limit => ({ value, source: '', checkedOn: '', strength: 'hard' }))])

/** One limit on text; a network may have several (Bluesky: graphemes and bytes). */
export const TextLimit = z.object({
  unit: TextUnit,
  ...limit,
  /** Flat cost of a link in the units above; null where a link counts as it is written. */
  linkCost: z.number().nullable(),
  /** Whether the content warning counts together with the text. */
  countsWarning: z.boolean(),
})
export type TextLimit = z.infer<typeof TextLimit>

/** What can be counted in a text apart from its length. A link or cashtag that stands there twice counts once. */
export const TextElement = z.enum(['links', 'hashtags', 'mentions', 'cashtags'])
export type TextElement = z.infer<typeof TextElement>

/** How many of one kind may stand in the text of one post. A network may have several for one kind: a convention, and what it refuses. */
export const ElementLimit = z.object({
  element: TextElement,
  ...limit,
  /** It holds for answers to others too. */
  inReplies: z.boolean(),
})
export type ElementLimit = z.infer<typeof ElementLimit>

/** How many files one post has, whatever their kinds; null = no stated limit. */
export const FilesRule = z.object({
  /** Of a post that answers nothing. */
  least: Limit.nullable(),
  most: Limit.nullable(),
  /** Of an answer, where that is another number. */
  mostInReplies: Limit.nullable(),
})
export type FilesRule = z.infer<typeof FilesRule>

/** A shape that files have to have: `width` to `height`, and no smaller than `minWidth` by `minHeight` pixels. */
export const MediaShape = z.object({
  width: z.number(),
  height: z.number(),
  minWidth: z.number(),
  minHeight: z.number(),
  ...LimitSource.shape,
})
export type MediaShape = z.infer<typeof MediaShape>

/** What one kind of media may be. */
export const MediaRule = z.object({
  mimeTypes: z.array(z.string()),
  /** How many in one post. */
  maxCount: Limit,
  maxBytes: Limit,
  /** Width times height; null = no stated limit. */
  maxPixels: Limit.nullable(),
  maxAltLength: Limit.nullable(),
  /** The longer side, pixels; null = no stated limit. */
  maxSide: Limit.nullable().default(null),
  /** Milliseconds; null = no stated limit. */
  maxDurationMs: Limit.nullable().default(null),
  minDurationMs: Limit.nullable().default(null),
  /** The one shape that is taken, as width to height, and the least of each in pixels; null = any. */
  shape: MediaShape.nullable().default(null),
  /** False: not in what answers something. */
  inReplies: z.boolean().default(true),
  /** The network keeps a focal point per file. */
  focalPoint: z.boolean().default(false),
})
export type MediaRule = z.infer<typeof MediaRule>

/** A condition of Search that a network may have too. */
export const SearchFilterName = z.enum(['from', 'language', 'before', 'after'])
export type SearchFilterName = z.infer<typeof SearchFilterName>

/**
 * What one account on one server can do, as plain data. Everything generic code needs to know about a network is here.
 * `null` means: not offered.
 */
export const PlatformCapabilities = z.object({
  text: z.object({ limits: z.array(TextLimit), required: z.boolean() }),
  images: MediaRule.nullable(),
  video: MediaRule.nullable(),
  /** Images and video may stand in one post. */
  mixedMedia: z.boolean(),
  files: FilesRule.default({ least: null, most: null, mostInReplies: null }),
  /** How many links, hashtags and the like; empty = no stated limit. */
  elements: z.array(ElementLimit).readonly().default([]),
  /** `maxPosts` null = no stated limit. */
  thread: z.object({ maxPosts: LimitOrNumber.nullable(), atomic: z.boolean() }).nullable(),
  reply: z.boolean(),
  quote: z.object({ own: z.boolean(), others: z.enum(['anyone', 'by-permission', 'no']) }).nullable(),
  poll: z.object({ maxOptions: Limit, maxOptionLength: Limit, minSeconds: Limit, maxSeconds: Limit, withMedia: z.boolean() }).nullable(),
  edit: z.boolean(),
  delete: z.boolean(),
  visibility: z.array(Visibility).nullable(),
  contentWarning: z.enum(['free-text', 'labels']).nullable(),
  /** How many languages one post may be said to be in; null = it cannot be said. */
  maxLanguages: LimitOrNumber.nullable(),
  /** The server posts at a time by itself; null = only Chirp can, while it runs. */
  schedule: z.object({ minAheadSeconds: LimitOrNumber }).nullable(),
  /** Who may answer can be said, by these groups; null = it cannot. `several`: more than one of them; `nobody`: that it is none at all. */
  replyPolicy: z
    .object({ audiences: z.array(ReplyAudience), several: z.boolean().default(true), nobody: z.boolean().default(true) })
    .nullable()
    .default(null),
  /** Who may quote can be said; null = it cannot. */
  quotePolicy: z.array(QuotePolicy).nullable().default(null),
  /** A post can be put under a topic beside its text; null = it cannot. Topics have no `forbidden` characters; their length is in UTF-16 units. */
  topicTag: z
    .object({ maxLength: Limit, forbidden: z.array(z.string()).readonly() })
    .nullable()
    .default(null),
  /** Which text features the composer should expect: who turns mentions and links into links. */
  links: z.enum(['facets', 'server']),
  mentions: z.object({ pattern: z.string(), example: z.string() }).nullable(),
  streams: z.object({
    home: z.boolean(),
    notifications: z.boolean(),
    live: z.boolean(),
    author: z.boolean(),
    /** Lists of the account's own, feeds that others make, and hashtags can be read. An account that was asked by an older Chirp says no. */
    lists: z.boolean().default(false),
    feeds: z.boolean().default(false),
    tags: z.boolean().default(false),
  }),
  /** How media comes to the network: it is sent there, or fetched by the network from an address that anybody can read. */
  mediaFrom: z.enum(['upload', 'public-address']).default('upload'),
  /** What people would expect and the platform does not allow, and why, in sentences to be shown. */
  absent: z
    .array(z.object({ what: z.string(), why: z.string() }).readonly())
    .readonly()
    .default([]),
  /** What the platform charges for a post, millionths of a dollar; null = nothing. */
  prices: z
    .object({ post: z.number().int(), postWithLink: z.number().int(), source: z.string(), checkedOn: z.string() })
    .nullable()
    .default(null),
  readsThreads: z.boolean(),
  engagements: z.array(EngagementVerb),
  follow: z.boolean(),
  metrics: z.array(z.enum(['replies', 'reposts', 'likes', 'quotes', 'bookmarks', 'views'])),
  /** The network's own search, and which conditions it takes besides words. */
  search: z.object({ posts: z.boolean(), people: z.boolean(), filters: z.array(SearchFilterName).default([]) }),
  /** How the read mark of notifications is kept in step: a time, a position, or not at all. */
  readMarker: z.enum(['seen-time', 'position']).nullable(),
  /** The server's software and version as it names itself; null where unknown. */
  software: z.string().nullable(),
  /** When this was asked, epoch ms. */
  askedAt: z.number(),
})
export type PlatformCapabilities = z.infer<typeof PlatformCapabilities>
