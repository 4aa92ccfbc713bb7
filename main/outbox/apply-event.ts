import { setAccountState } from '../store/tables/accounts.ts'
import { getOutboxItem, updateOutboxItem, type OutboxRow } from '../store/tables/outbox-items.ts'
import type { OutboxDependencies } from './dependencies.ts'
import { deleteOutboxParts } from '../store/tables/outbox-parts.ts'
import { transition, type OutboxEvent } from './states.ts'

/** Moves an item on; null where the event can no longer happen (it was cancelled meanwhile). Before anything leaves it is on the disk. */
export function applyEvent(deps: Pick<OutboxDependencies, 'store' | 'clock'>, itemId: string, event: OutboxEvent): OutboxRow | null {
  const { store, clock } = deps
  const isMilestone = event.kind === 'arm' || event.kind === 'send'
  return store[isMilestone ? 'writeDurably' : 'write']((db) => {
    const item = getOutboxItem(db, itemId)
    const next = item === null ? null : transition(item, event, clock())
    if (next === null) return null
    const stored = { ...next, updatedAt: clock() }
    updateOutboxItem(db, stored)
    // All of it is prepared now, or what was uploaded may be what was refused.
    if (event.kind === 'arm' || event.kind === 'refused' || event.kind === 'absent-again') deleteOutboxParts(db, itemId)
    // What one item learns of its account holds for all of them.
    if (event.kind === 'later' && event.reason === 'sign-in') {
      setAccountState(db, stored.accountId, { kind: 'needs-sign-in', error: event.error })
    }
    return stored
  })
}
