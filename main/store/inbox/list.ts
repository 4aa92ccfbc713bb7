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
  order by sort_at desc, group_id desc limit ?6`

/** Those of these groups that stand higher up: one of their lanes is not before the place. */
const higher = (unread: string): string => `select distinct group_id as row from inbox_lane
  where group_id in (select value from json_each(?1)) and account_id in (select value from json_each(?2)) and (sort_at, group_id) >= (?3, ?4) ${unread}`

const unread = "and unread > 0 and place = 'inbox'"
const all = { lanes: lanes(''), higher: higher('') } as const
const unreadOnes = { lanes: lanes(unread), higher: higher(unread) } as const

/** Lanes of all accounts and kinds as they stand in time. */
const inTime = `select group_id as row, sort_at as at, account_id as accountId, class as kind from inbox_lane
  where place = ?1 and (sort_at, group_id, account_id) < (?2, ?3, ?4) order by sort_at desc, group_id desc, account_id desc limit ?5`

/** Rows of a lane that are looked at together. */
const STRETCH = 8
/** So many times what a page holds is looked at in time, before its lanes are walked one by one. */
const ENOUGH = 3

/** The part of the index that one account and kind has, and how far it was walked. */
type Lane = { readonly accountId: string; readonly kind: InboxClass; last: LaneRow; ended: boolean }

/** Groups from before a place, newest first; each stands where the newest of its lanes does. */
export function listInboxGroups(db: ReadableDatabase, choice: InboxChoice, before: GroupPlace, limit: number): GroupPlace[] {
  const page = new Page(db, choice, before, limit)
  if (!choice.unreadOnly && walkInTime(db, choice, before, page)) return page.groups()
  walkLanes(db, choice, before, page)
  return page.groups()
}

/** What is wanted is mostly what there is: all lanes together, as far as the page goes. Says whether it came to the page's end. */
function walkInTime(db: ReadableDatabase, { classes, accountIds, place }: InboxChoice, before: GroupPlace, page: Page): boolean {
  const [kinds, accounts] = [new Set(classes), new Set(accountIds)]
  let last: LaneRow & { readonly accountId: string } = { ...before, accountId: '' }
  for (let rounds = 0; rounds < ENOUGH; rounds++) {
    const stretch = page.limit + STRETCH
    const rows = db.all<LaneRow & { accountId: string; kind: InboxClass }>(inTime, place, last.at, last.row, last.accountId, stretch)
    for (const row of rows) if (kinds.has(row.kind) && accounts.has(row.accountId)) page.add(row)
    last = rows.at(-1) ?? last
    page.lookHigher()
    if (rows.length < stretch || page.isFull()) return true
  }
  return false
}

/**
 * What is wanted is rare: each account and kind has its own part of the index, in order, and those are walked side by side, as far as the page
 * goes.
 */
function walkLanes(db: ReadableDatabase, choice: InboxChoice, before: GroupPlace, page: Page): void {
  const sql = choice.unreadOnly ? unreadOnes.lanes : all.lanes
  const stretch = Math.min(page.limit, STRETCH)
  const lanesToWalk = choice.accountIds.flatMap((accountId) =>
    choice.classes.map((kind): Lane => ({ accountId, kind, last: before, ended: false })),
  )
  // As long as a lane goes on above the end of the page, something of it may belong there.
  for (let open = lanesToWalk; open.length > 0; open = lanesToWalk.filter(({ ended, last }) => !ended && !isBelow(last, page.end()))) {
    for (const lane of open) {
      const rows = db.all<LaneRow>(sql, lane.accountId, lane.kind, choice.place, lane.last.at, lane.last.row, stretch)
      lane.last = rows.at(-1) ?? lane.last
      lane.ended = rows.length < stretch
      for (const row of rows) page.add(row)
    }
    page.lookHigher()
  }
}

/** The newest groups among the lanes that were found, without those that stand higher up by another lane. */
class Page {
  readonly limit: number
  private readonly found = new Map<number, LaneRow>()
  private readonly above = new Set<number>()
  private readonly looked = new Set<number>()
  private readonly look: (groups: readonly number[]) => readonly number[]

  constructor(db: ReadableDatabase, choice: InboxChoice, before: GroupPlace, limit: number) {
    this.limit = limit
    const sql = choice.unreadOnly ? unreadOnes.higher : all.higher
    const accounts = JSON.stringify(choice.accountIds)
    this.look = (groups) => db.all<{ row: number }>(sql, JSON.stringify(groups), accounts, before.at, before.row).map(({ row }) => row)
  }

  add({ row, at }: LaneRow): void {
    if (at > (this.found.get(row)?.at ?? -Infinity)) this.found.set(row, { row, at })
  }

  groups(): LaneRow[] {
    return [...this.found.values()]
      .filter(({ row }) => !this.above.has(row))
      .sort((one, other) => other.at - one.at || other.row - one.row)
      .slice(0, this.limit)
  }

  end(): LaneRow | undefined {
    return this.groups()[this.limit - 1]
  }

  isFull(): boolean {
    return this.end() !== undefined
  }

  /** Takes out what stands above the page. Who falls out lets others in, which are to be looked at too. */
  lookHigher(): void {
    for (;;) {
      const unlooked = this.groups().flatMap(({ row }) => (this.looked.has(row) ? [] : row))
      if (unlooked.length === 0) return
      for (const row of unlooked) this.looked.add(row)
      for (const row of this.look(unlooked)) this.above.add(row)
    }
  }
}

function isBelow(place: GroupPlace, end: GroupPlace | undefined): boolean {
  return end !== undefined && (place.at < end.at || (place.at === end.at && place.row <= end.row))
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
