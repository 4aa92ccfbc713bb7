import { AppFailure, type AppError } from '../../shared/errors.ts'
import type { OutboxRow } from '../store/tables/outbox-items.ts'
import { getPublishRun } from '../store/tables/publish-runs.ts'
import { applyEvent } from './state/apply-event.ts'
import type { Connection } from './dependencies.ts'
import { HOLDING } from './publish/held-post.ts'
import { makeOutgoingPost, type OutgoingPostDependencies } from './publish/outgoing-post.ts'
import { writeStepsOf } from './publish/write-steps.ts'

export type TakeBackDependencies = OutgoingPostDependencies & { readonly runner: { look(): void } }

const notNow: AppError = { kind: 'conflict', message: null }
const unsupported: AppError = { kind: 'capability-not-supported', capability: 'schedule', message: null }

/**
 * Has a network let go of a post that it holds, so that Chirp keeps its time itself from then on: `at`, epoch ms. That is believed only when the
 * network says so; after a lost answer, or where it is not held, it is looked for among what is held and what is posted. Answers why it could
 * not be taken back, and then nothing is changed; null where it was. `connect` gives each request its own patience.
 */
export async function takeBack(
  deps: TakeBackDependencies,
  item: OutboxRow,
  at: number,
  connect: () => Connection | null,
): Promise<AppError | null> {
  const connection = connect()
  const schedule = connection?.connector.publish?.schedule
  if (connection === null || schedule === undefined || item.remoteScheduleId === null) return unsupported
  let lost: AppError | null = null
  try {
    if ((await schedule.cancel(connection.context, item.remoteScheduleId)) === 'cancelled') return keepOurselves(deps, item, at)
  } catch (cause) {
    lost = errorOf(connection, cause)
  }
  const asked = connect()
  if (asked === null) return lost ?? unsupported
  try {
    switch (await whereIs(deps, asked, item)) {
      case 'held':
        return lost ?? notNow
      case 'posted':
        return findOut(deps, item)
      case 'nowhere':
        // So near its time it may be neither for a moment: just being posted.
        return (item.holdUntil ?? 0) - deps.clock() <= HOLDING.earlyMs ? findOut(deps, item) : keepOurselves(deps, item, at)
      case 'unknown':
        return { kind: 'outcome-unknown', message: null }
    }
  } catch (cause) {
    return lost ?? errorOf(asked, cause)
  }
}

/** Looks among what is held first: what is posted meanwhile is then found there. */
async function whereIs(
  deps: TakeBackDependencies,
  connection: Connection,
  item: OutboxRow,
): Promise<'held' | 'posted' | 'nowhere' | 'unknown'> {
  const { holdUntil, commitKey } = item
  const run = deps.store.read((db) => getPublishRun(db, item.runId))
  const schedule = connection.connector.publish?.schedule
  if (run === null || schedule === undefined || holdUntil === null || commitKey === null) return 'unknown'
  const post = await makeOutgoingPost(deps, connection, item, run, 'afterwards')
  const prepared: unknown = item.prepared === null ? null : JSON.parse(item.prepared)
  const held = await schedule.witness(connection.context, post, prepared, holdUntil)
  if (held.kind !== 'not-there') return held.kind === 'there' ? 'held' : 'unknown'
  const steps = writeStepsOf(deps.store, connection, item)
  const posted = await steps.witness(connection.context, commitKey, post, prepared, item.sendingSince ?? item.createdAt)
  if (posted.kind !== 'not-there') return posted.kind === 'there' ? 'posted' : 'unknown'
  return 'nowhere'
}

function keepOurselves(deps: TakeBackDependencies, item: OutboxRow, at: number): AppError | null {
  return applyEvent(deps, item.id, { kind: 'taken-back', at }) === null ? notNow : null
}

/** It is posted, most likely: the outbox finds that out. */
function findOut(deps: TakeBackDependencies, item: OutboxRow): AppError {
  applyEvent(deps, item.id, { kind: 'look-again', notBefore: deps.clock() })
  deps.runner.look()
  return notNow
}

function errorOf({ connector }: Connection, cause: unknown): AppError {
  return cause instanceof AppFailure ? cause.error : connector.classify(cause)
}
