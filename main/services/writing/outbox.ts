import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { OutboxItem } from '../../../shared/model/outbox-item.ts'
import type { Clock } from '../../core/ports.ts'
import { applyEvent } from '../../outbox/state/apply-event.ts'
import { waitOf } from '../../outbox/plan-outbox.ts'
import { cancelItem, settleRun } from '../../outbox/state/settle-run.ts'
import { isOver, statusOf } from '../../outbox/state/states.ts'
import { companionsOf, goesAsOne } from '../../outbox/publish/units.ts'
import type { Store } from '../../store/open-database.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getOutboxItem, outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { clearFinishedRuns, getPublishRun, listPublishRuns, type PublishRun } from '../../store/tables/publish-runs.ts'
import type { MediaAddress } from '../dependencies.ts'
import { withPreviews } from './draft-content.ts'
import { editAgain } from './edit-again.ts'
import type { NewLocalId } from './local-id.ts'

export type OutboxServiceDependencies = {
  readonly store: Store
  readonly clock: Clock
  readonly mediaAddress: MediaAddress
  readonly newId: NewLocalId
  readonly runner: {
    look(): void
    stop(itemId: string): void
    /** Asks an account's server even if it is being left alone. */
    hurry(accountId: string): void
    /** Until when an account's server is left alone, epoch ms; null = it is not, or nobody knows yet. */
    restsUntil(accountId: string): number | null
  }
  /** Called after something was given up, so that files nobody needs can go. */
  readonly sweep: () => Promise<void>
}

export type Outbox = {
  list(): Result<Output<'outbox.list'>>
  retry(input: ParsedInput<'outbox.retry'>): Result<Output<'outbox.retry'>>
  discard(input: ParsedInput<'outbox.discard'>): Result<Output<'outbox.discard'>>
  discardRun(input: ParsedInput<'outbox.discardRun'>): Result<Output<'outbox.discardRun'>>
  edit(input: ParsedInput<'outbox.edit'>): Result<Output<'outbox.edit'>>
  confirmPosted(input: ParsedInput<'outbox.confirmPosted'>): Result<Output<'outbox.confirmPosted'>>
  clearFinished(): Result<Output<'outbox.clearFinished'>>
}

/** Older runs are stored, but nobody scrolls that far. */
const LISTED_RUNS = 200

/** A post that goes out this much after its time is late. */
const LATE_MS = 60 * 60_000

const gone: AppError = { kind: 'post-not-found', message: null }
const notNow: AppError = { kind: 'conflict', message: null }

/** What the person sees of what is being sent, and can do about it. */
export function createOutbox(deps: OutboxServiceDependencies): Outbox {
  const { store, clock } = deps

  /** After something was given up: its uploads end, files nobody needs can go. */
  const gaveUp = (itemIds: readonly string[]): void => {
    for (const itemId of itemIds) deps.runner.stop(itemId)
    deps.runner.look()
    void deps.sweep()
  }

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
            items: outboxItemsOfRun(db, run.id).map((item) => toView(deps, db, item, run)),
            createdAt: run.createdAt,
            undoUntil: run.undoUntil,
          })),
        ),
      ),

    // Now, too, for what was put off until later or can still be taken back.
    retry: ({ itemId }) =>
      act(itemId, (item) => {
        const retried = store.write((db) => {
          if (applyEvent(deps, itemId, { kind: 'retry' }) === null) return false
          for (const { id } of retriedAlong(db, item)) applyEvent(deps, id, { kind: 'retry' })
          return true
        })
        if (retried) deps.runner.hurry(item.accountId)
        return retried
      }),

    discard: ({ itemId }) => {
      const result = act(itemId, () =>
        store.writeDurably((db) => {
          const item = getOutboxItem(db, itemId)
          return item !== null && cancelItem(db, item, clock())
        }),
      )
      gaveUp([itemId])
      return result
    },

    discardRun: ({ runId, accountId }) => {
      const open = store
        .read((db) => outboxItemsOfRun(db, runId))
        .filter((item) => !isOver(item.state) && (accountId === null || item.accountId === accountId))
      if (open.length === 0) return failure(store.read((db) => getPublishRun(db, runId)) === null ? gone : notNow)
      const discarded = store.writeDurably((db) =>
        open.filter(({ id }) => {
          const item = getOutboxItem(db, id)
          return item !== null && (isOver(item.state) || cancelItem(db, item, clock()))
        }),
      )
      gaveUp(discarded.map(({ id }) => id))
      // What is just being sent goes on, and can be deleted when it is there.
      return discarded.length === 0 ? failure(notNow) : success({})
    },

    edit: ({ runId }) => {
      const items = store.read((db) => outboxItemsOfRun(db, runId))
      const result = store.writeDurably((db) => editAgain(db, runId, clock(), deps.newId))
      if (!result.ok) return result
      gaveUp(items.map(({ id }) => id))
      return success(withPreviews(result.value, deps.mediaAddress))
    },

    confirmPosted: ({ itemId }) =>
      act(itemId, (item) =>
        store.writeDurably((db) => {
          const confirmed = applyEvent(deps, itemId, { kind: 'confirm' }) !== null
          // Of a thread that goes as one all are there if one is.
          for (const { id } of confirmed ? companionsOf(db, item) : []) applyEvent(deps, id, { kind: 'confirm' })
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

/** What is tried again with an item: what goes with it, and the rest of a thread that waits for the same time. */
function retriedAlong(db: ReadableDatabase, item: OutboxRow): readonly OutboxRow[] {
  const along = companionsOf(db, item).filter(({ id }) => id !== item.id)
  if (isRestored(item)) {
    // The rest of the thread waits for the same word.
    const rest = outboxItemsOfRun(db, item.runId).filter((one) => one.accountId === item.accountId && one.id !== item.id && isRestored(one))
    return [...along.filter((one) => !isRestored(one)), ...rest]
  }
  if (item.waitReason !== 'scheduled' && item.waitReason !== 'undo') return along
  const known = new Set([item.id, ...along.map(({ id }) => id)])
  const waiting = outboxItemsOfRun(db, item.runId).filter(
    (one) => one.accountId === item.accountId && one.waitReason === item.waitReason && !known.has(one.id),
  )
  return [...along, ...waiting]
}

/** It waits because it came out of a backup. */
function isRestored({ state, waitReason, error }: OutboxRow): boolean {
  return state === 'unknown' && waitReason === null && error?.kind === 'outcome-unknown' && error.because === 'restored'
}

/** An item as the renderer gets it: without keys, uploads and handles. */
function toView(deps: OutboxServiceDependencies, db: ReadableDatabase, item: OutboxRow, run: PublishRun): OutboxItem {
  const { waitReason, notBefore } = waitOf(item, companionsOf(db, item))
  return {
    id: item.id,
    runId: item.runId,
    draftId: item.draftId,
    segmentId: item.segmentId,
    segmentIndex: item.segmentIndex,
    accountId: item.accountId,
    operation: item.operation,
    state: item.state,
    status: statusOf({ state: item.state, waitReason }),
    waitReason,
    notBefore: waitReason === 'server' ? deps.runner.restsUntil(item.accountId) : notBefore,
    attempts: item.attempts + item.doubts,
    lateMs: item.state === 'cancelled' ? null : latenessOf(run.draft.options.scheduledAt, item.postedAt ?? deps.clock()),
    asOne: goesAsOne(db, item.accountId),
    error: item.error,
    progress: item.progress,
    url: item.url,
    postedAt: item.postedAt,
    createdAt: item.createdAt,
    updatedAt: item.updatedAt,
  }
}

function latenessOf(scheduledAt: number | null, at: number): number | null {
  return scheduledAt !== null && at - scheduledAt >= LATE_MS ? at - scheduledAt : null
}
