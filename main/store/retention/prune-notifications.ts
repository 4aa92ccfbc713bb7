import type { WritableDatabase } from '../sql.ts'
import { boundsJson, endStreamAt, type PruneBound } from './bounds.ts'

/** A slice: groups with ids above `after` are looked at, at most `limit`. */
export type NotificationSlice = {
  readonly after: number
  readonly limit: number
  readonly cutoff: number
  readonly bounds: readonly PruneBound[]
}

/** What a slice did. `after`: where the next one goes on; null = all were looked at. */
export type PrunedNotifications = { readonly pruned: number; readonly after: number | null }

const goingGroups = `with looked (id) as (select id from inbox_group where id > ?1 order by id limit ?2)
  select looked.id from looked cross join inbox_group groups on groups.id = looked.id
  where groups.place <> 'snoozed' and coalesce(groups.stands_at, ?3) <= ?3 and not exists (
    select 1 from inbox_item item where item.group_id = groups.id
      and (item.read = 0 or item.at >= coalesce((select value from json_each(?4) where key = item.account_id), ?3)))`

/** What is about deleted posts is in no group. */
const goingAlone = `select row, account_id as accountId from inbox_item where group_id is null and read = 1
  and at < coalesce((select value from json_each(?1) where key = account_id), ?2) limit ?3`

/**
 * Forgets old notifications, in the caller's transaction: whole groups of which all is read and old, and which were not put off, so that no
 * count of a group that stays changes. The newest of every account stay. The account's inbox ends above what goes: scrolling down there reads
 * it again.
 */
export function pruneNotifications(db: WritableDatabase, { after, limit, cutoff, bounds }: NotificationSlice): PrunedNotifications {
  const last = db.get<{ id: number | null }>(
    'select max(id) as id from (select id from inbox_group where id > ? order by id limit ?)',
    after,
    limit,
  )?.id
  const json = boundsJson(bounds)
  const items =
    last == null
      ? db.all<{ row: number; accountId: string }>(goingAlone, json, cutoff, limit)
      : db.all<{ row: number; accountId: string }>(
          'select row, account_id as accountId from inbox_item where group_id in (select value from json_each(?))',
          JSON.stringify(db.all<{ id: number }>(goingGroups, after, limit, cutoff, json).map(({ id }) => id)),
        )
  const accounts = new Set(items.map(({ accountId }) => accountId))
  for (const bound of bounds) if (accounts.has(bound.accountId)) endStreamAt(db, 'notifications', bound)
  db.run('delete from inbox_item where row in (select value from json_each(?))', JSON.stringify(items.map(({ row }) => row)))
  const isOver = last == null && items.length < limit
  return { pruned: items.length, after: isOver ? null : (last ?? after) }
}
