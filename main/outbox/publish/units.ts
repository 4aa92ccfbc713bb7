import type { ReadableDatabase } from '../../store/sql.ts'
import { getAccount } from '../../store/tables/accounts.ts'
import { outboxItemsOfRun, type OutboxRow } from '../../store/tables/outbox-items.ts'
import type { Connection } from '../dependencies.ts'
import { isOver } from '../state/states.ts'

/** Items that are sent in one request: one post, or the posts of a thread that goes as one, in order. */
export type Unit = readonly [OutboxRow, ...OutboxRow[]]

/**
 * Puts together what is sent together, in the order of `items`. `partsOf` says how many posts of one thread an account sends in one request;
 * 1 where each goes by itself. Only neighbours go together: behind a gap the rest has to wait.
 */
export function unitsOf(items: readonly OutboxRow[], partsOf: (accountId: string) => number): readonly Unit[] {
  const units: [OutboxRow, ...OutboxRow[]][] = []
  const open = new Map<string, [OutboxRow, ...OutboxRow[]]>()
  for (const item of items) {
    const thread = `${item.runId} ${item.accountId}`
    const unit = open.get(thread)
    const last = unit?.at(-1)
    if (unit !== undefined && last?.segmentIndex === item.segmentIndex - 1 && unit.length < partsOf(item.accountId)) {
      unit.push(item)
      continue
    }
    const begun: [OutboxRow, ...OutboxRow[]] = [item]
    units.push(begun)
    open.set(thread, begun)
  }
  return units
}

/** How many posts of a thread go in one request through a connection: 1 where each goes by itself. */
export function partsIn(connection: Connection | null): number {
  if (connection?.context.account.capabilities.thread?.atomic !== true) return 1
  return connection.connector.publish?.thread?.maxParts ?? 1
}

/**
 * What goes with an item, itself among it, in order: the rest of its thread where the account's threads go as one, so that what the person does
 * about one is done about all. Nothing of it is over.
 */
export function companionsOf(db: ReadableDatabase, item: OutboxRow): readonly OutboxRow[] {
  if (!goesAsOne(db, item.accountId)) return [item]
  return outboxItemsOfRun(db, item.runId).filter((one) => one.accountId === item.accountId && (one.id === item.id || !isOver(one.state)))
}

/** Whether the threads of an account go as one. */
export function goesAsOne(db: ReadableDatabase, accountId: string): boolean {
  return getAccount(db, accountId)?.capabilities.thread?.atomic === true
}
