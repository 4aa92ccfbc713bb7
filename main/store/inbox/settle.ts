import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import { isHeardNotice } from '../mutes/silence.ts'
import type { WritableDatabase } from '../sql.ts'
import { sharedSubjectOf, subjectOf, type InboxClass, type InboxSubject, type NewSubjectFacts } from './subject.ts'

/** Where a group lies. */
export type InboxBox = 'inbox' | 'snoozed' | 'archived'

type GroupRow = {
  readonly id: number
  readonly class: InboxClass
  readonly place: InboxBox
  readonly until: number | null
  readonly stands_at: number | null
  readonly settled_at: number | null
}

type ItemRow = {
  readonly row: number
  readonly kind: InboxKind
  readonly actorRow: number
  readonly postRow: number | null
  readonly at: number
  readonly groupId: number | null
  readonly counted: number | null
}

/** Groups in which somebody speaks: a new word wakes them, a like does not. */
const SPEAKING: ReadonlySet<InboxClass> = new Set(['conversation', 'quote'])

/**
 * Brings groups and lanes in step with the notifications, before a transaction ends. The schema's triggers say what has to be looked at, so
 * that nothing that changes a notification, or what is known of its post, can forget to.
 */
export function settleInbox(db: WritableDatabase): void {
  // What is empty is not emptied: SQLite writes the table all the same.
  if (isAny(db, anyMoved)) placeAfterPosts(db)
  if (isAny(db, anyUnplaced)) {
    for (const { row } of db.all<{ row: number }>('select item_row as row from inbox_unplaced')) placeItem(db, row)
    db.run('delete from inbox_unplaced')
  }
  if (!isAny(db, anyStale)) return
  makeLanes(db)
  db.touch({ topic: 'inbox' })
}

const anyMoved = 'select 1 from inbox_moved_post limit 1'
const anyUnplaced = 'select 1 from inbox_unplaced limit 1'
const anyStale = 'select 1 from inbox_stale limit 1'

function isAny(db: WritableDatabase, question: string): boolean {
  return db.get(question) !== undefined
}

/** Has everything looked at anew about which a rule of what is muted has ended by itself. `now` is epoch ms. */
export function settleEndedMutes(db: WritableDatabase, now: number): void {
  // The schema's trigger says what is about it.
  db.run('update mute_rule set until = until where until <= ?', now)
}

/** Has everything placed again that is about posts which changed, or in a conversation below them. */
function placeAfterPosts(db: WritableDatabase): void {
  for (const { row } of db.all<{ row: number }>(selectSpokenOf))
    db.run(
      `with recursive below (row, id) as (
         select row, id from post where row = ?1
         union select answer.row, answer.id from below join post answer on answer.reply_to_id = below.id
         union select answer.row, answer.id from below join post answer on answer.root_id = below.id)
       insert or ignore into inbox_unplaced select item.row from below cross join inbox_item item on item.post_row = below.row`,
      row,
    )
  db.run('delete from inbox_moved_post')
}

/** Of the posts that changed, those that anything is about: mostly there is nothing, and to follow a conversation takes longer than to see that. */
const selectSpokenOf = `select post.row from inbox_moved_post cross join post on post.row = inbox_moved_post.post_row
  where exists (select 1 from inbox_item where inbox_item.post_row = post.row)
    or exists (select 1 from post answer where answer.reply_to_id = post.id) or exists (select 1 from post answer where answer.root_id = post.id)`

function placeItem(db: WritableDatabase, row: number): void {
  const item = db.get<ItemRow>(
    'select row, kind, actor_row as actorRow, post_row as postRow, at, group_id as groupId, counted from inbox_item where row = ?',
    row,
  )
  if (item === undefined) return
  const subject = subjectOf(db, item)
  if (subject === 'nowhere') {
    // What is about a deleted post is in no group, and nobody has to read it.
    db.run('update inbox_item set group_id = null, read = 1, kept = 0 where row = ?', row)
    return
  }
  const group = findGroup(db, subject) ?? addGroup(db, subject, item.groupId)
  if (group.id === item.groupId && subject.counted === item.counted) return
  db.run('update inbox_item set group_id = ?, counted = ? where row = ?', group.id, subject.counted, row)
  if (group.id !== item.groupId) arrive(db, group, item)
}

/** Where a notification lies. */
export type InboxPlace = { readonly groupId: number; readonly counted: number }

/**
 * Where a notification belongs that is about to be stored. Null where that is seen to once it is, as `settleInbox` does: it stands alone, what it
 * is about was deleted, or its group was put away.
 */
export function placeOfNew(db: WritableDatabase, item: NewSubjectFacts): InboxPlace | null {
  const subject = sharedSubjectOf(db, item)
  if (subject === null || subject === 'nowhere') return null
  const group = findGroup(db, subject) ?? addGroup(db, subject, null)
  return group.place === 'inbox' ? { groupId: group.id, counted: subject.counted } : null
}

const heardItem = `select 1 from inbox_item where row = ? and ${isHeardNotice('inbox_item')}`
const columns = 'id, class, place, until, stands_at, settled_at'
const selectGroup = `select ${columns} from inbox_group where subject = ?`

function findGroup(db: WritableDatabase, { subject }: InboxSubject): GroupRow | undefined {
  return db.get<GroupRow>(selectGroup, subject)
}

/** A new group lies where the one was that its first notification comes from. */
function addGroup(db: WritableDatabase, subject: InboxSubject, from: number | null): GroupRow {
  const before = from === null ? undefined : db.get<GroupRow>(`select ${columns} from inbox_group where id = ?`, from)
  const { place, until, stands_at, settled_at } = before ?? { place: 'inbox', until: null, stands_at: null, settled_at: null }
  const { lastRow } = db.run(
    'insert into inbox_group (subject, class, place, until, stands_at, settled_at) values (?, ?, ?, ?, ?, ?)',
    subject.subject,
    subject.class,
    place,
    until,
    stands_at,
    settled_at,
  )
  return { id: lastRow, class: subject.class, place, until, stands_at, settled_at }
}

/** Something came into a group. What is newer than a group that was put away brings it back; what is older is done with, as the group is. */
function arrive(db: WritableDatabase, group: GroupRow, item: ItemRow): void {
  if (group.place === 'inbox') return
  if (item.at <= (group.settled_at ?? -Infinity)) {
    if (item.groupId === null) db.run('update inbox_item set read = 1, kept = 0 where row = ?', item.row)
    return
  }
  if (group.place === 'snoozed' && !SPEAKING.has(group.class)) return
  // Nobody is called back by somebody they do not want to hear.
  if (db.get(heardItem, item.row) === undefined) return
  db.run("update inbox_group set place = 'inbox', until = null, settled_at = null where id = ?", group.id)
}

/** Only what is heard: a group of which all is muted has no lane, and waits for the day it is heard again. All groups that are stale in one go. */
function makeLanes(db: WritableDatabase): void {
  db.run('delete from inbox_lane where group_id in (select group_id from inbox_stale)')
  db.run(putLanes)
  db.run(
    `delete from inbox_group where id in (select group_id from inbox_stale)
       and not exists (select 1 from inbox_lane where group_id = inbox_group.id) and not exists (select 1 from inbox_item where group_id = inbox_group.id)`,
  )
  db.run('delete from inbox_stale')
}

const putLanes = `insert into inbox_lane (group_id, account_id, class, place, sort_at, people, unread)
  select groups.id, account_id, groups.class, groups.place, max(max(item.at), coalesce(groups.stands_at, max(item.at))),
    count(distinct actor_row), count(distinct case when read = 0 then counted end)
  from inbox_stale cross join inbox_group groups on groups.id = inbox_stale.group_id cross join inbox_item item on item.group_id = groups.id
  where ${isHeardNotice('item')} group by groups.id, account_id`
