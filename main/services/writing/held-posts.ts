import { AppFailure, failure, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { Clock } from '../../core/ports.ts'
import { applyEvent } from '../../outbox/apply-event.ts'
import type { Store } from '../../store/open-database.ts'
import { getOutboxItem, outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import type { ConnectorLookup } from '../dependencies.ts'
import type { Outbox } from './outbox.ts'

export type HeldPostsDependencies = {
  readonly store: Store
  readonly lookup: Pick<ConnectorLookup, 'contextFor'>
  readonly clock: Clock
  readonly runner: { look(): void }
}

/** The outbox, where giving up and editing may have to take a post back from its network first. */
export type OutboxWithHeldPosts = Omit<Outbox, 'discard' | 'discardRun' | 'edit'> & {
  discard(input: ParsedInput<'outbox.discard'>): Promise<Result<Output<'outbox.discard'>>>
  discardRun(input: ParsedInput<'outbox.discardRun'>): Promise<Result<Output<'outbox.discardRun'>>>
  edit(input: ParsedInput<'outbox.edit'>): Promise<Result<Output<'outbox.edit'>>>
}

const PATIENCE_MS = 30_000

/**
 * Takes posts back from the networks that hold them until their time, before the outbox gives them up. Once one is taken back Chirp keeps its time
 * itself, so that nothing is lost wherever this ends. Where the network cannot be told, or has posted it, nothing is given up.
 */
export function withHeldPosts(deps: HeldPostsDependencies, outbox: Outbox): OutboxWithHeldPosts {
  const { store, clock } = deps
  const takeBackAll = async (items: readonly OutboxRow[]): Promise<AppError | null> => {
    for (const item of items) {
      const error = item.state === 'held' ? await takeBack(item) : null
      if (error !== null) return error
    }
    return null
  }
  const takeBack = async (item: OutboxRow): Promise<AppError | null> => {
    const { remoteScheduleId, holdUntil } = item
    const connection = deps.lookup.contextFor(item.accountId, AbortSignal.timeout(PATIENCE_MS))
    const schedule = connection?.connector.publish?.schedule
    // Without an account nobody can be told, and the person wants the text.
    if (connection !== null && schedule !== undefined && remoteScheduleId !== null) {
      try {
        const outcome = await schedule.cancel(connection.context, remoteScheduleId)
        if (outcome === 'gone' && (holdUntil ?? 0) <= clock()) {
          // It is posted, most likely: that is found out first.
          applyEvent(deps, item.id, { kind: 'look-again', notBefore: clock() })
          deps.runner.look()
          return { kind: 'conflict', message: null }
        }
      } catch (cause) {
        return cause instanceof AppFailure ? cause.error : connection.connector.classify(cause)
      }
    }
    applyEvent(deps, item.id, { kind: 'wait-until', at: holdUntil ?? clock() })
    return null
  }
  return {
    ...outbox,
    discard: async (input) => {
      const item = store.read((db) => getOutboxItem(db, input.itemId))
      const error = await takeBackAll(item === null ? [] : [item])
      return error === null ? outbox.discard(input) : failure(error)
    },
    discardRun: async (input) => {
      const items = store.read((db) => outboxItemsOfRun(db, input.runId))
      const error = await takeBackAll(items.filter(({ accountId }) => input.accountId === null || input.accountId === accountId))
      return error === null ? outbox.discardRun(input) : failure(error)
    },
    edit: async (input) => {
      const error = await takeBackAll(store.read((db) => outboxItemsOfRun(db, input.runId)))
      return error === null ? outbox.edit(input) : failure(error)
    },
  }
}
