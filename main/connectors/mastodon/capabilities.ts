import type { Limit, LimitSource, MediaRule, PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { streamingAddress, type Instance } from './instance.ts'

const DOCUMENTATION = {
  source: 'https://docs.joinmastodon.org/entities/Instance/',
  checkedOn: '2026-11-20',
  strength: 'hard',
} as const satisfies LimitSource

/** What documented Mastodon has where a server does not say. Bytes, pixels, seconds, graphemes. */
const DEFAULTS = {
  characters: 500,
  perUrl: 23,
  media: 4,
  imageBytes: 16_777_216,
  imagePixels: 33_177_600,
  videoBytes: 103_809_024,
  videoPixels: 8_294_400,
  altLength: 1500,
  pollOptions: 4,
  pollOptionLength: 50,
  pollMinSeconds: 300,
  pollMaxSeconds: 2_629_746,
} as const
/** A video stands alone, whatever number of files a server tells; servers that take more do not say so. */
const ONE_VIDEO = {
  value: 1,
  source: 'https://github.com/mastodon/mastodon/blob/main/app/services/post_status_service.rb',
  checkedOn: '2026-11-26',
  strength: 'hard',
} as const satisfies Limit
/** Types that every version takes; newer ones are told by the servers that take them. */
const OLD_IMAGE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp']
const OLD_VIDEO_TYPES = ['video/mp4', 'video/webm', 'video/quicktime']

/** What a server was found to offer beside what it says of itself. */
export type Probes = {
  readonly markers: boolean
  readonly bookmarks: boolean
  readonly lists: boolean
  readonly editing: boolean
  /** The server holds statuses until their time. */
  readonly scheduling: boolean
  /** Name and version as the server's nodeinfo has them; null where it has none. */
  readonly software: string | null
}

/** What is assumed of a server that was not asked. */
export const UNPROBED: Probes = { markers: true, bookmarks: true, lists: true, editing: true, scheduling: true, software: null }

/** The API version from which on statuses can quote (Mastodon 4.5). Source: docs.joinmastodon.org/methods/statuses, read 2026-07-02. */
const QUOTING_API_VERSION = 7

/** What the page about posting says of its parameters, which no server tells. */
const POSTING = { source: 'https://docs.joinmastodon.org/methods/statuses/#create', checkedOn: '2026-11-26', strength: 'hard' } as const
/** `language` is one code. */
const ONE_LANGUAGE = { value: 1, ...POSTING } as const satisfies Limit
/** `scheduled_at` must be five minutes ahead at least. */
const MIN_AHEAD_SECONDS = { value: 300, ...POSTING } as const satisfies Limit

/** A name, and the server's behind a second @ where it is another one. */
const MENTION = String.raw`@[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?(?:@[\p{L}\p{N}](?:[\p{L}\p{N}.-]*[\p{L}\p{N}])?)?`

/**
 * The capabilities of an account on a server that says this of itself; `null` for a server that was not asked yet.
 * A number the server gave has the strength `runtime`.
 */
export function capabilitiesOf(instance: Instance | null, probes: Probes, server: string | null, now: number): PlatformCapabilities {
  const told = limitsTold(instance)
  const limit = (own: number | null | undefined, documented: number): Limit =>
    own === null || own === undefined || server === null
      ? { value: documented, ...DOCUMENTATION }
      : { value: own, source: server, checkedOn: new Date(now).toISOString().slice(0, 10), strength: 'runtime' }
  // Mastodon takes files of less than what it tells, not of just as much (app/models/media_attachment.rb, checked 2026-11-26).
  const largestFile = (own: number | null | undefined, documented: number): Limit => {
    const told = limit(own, documented)
    return { ...told, value: told.value - 1 }
  }
  const altLength = limit(told.altLength, DEFAULTS.altLength)
  const rule = (mimeTypes: string[], maxCount: Limit, maxBytes: Limit, maxPixels: Limit): MediaRule | null =>
    mimeTypes.length === 0
      ? null
      : {
          mimeTypes,
          maxCount,
          maxBytes,
          maxPixels,
          maxAltLength: altLength,
          maxSide: null,
          maxDurationMs: null,
          focalPoint: true,
          minDurationMs: null,
          shape: null,
          inReplies: true,
        }
  const types = told.mimeTypes
  return {
    text: {
      limits: [
        {
          unit: 'graphemes-and-links',
          ...limit(told.characters, DEFAULTS.characters),
          linkCost: told.perUrl ?? DEFAULTS.perUrl,
          countsWarning: true,
        },
      ],
      required: false,
    },
    images: rule(
      types === null ? OLD_IMAGE_TYPES : types.filter((type) => type.startsWith('image/')),
      limit(told.media, DEFAULTS.media),
      largestFile(told.imageBytes, DEFAULTS.imageBytes),
      limit(told.imagePixels, DEFAULTS.imagePixels),
    ),
    video: rule(
      types === null ? OLD_VIDEO_TYPES : types.filter((type) => type.startsWith('video/')),
      ONE_VIDEO,
      largestFile(told.videoBytes, DEFAULTS.videoBytes),
      limit(told.videoPixels, DEFAULTS.videoPixels),
    ),
    // Mastodon takes one video, or images; servers that take both together do not say so.
    mixedMedia: false,
    files: { least: null, most: null, mostInReplies: null },
    elements: [],
    // A thread is statuses that answer one another, and no page or instance bounds their number.
    thread: { maxPosts: null, atomic: false },
    reply: true,
    quote: quoting(instance),
    poll: {
      maxOptions: limit(told.pollOptions, DEFAULTS.pollOptions),
      maxOptionLength: limit(told.pollOptionLength, DEFAULTS.pollOptionLength),
      minSeconds: limit(told.pollMinSeconds, DEFAULTS.pollMinSeconds),
      maxSeconds: limit(told.pollMaxSeconds, DEFAULTS.pollMaxSeconds),
      withMedia: false,
    },
    edit: probes.editing,
    delete: true,
    visibility: ['public', 'unlisted', 'followers', 'direct'],
    contentWarning: 'free-text',
    maxLanguages: ONE_LANGUAGE,
    schedule: probes.scheduling ? { minAheadSeconds: MIN_AHEAD_SECONDS } : null,
    replyPolicy: null,
    quotePolicy: quoting(instance)?.others === 'by-permission' ? ['everyone', 'followers', 'nobody'] : null,
    topicTag: null,
    links: 'server',
    mentions: { pattern: MENTION, example: '@name@mastodon.social' },
    // What one names and does not have is found out by trying, and read instead.
    streams: {
      home: true,
      notifications: true,
      live: server === null || isStreaming(instance, server),
      author: true,
      lists: probes.lists,
      feeds: false,
      tags: true,
    },
    mediaFrom: 'upload',
    absent: [],
    prices: null,
    readsThreads: true,
    engagements: probes.bookmarks ? ['like', 'repost', 'bookmark'] : ['like', 'repost'],
    follow: true,
    metrics: quoting(instance)?.others === 'by-permission' ? ['replies', 'reposts', 'likes', 'quotes'] : ['replies', 'reposts', 'likes'],
    search: { posts: true, people: true, filters: hasSearchFilters(instance) ? ['from', 'language', 'before', 'after'] : [] },
    readMarker: probes.markers ? 'position' : null,
    software: probes.software ?? (instance?.version === '' ? null : (instance?.version ?? null)),
    askedAt: now,
  }
}

/** Servers that tell which version of Mastodon's API they speak (4.3 and later) have its search too, which takes conditions since 4.2. */
function hasSearchFilters(instance: Instance | null): boolean {
  return instance?.apiVersions?.mastodon != null
}

function isStreaming(instance: Instance | null, server: string): boolean {
  return instance !== null && streamingAddress(instance, server) !== null
}

/** Who may be quoted: by permission where Mastodon's own quoting is there, anyone where the older one of other servers is. */
function quoting(instance: Instance | null): PlatformCapabilities['quote'] {
  if ((instance?.apiVersions?.mastodon ?? 0) >= QUOTING_API_VERSION) return { own: true, others: 'by-permission' }
  if (instance?.pleroma?.metadata?.features.includes('quote_posting') === true) return { own: true, others: 'anyone' }
  return null
}

function limitsTold(instance: Instance | null) {
  const statuses = instance?.configuration?.statuses
  const media = instance?.configuration?.mediaAttachments
  const polls = instance?.configuration?.polls
  const types = media?.supportedMimeTypes ?? []
  return {
    characters: statuses?.maxCharacters ?? instance?.maxTootChars,
    perUrl: statuses?.charactersReservedPerUrl,
    media: statuses?.maxMediaAttachments ?? instance?.maxMediaAttachments,
    mimeTypes: types.length === 0 ? null : types,
    altLength: media?.descriptionLimit ?? instance?.descriptionLimit,
    imageBytes: media?.imageSizeLimit ?? instance?.uploadLimit,
    imagePixels: media?.imageMatrixLimit,
    videoBytes: media?.videoSizeLimit ?? instance?.uploadLimit,
    videoPixels: media?.videoMatrixLimit,
    pollOptions: polls?.maxOptions ?? instance?.pollLimits?.maxOptions,
    pollOptionLength: polls?.maxCharactersPerOption ?? instance?.pollLimits?.maxOptionChars,
    pollMinSeconds: polls?.minExpiration ?? instance?.pollLimits?.minExpiration,
    pollMaxSeconds: polls?.maxExpiration ?? instance?.pollLimits?.maxExpiration,
  }
}
