import { isHeardNotice } from '../mutes/silence.ts'
import type { ReadableDatabase } from '../sql.ts'
import type { InboxClass } from './subject.ts'

/**
 * How much is unread in the inbox, by kind, over some accounts. Only lanes with something unread are looked at. A post of several networks
 * and a person who liked twice count once.
 */
export function countUnread(db: ReadableDatabase, accountIds: readonly string[]): Map<InboxClass, number> {
  const rows = db.all<{ class: InboxClass; unread: number }>(
    `select class, sum(unread) as unread from (
       select class, case when count(*) = 1 then max(unread) else (
         select count(distinct counted) from inbox_item
         where inbox_item.group_id = lane.group_id and read = 0 and account_id in (select value from json_each(?1)) and ${isHeardNotice('inbox_item')}) end as unread
       from json_each(?1) account cross join inbox_lane lane on lane.account_id = account.value and lane.unread > 0 and lane.place = 'inbox'
       group by lane.group_id)
     group by class`,
    JSON.stringify(accountIds),
  )
  return new Map(rows.map((row) => [row.class, row.unread]))
}

/** How many groups of some accounts were put off. */
export function countSnoozed(db: ReadableDatabase, accountIds: readonly string[]): number {
  const row = db.get<{ count: number }>(
    `select count(*) as count from inbox_group where place = 'snoozed' and exists (
       select 1 from inbox_lane where group_id = inbox_group.id and account_id in (select value from json_each(?)))`,
    JSON.stringify(accountIds),
  )
  return row?.count ?? 0
}
