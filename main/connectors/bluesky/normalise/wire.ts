import { z } from 'zod'

/**
 * The shapes of the AppView's answers as far as Chirp reads them, from the lexicons of app.bsky. Lenient where a field can be done
 * without: a bad optional field counts as absent, so that one odd value does not cost a post. What is required is what a post is.
 */

const text = (max: number) =>
  z
    .string()
    .optional()
    .catch(undefined)
    .transform((value) => (value === undefined ? undefined : cut(value, max)))
const count = z.number().int().nonnegative().optional().catch(undefined)
const flag = z.boolean().optional().catch(undefined)
/** Anything at all, or nothing; whoever takes it apart parses it. */
const anything = z.unknown().optional()
const list = z.array(z.unknown()).optional().catch(undefined)

/** Shortens to at most `max` UTF-16 units without splitting a surrogate pair; halves of pairs become U+FFFD, which is as long in bytes. */
export function cut(value: string, max: number): string {
  const whole = value.toWellFormed()
  if (whole.length <= max) return whole
  const last = whole.charCodeAt(max - 1)
  return whole.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)
}

/** https://atproto.com/specs/did, without percent-encoding and ports, which did:plc and did:web of accounts do not have. */
export const Did = z
  .string()
  .max(2048)
  .regex(/^did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]$/)
/** An address of a record: `at://<did>/<collection>/<record key>`. */
export const RecordUri = z
  .string()
  .max(2048)
  .regex(/^at:\/\/did:[a-z]+:[a-zA-Z0-9._:%-]+\/[a-zA-Z0-9.-]+\/[a-zA-Z0-9._:~-]+$/)
/** Epoch milliseconds of an ISO time; absent when it is none. */
export const Time = z
  .string()
  .transform((value) => Date.parse(value))
  .pipe(z.number().int())
  .optional()
  .catch(undefined)
/** An address that may be fetched or opened. */
export const WebUrl = z
  .string()
  .max(4096)
  .refine((value) => /^https?:\/\//i.test(value) && URL.canParse(value))
  .optional()
  .catch(undefined)

export const Label = z.object({ src: z.string().optional().catch(undefined), val: z.string(), neg: flag, exp: Time })
export type Label = z.infer<typeof Label>

export const ProfileView = z.object({
  did: Did,
  handle: z
    .string()
    .max(253)
    .regex(/^[a-zA-Z0-9.-]+$/)
    .catch('handle.invalid'),
  displayName: text(640),
  avatar: WebUrl,
  viewer: z
    .object({
      muted: flag,
      blocking: z.string().optional().catch(undefined),
      following: z.string().optional().catch(undefined),
      followedBy: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  labels: list,
})
export type ProfileView = z.infer<typeof ProfileView>

export const ProfileViewDetailed = ProfileView.extend({
  description: text(5000),
  banner: WebUrl,
  followersCount: count,
  followsCount: count,
  postsCount: count,
  createdAt: Time,
})
export type ProfileViewDetailed = z.infer<typeof ProfileViewDetailed>

const StrongRef = z.object({ uri: RecordUri, cid: z.string().max(256) })
const ReplyRefs = z.object({ root: StrongRef, parent: StrongRef }).optional().catch(undefined)

/** The post record itself. Lexicon: text ≤ 3000 bytes; the cap here only guards against a server that does not keep to it. */
export const PostRecord = z.object({
  text: z
    .string()
    .catch('')
    .transform((value) => cut(value, 10_000)),
  createdAt: Time,
  facets: list,
  langs: list,
  labels: z.object({ values: list }).optional().catch(undefined),
  reply: ReplyRefs,
})
export type PostRecord = z.infer<typeof PostRecord>

export const PostViewer = z.object({
  like: z.string().optional().catch(undefined),
  repost: z.string().optional().catch(undefined),
  bookmarked: flag,
  replyDisabled: flag,
  embeddingDisabled: flag,
})

const counts = { replyCount: count, repostCount: count, likeCount: count, quoteCount: count, bookmarkCount: count }

export const PostView = z.object({
  uri: RecordUri,
  cid: z.string().max(256),
  author: ProfileView,
  record: PostRecord,
  embed: anything,
  ...counts,
  indexedAt: Time,
  viewer: PostViewer.optional().catch(undefined),
  labels: list,
})
export type PostView = z.infer<typeof PostView>

export const FeedViewPost = z.object({
  post: anything,
  reply: z.object({ root: anything, parent: anything }).optional().catch(undefined),
  reason: z.object({ $type: z.string(), by: anything, indexedAt: Time }).optional().catch(undefined),
})

export const Notification = z.object({
  uri: RecordUri,
  cid: z.string().max(256),
  author: ProfileView,
  reason: z.string().max(100),
  reasonSubject: RecordUri.optional().catch(undefined),
  record: anything,
  isRead: z.boolean(),
  indexedAt: z
    .string()
    .transform((value) => Date.parse(value))
    .pipe(z.number().int()),
  labels: list,
})
export type Notification = z.infer<typeof Notification>

/** Lists are taken apart item by item, so that one bad item costs only itself. */
export const FeedPage = z.object({ cursor: z.string().max(2048).optional().catch(undefined), feed: z.array(z.unknown()) })
export const PostPage = z.object({ cursor: z.string().max(2048).optional().catch(undefined), posts: z.array(z.unknown()) })
export const NotificationPage = z.object({
  cursor: z.string().max(2048).optional().catch(undefined),
  notifications: z.array(z.unknown()),
  seenAt: Time,
})
export const ThreadPage = z.object({ thread: anything })
/** A node of a thread; `post` is absent where it is blocked or gone. */
export const ThreadNode = z.object({ post: anything, parent: anything, replies: list })

// ── Embeds ──

const AspectRatio = z
  .object({ width: z.number().int().positive().max(1e6), height: z.number().int().positive().max(1e6) })
  .optional()
  .catch(undefined)

export const ImageView = z.object({ thumb: WebUrl, fullsize: WebUrl, alt: text(20_000), aspectRatio: AspectRatio })
export const GalleryImageView = z.object({ thumbnail: WebUrl, fullsize: WebUrl, alt: text(20_000), aspectRatio: AspectRatio })
export const VideoView = z.object({
  cid: z.string().regex(/^[a-zA-Z0-9]{8,256}$/),
  thumbnail: WebUrl,
  alt: text(20_000),
  aspectRatio: AspectRatio,
  presentation: z.string().optional().catch(undefined),
})
export const ExternalView = z.object({
  uri: WebUrl,
  title: text(1000),
  description: text(2000),
  thumb: WebUrl,
  source: z
    .object({ title: text(200) })
    .optional()
    .catch(undefined),
})
export type ExternalView = z.infer<typeof ExternalView>

/** A record inside a record embed: a post, or why there is none. */
export const EmbeddedRecord = z.object({ $type: z.string(), uri: z.string().optional().catch(undefined) })
export const EmbeddedPost = z.object({
  uri: RecordUri,
  cid: z.string().max(256),
  author: ProfileView,
  value: PostRecord,
  embeds: list,
  ...counts,
  indexedAt: Time,
  labels: list,
})

/** Which of the embed views it is, and its own fields. */
export const TypedEmbed = z.object({ $type: z.string(), images: list, items: list, external: anything, record: anything, media: anything })
