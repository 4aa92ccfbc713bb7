import type { WritableDatabase } from '../../store/sql.ts'
import { updateOutboxItem, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { setUndoUntil } from '../../store/tables/publish-runs.ts'

/**
 * An item as it stands after the clock was set back: what is left of its waits begins now, instead of lasting until the old time comes round
 * again. It shows by having been changed in the future. A time that the person chose stays what it is. Null where nothing is to be done. Pure.
 */
export function afterClockWasSetBack(item: OutboxRow, now: number): OutboxRow | null {
  const back = item.updatedAt - now
  if (back <= 0) return null
  const earlier = (time: number | null): number | null => (time === null ? null : time - back)
  return {
    ...item,
    notBefore: item.waitReason === 'scheduled' || item.waitReason === 'held-by-network' ? item.notBefore : earlier(item.notBefore),
    doubtUntil: earlier(item.doubtUntil),
    preparedAt: earlier(item.preparedAt),
    updatedAt: now,
  }
}

/** Puts right what was stored before the clock was set back. */
export function followClock(db: WritableDatabase, items: readonly OutboxRow[], now: number): void {
  for (const item of items) {
    const moved = afterClockWasSetBack(item, now)
    if (moved === null) continue
    updateOutboxItem(db, moved)
    if (moved.waitReason === 'undo' && moved.notBefore !== null) setUndoUntil(db, moved.runId, moved.notBefore)
  }
}
