import { z } from 'zod'
import { AppError } from '../errors.ts'
import { AccountId, AuthorId, PostId, Timestamp } from '../ids.ts'

/** Membership of a post in an account's home feed. */
export const TimelineEntry = z.object({
  accountId: AccountId,
  postId: PostId,
  /** Who reposted it into the feed; null where it is there by itself. */
  repostedBy: AuthorId.nullable(),
  /** Epoch ms: of the post, or of the repost. */
  sortAt: Timestamp,
})
export type TimelineEntry = z.infer<typeof TimelineEntry>

/** Where a stream of an account was read to. `older` is the network's own token to go on into the past; null = the end was reached. */
export const SyncCursor = z.object({
  accountId: AccountId,
  stream: z.string(),
  older: z.string().nullable(),
  exhausted: z.boolean(),
  /** Sort time of the oldest entry that was read without a gap from the top; null = nothing read. */
  reachedAt: Timestamp.nullable(),
  readAt: Timestamp.nullable(),
  /** Whether its entries came in time order; one that is ranked says nothing about how far it was read. */
  chronological: z.boolean(),
  /** Why it could not be read on into the past, and when that was; null = it could, or was not tried. */
  failure: z.object({ error: AppError, at: Timestamp }).nullable(),
})
export type SyncCursor = z.infer<typeof SyncCursor>
