import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'

/** Why a post is in its group, and who decided it. `chirp`: it was sent to several networks at once. */
export type SamePostReason = 'sent' | 'bridged' | 'text' | 'shortened' | 'part' | 'link' | 'media'
export type SamePostDecision = 'rule' | 'chirp' | 'person'

/** A post of a group. `part`: it says only a part of what another one says. */
export type SamePostMember = {
  readonly row: number
  readonly id: string
  readonly authorRow: number
  readonly createdAt: number
  readonly groupId: number
  readonly decidedBy: SamePostDecision
  readonly part: boolean
  /** The person wants the posts of this group apart. */
  readonly split: boolean
}

type MemberRow = Omit<SamePostMember, 'part' | 'split'> & { readonly part: number; readonly split: number }

const select = `select post.row, post.id, post.author_row as authorRow, post.created_at as createdAt, group_id as groupId, decided_by as decidedBy, part, split
  from same_post cross join post on post.row = post_row`
const selectMember = `${select} where post_row = ?`
const selectMembers = `${select} where group_id = ? and deleted_at is null order by post.created_at, post.row`

function toMember(row: MemberRow): SamePostMember {
  return { ...row, part: row.part === 1, split: row.split === 1 }
}

/** What stands of a post's group on its row; null where it is in none. */
export function getMember(db: ReadableDatabase, postRow: number): SamePostMember | null {
  const row = db.get<MemberRow>(selectMember, postRow)
  return row === undefined ? null : toMember(row)
}

/** The posts of a group that are there, in the order they were written. */
export function listMembers(db: ReadableDatabase, groupId: number): SamePostMember[] {
  return db.all<MemberRow>(selectMembers, groupId).map(toMember)
}

/** The groups of these posts: all members that are there, by group. Posts in no group are left out. */
export function listGroupsOf(db: ReadableDatabase, postRows: readonly number[]): Map<number, SamePostMember[]> {
  const rows = db.all<MemberRow>(
    `${select} where group_id in (select group_id from same_post where post_row in (select value from json_each(?))) and deleted_at is null
     order by post.created_at, post.row`,
    JSON.stringify(postRows),
  )
  return Map.groupBy(rows.map(toMember), (member) => member.groupId)
}

/** Puts a post into a group, or into a new one where that is null; answers the group. Keeps what the person decided for the group. */
export function putMember(
  db: WritableDatabase,
  groupId: number | null,
  member: { readonly row: number; readonly reason: SamePostReason; readonly decidedBy: SamePostDecision; readonly part: boolean },
): number {
  const group = groupId ?? (db.get<{ last: number | null }>('select max(group_id) as last from same_post')?.last ?? 0) + 1
  const split =
    groupId === null ? 0 : (db.get<{ split: number }>('select split from same_post where group_id = ? limit 1', group)?.split ?? 0)
  db.run(
    `insert into same_post (post_row, group_id, reason, decided_by, part, split) values (?, ?, ?, ?, ?, ?)
     on conflict (post_row) do update set group_id = excluded.group_id, reason = excluded.reason, decided_by = excluded.decided_by,
       part = excluded.part, split = excluded.split`,
    member.row,
    group,
    member.reason,
    member.decidedBy,
    flag(member.part),
    split,
  )
  return group
}

/** Keeps that a post of a group was sent to several networks at once; what the person decided stays. */
export function confirmSent(db: WritableDatabase, postRow: number): void {
  db.run("update same_post set reason = 'sent', decided_by = 'chirp' where post_row = ? and decided_by = 'rule'", postRow)
}

/** Makes one group of two, as the person wants the first one. */
export function mergeGroups(db: WritableDatabase, into: number, from: number): void {
  db.run(
    'update same_post set group_id = ?1, split = (select split from same_post where group_id = ?1 limit 1) where group_id = ?2',
    into,
    from,
  )
}

/** Takes a post out of its group; a group of one is none. */
export function removeMember(db: WritableDatabase, { row, groupId }: SamePostMember): void {
  db.run('delete from same_post where post_row = ?', row)
  db.run('delete from same_post where group_id = ?1 and (select count(*) from same_post where group_id = ?1) < 2', groupId)
}

/** Shows the posts of a group as separate ones, or together again; kept as the person's word. */
export function setSplit(db: WritableDatabase, groupId: number, split: boolean): void {
  db.run("update same_post set split = ?, decided_by = 'person' where group_id = ?", flag(split), groupId)
}

/** The groups in which two authors have a post each. */
export function listGroupsOfAuthors(db: ReadableDatabase, authorRow: number, otherRow: number): number[] {
  return db
    .all<{ groupId: number }>(
      `select distinct one.group_id as groupId from post cross join same_post one on one.post_row = post.row
       where post.author_row = ? and exists (
         select 1 from same_post two cross join post other on other.row = two.post_row where two.group_id = one.group_id and other.author_row = ?)`,
      authorRow,
      otherRow,
    )
    .map(({ groupId }) => groupId)
}

/** Says that what is shown of these posts changed. */
export function touchMembers(db: WritableDatabase, members: readonly { readonly id: string }[]): void {
  if (members.length === 0) return
  for (const { id } of members) db.touch({ topic: 'posts', id })
  db.touch({ topic: 'timeline' })
  db.touch({ topic: 'inbox' })
}
