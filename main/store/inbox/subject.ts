import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { ReadableDatabase } from '../sql.ts'

/** What kind of group a notification belongs to. */
export type InboxClass = 'conversation' | 'quote' | 'like' | 'repost' | 'follow' | 'other'

/** Where a notification belongs. Those of one group that share `counted` are one: a post on two networks, a person who liked twice. */
export type InboxSubject = { readonly subject: string; readonly class: InboxClass; readonly counted: number }

/** As much of a notification as says where it belongs. `row`: its own, by which it goes where it stands alone. */
export type SubjectFacts = NewSubjectFacts & { readonly row: number }
/** The same of one that is not stored yet. */
export type NewSubjectFacts = {
  readonly kind: InboxKind
  readonly actorRow: number
  readonly postRow: number | null
  readonly at: number
}

/** Answers are followed up to here towards the beginning of their conversation. */
const MOST_ANCESTORS = 100

/**
 * What a notification is about. Mentions and replies belong to their conversation, likes and reposts to the post, follows to the day;
 * everything else stands alone. A post on several networks is one, unless the person wants its copies apart. What is about a deleted post
 * belongs nowhere.
 */
export function subjectOf(db: ReadableDatabase, item: SubjectFacts): InboxSubject | 'nowhere' {
  const { kind, row } = item
  return sharedSubjectOf(db, item) ?? { subject: `one ${row}`, class: kind === 'follow-request' ? 'follow' : classOf(kind), counted: -row }
}

/** The same for one that is not stored yet; null where it stands alone. */
export function sharedSubjectOf(db: ReadableDatabase, item: NewSubjectFacts): InboxSubject | 'nowhere' | null {
  const { kind, actorRow } = item
  if (kind === 'follow') return { subject: `follow ${dayOf(item.at)}`, class: 'follow', counted: actorRow }
  const post = item.postRow === null ? null : onePost(db, item.postRow)
  if (post === null) return null
  if (post.isDeleted === 1) return 'nowhere'
  switch (kind) {
    case 'mention':
    case 'reply':
      return { subject: `talk ${beginningOf(db, post.id)}`, class: 'conversation', counted: post.row }
    case 'quote':
      return { subject: `quote ${post.id}`, class: 'quote', counted: post.row }
    case 'like':
    case 'repost':
      return { subject: `${kind} ${post.id}`, class: kind, counted: actorRow }
    case 'follow-request':
    case 'poll-ended':
    case 'edit':
    case 'other':
      return { subject: `${kind} ${post.id}`, class: 'other', counted: post.row }
  }
}

function classOf(kind: InboxKind): InboxClass {
  if (kind === 'mention' || kind === 'reply') return 'conversation'
  return kind === 'quote' || kind === 'like' || kind === 'repost' ? kind : 'other'
}

/** The day as this machine counts days, for example 2026-11-26. */
function dayOf(at: number): string {
  const date = new Date(at)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

type OnePost = { readonly row: number; readonly id: string; readonly isDeleted: 0 | 1 }

/** The first stored copy of a post; and whether the post itself was deleted. */
function onePost(db: ReadableDatabase, postRow: number): OnePost | null {
  return db.get<OnePost>(selectOne, postRow) ?? null
}

const selectOne = `select row, id, (select deleted_at from post where row = ?1) is not null as isDeleted from post where row = coalesce(
  (select min(twin.post_row) from same_post mine cross join same_post twin on twin.group_id = mine.group_id
   where mine.post_row = ?1 and mine.split = 0), ?1)`

/** The id of the post that a conversation began with, as far as is known. */
function beginningOf(db: ReadableDatabase, postId: string): string {
  let id = postId
  for (let steps = 0; steps < MOST_ANCESTORS; steps++) {
    const post = db.get<{ row: number; root: string | null; parent: string | null }>(
      'select row, root_id as root, reply_to_id as parent from post where id = ?',
      id,
    )
    if (post === undefined) return id
    const above = post.root ?? post.parent
    if (above === null || above === id) return onePost(db, post.row)?.id ?? id
    id = above
  }
  return id
}
