import { z } from 'zod'
import { AccountId, LocalId, Timestamp } from '../ids.ts'
import { AppError } from '../errors.ts'

/**
 * Where one remote write stands. `queued` waits for its time or the network; `preparing` uploads; `armed` has its key written
 * down and nothing sent; `sending` has begun; `unknown` may or may not have happened and is asked about, never blindly repeated.
 */
export const OutboxState = z.enum(['queued', 'preparing', 'armed', 'sending', 'done', 'failed', 'unknown', 'cancelled'])
export type OutboxState = z.infer<typeof OutboxState>

/** What the person is shown for a state. */
export const OutboxStatus = z.enum(['waiting', 'sending', 'posted', 'failed', 'needs-you', 'cancelled'])
export type OutboxStatus = z.infer<typeof OutboxStatus>

/** Why an item waits. `server`: its server failed too often, whoever asked, and is left alone for a while. */
export const WaitReason = z.enum(['undo', 'offline', 'rate-limit', 'sign-in', 'paused', 'earlier-segment', 'retry', 'scheduled', 'server'])
export type WaitReason = z.infer<typeof WaitReason>

/** One remote write of a post: one segment of a draft to one account. */
export const OutboxItem = z.object({
  id: LocalId,
  runId: LocalId,
  draftId: LocalId,
  segmentId: LocalId,
  segmentIndex: z.number().int().nonnegative(),
  accountId: AccountId,
  state: OutboxState,
  status: OutboxStatus,
  waitReason: WaitReason.nullable(),
  /** Not sent before this; null = at once. */
  notBefore: Timestamp.nullable(),
  attempts: z.number().int().nonnegative(),
  /** By how much it goes out, or went out, later than it was planned for, ms; null = not late by an hour or more, or for no time. */
  lateMs: z.number().int().positive().nullable(),
  /** Its thread goes as one: what is done about it is done about all of the thread on that account. */
  asOne: z.boolean(),
  error: AppError.nullable(),
  /** From 0 to 1 while media is uploaded. */
  progress: z.number().nullable(),
  url: z.string().nullable(),
  postedAt: Timestamp.nullable(),
  createdAt: Timestamp,
  updatedAt: Timestamp,
})
export type OutboxItem = z.infer<typeof OutboxItem>
