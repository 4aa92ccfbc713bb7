/** Words a route can be counted under; each family has its own allowance. */
export type RateFamily = 'account' | 'address' | 'media' | 'statuses' | 'deletes'

/** An allowance: `limit` requests in each window of `periodMs` milliseconds. */
export interface RateLimit {
  readonly limit: number
  readonly periodMs: number
}

/**
 * How one kind of server differs from the next. Everything the test server does differently is decided here;
 * no other file asks for a variant's name. Sizes are bytes, times are what their name says.
 */
export interface Variant {
  readonly name: string
  /** `version` of the instance answer; servers that are not Mastodon say which they speak: "2.7.2 (compatible; X)". */
  readonly version: string
  readonly software: { readonly name: string; readonly version: string }
  readonly idKind: 'snowflake' | 'ulid' | 'flake'
  readonly apiVersion: number | null
  readonly instanceV2: boolean
  /** Paths, by their beginning, that this server does not have at all: 404. */
  readonly missing: readonly string[]
  readonly maxCharacters: number
  readonly charactersReservedPerUrl: number
  readonly maxMedia: number
  readonly descriptionLimit: number
  readonly imageBytes: number
  readonly imagePixels: number
  readonly videoBytes: number
  readonly mimeTypes: readonly string[]
  readonly pollMaxOptions: number
  readonly pollMaxCharacters: number
  readonly oauthMetadata: boolean
  readonly pkce: boolean
  /** Seconds an access token lives, with a refresh token beside it; null: for ever. */
  readonly tokenSeconds: number | null
  readonly idempotency: boolean
  readonly editing: 'all' | 'not-polls' | 'none'
  readonly batchStatuses: boolean
  readonly groupedNotifications: boolean
  readonly quotes: boolean
  /** `refused` answers 501, `ignored` publishes at once. */
  readonly scheduling: 'kept' | 'ignored' | 'refused'
  /** `dead` advertises an address on which nothing listens, `none` advertises none and answers 404. */
  readonly streaming: 'live' | 'dead' | 'none'
  /** `address`: a token that comes as the subprotocol of a WebSocket is not looked at. */
  readonly streamingToken: 'anywhere' | 'address'
  /** Requests without a User-Agent are refused with 418, WebSocket upgrades too. */
  readonly requiresUserAgent: boolean
  readonly notFound: 'json' | 'html' | 'text'
  readonly unauthorized: 'json' | 'empty'
  /** The answer of `GET /api/v1/lists` is cut off before its end. */
  readonly malformedLists: boolean
  /** New accounts must approve each follow. */
  readonly lockedFollows: boolean
  readonly rateLimits: Readonly<Record<RateFamily, RateLimit>> | null
  /** How many `GET /api/v1/media/:id` say 206 before the file is ready. */
  readonly processingAnswers: { readonly image: number; readonly video: number }
  /** Check `required` of the schema too; only for a server that claims to be the Mastodon it describes. */
  readonly checksRequired: boolean
  /** Operations whose answers break the schema on purpose, with the reason. */
  readonly deviations: Readonly<Record<string, string>>
}

const MINUTE = 60_000

/** docs.joinmastodon.org/api/rate-limits, read 2026-11-20. That page does not name 300 statuses per 3 hours; that is the server's own limiter. */
const MASTODON_LIMITS = {
  account: { limit: 300, periodMs: 5 * MINUTE },
  address: { limit: 300, periodMs: 5 * MINUTE },
  media: { limit: 30, periodMs: 30 * MINUTE },
  statuses: { limit: 300, periodMs: 180 * MINUTE },
  deletes: { limit: 30, periodMs: 30 * MINUTE },
} satisfies Record<RateFamily, RateLimit>

const MASTODON_TYPES = [
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/heic',
  'image/heif',
  'image/webp',
  'image/avif',
  'video/webm',
  'video/mp4',
  'video/quicktime',
  'video/ogg',
  'audio/wave',
  'audio/wav',
  'audio/x-wav',
  'audio/ogg',
  'audio/vorbis',
  'audio/mpeg',
  'audio/mp3',
  'audio/webm',
  'audio/flac',
  'audio/aac',
  'audio/m4a',
  'audio/mp4',
] as const

const mastodon = {
  name: 'mastodon',
  version: '4.5.2',
  software: { name: 'mastodon', version: '4.5.2' },
  idKind: 'snowflake',
  apiVersion: 7,
  instanceV2: true,
  missing: [],
  maxCharacters: 500,
  charactersReservedPerUrl: 23,
  maxMedia: 4,
  descriptionLimit: 1500,
  imageBytes: 16_777_216,
  imagePixels: 33_177_600,
  videoBytes: 103_809_024,
  mimeTypes: MASTODON_TYPES,
  pollMaxOptions: 4,
  pollMaxCharacters: 50,
  oauthMetadata: true,
  pkce: true,
  tokenSeconds: null,
  idempotency: true,
  editing: 'all',
  batchStatuses: true,
  groupedNotifications: true,
  quotes: true,
  scheduling: 'kept',
  streaming: 'live',
  streamingToken: 'anywhere',
  requiresUserAgent: false,
  notFound: 'json',
  unauthorized: 'json',
  malformedLists: false,
  lockedFollows: false,
  // Since 4.0 pictures are ready at once, video is not: docs.joinmastodon.org/methods/media/#v2, read 2026-11-20.
  rateLimits: MASTODON_LIMITS,
  processingAnswers: { image: 0, video: 2 },
  checksRequired: true,
  deviations: {},
} satisfies Variant

/** Grouped notifications came with 4.3 (docs.joinmastodon.org/methods/grouped_notifications, read 2026-11-20). Filters v2 and followed hashtags came with 4.0, from memory. */
const SINCE_4_3 = ['/api/v1/notifications/unread_count', '/api/v2/notifications'] as const
const SINCE_4_0 = ['/api/v2/filters', '/api/v1/followed_tags', '/api/v1/tags/'] as const

const relative = {
  ...mastodon,
  missing: SINCE_4_3,
  apiVersion: null,
  groupedNotifications: false,
  quotes: false,
  batchStatuses: false,
  checksRequired: false,
} satisfies Variant

/** The servers the test server can play. */
export const variants = {
  mastodon,
  'mastodon-old': {
    ...relative,
    name: 'mastodon-old',
    version: '3.5.19',
    software: { name: 'mastodon', version: '3.5.19' },
    instanceV2: false,
    missing: [...SINCE_4_3, ...SINCE_4_0],
    imageBytes: 10_485_760,
    imagePixels: 16_777_216,
    videoBytes: 41_943_040,
    oauthMetadata: false,
    pkce: false,
    processingAnswers: { image: 1, video: 2 },
  },
  gotosocial: {
    ...relative,
    name: 'gotosocial',
    version: '0.19.1',
    software: { name: 'gotosocial', version: '0.19.1' },
    idKind: 'ulid',
    maxCharacters: 5000,
    maxMedia: 6,
    pollMaxOptions: 6,
    idempotency: false,
    editing: 'not-polls',
    requiresUserAgent: true,
    lockedFollows: true,
    pkce: false,
    oauthMetadata: true,
    processingAnswers: { image: 0, video: 0 },
    rateLimits: { ...MASTODON_LIMITS, statuses: { limit: 1000, periodMs: 5 * MINUTE } },
  },
  pleroma: {
    ...relative,
    name: 'pleroma',
    version: '2.7.2 (compatible; Pleroma 2.9.1)',
    software: { name: 'pleroma', version: '2.9.1' },
    idKind: 'flake',
    maxCharacters: 5000,
    charactersReservedPerUrl: 32,
    maxMedia: 1000,
    pollMaxOptions: 20,
    pollMaxCharacters: 200,
    oauthMetadata: false,
    pkce: false,
    notFound: 'text',
    scheduling: 'ignored',
    processingAnswers: { image: 0, video: 0 },
    rateLimits: null,
  },
  snac: {
    ...relative,
    name: 'snac',
    version: '4.0.0 (not true; really snac/2.75)',
    software: { name: 'snac', version: '2.75' },
    instanceV2: false,
    missing: [...SINCE_4_3, ...SINCE_4_0, '/api/v1/scheduled_statuses', '/api/v1/preferences'],
    maxCharacters: 100_000,
    maxMedia: 4,
    oauthMetadata: false,
    pkce: false,
    idempotency: false,
    editing: 'none',
    scheduling: 'ignored',
    streaming: 'none',
    notFound: 'html',
    unauthorized: 'empty',
    malformedLists: true,
    processingAnswers: { image: 0, video: 0 },
    rateLimits: null,
    deviations: { getLists: 'the JSON of lists is malformed', getInstance: 'no streaming address is advertised' },
  },
  glitch: {
    ...mastodon,
    name: 'glitch',
    version: '4.5.2+glitch',
    maxCharacters: 10_000,
    charactersReservedPerUrl: 25,
    maxMedia: 8,
    pollMaxOptions: 10,
  },
  big: {
    ...mastodon,
    name: 'big',
    maxCharacters: 100_000,
    charactersReservedPerUrl: 256,
    maxMedia: 20,
    scheduling: 'refused',
    streaming: 'dead',
  },
  expiring: { ...mastodon, name: 'expiring', tokenSeconds: 3600 },
  approval: { ...mastodon, name: 'approval', lockedFollows: true },
} satisfies Record<string, Variant>

export type VariantName = keyof typeof variants

/** The variant meant: a name, or differences from the default Mastodon. */
export function resolveVariant(wanted: VariantName | Partial<Variant> | undefined): Variant {
  return typeof wanted === 'string' ? variants[wanted] : { ...variants.mastodon, ...wanted }
}

/** Whether a word from outside names a variant. */
export function isVariantName(word: string): word is VariantName {
  return Object.hasOwn(variants, word)
}
