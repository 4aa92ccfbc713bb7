import { z } from 'zod'
import { AccountId, LocalId, PostId, Timestamp } from '../ids.ts'
import { Visibility } from './canonical-post.ts'

/** A file attached to a draft, copied into Chirp's own folder under its content hash. */
export const DraftMedia = z.object({
  id: LocalId,
  /** SHA-256 of the bytes, hex. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  fileName: z.string().min(1).max(255),
  mimeType: z.string(),
  bytes: z.number().int().positive(),
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  durationMs: z.number().nullable(),
  /** A picture of several frames. Left out where it is none, or by an older Chirp. */
  animated: z.boolean().optional(),
  alt: z.string().max(20_000),
  /** What must stay visible when the picture is cropped: from -1 to 1 in both directions, y upwards; null = the centre. */
  focalPoint: z
    .object({ x: z.number().min(-1).max(1), y: z.number().min(-1).max(1) })
    .nullable()
    .default(null),
  /** Only in what the renderer gets: where its host shows it. */
  previewUrl: z.string().nullable(),
})
export type DraftMedia = z.infer<typeof DraftMedia>

/** A poll being written. */
export const DraftPoll = z.object({
  options: z.array(z.string()).min(2).max(20),
  multiple: z.boolean(),
  /** How long it is open, seconds. */
  seconds: z.number().int().positive(),
})
export type DraftPoll = z.infer<typeof DraftPoll>

/** One post of the thread that a draft is. */
export const DraftSegment = z.object({
  id: LocalId,
  text: z.string().max(1_000_000),
  media: z.array(DraftMedia),
  poll: DraftPoll.nullable(),
})
export type DraftSegment = z.infer<typeof DraftSegment>

/** What is written: the shared version, or one target's own. */
export const DraftContent = z.object({
  segments: z.array(DraftSegment).min(1),
  contentWarning: z.string().nullable(),
  sensitive: z.boolean(),
  /** BCP 47; null = not said. */
  language: z.string().nullable(),
})
export type DraftContent = z.infer<typeof DraftContent>

/** Who may answer: everyone, nobody, or those of these groups. */
export const ReplyAudience = z.enum(['mentioned', 'following', 'followers'])
export type ReplyAudience = z.infer<typeof ReplyAudience>
export const ReplyPolicy = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('everyone') }),
  z.object({ kind: z.literal('nobody') }),
  z.object({ kind: z.literal('some'), audiences: z.array(ReplyAudience).min(1) }),
])
export type ReplyPolicy = z.infer<typeof ReplyPolicy>

/** Who may quote. */
export const QuotePolicy = z.enum(['everyone', 'followers', 'nobody'])
export type QuotePolicy = z.infer<typeof QuotePolicy>

/** One account the draft goes to, with its own version where it has one. */
export const DraftTarget = z.object({
  accountId: AccountId,
  override: DraftContent.nullable(),
  /** Null = the account's default. */
  visibility: Visibility.nullable(),
  /** Null = the account's default. */
  replyPolicy: ReplyPolicy.nullable().default(null),
  quotePolicy: QuotePolicy.nullable().default(null),
  /** The topic that the post is put under, as it is typed; null = none. */
  topicTag: z.string().max(500).nullable().default(null),
})
export type DraftTarget = z.infer<typeof DraftTarget>

/** Somebody the text names as `@handle`, and the same person's handles elsewhere, without the `@`, one per network at most. */
export const DraftMention = z.object({
  platform: z.string(),
  handle: z.string().min(1).max(500),
  elsewhere: z.array(z.object({ platform: z.string(), handle: z.string().min(1).max(500) })),
})
export type DraftMention = z.infer<typeof DraftMention>

/** How a draft is to go out, whatever its versions say. */
export const DraftOptions = z.object({
  /** Long segments are cut at sentence ends, for each target under its own limit. */
  split: z.boolean().default(false),
  /** Posts of a thread end in "1/3". */
  numbered: z.boolean().default(false),
  /** Not before this, epoch ms; null = at once. */
  scheduledAt: Timestamp.nullable().default(null),
  mentions: z.array(DraftMention).max(200).default([]),
})
export type DraftOptions = z.infer<typeof DraftOptions>

/** The options of a draft that says nothing of them. */
export const defaultDraftOptions: DraftOptions = { split: false, numbered: false, scheduledAt: null, mentions: [] }

/** Something being written. Saved as it is typed; kept until it is posted or discarded. */
export const Draft = z.object({
  id: LocalId,
  content: DraftContent,
  targets: z.array(DraftTarget),
  replyTo: PostId.nullable(),
  quote: PostId.nullable(),
  /** The own post that this is to replace the text of; then there is one target, the account that wrote it. */
  edits: PostId.nullable().default(null),
  options: DraftOptions.default(defaultDraftOptions),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** Goes up by one at every save; a save with an older one is refused with `conflict`. */
  revision: z.number().int().nonnegative(),
})
export type Draft = z.infer<typeof Draft>
