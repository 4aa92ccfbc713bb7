import { isHeardNotice } from '../mutes/silence.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import type { InboxChoice } from './list.ts'
import type { InboxBox } from './settle.ts'

/** Groups as somebody saw them: notifications with a higher row number than `upTo` came later and are left alone. */
export type SeenGroup = { readonly groupId: number; readonly upTo: number }

type Lying = {
  readonly place: InboxBox
  readonly until: number | null
  readonly standsAt: number | null
  readonly settledAt: number | null
}
type Marked = { readonly read: number; readonly kept: number }
type Changed<T> = { readonly row: number; readonly before: T; readonly after: T }

/** What an act changed, so that it can be taken back. */
export type InboxChange = { readonly groups: readonly Changed<Lying>[]; readonly items: readonly Changed<Marked>[] }

const heard = isHeardNotice('inbox_item')
const READ: Marked = { read: 1, kept: 0 }
const KEPT_UNREAD: Marked = { read: 0, kept: 1 }

/** Marks what was seen of groups as read, for some accounts. */
export function markGroupsRead(db: WritableDatabase, seen: readonly SeenGroup[], accountIds: readonly string[]): InboxChange {
  return { groups: [], items: seen.flatMap((group) => mark(db, unreadOf(db, group, accountIds), READ)) }
}

/** Marks the newest notification of each group as unread, until the person reads it. */
export function markGroupsUnread(db: WritableDatabase, seen: readonly SeenGroup[], accountIds: readonly string[]): InboxChange {
  return {
    groups: [],
    items: seen.flatMap(({ groupId }) => {
      const newest = newestOf(db, groupId, accountIds)
      return newest === undefined ? [] : mark(db, [newest], KEPT_UNREAD)
    }),
  }
}

/**
 * Puts groups away: until a time, epoch ms, or for good. Either way what was seen of them is read. One in which something newer came
 * meanwhile stays, since it would come back at once.
 */
export function putGroupsAway(
  db: WritableDatabase,
  seen: readonly SeenGroup[],
  place: 'snoozed' | 'archived',
  until: number | null,
): InboxChange {
  const groups = seen.flatMap(({ groupId, upTo }) => {
    const newest = db.get<{ at: number | null; seenAt: number | null }>(
      'select max(at) as at, max(case when row <= ? then at end) as seenAt from inbox_item where group_id = ?',
      upTo,
      groupId,
    )
    if (newest?.at == null || newest.at !== newest.seenAt) return []
    return lay(db, groupId, { place, until, standsAt: null, settledAt: newest.at })
  })
  const items = seen.flatMap((group) => mark(db, unreadOf(db, group, null), READ))
  return { groups, items }
}

/** Puts groups back into the inbox, where their time is. */
export function putGroupsBack(db: WritableDatabase, seen: readonly SeenGroup[]): InboxChange {
  return {
    groups: seen.flatMap(({ groupId }) => lay(db, groupId, { place: 'inbox', until: null, standsAt: null, settledAt: null })),
    items: [],
  }
}

/** Everything unread of a choice, up to a time, epoch ms, becomes read. */
export function markAllRead(db: WritableDatabase, choice: InboxChoice, upTo: number): InboxChange {
  const rows = choice.accountIds.flatMap((accountId) =>
    choice.classes.flatMap((kind) =>
      db.all<{ row: number } & Marked>(
        `select item.row, item.read, item.kept from inbox_lane lane cross join inbox_item item on item.group_id = lane.group_id
         where lane.account_id = ?1 and lane.class = ?2 and lane.unread > 0 and lane.place = 'inbox'
           and item.read = 0 and item.account_id = ?1 and item.at <= ?3`,
        accountId,
        kind,
        upTo,
      ),
    ),
  )
  return { groups: [], items: mark(db, rows, READ) }
}

/** The groups of a choice in the inbox in which nothing is unread for any account. */
export function listReadGroups(db: ReadableDatabase, choice: InboxChoice): SeenGroup[] {
  const ids = choice.accountIds.flatMap((accountId) =>
    choice.classes.flatMap((kind) =>
      db.all<{ id: number }>(
        `select group_id as id from inbox_lane where account_id = ? and class = ? and place = 'inbox'
           and not exists (select 1 from inbox_lane other where other.group_id = inbox_lane.group_id and other.unread > 0)`,
        accountId,
        kind,
      ),
    ),
  )
  return [...new Set(ids.map(({ id }) => id))].map((groupId) => ({ groupId, upTo: Number.MAX_SAFE_INTEGER }))
}

/** Takes an act back, as far as nothing else was done to the same meanwhile. Answers the change that takes this back in turn. */
export function undoChange(db: WritableDatabase, { groups, items }: InboxChange): InboxChange {
  return {
    groups: groups.flatMap(({ row, before, after }) => {
      const now = lyingOf(db, row)
      return now?.place === after.place && now.until === after.until ? lay(db, row, before) : []
    }),
    items: items.flatMap(({ row, before, after }) => {
      const now = db.get<{ row: number } & Marked>('select row, read, kept from inbox_item where row = ?', row)
      if (now === undefined || now.read !== after.read || now.kept !== after.kept) return []
      // Its network was told that it was read, and would say so with the next answer.
      return mark(db, [now], before.read === 0 && after.read === 1 ? KEPT_UNREAD : before)
    }),
  }
}

/** The groups whose time has come are in the inbox again, unread, as of that time. Answers how many. */
export function wakeGroups(db: WritableDatabase, now: number): number {
  const due = db.all<{ id: number; until: number }>(
    "select id, until from inbox_group where place = 'snoozed' and until <= ? order by until",
    now,
  )
  for (const { id, until } of due) {
    lay(db, id, { place: 'inbox', until: null, standsAt: until, settledAt: null })
    if (db.get(`select 1 from inbox_item where group_id = ? and read = 0 and ${heard} limit 1`, id) !== undefined) continue
    const newest = newestOf(db, id, null)
    if (newest !== undefined) mark(db, [newest], KEPT_UNREAD)
  }
  return due.length
}

/** When the next group comes back, epoch ms; null = none is put off. */
export function nextWake(db: ReadableDatabase): number | null {
  return db.get<{ until: number | null }>("select min(until) as until from inbox_group where place = 'snoozed'")?.until ?? null
}

/** The accounts that changed notifications came to. */
export function accountsOfChange(db: ReadableDatabase, { items }: InboxChange): string[] {
  return db
    .all<{ id: string }>(
      'select distinct account_id as id from inbox_item where row in (select value from json_each(?))',
      JSON.stringify(items.map(({ row }) => row)),
    )
    .map(({ id }) => id)
}

type MarkedRow = { readonly row: number } & Marked

function unreadOf(db: ReadableDatabase, { groupId, upTo }: SeenGroup, accountIds: readonly string[] | null): MarkedRow[] {
  return db.all<MarkedRow>(
    `select row, read, kept from inbox_item where group_id = ?1 and read = 0 and row <= ?2
       and (?3 is null or account_id in (select value from json_each(?3)))`,
    groupId,
    upTo,
    accountIds === null ? null : JSON.stringify(accountIds),
  )
}

/** The newest that is to be heard: what is muted nobody can see as unread. */
function newestOf(db: ReadableDatabase, groupId: number, accountIds: readonly string[] | null): MarkedRow | undefined {
  return db.get<MarkedRow>(
    `select row, read, kept from inbox_item where group_id = ?1 and (?2 is null or account_id in (select value from json_each(?2))) and ${heard}
     order by at desc, row desc limit 1`,
    groupId,
    accountIds === null ? null : JSON.stringify(accountIds),
  )
}

function mark(db: WritableDatabase, rows: readonly MarkedRow[], after: Marked): Changed<Marked>[] {
  return rows.flatMap(({ row, read, kept }) => {
    if (read === after.read && kept === after.kept) return []
    db.run('update inbox_item set read = ?, kept = ? where row = ?', after.read, after.kept, row)
    return [{ row, before: { read, kept }, after }]
  })
}

function lyingOf(db: ReadableDatabase, groupId: number): Lying | undefined {
  return db.get<Lying>('select place, until, stands_at as standsAt, settled_at as settledAt from inbox_group where id = ?', groupId)
}

function lay(db: WritableDatabase, groupId: number, after: Lying): Changed<Lying>[] {
  const before = lyingOf(db, groupId)
  if (before === undefined) return []
  db.run(
    'update inbox_group set place = ?, until = ?, stands_at = ?, settled_at = ? where id = ?',
    after.place,
    after.until,
    after.standsAt,
    after.settledAt,
    groupId,
  )
  return [{ row: groupId, before, after }]
}
