import type { Author } from '../../../shared/model/author.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { sortTime } from '../../../shared/model/canonical-post.ts'
import type { PostMetrics } from '../../../shared/model/post-metrics.ts'
import type { RichTextSpan } from '../../../shared/model/rich-text.ts'
import { joinedAuthor, joinedAuthorColumns, SOURCE_TRUSTED_MS, type JoinedAuthorRow } from './authors.ts'
import type { ReadableDatabase, WritableDatabase } from '../sql.ts'
import { fromJson, mapRows } from '../sql.ts'
import { touchViewsOf } from '../views/view-rows.ts'

/** Longer texts are cut: connectors cap what they hand over, and this is the last line of defence. UTF-16 units. */
const MAX_TEXT = 200_000

/** A stored post with what the tables know it by. */
export type StoredPost = {
  readonly row: number
  readonly authorRow: number
  readonly author: Author
  readonly sortAt: number
  readonly deleted: boolean
  readonly post: CanonicalPost
}

/** What has no column of its own. */
export type PostBody = Pick<
  CanonicalPost,
  'editedAt' | 'contentWarning' | 'sensitive' | 'languages' | 'media' | 'poll' | 'linkCard' | 'quote' | 'replyTo' | 'visibility'
> & { readonly spans: RichTextSpan[] }

type PostRow = JoinedAuthorRow & {
  row: number
  id: string
  platform: string
  url: string | null
  created_at: number
  indexed_at: number | null
  sort_at: number
  text: string
  body: string
  metrics: string
  root_id: string | null
  deleted_at: number | null
}

const select = `select post.row, post.id, post.platform, post.author_row, post.url, post.created_at, post.indexed_at, post.sort_at,
  post.text, post.body, post.metrics, post.root_id, post.deleted_at, ${joinedAuthorColumns} from post join author on author.row = post.author_row`
const selectByIds = `${select} where post.id in (select value from json_each(?))`
const selectByRows = `${select} where post.row in (select value from json_each(?))`
const selectReplies = `${select} where post.reply_to_id in (select value from json_each(?)) order by post.sort_at, post.row limit ?`

function toStoredPost(db: ReadableDatabase, row: PostRow): StoredPost | null {
  const body = fromJson<PostBody>(db, 'post', row.id, row.body)
  const metrics = fromJson<PostMetrics>(db, 'post', row.id, row.metrics)
  if (body === null || metrics === null) return null
  const { spans, ...rest } = body
  const post: CanonicalPost = {
    id: row.id,
    platform: row.platform,
    authorId: row.author_id,
    url: row.url,
    createdAt: row.created_at,
    indexedAt: row.indexed_at,
    text: { text: row.text, spans },
    threadRootId: row.root_id,
    metrics,
    ...rest,
  }
  return {
    row: row.row,
    authorRow: row.author_row,
    author: joinedAuthor(db, row),
    sortAt: row.sort_at,
    deleted: row.deleted_at !== null,
    post,
  }
}

/** Posts by id, deleted ones included; in no order. */
export function getPosts(db: ReadableDatabase, ids: Iterable<string>): StoredPost[] {
  const rows = db.all<PostRow>(selectByIds, JSON.stringify([...new Set(ids)]))
  return mapRows(rows, (row) => toStoredPost(db, row))
}

/** Posts by row number, as the other tables refer to them, deleted ones included; in no order. */
export function getPostsByRow(db: ReadableDatabase, rows: Iterable<number>): StoredPost[] {
  const found = db.all<PostRow>(selectByRows, JSON.stringify([...new Set(rows)]))
  return mapRows(found, (row) => toStoredPost(db, row))
}

export function getPost(db: ReadableDatabase, id: string): StoredPost | null {
  return getPosts(db, [id])[0] ?? null
}

/** Who wrote a post; null where it is not stored. */
export function getAuthorIdOf(db: ReadableDatabase, id: string): string | null {
  return db.get<{ id: string }>('select author.id from post join author on author.row = author_row where post.id = ?', id)?.id ?? null
}

/** The posts that answer any of these, deleted ones included, oldest first. */
export function getReplies(db: ReadableDatabase, ids: readonly string[], limit: number): StoredPost[] {
  const rows = db.all<PostRow>(selectReplies, JSON.stringify(ids), limit)
  return mapRows(rows, (row) => toStoredPost(db, row))
}

/** A place in a list sorted by time. */
export type PostPlace = { readonly sortAt: number; readonly row: number }

/** An author's posts, newest first, from before a place. */
export function listPostsByAuthor(
  db: ReadableDatabase,
  authorId: string,
  before: PostPlace,
  limit: number,
): (PostPlace & { readonly id: string })[] {
  return db.all<PostPlace & { id: string }>(
    `select id, sort_at as sortAt, row from post
     where author_row = (select row from author where id = ?) and (sort_at, row) < (?, ?) and deleted_at is null
     order by sort_at desc, row desc limit ?`,
    authorId,
    before.sortAt,
    before.row,
    limit,
  )
}

/** What storing a post did. `rewritten`: something of it is new, its counts aside; `said` is what a new one says, as it is stored. */
export type UpsertedPost = {
  readonly row: number
  readonly sortAt: number
  readonly deleted: boolean
  readonly added: boolean
  readonly rewritten: boolean
  readonly said: { readonly text: string; readonly body: PostBody } | null
}

type ComparedRow = {
  row: number
  id: string
  sort_at: number
  url: string | null
  text: string
  body: string
  metrics: string
  metrics_account_id: string | null
  source_account_id: string | null
  updated_at: number
  deleted_at: number | null
}

const compared = 'row, post.id, sort_at, url, text, body, metrics, metrics_account_id, source_account_id, updated_at, deleted_at'
const selectCompared = `select ${compared} from post where id = ?`
const selectAllCompared = `select ${compared} from json_each(?) wanted cross join post on post.id = wanted.value`

/** What the store knows of posts that a server tells of, before they are stored. */
export type KnownBefore = {
  /** What is stored of them, by id. */
  readonly stored: ReadonlyMap<string, ComparedRow>
  /** Ids of those that are not stored, and answers to which are. */
  readonly awaited: ReadonlySet<string>
}

export function getKnownBefore(db: ReadableDatabase, ids: readonly string[]): KnownBefore {
  const stored = new Map(db.all<ComparedRow>(selectAllCompared, JSON.stringify(ids)).map((row) => [row.id, row]))
  const awaited = db.all<{ id: string }>(selectAwaited, JSON.stringify(ids.filter((id) => !stored.has(id))))
  return { stored, awaited: new Set(awaited.map(({ id }) => id)) }
}

const selectAwaited = `select value as id from json_each(?) wanted where exists (select 1 from post where reply_to_id = wanted.value)`

/**
 * Stores a post as an account's server tells it; `authorRow` is its author's, and `before` has what is stored of it. A post that was deleted here
 * stays so. The server that told first keeps the word for a day, unless another one knows a later edit: servers keep copies of media under their
 * own addresses, and two accounts would otherwise rewrite the post in turn. `embedded` says that it came inside another post (quoted, answered),
 * which may be a thinner copy: it fills a hole and brings an edit, nothing else. Touches the post only where something changed.
 */
export function upsertPost(
  db: WritableDatabase,
  post: CanonicalPost,
  before: KnownBefore,
  source: { readonly authorRow: number; readonly accountId: string | null; readonly embedded: boolean },
  now: number,
): UpsertedPost {
  const stored = before.stored.get(post.id)
  const writing = { ...split(post), authorRow: source.authorRow, sourceAccountId: source.accountId, embedded: source.embedded, now }
  if (stored === undefined) {
    const inserted = insertPost(db, post, writing)
    // The beginning of a conversation may become known after what was said in it.
    if (before.awaited.has(post.id)) db.run('insert or ignore into inbox_moved_post values (?)', inserted.row)
    return inserted
  }
  const result = {
    row: stored.row,
    sortAt: stored.sort_at,
    deleted: stored.deleted_at !== null,
    added: false,
    rewritten: false,
    said: null,
  }
  if (result.deleted) return result
  const touchedBody = updateBody(db, stored, post, writing)
  const touchedMetrics = updateMetrics(db, stored, post.metrics, source.accountId)
  if (touchedBody || touchedMetrics) db.touch({ topic: 'posts', id: post.id })
  return { ...result, rewritten: touchedBody }
}

/** A post taken apart for its row. */
type Writing = {
  readonly text: string
  readonly body: PostBody
  readonly authorRow: number
  readonly sourceAccountId: string | null
  readonly embedded: boolean
  readonly now: number
}

function insertPost(
  db: WritableDatabase,
  post: CanonicalPost,
  { text, body, authorRow, sourceAccountId, embedded, now }: Writing,
): UpsertedPost {
  const sortAt = sortTime(post, now)
  const { lastRow } = db.run(
    `insert into post (id, platform, author_row, url, created_at, indexed_at, sort_at, text, body, metrics, metrics_account_id, source_account_id,
       reply_to_id, root_id, quote_id, updated_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    post.id,
    post.platform,
    authorRow,
    post.url,
    post.createdAt,
    post.indexedAt,
    sortAt,
    text,
    JSON.stringify(body),
    JSON.stringify(post.metrics),
    sourceAccountId,
    embedded ? null : sourceAccountId,
    post.replyTo?.postId ?? null,
    post.threadRootId,
    post.quote?.postId ?? null,
    now,
  )
  db.touch({ topic: 'posts', id: post.id })
  return { row: lastRow, sortAt, deleted: false, added: true, rewritten: true, said: { text, body } }
}

function updateBody(db: WritableDatabase, stored: ComparedRow, post: CanonicalPost, writing: Writing): boolean {
  const { text, body, sourceAccountId, embedded, now } = writing
  const json = JSON.stringify(body)
  if (stored.text === text && stored.body === json && stored.url === post.url) return false
  const storedEdit = fromJson<PostBody>(db, 'post', post.id, stored.body)?.editedAt ?? 0
  const edited = (body.editedAt ?? 0) > storedEdit
  // A version from before the stored edit: asked for earlier, or of a server that has not heard of it.
  if ((body.editedAt ?? 0) < storedEdit) return false
  const trusted =
    stored.source_account_id !== null && stored.source_account_id !== sourceAccountId && now - stored.updated_at < SOURCE_TRUSTED_MS
  if (!edited && (embedded || trusted)) return false
  db.run(
    `update post set url = ?, text = ?, body = ?, source_account_id = ?, indexed_at = ?, reply_to_id = ?, root_id = coalesce(?, root_id), quote_id = ?,
       updated_at = ? where row = ?`,
    post.url,
    text,
    json,
    embedded ? stored.source_account_id : sourceAccountId,
    post.indexedAt,
    post.replyTo?.postId ?? null,
    post.threadRootId,
    post.quote?.postId ?? null,
    now,
    stored.row,
  )
  return true
}

/** Another server's lower count replaces a count only after this. */
const COUNT_TRUSTED_MS = 60 * 60 * 1000

/**
 * Counts of one post differ between federated servers, each of which knows a part: the higher total stands, until it is an hour old.
 * A number that is not offered in this answer keeps its last value.
 */
function updateMetrics(db: WritableDatabase, stored: ComparedRow, metrics: PostMetrics, accountId: string | null): boolean {
  const before = fromJson<PostMetrics>(db, 'post', stored.row, stored.metrics)
  if (before !== null) {
    if (metrics.measuredAt < before.measuredAt) return false
    const anotherServer = stored.metrics_account_id !== accountId
    if (anotherServer && total(metrics) < total(before) && metrics.measuredAt - before.measuredAt < COUNT_TRUSTED_MS) return false
  }
  const merged: PostMetrics = {
    replies: metrics.replies ?? before?.replies ?? null,
    reposts: metrics.reposts ?? before?.reposts ?? null,
    likes: metrics.likes ?? before?.likes ?? null,
    quotes: metrics.quotes ?? before?.quotes ?? null,
    bookmarks: metrics.bookmarks ?? before?.bookmarks ?? null,
    views: metrics.views ?? before?.views ?? null,
    measuredAt: metrics.measuredAt,
  }
  if (before !== null && sameCounts(before, merged)) return false
  db.run('update post set metrics = ?, metrics_account_id = ? where row = ?', JSON.stringify(merged), accountId, stored.row)
  return true
}

function total(metrics: PostMetrics): number {
  return (metrics.replies ?? 0) + (metrics.reposts ?? 0) + (metrics.likes ?? 0) + (metrics.quotes ?? 0)
}

/** Whether two measures say the same, whenever they were taken. */
export function sameCounts(a: PostMetrics, b: PostMetrics): boolean {
  return (
    a.replies === b.replies &&
    a.reposts === b.reposts &&
    a.likes === b.likes &&
    a.quotes === b.quotes &&
    a.bookmarks === b.bookmarks &&
    a.views === b.views
  )
}

function split(post: CanonicalPost): { text: string; body: PostBody } {
  const { editedAt, contentWarning, sensitive, languages, media, poll, linkCard, quote, replyTo, visibility } = post
  const whole = post.text.text.toWellFormed()
  const text = whole.length <= MAX_TEXT ? whole : whole.slice(0, MAX_TEXT).toWellFormed()
  const spans = post.text.spans.filter((span) => span.end <= text.length)
  return { text, body: { editedAt, contentWarning, sensitive, languages, media, poll, linkCard, quote, replyTo, visibility, spans } }
}

/** Stores newer counts of a post, without the rest. */
export function setMetrics(db: WritableDatabase, postId: string, metrics: PostMetrics, accountId: string | null): void {
  const stored = db.get<ComparedRow>(selectCompared, postId)
  if (stored !== undefined && updateMetrics(db, stored, metrics, accountId)) db.touch({ topic: 'posts', id: postId })
}

/** Adds to a count at once when the person likes or reposts; the network's next answer is believed again. Never below 0. */
export function adjustCount(
  db: WritableDatabase,
  postId: string,
  count: 'likes' | 'reposts' | 'bookmarks' | 'replies' | 'quotes',
  by: number,
): void {
  const { changes } = db.run(
    `update post set metrics = json_set(metrics, ?1, max(0, json_extract(metrics, ?1) + ?2)) where id = ?3 and json_extract(metrics, ?1) is not null`,
    `$.${count}`,
    by,
    postId,
  )
  if (changes > 0) db.touch({ topic: 'posts', id: postId })
}

/** Marks a post as deleted: it leaves every list and stays in threads as a gap. */
export function markPostDeleted(db: WritableDatabase, postId: string, now: number): void {
  const { changes } = db.run('update post set deleted_at = ? where id = ? and deleted_at is null', now, postId)
  if (changes > 0) touchEverywhere(db, postId)
}

/** Takes that back, when the network refused to delete it. */
export function unmarkPostDeleted(db: WritableDatabase, postId: string): void {
  const { changes } = db.run('update post set deleted_at = null where id = ? and deleted_at is not null', postId)
  if (changes > 0) touchEverywhere(db, postId)
}

function touchEverywhere(db: WritableDatabase, postId: string): void {
  db.touch({ topic: 'posts', id: postId })
  db.touch({ topic: 'timeline' })
  db.touch({ topic: 'inbox' })
  touchViewsOf(db, postId)
}
