import { AppFailure, type AppError } from '../../../shared/errors.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'
import { signOf, type ServerSign } from '../circuit.ts'
import type { Connection } from '../dependencies.ts'
import { applyEvent, applyToAll } from '../state/apply-event.ts'
import { decideRetry, type WritePhase } from '../state/retry-policy.ts'
import type { OutboxEvent } from '../state/states.ts'
import { settleMs, type PublishDependencies } from './dependencies.ts'
import { HOLDING } from './held-post.ts'
import { recordPosted, type Posted } from './record-posted.ts'
import type { Unit } from './units.ts'

/** A witness that could not be asked is asked again after about half a minute, however often. */
const WITNESS_PACE = 4

/** Writes down what the network has. */
export function posted(deps: PublishDependencies, posts: readonly Posted[]): void {
  if (recordPosted(deps, posts, deps.clock())) deps.onRunOver()
  for (const { itemId } of posts) deps.doubts.forget(itemId)
}

/** Writes down what a failure of some items means for them, and for what goes with them. Answers what it shows of the server. */
export function fail(
  deps: PublishDependencies,
  connection: Connection,
  items: readonly OutboxRow[],
  phase: WritePhase,
  cause: unknown,
  unit: Unit | null,
): ServerSign {
  const now = deps.clock()
  const error = cause instanceof AppFailure ? cause.error : connection.connector.classify(cause)
  if (error.kind === 'internal') deps.log.error(`A post could not be sent (${phase}), for a reason nobody foresaw.`, { error: cause })
  const attempts = phase === 'witness' ? WITNESS_PACE : Math.max(...items.map((item) => item.attempts)) + 1
  const action = decideRetry(error, phase, attempts, now, deps.random())
  const failed = eventOf(error, action, phase, now + settleMs(deps, connection))
  // The network goes on holding it while it cannot be asked.
  const isHeld = failed.kind === 'later' && items.some(({ state }) => state === 'held')
  const event: OutboxEvent = isHeld ? { kind: 'look-again', notBefore: failed.notBefore ?? now + HOLDING.lookEveryMs } : failed
  deps.store.write(() => {
    const moved = applyToAll(
      deps,
      items.map(({ id }) => id),
      event,
    )
    if (event.kind === 'doubt') for (const item of moved ?? []) deps.doubts.ageOf(item)
    // A thread that goes as one is refused as one.
    if (event.kind !== 'refused' || unit === null) return
    for (const { id } of unit) if (!items.some((item) => item.id === id)) applyEvent(deps, id, { kind: 'refused-along', error })
  })
  return signOf(error, phase !== 'prepare')
}

function eventOf(error: AppError, action: ReturnType<typeof decideRetry>, phase: WritePhase, doubtUntil: number): OutboxEvent {
  switch (action.kind) {
    case 'wait': {
      const { reason, notBefore } = action
      // The server's own "not now" says that it did nothing; so does never having got through to it.
      const neverLeft = phase === 'commit' && (reason === 'offline' || reason === 'retry')
      return { kind: neverLeft ? 'not-sent' : 'later', reason, notBefore, error }
    }
    case 'unknown':
      return { kind: 'doubt', error, until: doubtUntil }
    case 'fail':
      return phase === 'witness' ? { kind: 'ask-person', error } : { kind: 'refused', error }
  }
}
