import type { Author } from '../../shared/model/author.ts'
import type { CanonicalPost } from '../../shared/model/canonical-post.ts'
import { datedAt, FUTURE_ALLOWANCE_MS } from '../../shared/model/canonical-post.ts'
import type { InboxKind } from '../../shared/model/inbox-item.ts'
import { groupSamePosts, type FreshPost } from './group-same-posts.ts'
import { addInboxNews } from './inbox/news.ts'
import { placeEntries, receivedAt, type EntryBounds } from './place-entries.ts'
import { matchMutes } from './mutes/match-posts.ts'
import { indexPosts, unseen, type NewPost } from './search/index-posts.ts'
import type { WritableDatabase } from './sql.ts'
import { findAuthorName, findAuthorRow, upsertAuthors, type AuthorName } from './tables/authors.ts'
import { upsertInboxItem } from './tables/inbox.ts'
import { sampleMetrics } from './tables/metrics-samples.ts'
import type { PendingJobs, StoredViewer } from './tables/post-accounts.ts'
import { getPendingJobs, upsertViewer } from './tables/post-accounts.ts'
import type { UpsertedPost } from './tables/posts.ts'
import { getKnownBefore, upsertPost } from './tables/posts.ts'
import type { StoredRelationship } from './tables/relationships.ts'
import { upsertRelationships } from './tables/relationships.ts'
import { addTimelineEntry } from './tables/timeline.ts'

/** What a connector hands over, by shape: the store knows no connector. */
export type IncomingBatch = {
  readonly authors: readonly { readonly author: Author; readonly remoteId: string; readonly relationship: StoredRelationship | null }[]
  readonly posts: readonly { readonly post: CanonicalPost; readonly viewer: StoredViewer | null }[]
  readonly entries: readonly { readonly postId: string; readonly repostedBy: string | null; readonly sortAt: number }[]
  readonly inbox: readonly {
    readonly remoteId: string
    readonly kind: InboxKind
    readonly actorId: string
    readonly postId: string | null
    readonly at: number
    readonly read: boolean | null
  }[]
}

/** When a batch was asked for and stored, epoch ms, and by whom. */
export type IngestContext = {
  readonly accountId: string
  /** When the request left: what was done here after it is newer than the answer. */
  readonly requestedAt: number
  readonly now: number
  /** Notifications up to here count as read where the network does not say; null = none do. */
  readonly readUpTo?: number | null
  /** New unread notifications are news: the desktop may tell of them. */
  readonly news?: boolean
  /** Where home entries may stand; as a read from the top where it is left out. */
  readonly bounds?: EntryBounds
  /** What of the batch was stored before, by `storePosts`; nothing where it is left out. */
  readonly stored?: StoredPart | null
}

/** Ids of what was stored of a batch before the rest of it. */
export type StoredPart = { readonly posts: ReadonlySet<string>; readonly authors: ReadonlySet<string> }

/** One entry or notification of a batch, after it was stored. */
export type IngestedPlace = {
  readonly key: string
  /** Where it stands, epoch ms. */
  readonly at: number
  /** Where the network shows it in this answer; another time than `at` for what was reposted again. */
  readonly shownAt: number
  /** The network had shown it before. */
  readonly known: boolean
  /** Known, and still where it was: what is older than it was read before too. */
  readonly met: boolean
}

export type IngestOutcome = {
  /** The home entries, in the order of the batch. Those whose post or reposter is not to be had are left out. */
  readonly entries: readonly IngestedPlace[]
  readonly inbox: readonly IngestedPlace[]
  /** How many entries or notifications were not there before. */
  readonly added: number
}

/**
 * Stores what a read of an account brought, as often as it may come: posts and authors are brought up to date, the account's view of
 * them too, entries go into its home feed and notifications into its inbox. Part of the caller's transaction.
 */
export function ingestBatch(db: WritableDatabase, batch: IncomingBatch, context: IngestContext): IngestOutcome {
  const pending = getPendingJobs(db, context.accountId)
  const authorRows = ingestAuthors(db, batch, context, pending)
  const posts = ingestPosts(db, batch, context, authorRows, pending)
  const entries = ingestEntries(db, batch, context, posts, authorRows)
  const inbox = ingestInbox(db, batch, context, posts, authorRows)
  return { entries, inbox, added: [...entries, ...inbox].filter((place) => !place.known).length }
}

/** Authors: from the batch, or else from the store. */
type AuthorRows = { of(id: string): number | null; named(id: string): AuthorName | null }
type PostRow = { readonly row: number; readonly datedAt: number }
type PostRows = { of(id: string): PostRow | null }

function ingestAuthors(db: WritableDatabase, batch: IncomingBatch, context: IngestContext, pending: PendingJobs): AuthorRows {
  const { accountId, requestedAt, now, stored } = context
  // Who was stored with an earlier part is looked up where it is wanted; and who is gone since is stored again.
  const told = batch.authors.filter(({ author }) => stored?.authors.has(author.id) !== true || findAuthorRow(db, author.id) === null)
  const names = new Map(
    upsertAuthors(
      db,
      told.map(({ author }) => author),
      accountId,
      now,
    ),
  )
  upsertRelationships(
    db,
    accountId,
    told.flatMap(({ author: { id }, remoteId, relationship }) => {
      const row = names.get(id)?.row
      return row === undefined ? [] : [{ author: { id, row }, remoteId, relationship }]
    }),
    { follow: (id) => pending.get(`follow ${id}`), requestedAt },
  )
  const named = (id: string): AuthorName | null => {
    const name = names.get(id) ?? findAuthorName(db, id)
    if (name !== null) names.set(id, name)
    return name
  }
  return { of: (id) => named(id)?.row ?? null, named }
}

function ingestPosts(
  db: WritableDatabase,
  batch: IncomingBatch,
  context: IngestContext,
  authors: AuthorRows,
  pending: PendingJobs,
): PostRows {
  const own = ownAuthors(db)
  const rows = new Map<string, PostRow>()
  const incoming = inStoringOrder(batch.posts)
  // What was pruned since it was stored with an earlier part is stored again.
  const stored = findPosts(db, context.stored?.posts ?? [])
  const before = getKnownBefore(
    db,
    incoming.flatMap(({ post }) => (stored.has(post.id) ? [] : post.id)),
  )
  const written: WrittenPost[] = []
  for (const { post, viewer } of incoming) {
    const earlier = stored.get(post.id)
    if (earlier !== undefined) {
      rows.set(post.id, { row: earlier.row, datedAt: datedAt(post) })
      continue
    }
    const author = authors.named(post.authorId)
    if (author === null) {
      db.reportBroken('post', post.id, new Error('Its author was not told and is not stored'))
      continue
    }
    const source = { authorRow: author.row, accountId: context.accountId, embedded: viewer === null }
    const upserted = upsertPost(db, post, before, source, context.now)
    rows.set(post.id, { row: upserted.row, datedAt: datedAt(post) })
    if (!upserted.deleted) written.push({ post, viewer, author, upserted })
  }
  settlePosts(db, written, context, own, pending)
  const elsewhere = [...batch.entries, ...batch.inbox].flatMap(({ postId }) => (postId === null || rows.has(postId) ? [] : postId))
  for (const [id, { row, sortAt }] of findPosts(db, elsewhere)) rows.set(id, { row, datedAt: sortAt })
  return { of: (id) => rows.get(id) ?? null }
}

/** A post of a batch, and what storing it did. */
type WrittenPost = {
  readonly post: CanonicalPost
  readonly viewer: StoredViewer | null
  readonly author: AuthorName
  readonly upserted: UpsertedPost
}

/**
 * What follows from posts that were stored: how the account sees them, what they are the same as, by what they are found and whether they are
 * muted. Table by table and not post by post: the same work on the same pages takes less.
 */
function settlePosts(
  db: WritableDatabase,
  written: readonly WrittenPost[],
  { accountId, requestedAt }: IngestContext,
  own: ReadonlySet<string>,
  pending: PendingJobs,
): void {
  const fresh: FreshPost[] = []
  const toIndex: number[] = []
  const newPosts: NewPost[] = []
  for (const { post, viewer, author, upserted } of written) {
    const { row, sortAt, added, rewritten, said } = upserted
    const { row: authorRow, handle, displayName } = author
    const local = { pending, requestedAt, isNew: added }
    const seen = viewer === null ? null : upsertViewer(db, accountId, { id: post.id, row }, viewer, local)
    if (rewritten) fresh.push({ row, authorRow, post, edited: !added })
    if (said !== null) {
      const { text, body } = said
      const seenBy =
        seen === null ? unseen : { accountIds: [accountId], liked: seen.liked, reposted: seen.reposted, bookmarked: seen.bookmarked }
      newPosts.push({ row, sortAt, text, body, platform: post.platform, authorRow, handle, displayName, seenBy })
    } else if (rewritten || seen?.foundOtherwise === true) toIndex.push(row)
    if (own.has(post.authorId)) sampleMetrics(db, row, post.metrics)
  }
  groupSamePosts(db, fresh, own)
  indexPosts(db, toIndex, newPosts)
  matchMutes(
    db,
    fresh.map(({ row }) => row),
  )
}

/**
 * Each post once, in the order they are to be stored in: a post may be there twice, in full and inside another one, and the full copy comes
 * first; what is answered comes before its answers, which else would have to be looked at twice.
 */
export function inStoringOrder<Incoming extends IncomingBatch['posts'][number]>(posts: readonly Incoming[]): readonly Incoming[] {
  const fullFirst = posts.toReversed().sort((a, b) => Number(a.viewer === null) - Number(b.viewer === null))
  const ids = new Set<string>()
  return fullFirst.filter(({ post }) => ids.size < ids.add(post.id).size)
}

/** Where these posts are stored, by id; those that are not are left out. */
function findPosts(db: WritableDatabase, ids: Iterable<string>): ReadonlyMap<string, { readonly row: number; readonly sortAt: number }> {
  const wanted = [...ids]
  if (wanted.length === 0) return new Map()
  const found = db.all<{ id: string; row: number; sortAt: number }>(selectFound, JSON.stringify(wanted))
  return new Map(found.map(({ id, row, sortAt }) => [id, { row, sortAt }]))
}

const selectFound = `select post.id, row, sort_at as sortAt from json_each(?) wanted cross join post on post.id = wanted.value`

function ingestEntries(
  db: WritableDatabase,
  batch: IncomingBatch,
  context: IngestContext,
  posts: PostRows,
  authors: AuthorRows,
): IngestedPlace[] {
  const entries = batch.entries.flatMap((entry) => {
    const post = posts.of(entry.postId)
    const reposterRow = entry.repostedBy === null ? 0 : authors.of(entry.repostedBy)
    if (post !== null && reposterRow !== null)
      return { postRow: post.row, reposterRow, datedAt: reposterRow === 0 ? post.datedAt : entry.sortAt }
    db.reportBroken('timeline_entry', entry.postId, new Error('Its post or who reposted it was not told'))
    return []
  })
  const places: IngestedPlace[] = []
  // Oldest first: what has the same time is told apart by the order it came in, and has to stay in the order of the network.
  const placed = placeEntries(entries, context.bounds ?? receivedAt(context.now))
  for (const { postRow, reposterRow, datedAt: ownTime, at, moved } of placed.toReversed()) {
    const { accountId } = context
    const { outcome, place } = addTimelineEntry(db, { accountId, postRow, reposterRow, sortAt: at, local: false })
    const shownAt = moved ? place.sortAt : ownTime
    const known = outcome === 'known'
    // A repost may be taken back and made again: it is known then, but stands at the top once more.
    const met = known && (reposterRow === 0 || Math.abs(shownAt - place.sortAt) <= FUTURE_ALLOWANCE_MS)
    places.push({ key: String(place.id), at: place.sortAt, shownAt, known, met })
  }
  return places.reverse()
}

function ingestInbox(
  db: WritableDatabase,
  batch: IncomingBatch,
  context: IngestContext,
  posts: PostRows,
  authors: AuthorRows,
): IngestedPlace[] {
  const places: IngestedPlace[] = []
  for (const item of batch.inbox.toReversed()) {
    const actorRow = authors.of(item.actorId)
    if (actorRow === null) {
      db.reportBroken('inbox_item', item.remoteId, new Error('Who did it was not told'))
      continue
    }
    const at = Math.min(item.at, context.now)
    const outcome = upsertInboxItem(db, {
      accountId: context.accountId,
      remoteId: item.remoteId,
      kind: item.kind,
      actorRow,
      postRow: item.postId === null ? null : (posts.of(item.postId)?.row ?? null),
      at,
      read: item.read ?? at <= (context.readUpTo ?? -Infinity),
    })
    const known = outcome === 'known'
    if (!known && context.news === true) addInboxNews(db, context.accountId, item.remoteId)
    places.push({ key: item.remoteId, at, shownAt: at, known, met: known })
  }
  return places.reverse()
}

/** The authors that are the person's own accounts. */
function ownAuthors(db: WritableDatabase): ReadonlySet<string> {
  return new Set(db.all<{ author_id: string }>('select author_id from account where removed_at is null').map((row) => row.author_id))
}
