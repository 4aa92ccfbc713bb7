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
  alt: z.string().max(20_000),
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

/** One account the draft goes to, with its own version where it has one. */
export const DraftTarget = z.object({
  accountId: AccountId,
  override: DraftContent.nullable(),
  /** Null = the account's default. */
  visibility: Visibility.nullable(),
})
export type DraftTarget = z.infer<typeof DraftTarget>

/** Something being written. Saved as it is typed; kept until it is posted or discarded. */
export const Draft = z.object({
  id: LocalId,
  content: DraftContent,
  targets: z.array(DraftTarget),
  replyTo: PostId.nullable(),
  quote: PostId.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
  /** Goes up by one at every save; a save with an older one is refused with `conflict`. */
  revision: z.number().int().nonnegative(),
})
export type Draft = z.infer<typeof Draft>
