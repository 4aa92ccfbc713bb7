import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import type { Clock } from '../../core/ports.ts'
import { applyEvent } from '../../outbox/apply-event.ts'
import { cancelItem, settleRun } from '../../outbox/settle-run.ts'
import { statusOf } from '../../outbox/states.ts'
import type { Store } from '../../store/open-database.ts'
import { getOutboxItem, outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { clearFinishedRuns, listPublishRuns } from '../../store/tables/publish-runs.ts'
import type { MediaAddress } from '../dependencies.ts'
import { withPreviews } from './draft-content.ts'

export type OutboxServiceDependencies = {
  readonly store: Store
  readonly clock: Clock
  readonly mediaAddress: MediaAddress
  readonly runner: { look(): void; stop(itemId: string): void }
  /** Called after something was given up, so that files nobody needs can go. */
  readonly sweep: () => Promise<void>
}

export type Outbox = {
  list(): Result<Output<'outbox.list'>>
  retry(input: ParsedInput<'outbox.retry'>): Result<Output<'outbox.retry'>>
  discard(input: ParsedInput<'outbox.discard'>): Result<Output<'outbox.discard'>>
  confirmPosted(input: ParsedInput<'outbox.confirmPosted'>): Result<Output<'outbox.confirmPosted'>>
  clearFinished(): Result<Output<'outbox.clearFinished'>>
}

/** Older runs are stored, but nobody scrolls that far. */
const LISTED_RUNS = 200

const gone: AppError = { kind: 'post-not-found', message: null }
const notNow: AppError = { kind: 'conflict', message: null }

/** What the person sees of what is being sent, and can do about it. */
export function createOutbox(deps: OutboxServiceDependencies): Outbox {
  const { store, clock } = deps

  /** Does something to an item if its state allows it; `conflict` where it went on meanwhile. */
  const act = (itemId: string, change: (item: OutboxRow) => boolean): Result<Record<string, never>> => {
    const item = store.read((db) => getOutboxItem(db, itemId))
    if (item === null) return failure(gone)
    if (!change(item)) return failure(notNow)
    deps.runner.look()
    return success({})
  }

  return {
    list: () =>
      success(
        store.read((db) =>
          listPublishRuns(db, LISTED_RUNS).map((run) => ({
            id: run.id,
            draft: withPreviews(run.draft, deps.mediaAddress),
            items: outboxItemsOfRun(db, run.id).map(toView),
            createdAt: run.createdAt,
            undoUntil: run.undoUntil,
          })),
        ),
      ),

    retry: ({ itemId }) => act(itemId, () => applyEvent(deps, itemId, { kind: 'retry' }) !== null),

    discard: ({ itemId }) => {
      const result = act(itemId, () =>
        store.writeDurably((db) => {
          const item = getOutboxItem(db, itemId)
          return item !== null && cancelItem(db, item, clock())
        }),
      )
      deps.runner.stop(itemId)
      void deps.sweep()
      return result
    },

    confirmPosted: ({ itemId }) =>
      act(itemId, (item) =>
        store.writeDurably((db) => {
          const confirmed = applyEvent(deps, itemId, { kind: 'confirm' }) !== null
          if (confirmed) settleRun(db, item.runId, clock())
          return confirmed
        }),
      ),

    clearFinished: () => {
      store.write((db) => clearFinishedRuns(db, clock()))
      return success({})
    },
  }
}

/** An item as the renderer gets it: without keys, uploads and handles. */
function toView(item: OutboxRow): OutboxItem {
  return {
    id: item.id,
    runId: item.runId,
    draftId: item.draftId,
    segmentId: item.segmentId,
    segmentIndex: item.segmentIndex,
    accountId: item.accountId,
    operation: item.operation,
    state: item.state,
    status: statusOf(item),
    waitReason: item.waitReason,
    notBefore: item.notBefore,
    attempts: item.attempts + item.doubts,
    error: item.error,
    progress: item.progress,
    url: item.url,
    postedAt: item.postedAt,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  }
}
