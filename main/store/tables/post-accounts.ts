import type { MuteHow } from '../../../shared/model/mute-rule.ts'
import type { EngagementVerb, ViewerState } from '../../../shared/model/viewer-state.ts'
import { indexPosts } from '../search/index-posts.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { flag } from '../sql.ts'

/** How an account's server sees a post and what its API needs to act on it: the shape connectors hand over. */
export type StoredViewer = Omit<ViewerState, 'accountId' | 'postId'> & {
  readonly remoteId: string
  readonly revision: string | null
  readonly likeRef: string | null
  readonly repostRef: string | null
  /** What the account's own filters on its network want of the post; null: nothing. Left out: it was not told. */
  readonly filter?: ViewerFilter | null
  /** What this answer does not say: what was known of it stays. */
  readonly untold?: readonly EngagementVerb[]
}

/** Not to be shown, or only folded; the reason is in words of the network or the person. */
export type ViewerFilter = { readonly how: MuteHow; readonly reason: string | null }

/** A post's handles for one account. */
export type StoredRemotePost = {
  readonly postId: string
  readonly remoteId: string
  readonly revision: string | null
  readonly url: string | null
}

/** What pending jobs of an account want: by `${kind} ${subject}`. */
export type PendingJobs = ReadonlyMap<string, boolean>

type ViewerRow = {
  remote_id: string
  revision: string | null
  liked: number
  reposted: number
  bookmarked: number
  like_ref: string | null
  repost_ref: string | null
  can_reply: number
  can_quote: number
  can_repost: number
  filter_how: MuteHow | null
  filter_reason: string | null
  acted_at: number
}

const columns =
  'remote_id, revision, liked, reposted, bookmarked, like_ref, repost_ref, can_reply, can_quote, can_repost, filter_how, filter_reason'

// Put together once: SQL that is written anew for every post costs as much as a short statement.
const selectViewer = `select ${columns}, acted_at from post_account where account_id = ? and post_row = ?`
const addViewer = `insert into post_account (${columns}, account_id, post_row) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
/** For a post that was there before; see `later` in the schema. */
const addLaterViewer = `insert into post_account (${columns}, account_id, post_row, later)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (select place from search_place where post_row = ?))`
const changeViewer = `update post_account set (${columns}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) where account_id = ? and post_row = ?`

/** What the account's unsent likes, reposts, bookmarks and follows want. */
export function getPendingJobs(db: ReadableDatabase, accountId: string): PendingJobs {
  const rows = db.all<{ kind: string; subject_id: string; wanted: number }>(
    'select kind, subject_id, wanted from engagement_job where account_id = ?',
    accountId,
  )
  return new Map(rows.map((row) => [`${row.kind} ${row.subject_id}`, row.wanted === 1]))
}

/**
 * Stores how an account sees a post. What was done here and is not sent yet wins, and so does what was done here after
 * `requestedAt`, when this answer was asked for. `isNew`: the post was not stored before, so that nobody has seen it.
 */
export function upsertViewer(
  db: WritableDatabase,
  accountId: string,
  post: { readonly id: string; readonly row: number },
  viewer: StoredViewer,
  local: { readonly pending: PendingJobs; readonly requestedAt: number; readonly isNew: boolean },
): UpsertedViewer {
  const stored = local.isNew ? undefined : db.get<ViewerRow>(selectViewer, accountId, post.row)
  const late = stored !== undefined && stored.acted_at > local.requestedAt
  // Mostly nothing is pending, and no key has to be put together.
  const pending = (verb: EngagementVerb): boolean | undefined =>
    local.pending.size === 0 ? undefined : local.pending.get(`${verb} ${post.id}`)
  const choose = (verb: EngagementVerb, told: boolean, before: number | undefined): 0 | 1 => {
    const wanted = pending(verb)
    if (wanted !== undefined) return flag(wanted)
    const stays = late || (before !== undefined && viewer.untold?.includes(verb) === true)
    return stays ? flag(before === 1) : flag(told)
  }
  const chooseRef = (verb: EngagementVerb, told: string | null, before: string | null | undefined): string | null =>
    late || pending(verb) !== undefined ? (before ?? told) : told
  const values = [
    viewer.remoteId,
    viewer.revision,
    choose('like', viewer.liked, stored?.liked),
    choose('repost', viewer.reposted, stored?.reposted),
    choose('bookmark', viewer.bookmarked, stored?.bookmarked),
    chooseRef('like', viewer.likeRef, stored?.like_ref),
    chooseRef('repost', viewer.repostRef, stored?.repost_ref),
    flag(viewer.canReply),
    flag(viewer.canQuote),
    flag(viewer.canRepost),
    ...(viewer.filter === undefined
      ? ([stored?.filter_how ?? null, stored?.filter_reason ?? null] as const)
      : ([viewer.filter?.how ?? null, viewer.filter?.reason?.slice(0, 500).toWellFormed() ?? null] as const)),
  ] as const
  if (stored !== undefined) {
    const { remote_id, revision, liked, reposted, bookmarked, like_ref, repost_ref, can_reply, can_quote, can_repost } = stored
    const { filter_how, filter_reason } = stored
    const acts = [remote_id, revision, liked, reposted, bookmarked, like_ref, repost_ref, can_reply, can_quote, can_repost]
    const before = [...acts, filter_how, filter_reason]
    if (values.every((value, index) => value === before[index])) return { foundOtherwise: false, ...flagsOf(values) }
    if (filter_how !== values[10]) db.touch({ topic: 'timeline' })
  }
  const did = flagsOf(values)
  const foundOtherwise =
    stored === undefined
      ? local.isNew || did.liked || did.reposted || did.bookmarked
      : stored.liked !== values[2] || stored.reposted !== values[3] || stored.bookmarked !== values[4]
  if (stored !== undefined) db.run(changeViewer, ...values, accountId, post.row)
  else if (foundOtherwise) db.run(addViewer, ...values, accountId, post.row)
  else db.run(addLaterViewer, ...values, accountId, post.row, post.row)
  db.touch({ topic: 'posts', id: post.id })
  return { foundOtherwise, ...did }
}

/** What an account did to a post, and whether the index for searching has to say something else of the post since. */
export type UpsertedViewer = {
  readonly foundOtherwise: boolean
  readonly liked: boolean
  readonly reposted: boolean
  readonly bookmarked: boolean
}

function flagsOf([, , liked, reposted, bookmarked]: readonly unknown[]): Omit<UpsertedViewer, 'foundOtherwise'> {
  return { liked: liked === 1, reposted: reposted === 1, bookmarked: bookmarked === 1 }
}

type ShownColumn = 'liked' | 'reposted' | 'bookmarked' | 'can_reply' | 'can_quote' | 'can_repost'

/** How the person's accounts see these posts, by row number of the post, in the order of the accounts. */
export function getViewers(
  db: ReadableDatabase,
  posts: readonly { readonly row: number; readonly id: string }[],
): Map<number, ViewerState[]> {
  const ids = new Map(posts.map((post) => [post.row, post.id]))
  const rows = db.all<Pick<ViewerRow, ShownColumn> & { account_id: string; post_row: number }>(
    `select post_account.account_id, post_row, liked, reposted, bookmarked, can_reply, can_quote, can_repost from post_account join account on account.id = post_account.account_id
     where post_row in (select value from json_each(?)) and account.removed_at is null order by account.position, account.added_at`,
    JSON.stringify([...ids.keys()]),
  )
  const viewers = new Map<number, ViewerState[]>()
  for (const row of rows) {
    const list = viewers.get(row.post_row) ?? []
    viewers.set(row.post_row, list)
    list.push({
      accountId: row.account_id,
      postId: ids.get(row.post_row) ?? '',
      liked: row.liked === 1,
      reposted: row.reposted === 1,
      bookmarked: row.bookmarked === 1,
      canReply: row.can_reply === 1,
      canQuote: row.can_quote === 1,
      canRepost: row.can_repost === 1,
    })
  }
  return viewers
}

/** One account's view of one post with all its handles; null where its server never showed the post. */
export function getViewer(db: ReadableDatabase, accountId: string, postId: string): StoredViewer | null {
  const row = db.get<ViewerRow>(
    `select ${columns} from post_account where account_id = ? and post_row = (select row from post where id = ?)`,
    accountId,
    postId,
  )
  if (row === undefined) return null
  return {
    remoteId: row.remote_id,
    revision: row.revision,
    liked: row.liked === 1,
    reposted: row.reposted === 1,
    bookmarked: row.bookmarked === 1,
    likeRef: row.like_ref,
    repostRef: row.repost_ref,
    canReply: row.can_reply === 1,
    canQuote: row.can_quote === 1,
    canRepost: row.can_repost === 1,
    filter: row.filter_how === null ? null : { how: row.filter_how, reason: row.filter_reason },
  }
}

/** What a connector needs to act on a post for an account; null where the account's server never showed it. */
export function getRemotePost(db: ReadableDatabase, accountId: string, postId: string): StoredRemotePost | null {
  const row = db.get<StoredRemotePost>(
    `select post.id as postId, remote_id as remoteId, revision, post.url
     from post join post_account on post_account.post_row = post.row where post.id = ? and post_account.account_id = ?`,
    postId,
    accountId,
  )
  return row ?? null
}

const flagColumns = { like: 'liked', repost: 'reposted', bookmark: 'bookmarked' } as const satisfies Record<EngagementVerb, string>

/** Changes what an account did to a post, as of `now`: reads that began before do not undo it. */
export function setViewerFlag(
  db: WritableDatabase,
  accountId: string,
  postId: string,
  verb: EngagementVerb,
  on: boolean,
  now: number,
): void {
  db.run(
    `update post_account set ${flagColumns[verb]} = ?, acted_at = ? where account_id = ? and post_row = (select row from post where id = ?)`,
    flag(on),
    now,
    accountId,
    postId,
  )
  indexPosts(
    db,
    db.all<{ row: number }>('select row from post where id = ?', postId).map(({ row }) => row),
  )
  db.touch({ topic: 'posts', id: postId })
}

/** Keeps the handle that undoing a like or repost needs. Bookmarks have none. */
export function setViewerRef(
  db: WritableDatabase,
  accountId: string,
  postId: string,
  verb: 'like' | 'repost',
  ref: string | null,
  now: number,
): void {
  db.run(
    `update post_account set ${verb}_ref = ?, acted_at = ? where account_id = ? and post_row = (select row from post where id = ?)`,
    ref,
    now,
    accountId,
    postId,
  )
}

/** How the person's accounts see one post, in the accounts' order. Empty for a post nobody has seen. */
export function listViewers(db: ReadableDatabase, postId: string): ViewerState[] {
  const post = db.get<{ row: number }>('select row from post where id = ?', postId)
  return post === undefined ? [] : (getViewers(db, [{ row: post.row, id: postId }]).get(post.row) ?? [])
}
