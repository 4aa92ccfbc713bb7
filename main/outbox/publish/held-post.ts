import { posterOf } from '../../../shared/compose/poster-of.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { CommittedPost, OutgoingPost, Schedule, ThreadPart } from '../../connectors/connector.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'
import type { Connection } from '../dependencies.ts'
import type { OutboxEvent } from '../state/states.ts'

/** What is asked of a network that holds posts until their time, and when. Times are ms. */
export const HOLDING = {
  /** A network posts what is due once in a while (Mastodon: each minute); it is looked for at this pace. */
  lookEveryMs: 60_000,
  /** So long after its time a post that is not there is a matter for the person. */
  missedAfterMs: 15 * 60_000,
  /** The post may have been made so much before its time, by the network's clock. */
  earlyMs: 60_000,
} as const

/** When an item goes out: now, by the network itself at its time, or later by Chirp. */
export type SendTime =
  | { readonly kind: 'now' }
  | { readonly kind: 'hold'; readonly schedule: Schedule; readonly at: number }
  | { readonly kind: 'later'; readonly at: number }

/** When an item that is ready goes out. One that was to be held may have come too near its time meanwhile. */
export function timeOf({ connector, context }: Connection, { holdUntil }: OutboxRow, now: number): SendTime {
  if (holdUntil === null || holdUntil <= now) return { kind: 'now' }
  const schedule = connector.publish?.schedule
  const canStill = schedule !== undefined && posterOf(context.account.capabilities, 1, holdUntil, now) === 'server'
  return canStill ? { kind: 'hold', schedule, at: holdUntil } : { kind: 'later', at: holdUntil }
}

/** Gives a post to the network for later, and says what came of it; a list of posts where it was posted at once. */
export async function holdPost(
  schedule: Schedule,
  { context }: Connection,
  { key, post, prepared }: ThreadPart,
  at: number,
): Promise<OutboxEvent | readonly CommittedPost[]> {
  try {
    const outcome = await schedule.commit(context, key, post, prepared, at)
    return outcome.kind === 'held' ? outcome : [outcome.post]
  } catch (error) {
    // It said that it could and cannot: nothing is posted, and Chirp keeps the time itself.
    const isRefusal = error instanceof AppFailure && error.error.kind === 'capability-not-supported'
    if (isRefusal) return { kind: 'wait-until', at }
    throw error
  }
}

/** What it means that a post is not among those posted, once it was looked for among those held. Null: it is nowhere. */
export async function lookAmongHeld(
  { connector, context }: Connection,
  { state, holdUntil: at }: OutboxRow,
  post: OutgoingPost,
  prepared: unknown,
): Promise<OutboxEvent | null> {
  const schedule = connector.publish?.schedule
  if (schedule === undefined || at === null) return null
  const now = context.clock()
  const lookAgain: OutboxEvent = { kind: 'look-again', notBefore: now + HOLDING.lookEveryMs }
  const held = await schedule.witness(context, post, prepared, at)
  switch (held.kind) {
    case 'there':
      return state === 'held' ? lookAgain : { kind: 'held', remoteId: held.remoteId }
    case 'not-there':
      if (state !== 'held') return null
      return now < at + HOLDING.missedAfterMs ? lookAgain : { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } }
    case 'cannot-tell':
      return { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } }
  }
}
