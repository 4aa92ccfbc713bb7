import type { OutboxItem } from '../../../shared/model/outbox-item.ts'

/** What became of one press of Post on one account: its posts as one row. */
export type TargetRow = {
  readonly accountId: string
  readonly items: readonly OutboxItem[]
  /** The post that decides what the row says and does: the one in most trouble, else the one on its way, else the last. */
  readonly deciding: OutboxItem
  /** How many of its posts have arrived. */
  readonly posted: number
}

const RANK = { 'needs-you': 0, failed: 1, sending: 2, waiting: 3, cancelled: 4, posted: 5 } as const satisfies Record<
  OutboxItem['status'],
  number
>

/** The rows of a run, one per account in the order they were chosen in. */
export function targetRows(items: readonly OutboxItem[]): readonly TargetRow[] {
  const byAccount = Map.groupBy(
    items.toSorted((a, b) => a.segmentIndex - b.segmentIndex),
    ({ accountId }) => accountId,
  )
  return [...new Set(items.map(({ accountId }) => accountId))].flatMap((accountId) => {
    const own = byAccount.get(accountId) ?? []
    const [first] = own
    if (first === undefined) return []
    // Of a thread that arrived the first post is what "Open" leads to.
    const deciding = own.reduce((worst, one) => (RANK[one.status] < RANK[worst.status] ? one : worst), first)
    return [{ accountId, items: own, deciding, posted: own.filter(({ status }) => status === 'posted').length }]
  })
}

/** Whether what is not posted may be edited: some of it waits or failed, and nothing is on its way or of unknown outcome. */
export function isEditable(items: readonly OutboxItem[]): boolean {
  const over = ['done', 'cancelled']
  return items.some(({ state }) => !over.includes(state)) && items.every(({ state }) => state !== 'sending' && state !== 'unknown')
}

/** Rows that wait for the person: failed ones and those that ask. */
export function needsPerson(rows: readonly TargetRow[]): number {
  return rows.filter(({ deciding }) => deciding.status === 'needs-you' || deciding.status === 'failed').length
}
