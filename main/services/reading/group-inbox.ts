import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { StoredInboxItem } from '../../store/tables/inbox.ts'

/** Notifications shown as one row. */
export type InboxGroup = {
  /** Stays the same while newer ones join. */
  readonly key: string
  readonly newest: StoredInboxItem
  /** The newest of each person, newest first. */
  readonly items: readonly StoredInboxItem[]
  /** Earlier ones of people who are in `items` already. */
  readonly again: readonly StoredInboxItem[]
}

/** Kinds of which many may come about one thing. */
const grouped: ReadonlySet<InboxKind> = new Set(['like', 'repost', 'follow'])

/** Neighbours further apart than this are rows of their own. */
const TOGETHER_MS = 24 * 60 * 60 * 1000

type Growing = { key: string; newest: StoredInboxItem; items: StoredInboxItem[]; again: StoredInboxItem[]; oldestAt: number }

/**
 * Makes rows of notifications, which come newest first: likes and reposts of one post, and follows, become one row where the one before
 * is at most a day away. Stops before a row more than `limit` would begin; `used` says how many notifications went in.
 */
export function groupInboxItems(
  items: readonly StoredInboxItem[],
  limit: number,
): { readonly groups: readonly InboxGroup[]; readonly used: number } {
  const groups: Growing[] = []
  const open = new Map<string, Growing>()
  let used = 0
  for (const item of items) {
    const subject = grouped.has(item.kind) ? `${item.accountId} ${item.kind} ${item.postId ?? ''}` : null
    const group = subject === null ? undefined : open.get(subject)
    if (group !== undefined && group.oldestAt - item.at <= TOGETHER_MS) {
      const list = group.items.some((other) => other.actorRow === item.actorRow) ? group.again : group.items
      list.push(item)
      group.oldestAt = item.at
      group.key = keyOf(item)
    } else {
      if (groups.length === limit) break
      const begun: Growing = { key: keyOf(item), newest: item, items: [item], again: [], oldestAt: item.at }
      groups.push(begun)
      if (subject !== null) open.set(subject, begun)
    }
    used++
  }
  return { groups, used }
}

/** A row is known by its oldest notification: newer ones join it. */
function keyOf(item: StoredInboxItem): string {
  return `inbox:${item.row}`
}
