import type { ConnectorContext, ReadBatch } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { pageGraph, type PageGraph } from '../client.ts'
import { noticeBatch, type Notice } from '../normalise/batch.ts'
import { entryOfComment, entryOfPost, idOf, type Entry } from '../normalise/entry.ts'
import { authorOfEntry, type Reader } from '../normalise/post.ts'
import { COMMENT_FIELDS, POST_FIELDS, WireComment, WirePost } from '../wire.ts'
import { readerOf } from './self.ts'

/** The newest own posts that have comments are asked for them: the API has no list of what happens on a page. */
const OWN_PAGE = 50
const MOST_WATCHED = 10
/** Of each source so many are asked for at a time, and so many pages of it for one page of notifications at most: it begins anew each time. */
const SOURCE_PAGE = 100
const MOST_PAGES = 20

/** Where a page ended: notices are in order of their time, newest first, and of one second of their id. */
type Place = { readonly at: number; readonly id: string }

/**
 * One page of what others comment on the page's posts and of posts that tag it, in order of time. The API has these as many lists; they are merged
 * here, and the token says after which notice to go on.
 */
export async function readNotifications(context: ConnectorContext, limit: number, older: string | null): Promise<ReadBatch> {
  const graph = await pageGraph(context)
  const reader = await readerOf(context, graph)
  const place = older === null ? null : readPlace(older)
  const own = await readWatched(graph)
  const lists = [taggedOf(graph), ...own.map((post) => commentsOf(graph, post.remote.postId))]
  const sources: Source[] = []
  for (const list of lists) sources.push(await readSource(list, place, limit, reader))
  // Of a list that was not read to its end there may be more just below: nothing older is told before that.
  const frontier = Math.max(...sources.map(({ reachedAt }) => reachedAt))
  const sorted = sources
    .flatMap(({ notices }) => notices)
    .filter(({ at }) => at >= frontier)
    .sort(newestFirst)
  const page = sorted.slice(0, limit)
  const last = page.at(-1)
  const hasMore = sorted.length > limit || sources.some(({ isWhole }) => !isWhole)
  return noticeBatch(page, own, reader, {
    older: last === undefined || !hasMore ? null : writePlace(last),
    skipped: sources.reduce((sum, { skipped }) => sum + skipped, 0),
  })
}

async function readWatched(graph: PageGraph): Promise<Entry[]> {
  const { items } = await readPage(graph, `${graph.pageId}/published_posts`, { fields: POST_FIELDS, limit: OWN_PAGE }, null, WirePost)
  return items
    .map(entryOfPost)
    .filter(({ counts, at }) => counts.replies !== 0 && at !== null)
    .slice(0, MOST_WATCHED)
}

/** A list of the API: one page of it, newest first. */
type List = (after: string | null) => Promise<{
  readonly notices: readonly { readonly kind: Notice['kind']; readonly entry: Entry }[]
  readonly after: string | null
  readonly skipped: number
}>

/** Source: https://developers.facebook.com/docs/graph-api/reference/page/tagged, read 2026-11-27. */
function taggedOf(graph: PageGraph): List {
  return async (after) => {
    const answer = await readPage(graph, `${graph.pageId}/tagged`, { fields: POST_FIELDS, limit: SOURCE_PAGE }, after, WirePost)
    return { ...answer, notices: answer.items.map((post) => ({ kind: 'mention', entry: entryOfPost(post) })) }
  }
}

/** Of a post all that stands below it. Source: https://developers.facebook.com/docs/graph-api/reference/object/comments, read 2026-11-27. */
function commentsOf(graph: Graph, postId: string): List {
  const query = { fields: COMMENT_FIELDS, filter: 'stream', order: 'reverse_chronological', limit: SOURCE_PAGE }
  return async (after) => {
    const answer = await readPage(graph, `${encodeURIComponent(postId)}/comments`, query, after, WireComment)
    return { ...answer, notices: answer.items.map((comment) => ({ kind: 'reply', entry: entryOfComment(comment, postId) })) }
  }
}

/** `reachedAt`: how far down in time it was read, epoch ms; -Infinity = to its end. */
type Source = { readonly notices: readonly Notice[]; readonly isWhole: boolean; readonly reachedAt: number; readonly skipped: number }

/** The notices of one list after a place: as many as are wanted of all, since they may all be of this one. */
async function readSource(list: List, place: Place | null, limit: number, reader: Reader): Promise<Source> {
  const notices: Notice[] = []
  let skipped = 0
  let reachedAt = Number.POSITIVE_INFINITY
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<List>> = await list(after)
    skipped += answer.skipped
    for (const { kind, entry } of answer.notices) {
      const { at } = entry
      reachedAt = Math.min(reachedAt, at ?? reachedAt)
      // What the page itself says is no news.
      if (at === null || authorOfEntry(entry, reader).author.id === reader.self.author.id) continue
      if (place === null || comparePlaces(place, { at, id: idOf(entry) }) < 0) notices.push({ kind, entry, at })
    }
    after = answer.after
    if (after === null) return { notices, isWhole: true, reachedAt: Number.NEGATIVE_INFINITY, skipped }
    if (notices.length >= limit) break
  }
  return { notices, isWhole: false, reachedAt, skipped }
}

function newestFirst(a: Notice, b: Notice): number {
  return comparePlaces({ at: a.at, id: idOf(a.entry) }, { at: b.at, id: idOf(b.entry) })
}

function comparePlaces(a: Place, b: Place): number {
  if (a.at !== b.at) return b.at - a.at
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1
}

function writePlace({ at, entry }: Notice): string {
  return `${String(at)} ${idOf(entry)}`
}

/** Null, and so the top, for what is none. */
function readPlace(token: string): Place | null {
  const [, at = '', id = ''] = /^(\d{1,15}) (\S{1,100})$/.exec(token) ?? []
  return id === '' ? null : { at: Number(at), id }
}
