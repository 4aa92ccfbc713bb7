import type { AppError } from '../../../shared/errors.ts'
import { earlierSegment, type OutboxRow } from '../../store/tables/outbox-items.ts'
import type { ServerSign } from '../circuit.ts'
import type { Connection } from '../dependencies.ts'
import { patiently } from '../lanes.ts'
import { applyEvent } from '../state/apply-event.ts'
import { backoffMs } from '../state/retry-policy.ts'
import { settleMs, type PublishDependencies } from './dependencies.ts'
import { HOLDING, lookAmongHeld } from './held-post.ts'
import { fail, posted } from './outcome.ts'
import { outgoing, parsed, within } from './sending.ts'
import { partsIn } from './units.ts'
import { writeStepsOf } from './write-steps.ts'

/** After so many commits that came to nothing and gave no answer, the person is told instead of going on. */
const DOUBTS = 5

/** Asks about each post of unknown outcome, in order: of a thread that went as one all are there or none, and each is told by its own key. */
export async function witness(
  deps: PublishDependencies,
  connection: Connection,
  items: readonly OutboxRow[],
  signal: AbortSignal,
): Promise<ServerSign> {
  for (const item of items) {
    const { commitKey } = item
    if (commitKey === null) continue
    try {
      const seen = await patiently(
        async (bound) => {
          const bounded = within(connection, bound)
          const post = await outgoing(deps, bounded, item, 'afterwards')
          const prepared = parsed(item.prepared)
          // What the network held was made at its time, not when it was sent.
          const since = item.state === 'held' ? (item.holdUntil ?? item.createdAt) - HOLDING.earlyMs : (item.sendingSince ?? item.createdAt)
          const steps = writeStepsOf(deps.store, bounded, item)
          const there = await steps.witness(bounded.context, commitKey, post, prepared, since)
          return there.kind === 'not-there' ? ((await lookAmongHeld(bounded, item, post, prepared)) ?? there) : there
        },
        signal,
        deps.timing.witnessPatienceMs,
      )
      switch (seen.kind) {
        case 'there':
          posted(deps, [{ itemId: item.id, committed: seen.post }])
          break
        case 'not-there':
          absent(deps, connection, item)
          break
        case 'cannot-tell':
          applyEvent(deps, item.id, { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } })
          break
        default:
          applyEvent(deps, item.id, seen)
      }
    } catch (error) {
      if (signal.aborted) throw error
      // Who cannot be asked about one cannot be asked about the next.
      return fail(deps, connection, [item], 'witness', error, null)
    }
  }
  return 'answered'
}

/** Not there: believed only when nothing can come any more. Then it is sent again, at ever longer intervals, and not for ever. */
function absent(deps: PublishDependencies, connection: Connection, item: OutboxRow): void {
  const now = deps.clock()
  const error: AppError = item.error ?? { kind: 'outcome-unknown', message: null }
  // Whole ms: the clock that nobody can set counts fractions, which the store takes for no time.
  const unsettledMs = Math.ceil(Math.max((item.doubtUntil ?? now) - now, settleMs(deps, connection) - deps.doubts.ageOf(item)))
  if (unsettledMs > 0) {
    const notBefore = now + Math.min(unsettledMs, backoffMs(1, deps.random()))
    applyEvent(deps, item.id, { kind: 'later', reason: 'retry', notBefore, error })
    return
  }
  deps.doubts.forget(item.id)
  if (item.doubts >= DOUBTS) {
    applyEvent(deps, item.id, { kind: 'absent-again', error })
    return
  }
  // Of its thread something is there after all: it now answers a post that has a version.
  const moved = partsIn(connection) > 1 && deps.store.read((db) => earlierSegment(db, item))?.state === 'done'
  applyEvent(deps, item.id, { kind: 'absent', notBefore: item.doubts <= 1 ? null : now + backoffMs(item.doubts, deps.random()), moved })
}
