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

/** Rows of a lane that are looked at together. */
const STRETCH = 8

/** The part of the index that one account and kind has, and how far it was walked. */
type Lane = { readonly accountId: string; readonly kind: InboxClass; last: LaneRow; ended: boolean }

/**
 * Groups from before a place, newest first. Each account and kind has its own part of the index, in order: those are walked side by side,
 * as far as the page goes, and a group stands where the newest of its lanes does.
 */
export function listInboxGroups(db: ReadableDatabase, choice: InboxChoice, before: GroupPlace, limit: number): GroupPlace[] {
  const accounts = JSON.stringify(choice.accountIds)
  const walk = (lane: Lane): LaneRow[] => {
    const { accountId, kind, last } = lane
    const stretch = Math.min(limit, STRETCH)
    const sql = choice.unreadOnly ? unreadLanes : allLanes
    const rows = db.all<LaneRow>(sql, accountId, kind, choice.place, last.at, last.row, accounts, stretch)
    lane.last = rows.at(-1) ?? last
    lane.ended = rows.length < stretch
    return rows
  }
  const lanesToWalk = choice.accountIds.flatMap((accountId) =>
    choice.classes.map((kind): Lane => ({ accountId, kind, last: before, ended: false })),
  )
  const found = new Map<number, LaneRow>()
  let page: LaneRow[] = []
  // As long as a lane goes on above the end of the page, something of it may belong there.
  for (let open = lanesToWalk; open.length > 0; open = lanesToWalk.filter(({ ended, last }) => !ended && !isBelow(last, page[limit - 1]))) {
    for (const lane of open) for (const row of walk(lane)) found.set(row.row, row)
    page = [...found.values()].sort((one, other) => other.at - one.at || other.row - one.row).slice(0, limit)
  }
  return page
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
