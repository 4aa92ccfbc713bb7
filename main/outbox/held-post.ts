import { AppFailure } from '../../shared/errors.ts'
import type { PlatformCapabilities } from '../../shared/model/capabilities.ts'
import type { CommittedPost, OutgoingPost, Schedule } from '../connectors/connector.ts'
import type { OutboxRow } from '../store/tables/outbox-items.ts'
import type { Connection } from './dependencies.ts'
import type { OutboxEvent } from './states.ts'

/** What is asked of a network that holds posts until their time, and when. Times are ms. */
export const HOLDING = {
  /** Beyond what the network asks for: the two clocks differ, and uploading takes its time. */
  slackMs: 60_000,
  /** A network posts what is due once in a while (Mastodon: each minute); it is looked for at this pace. */
  lookEveryMs: 60_000,
  /** So long after its time a post that is not there is a matter for the person. */
  missedAfterMs: 15 * 60_000,
  /** The post may have been made so much before its time, by the network's clock. */
  earlyMs: 60_000,
} as const

/** Whether a network takes a post now that is to go out `at` (epoch ms): alone, since what would answer it has nothing to answer yet. */
export function canHold(capabilities: Pick<PlatformCapabilities, 'schedule'>, posts: number, at: number | null, now: number): boolean {
  const { schedule } = capabilities
  return schedule !== null && posts === 1 && at !== null && at - now >= schedule.minAheadSeconds * 1000 + HOLDING.slackMs
}

/** Gives a post to the network for later, and says what came of it. */
export async function holdPost(
  schedule: Schedule,
  { context }: Connection,
  key: string,
  post: OutgoingPost,
  prepared: unknown,
  at: number,
): Promise<OutboxEvent | { readonly kind: 'posted'; readonly post: CommittedPost }> {
  try {
    const outcome = await schedule.commit(context, key, post, prepared, at)
    return outcome.kind === 'held' ? { kind: 'held', remoteId: outcome.remoteId, at } : outcome
  } catch (error) {
    // It said that it could and cannot: nothing is posted, and Chirp keeps the time itself.
    const isRefusal = error instanceof AppFailure && error.error.kind === 'capability-not-supported'
    if (isRefusal) return { kind: 'wait-until', at }
    throw error
  }
}

/** What a post that is not among those posted means, once it was looked for among those held. */
export async function lookAmongHeld(
  schedule: Schedule,
  { context }: Connection,
  item: Pick<OutboxRow, 'state'>,
  post: OutgoingPost,
  prepared: unknown,
  at: number,
): Promise<OutboxEvent | null> {
  const now = context.clock()
  const held = await schedule.witness(context, post, prepared, at)
  switch (held.kind) {
    case 'there':
      return item.state === 'held'
        ? { kind: 'look-again', notBefore: now + HOLDING.lookEveryMs }
        : { kind: 'held', remoteId: held.remoteId, at: Math.max(at, now) }
    case 'not-there':
      if (item.state !== 'held') return null
      return now < at + HOLDING.missedAfterMs
        ? { kind: 'look-again', notBefore: now + HOLDING.lookEveryMs }
        : { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } }
    case 'cannot-tell':
      return { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } }
  }
}
