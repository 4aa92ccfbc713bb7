import { setAccountState } from '../store/tables/accounts.ts'
import { getOutboxItem, updateOutboxItem, type OutboxRow } from '../store/tables/outbox-items.ts'
import type { OutboxDependencies } from './dependencies.ts'
import { transition, type OutboxEvent } from './states.ts'

/** Moves an item on; null where the event can no longer happen (it was cancelled meanwhile). Before anything leaves it is on the disk. */
export function applyEvent(
  deps: Pick<OutboxDependencies, 'store' | 'clock' | 'onStep'>,
  itemId: string,
  event: OutboxEvent,
): OutboxRow | null {
  const { store, clock } = deps
  const isMilestone = event.kind === 'arm' || event.kind === 'send'
  deps.onStep?.(`before ${event.kind}`, itemId)
  const moved = store[isMilestone ? 'writeDurably' : 'write']((db) => {
    const item = getOutboxItem(db, itemId)
    const next = item === null ? null : transition(item, event, clock())
    if (next === null) return null
    const stored = { ...next, updatedAt: clock() }
    updateOutboxItem(db, stored)
    // What one item learns of its account holds for all of them.
    if (event.kind === 'later' && event.reason === 'sign-in') {
      setAccountState(db, stored.accountId, { kind: 'needs-sign-in', error: event.error })
    }
    return stored
  })
  deps.onStep?.(`after ${event.kind}`, itemId)
  return moved
}
