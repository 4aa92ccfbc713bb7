import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { isHeardNotice } from '../mutes/silence.ts'
import type { ReadableDatabase } from '../sql.ts'
import type { InboxBox } from './settle.ts'
import type { InboxClass } from './subject.ts'

/** Which groups: of these kinds, with something for these accounts, in one place. `unreadOnly` is for the inbox alone. */
export type InboxChoice = {
  readonly classes: readonly InboxClass[]
  readonly accountIds: readonly string[]
  readonly place: InboxBox
  readonly unreadOnly: boolean
}

/** A place in a list of groups: sorted by time, then by the group's number. `at` is epoch ms. */
export type GroupPlace = { readonly at: number; readonly row: number }

export const newestGroupPlace: GroupPlace = { at: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }

const heard = isHeardNotice('inbox_item')

type LaneRow = { readonly row: number; readonly at: number }

const lanes = (unread: string): string => `select group_id as row, sort_at as at from inbox_lane
  where account_id = ?1 and class = ?2 and place = ?3 and (sort_at, group_id) < (?4, ?5) ${unread}
    and not exists (select 1 from inbox_lane other where other.group_id = inbox_lane.group_id and other.sort_at > inbox_lane.sort_at
      and other.account_id in (select value from json_each(?6)) ${unread.replace('unread', 'other.unread').replace('place', 'other.place')})
  order by sort_at desc, group_id desc limit ?7`

const allLanes = lanes('')
const unreadLanes = lanes("and unread > 0 and place = 'inbox'")

/**
 * Groups from before a place, newest first. Each account and kind has its own part of the index, in order: those are walked side by side,
 * as far as the page goes, and a group stands where the newest of its lanes does.
 */
export function listInboxGroups(db: ReadableDatabase, choice: InboxChoice, before: GroupPlace, limit: number): GroupPlace[] {
  const accounts = JSON.stringify(choice.accountIds)
  const found = new Map<number, LaneRow>()
  for (const accountId of choice.accountIds) {
    for (const kind of choice.classes) {
      const rows = db.all<LaneRow>(
        choice.unreadOnly ? unreadLanes : allLanes,
        accountId,
        kind,
        choice.place,
        before.at,
        before.row,
        accounts,
        limit,
      )
      for (const row of rows) found.set(row.row, row)
    }
  }
  return [...found.values()].sort((a, b) => b.at - a.at || b.row - a.row).slice(0, limit)
}

/** A group as some accounts have it. */
export type StoredInboxGroup = {
  readonly id: number
  readonly class: InboxClass
  readonly place: InboxBox
  readonly until: number | null
  /** It was put off and came back then. */
  readonly cameBackAt: number | null
  readonly accountIds: readonly string[]
  readonly people: number
  readonly unread: number
  /** The newest notification; of a post on several networks the copy that was stored first. */
  readonly newest: GroupedItem
  /** The newest of each person, newest first, at most as many as were asked for. */
  readonly actorRows: readonly number[]
  /** The highest row number of its notifications: what comes in later has a higher one. */
  readonly upTo: number
  /** It is unread because the person wants it so. */
  readonly kept: boolean
}

/** A notification in a group. `actorRow` is its author's row. */
export type GroupedItem = {
  readonly row: number
  readonly accountId: string
  readonly kind: InboxKind
  readonly actorRow: number
  readonly postId: string | null
  readonly at: number
  readonly counted: number | null
}

/** Notifications of a lane that are looked at for the people to show. */
const LOOK_AT = 60

/** What is shown of a group; null where none of the accounts has anything in it. */
export function getInboxGroup(
  db: ReadableDatabase,
  groupId: number,
  accountIds: readonly string[],
  people: number,
): StoredInboxGroup | null {
  const accounts = JSON.stringify(accountIds)
  const group = db.get<{ class: InboxClass; place: InboxBox; until: number | null; cameBackAt: number | null }>(
    'select class, place, until, stands_at as cameBackAt from inbox_group where id = ?',
    groupId,
  )
  const parts = db.all<{ accountId: string; people: number; unread: number }>(
    `select account_id as accountId, people, unread from inbox_lane where group_id = ? and account_id in (select value from json_each(?))`,
    groupId,
    accounts,
  )
  const items = parts.flatMap(({ accountId }) =>
    db.all<GroupedItem>(
      `select inbox_item.row, account_id as accountId, kind, actor_row as actorRow, post.id as postId, at, counted
       from inbox_item left join post on post.row = post_row where group_id = ? and account_id = ? and ${heard} order by at desc, inbox_item.row desc limit ?`,
      groupId,
      accountId,
      LOOK_AT,
    ),
  )
  items.sort((a, b) => b.at - a.at || b.row - a.row)
  const [last] = items
  const [only] = parts
  if (group === undefined || last === undefined || only === undefined) return null
  const exact = parts.length === 1 ? only : countInGroup(db, groupId, accounts)
  return {
    id: groupId,
    ...group,
    cameBackAt: group.cameBackAt !== null && group.cameBackAt > last.at ? group.cameBackAt : null,
    accountIds: parts.map((part) => part.accountId),
    people: exact.people,
    unread: exact.unread,
    newest: { ...firstCopy(group.class, items, last), at: last.at },
    actorRows: [...new Set(items.map((item) => item.actorRow))].slice(0, people),
    upTo: newestRow(db, groupId),
    kept: db.get(`select 1 from inbox_item where group_id = ? and read = 0 and kept = 1 and ${heard} limit 1`, groupId) !== undefined,
  }
}

/** Of a post that came by several accounts or networks the notification that was stored first. */
function firstCopy(kind: InboxClass, items: readonly GroupedItem[], newest: GroupedItem): GroupedItem {
  if (kind !== 'conversation' && kind !== 'quote') return newest
  return items.reduce((first, item) => (item.counted === newest.counted && item.row < first.row ? item : first), newest)
}

/** Over several accounts: a post that both have, or a person who did it to both, counts once. */
function countInGroup(db: ReadableDatabase, groupId: number, accounts: string): { readonly people: number; readonly unread: number } {
  const row = db.get<{ people: number; unread: number }>(
    `select count(distinct actor_row) as people, count(distinct case when read = 0 then counted end) as unread
     from inbox_item where group_id = ? and account_id in (select value from json_each(?)) and ${heard}`,
    groupId,
    accounts,
  )
  return row ?? { people: 0, unread: 0 }
}

function newestRow(db: ReadableDatabase, groupId: number): number {
  return db.get<{ row: number | null }>('select max(row) as row from inbox_item where group_id = ?', groupId)?.row ?? 0
}

/** The people of a group, the newest first, from before a place; `row` of a place is the author's. */
export function listGroupPeople(
  db: ReadableDatabase,
  groupId: number,
  accountIds: readonly string[],
  before: GroupPlace,
  limit: number,
): GroupPlace[] {
  return db.all<GroupPlace>(
    `select actor_row as row, max(at) as at from inbox_item where group_id = ?1 and account_id in (select value from json_each(?2)) and ${heard}
     group by actor_row having (max(at), actor_row) < (?3, ?4) order by max(at) desc, actor_row desc limit ?5`,
    groupId,
    JSON.stringify(accountIds),
    before.at,
    before.row,
    limit,
  )
}
