import type { WritableDatabase } from '../../store/sql.ts'
import { moveDraft } from '../../store/tables/drafts.ts'
import { laterSegments, outboxItemsOfRun, updateOutboxItem, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { clearPublishRun } from '../../store/tables/publish-runs.ts'
import { isOver, transition } from './states.ts'
import { companionsOf } from '../publish/units.ts'

/**
 * Brings a draft to where its run is: `posted` when everything is posted or given up, open again (and the run gone from the outbox)
 * when all of it was given up and nothing is on any network, so that no text is lost. Answers whether the run is over.
 */
export function settleRun(db: WritableDatabase, runId: string, now: number): boolean {
  const items = outboxItemsOfRun(db, runId)
  const draftId = items[0]?.draftId
  if (draftId === undefined || !items.every((item) => isOver(item.state))) return false
  if (items.some((item) => item.state === 'done')) {
    moveDraft(db, draftId, 'publishing', 'posted', now)
  } else {
    moveDraft(db, draftId, 'publishing', 'open', now)
    clearPublishRun(db, runId, now)
  }
  return true
}

/**
 * Gives an item up, and with it the rest of its thread on that account: there would be nothing to hang it on, and what goes as one is given up
 * as one. False, and nothing is changed, where it cannot be: it is just being sent.
 */
export function cancelItem(db: WritableDatabase, item: OutboxRow, now: number): boolean {
  const companions = companionsOf(db, item)
  const cancelled = companions.map((one) => transition(one, { kind: 'cancel' }, now))
  if (cancelled.includes(null)) return false
  const known = new Set(companions.map(({ id }) => id))
  const later = laterSegments(db, item).filter(({ id }) => !known.has(id))
  for (const one of [...cancelled, ...later.map((each) => transition(each, { kind: 'cancel' }, now))]) {
    if (one !== null) updateOutboxItem(db, { ...one, updatedAt: now })
  }
  settleRun(db, item.runId, now)
  return true
}
