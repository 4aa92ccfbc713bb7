import type { AppError } from '../../../shared/errors.ts'
import type { WritableDatabase } from '../../store/sql.ts'
import { deleteEngagementJob, listEngagementJobs } from '../../store/tables/engagement-jobs.ts'
import { pendingOutboxItems, updateOutboxItem } from '../../store/tables/outbox-items.ts'
import { deleteOutboxParts } from '../../store/tables/outbox-parts.ts'
import { unmarkPostDeleted } from '../../store/tables/posts.ts'

/** Why nothing of a restored outbox goes out by itself. */
export const restoredDoubt = { kind: 'outcome-unknown', message: null, because: 'restored' } as const satisfies AppError

/**
 * Makes an older state of the store safe to go on from: what waited to be sent then may have gone out since. Every post that was on its way,
 * planned ones and those a network held included, waits for the person from now on, with the key it has: where it had one, its network can
 * still be asked whether it is there. Likes, follows, read marks and deletions are dropped: the next read says how they stand.
 */
export function holdRestored(db: WritableDatabase, now: number): void {
  for (const item of pendingOutboxItems(db)) {
    updateOutboxItem(db, {
      ...item,
      state: 'unknown',
      waitReason: null,
      notBefore: null,
      // What was uploaded may be gone from its server.
      prepared: item.commitKey === null ? null : item.prepared,
      preparedAt: item.commitKey === null ? null : item.preparedAt,
      doubtUntil: null,
      progress: null,
      error: restoredDoubt,
      updatedAt: now,
    })
    deleteOutboxParts(db, item.id)
  }
  for (const job of listEngagementJobs(db)) {
    if (job.kind === 'delete') unmarkPostDeleted(db, job.subjectId)
    deleteEngagementJob(db, job.id)
  }
}
