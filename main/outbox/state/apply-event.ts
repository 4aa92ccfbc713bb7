import { setAccountState } from '../../store/tables/accounts.ts'
import { getOutboxItem, updateOutboxItem, type OutboxRow } from '../../store/tables/outbox-items.ts'
import type { OutboxDependencies } from '../dependencies.ts'
import { deleteOutboxParts } from '../../store/tables/outbox-parts.ts'
import { transition, type OutboxEvent } from './states.ts'

type EventDependencies = Pick<OutboxDependencies, 'store' | 'clock' | 'onStep'>

/** Moves an item on; null where the event can no longer happen (it was cancelled meanwhile). Before anything leaves it is on the disk. */
export function applyEvent(deps: EventDependencies, itemId: string, event: OutboxEvent): OutboxRow | null {
  return applyToAll(deps, [itemId], event)?.[0] ?? null
}

/** Moves items on together, in one transaction; null, and nothing is changed, where the event can no longer happen to one of them. */
export function applyToAll(
  { store, clock, onStep }: EventDependencies,
  itemIds: readonly string[],
  event: OutboxEvent,
): readonly OutboxRow[] | null {
  const isMilestone = event.kind === 'arm' || event.kind === 'send'
  const tell = (when: 'before' | 'after'): void => itemIds.forEach((itemId) => onStep?.(`${when} ${event.kind}`, itemId))
  tell('before')
  const all = store[isMilestone ? 'writeDurably' : 'write']((db) => {
    const moved: OutboxRow[] = []
    for (const itemId of itemIds) {
      const item = getOutboxItem(db, itemId)
      const next = item === null ? null : transition(item, event, clock())
      if (next === null) return null
      moved.push({ ...next, updatedAt: clock() })
    }
    for (const item of moved) {
      updateOutboxItem(db, item)
      // All of it is prepared now, or what was uploaded may be what was refused.
      if (event.kind === 'arm' || event.kind === 'refused' || event.kind === 'absent-again') deleteOutboxParts(db, item.id)
      // What one item learns of its account holds for all of them.
      if (event.kind === 'later' && event.reason === 'sign-in') {
        setAccountState(db, item.accountId, { kind: 'needs-sign-in', error: event.error })
      }
    }
    return moved
  })
  tell('after')
  return all
}
