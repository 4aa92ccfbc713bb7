import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { isHeardNotice } from '../mutes/silence.ts'
import type { ReadableDatabase } from '../sql.ts'
import type { InboxBox } from './settle.ts'
import type { InboxClass } from './subject.ts'

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

/** A notification in a group. `actorRow` is the row of who did it, `postRow` that of the post it is about. */
export type GroupedItem = {
  readonly row: number
  readonly groupId: number
  readonly accountId: string
  readonly kind: InboxKind
  readonly actorRow: number
  readonly postRow: number | null
  readonly at: number
  readonly counted: number | null
}

type GroupRow = Pick<StoredInboxGroup, 'id' | 'class' | 'place' | 'until' | 'cameBackAt'>
type Lane = { readonly groupId: number; readonly accountId: string; readonly people: number; readonly unread: number }

/** Notifications of a lane that are looked at for the people to show. */
const LOOK_AT = 60

/**
 * What is shown of groups, in the order of `groupIds`; those in which none of the accounts has anything are left out. `people`: at most so many of
 * each. All groups in one go: what is muted is looked up once for a statement.
 */
export function getInboxGroups(
  db: ReadableDatabase,
  groupIds: readonly number[],
  accountIds: readonly string[],
  people: number,
): StoredInboxGroup[] {
  const [ids, accounts] = [JSON.stringify(groupIds), JSON.stringify(accountIds)]
  const groups = byId(
    db.all<GroupRow>(
      'select id, class, place, until, stands_at as cameBackAt from inbox_group where id in (select value from json_each(?))',
      ids,
    ),
  )
  const lanes = Map.groupBy(lanesOf(db, ids, accounts), ({ groupId }) => groupId)
  const items = Map.groupBy(itemsOf(db, ids, accounts), ({ groupId }) => groupId)
  const shared = [...lanes].flatMap(([groupId, parts]) => (parts.length > 1 ? groupId : []))
  const exact = byId(shared.length === 0 ? [] : countOverAccounts(db, JSON.stringify(shared), accounts))
  const newest = byId(newestRows(db, ids))
  const kept = keptGroups(db, ids)
  return groupIds.flatMap((id): StoredInboxGroup[] => {
    const group = groups.get(id)
    const parts = lanes.get(id) ?? []
    const said = (items.get(id) ?? []).toSorted((a, b) => b.at - a.at || b.row - a.row)
    const [only, last] = [parts[0], said[0]]
    if (group === undefined || only === undefined || last === undefined) return []
    const counts = exact.get(id) ?? only
    return [
      {
        ...group,
        cameBackAt: group.cameBackAt !== null && group.cameBackAt > last.at ? group.cameBackAt : null,
        accountIds: parts.map(({ accountId }) => accountId),
        people: counts.people,
        unread: counts.unread,
        newest: { ...firstCopy(group.class, said, last), at: last.at },
        actorRows: [...new Set(said.map(({ actorRow }) => actorRow))].slice(0, people),
        upTo: newest.get(id)?.row ?? 0,
        kept: kept.has(id),
      },
    ]
  })
}

function byId<Row extends { readonly id: number }>(rows: readonly Row[]): ReadonlyMap<number, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

function lanesOf(db: ReadableDatabase, ids: string, accounts: string): Lane[] {
  return db.all<Lane>(
    `select group_id as groupId, account_id as accountId, people, unread from inbox_lane
     where group_id in (select value from json_each(?)) and account_id in (select value from json_each(?))`,
    ids,
    accounts,
  )
}

/** The newest of each lane. */
function itemsOf(db: ReadableDatabase, ids: string, accounts: string): GroupedItem[] {
  return db.all<GroupedItem>(
    `select item.row, item.group_id as groupId, item.account_id as accountId, kind, actor_row as actorRow, post_row as postRow, item.at, counted
     from json_each(?1) wanted cross join inbox_lane lane on lane.group_id = wanted.value cross join inbox_item item
     where lane.account_id in (select value from json_each(?2)) and item.row in (
       select notice.row from inbox_item notice
       where notice.group_id = lane.group_id and notice.account_id = lane.account_id and ${isHeardNotice('notice')}
       order by notice.at desc, notice.row desc limit ?3)`,
    ids,
    accounts,
    LOOK_AT,
  )
}

/** Of a post that came by several accounts or networks the notification that was stored first. */
function firstCopy(kind: InboxClass, items: readonly GroupedItem[], newest: GroupedItem): GroupedItem {
  if (kind !== 'conversation' && kind !== 'quote') return newest
  return items.reduce((first, item) => (item.counted === newest.counted && item.row < first.row ? item : first), newest)
}

type Counts = { readonly id: number; readonly people: number; readonly unread: number }

/** Over several accounts: a post that both have, or a person who did it to both, counts once. */
function countOverAccounts(db: ReadableDatabase, ids: string, accounts: string): Counts[] {
  return db.all<Counts>(
    `select group_id as id, count(distinct actor_row) as people, count(distinct case when read = 0 then counted end) as unread from inbox_item
     where group_id in (select value from json_each(?)) and account_id in (select value from json_each(?)) and ${isHeardNotice('inbox_item')}
     group by group_id`,
    ids,
    accounts,
  )
}

function newestRows(db: ReadableDatabase, ids: string): { readonly id: number; readonly row: number }[] {
  return db.all<{ id: number; row: number }>(
    'select group_id as id, max(row) as row from inbox_item where group_id in (select value from json_each(?)) group by group_id',
    ids,
  )
}

function keptGroups(db: ReadableDatabase, ids: string): ReadonlySet<number> {
  const found = db.all<{ id: number }>(
    `select distinct group_id as id from inbox_item
     where group_id in (select value from json_each(?)) and read = 0 and kept = 1 and ${isHeardNotice('inbox_item')}`,
    ids,
  )
  return new Set(found.map(({ id }) => id))
}
