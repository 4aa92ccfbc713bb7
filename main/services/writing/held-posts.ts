import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { applyEvent } from '../../outbox/state/apply-event.ts'
import { takeBack, type TakeBackDependencies } from '../../outbox/take-back.ts'
import { getOutboxItem, outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import type { ConnectorLookup } from '../dependencies.ts'
import type { Outbox } from './outbox.ts'

export type HeldPostsDependencies = TakeBackDependencies & {
  readonly lookup: Pick<ConnectorLookup, 'contextFor'>
  readonly runner: { hurry(accountId: string): void }
}

/** The outbox, where sending now, giving up and editing may have to take a post back from its network first. */
export type OutboxWithHeldPosts = Omit<Outbox, 'retry' | 'discard' | 'discardRun' | 'edit'> & {
  retry(input: ParsedInput<'outbox.retry'>): Promise<Result<Output<'outbox.retry'>>>
  discard(input: ParsedInput<'outbox.discard'>): Promise<Result<Output<'outbox.discard'>>>
  discardRun(input: ParsedInput<'outbox.discardRun'>): Promise<Result<Output<'outbox.discardRun'>>>
  edit(input: ParsedInput<'outbox.edit'>): Promise<Result<Output<'outbox.edit'>>>
}

const PATIENCE_MS = 30_000

/**
 * Takes posts back from the networks that hold them until their time, before the outbox sends them itself or gives them up. Once one is taken
 * back Chirp keeps its time, so that nothing is lost wherever this ends. Where the network cannot be told, or has posted it, nothing is changed.
 */
export function withHeldPosts(deps: HeldPostsDependencies, outbox: Outbox): OutboxWithHeldPosts {
  const { store, clock } = deps
  const connectTo = (accountId: string) => () => deps.lookup.contextFor(accountId, AbortSignal.timeout(PATIENCE_MS))

  const giveUpAll = async (items: readonly OutboxRow[]): Promise<AppError | null> => {
    for (const item of items) {
      const error = item.state === 'held' ? await letGo(item, item.holdUntil ?? clock()) : null
      if (error !== null) return error
    }
    return null
  }
  const letGo = async (item: OutboxRow, at: number): Promise<AppError | null> => {
    const connect = connectTo(item.accountId)
    if (connect()?.connector.publish?.schedule !== undefined && item.remoteScheduleId !== null) return takeBack(deps, item, at, connect)
    // Without an account nobody can be told, and the person wants the text.
    applyEvent(deps, item.id, { kind: 'taken-back', at })
    return null
  }
  return {
    ...outbox,
    retry: async (input) => {
      const item = store.read((db) => getOutboxItem(db, input.itemId))
      if (item?.state !== 'held') return outbox.retry(input)
      const error = await takeBack(deps, item, clock(), connectTo(item.accountId))
      if (error !== null) return failure(error)
      // Its time is now.
      deps.runner.hurry(item.accountId)
      return success({})
    },
    discard: async (input) => {
      const item = store.read((db) => getOutboxItem(db, input.itemId))
      const error = await giveUpAll(item === null ? [] : [item])
      return error === null ? outbox.discard(input) : failure(error)
    },
    discardRun: async (input) => {
      const items = store.read((db) => outboxItemsOfRun(db, input.runId))
      const error = await giveUpAll(items.filter(({ accountId }) => input.accountId === null || input.accountId === accountId))
      return error === null ? outbox.discardRun(input) : failure(error)
    },
    edit: async (input) => {
      const error = await giveUpAll(store.read((db) => outboxItemsOfRun(db, input.runId)))
      return error === null ? outbox.edit(input) : failure(error)
    },
  }
}
