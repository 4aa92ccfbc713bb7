import type { Relationship } from '../../../shared/model/author.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'

/** An author's handles for one account: what its API needs to act on them. */
export type StoredRemoteAuthor = { readonly authorId: string; readonly remoteId: string; readonly handle: string }

/** What a network says about how an account stands to an author; `followRef` is what unfollowing needs. */
export type StoredRelationship = Omit<Relationship, 'accountId' | 'authorId'> & { readonly followRef: string | null }

type RelationshipRow = {
  account_id: string
  author_id: string
  following: number
  requested: number
  followed_by: number
  muted: number
  blocked: number
}

/** How the person's accounts stand to an author, in the accounts' order; only where a network has said it. */
export function listRelationships(db: ReadableDatabase, authorId: string): Relationship[] {
  const rows = db.all<RelationshipRow>(
    `select author_account.account_id, author.id as author_id, following, requested, followed_by, muted, blocked
     from author join author_account on author_account.author_row = author.row join account on account.id = author_account.account_id
     where author.id = ? and known = 1 and account.removed_at is null order by account.position`,
    authorId,
  )
  return rows.map((row) => ({
    accountId: row.account_id,
    authorId: row.author_id,
    following: row.following === 1,
    requested: row.requested === 1,
    followedBy: row.followed_by === 1,
    muted: row.muted === 1,
    blocked: row.blocked === 1,
  }))
}

/** Null where this account's server never named the author. */
export function getRemoteAuthor(db: ReadableDatabase, accountId: string, authorId: string): StoredRemoteAuthor | null {
  const row = db.get<StoredRemoteAuthor>(
    `select author.id as authorId, remote_id as remoteId, author.handle
     from author join author_account on author_account.author_row = author.row where author.id = ? and author_account.account_id = ?`,
    authorId,
    accountId,
  )
  return row ?? null
}

/** The accounts whose servers have named the author, in the person's order. */
export function listAccountsThatKnow(db: ReadableDatabase, authorId: string): string[] {
  const rows = db.all<{ id: string }>(
    `select account.id from author join author_account on author_account.author_row = author.row join account on account.id = author_account.account_id
     where author.id = ? and account.removed_at is null order by account.position`,
    authorId,
  )
  return rows.map((row) => row.id)
}

/** The handle that unfollowing needs; null where there is none. */
export function getFollowRef(db: ReadableDatabase, accountId: string, authorId: string): string | null {
  const row = db.get<{ follow_ref: string | null }>(
    'select follow_ref from author_account where account_id = ? and author_row = (select row from author where id = ?)',
    accountId,
    authorId,
  )
  return row?.follow_ref ?? null
}

const LINK_COLUMNS = ['remote_id', 'following', 'requested', 'followed_by', 'muted', 'blocked', 'follow_ref', 'known'] as const

const columns = LINK_COLUMNS.join(', ')
const addLink = `insert into author_account (${columns}, account_id, author_row) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
const changeLink = `update author_account set (${columns}) = (?, ?, ?, ?, ?, ?, ?, ?) where account_id = ? and author_row = ?`

/** What an author did is to be looked at anew: it may be muted now, or heard. */
const markNotices = 'insert or ignore into inbox_stale select group_id from inbox_item where actor_row = ? and group_id is not null'

type LinkRow = {
  author_row: number
  remote_id: string
  following: number
  requested: number
  followed_by: number
  muted: number
  blocked: number
  follow_ref: string | null
  known: number
  acted_at: number
}

/** What an account's server says of an author, by the author's row. */
export type ToldRelationship = {
  readonly author: { readonly id: string; readonly row: number }
  /** The author's id on that server. */
  readonly remoteId: string
  readonly relationship: StoredRelationship | null
}

/** What was done here and the network may not know yet: what pending jobs want by author's id, and since when (epoch ms) an answer knows the rest. */
type LocalActs = { readonly follow: (authorId: string) => boolean | undefined; readonly requestedAt: number }

/**
 * Stores what an account's server says of authors: their ids there and, where it was told, the relationships. What a pending job wants wins over
 * the network, and so does anything done here after `requestedAt`.
 */
export function upsertRelationships(db: WritableDatabase, accountId: string, told: readonly ToldRelationship[], local: LocalActs): void {
  const found = db.all<LinkRow>(
    `select author_row, remote_id, following, requested, followed_by, muted, blocked, follow_ref, known, acted_at
     from json_each(?) wanted cross join author_account on account_id = ? and author_row = wanted.value`,
    JSON.stringify(told.map(({ author }) => author.row)),
    accountId,
  )
  const links = new Map(found.map((link) => [link.author_row, link]))
  for (const one of told) {
    const link = upsertRelationship(db, accountId, one, links.get(one.author.row), local)
    // Whoever is told of twice is there the second time.
    links.set(one.author.row, link)
  }
}

function upsertRelationship(
  db: WritableDatabase,
  accountId: string,
  { author, remoteId, relationship }: ToldRelationship,
  stored: LinkRow | undefined,
  local: LocalActs,
): LinkRow {
  if (stored?.remote_id === remoteId && relationship === null) return stored
  const keepsFollow = stored !== undefined && (local.follow(author.id) !== undefined || stored.acted_at > local.requestedAt)
  const link: LinkRow = {
    author_row: author.row,
    remote_id: remoteId,
    following: keepsFollow ? stored.following : flag(relationship?.following ?? stored?.following === 1),
    requested: keepsFollow ? stored.requested : flag(relationship?.requested ?? stored?.requested === 1),
    followed_by: flag(relationship?.followedBy ?? stored?.followed_by === 1),
    muted: flag(relationship?.muted ?? stored?.muted === 1),
    blocked: flag(relationship?.blocked ?? stored?.blocked === 1),
    follow_ref: relationship === null || keepsFollow ? (relationship?.followRef ?? stored?.follow_ref ?? null) : relationship.followRef,
    known: flag(relationship !== null || stored?.known === 1),
    acted_at: stored?.acted_at ?? 0,
  }
  if (stored !== undefined && LINK_COLUMNS.every((column) => stored[column] === link[column])) return stored
  db.run(stored === undefined ? addLink : changeLink, ...LINK_COLUMNS.map((column) => link[column]), accountId, author.row)
  // A trigger of the schema sees to this where something changes.
  if (stored === undefined && (link.muted === 1 || link.blocked === 1 || link.following === 1)) db.run(markNotices, author.row)
  if (relationship !== null) db.touch({ topic: 'authors', id: author.id })
  return link
}

/**
 * Changes what stands here about following, before or after the network was asked. A `followRef` that is left out stays.
 * Does nothing for an author the account's server never named.
 */
export function setFollowing(
  db: WritableDatabase,
  accountId: string,
  authorId: string,
  change: { readonly following: boolean; readonly requested: boolean; readonly followRef?: string | null },
  now: number,
): void {
  const keepsRef = change.followRef === undefined
  db.run(
    `update author_account set following = ?, requested = ?, follow_ref = case when ? then follow_ref else ? end, known = 1, acted_at = ?
     where account_id = ? and author_row = (select row from author where id = ?)`,
    flag(change.following),
    flag(change.requested),
    flag(keepsRef),
    change.followRef ?? null,
    now,
    accountId,
    authorId,
  )
  db.touch({ topic: 'authors', id: authorId })
}
