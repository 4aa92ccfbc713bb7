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

type LinkRow = {
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

/**
 * Stores what an account's server says of an author: their id there and, where it was told, the relationship.
 * `follow` is what a pending job wants: it wins over the network, and so does anything done here after `requestedAt`.
 */
export function upsertRelationship(
  db: WritableDatabase,
  accountId: string,
  author: { readonly id: string; readonly row: number },
  remoteId: string,
  relationship: StoredRelationship | null,
  local: { readonly follow: boolean | undefined; readonly requestedAt: number },
): void {
  const stored = db.get<LinkRow>(
    'select remote_id, following, requested, followed_by, muted, blocked, follow_ref, known, acted_at from author_account where account_id = ? and author_row = ?',
    accountId,
    author.row,
  )
  if (stored !== undefined && stored.remote_id === remoteId && relationship === null) return
  const keepsFollow = stored !== undefined && (local.follow !== undefined || stored.acted_at > local.requestedAt)
  const following = keepsFollow ? stored.following : flag(relationship?.following ?? stored?.following === 1)
  const requested = keepsFollow ? stored.requested : flag(relationship?.requested ?? stored?.requested === 1)
  const values = [
    remoteId,
    following,
    requested,
    flag(relationship?.followedBy ?? stored?.followed_by === 1),
    flag(relationship?.muted ?? stored?.muted === 1),
    flag(relationship?.blocked ?? stored?.blocked === 1),
    relationship === null || keepsFollow ? (relationship?.followRef ?? stored?.follow_ref ?? null) : relationship.followRef,
    flag(relationship !== null || stored?.known === 1),
  ] as const
  if (stored !== undefined) {
    const before = [
      stored.remote_id,
      stored.following,
      stored.requested,
      stored.followed_by,
      stored.muted,
      stored.blocked,
      stored.follow_ref,
      stored.known,
    ]
    if (values.every((value, index) => value === before[index])) return
  }
  db.run(
    `insert into author_account (account_id, author_row, remote_id, following, requested, followed_by, muted, blocked, follow_ref, known)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     on conflict (account_id, author_row) do update set remote_id = excluded.remote_id, following = excluded.following, requested = excluded.requested,
       followed_by = excluded.followed_by, muted = excluded.muted, blocked = excluded.blocked, follow_ref = excluded.follow_ref, known = excluded.known`,
    accountId,
    author.row,
    ...values,
  )
  if (relationship !== null) db.touch({ topic: 'authors', id: author.id })
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
