import type { ConnectorContext, ReadBatch } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import type { Graph, Parameters } from '../../meta/graph.ts'
import { handleOf } from '../../meta/handle.ts'
import { newestFirst, readPlace, writePlace, type Place } from '../../meta/places.ts'
import type { Reader } from '../../meta/reader.ts'
import { timeOf } from '../../meta/time.ts'
import { accountGraph } from '../client.ts'
import { noticeBatch, type Notice } from '../normalise/batch.ts'
import { authorIdOf } from '../normalise/ids.ts'
import { REPLY_FIELDS, WirePost } from '../wire.ts'
import { readerOf } from './self.ts'

/** The newest own posts and replies that have replies are asked for them: the API has no list of what answers a person. */
const OWN_PAGE = 25
const MOST_WATCHED = 15
/** Of each source so many are asked for at a time, and so many pages of it for one page of notifications at most. */
const SOURCE_PAGE = 50
const MOST_PAGES = 6

/**
 * One page of what answers the account and what mentions it, in order of time. The API has these as many lists; they are merged here, and the
 * token says after which notice to go on.
 */
export async function readNotifications(context: ConnectorContext, limit: number, older: string | null): Promise<ReadBatch> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const place = older === null ? null : readPlace(older)
  const own = await readOwn(graph)
  // A second more than the place, since `until` leaves out what is at its time; and not later than now, which is refused.
  const until = place === null ? undefined : Math.min(Math.floor(place.at / 1000) + 1, Math.floor(reader.now / 1000))
  const sources = [
    await readSource(graph, 'me/mentions', { until }, 'mention', place, limit, reader),
    ...(await readAllReplies(graph, own, place, limit, reader)),
  ]
  // A reply that names the account as well is a reply: those come after the mentions.
  const byId = new Map(sources.flatMap(({ notices }) => notices.map((notice) => [notice.post.id, notice] as const)))
  const sorted = [...byId.values()].sort((a, b) => newestFirst(placeOf(a), placeOf(b)))
  const page = sorted.slice(0, limit)
  const last = page.at(-1)
  const hasMore = sorted.length > limit || sources.some(({ isWhole }) => !isWhole)
  return noticeBatch(page, own, reader, {
    older: last === undefined || !hasMore ? null : writePlace(placeOf(last)),
    skipped: sources.reduce((sum, { skipped }) => sum + skipped, 0),
  })
}

/** The account's own posts and replies that somebody has answered. */
async function readOwn(graph: Graph): Promise<WirePost[]> {
  const query = { fields: REPLY_FIELDS, limit: OWN_PAGE }
  const posts = await readPage(graph, 'me/threads', query, null, WirePost)
  const replies = await readPage(graph, 'me/replies', query, null, WirePost)
  return [...posts.items, ...replies.items]
    .filter((post) => post.has_replies && timeOf(post.timestamp) !== null)
    .sort((a, b) => (timeOf(b.timestamp) ?? 0) - (timeOf(a.timestamp) ?? 0))
    .slice(0, MOST_WATCHED)
}

type Source = { readonly notices: readonly Notice[]; readonly isWhole: boolean; readonly skipped: number }

async function readAllReplies(
  graph: Graph,
  own: readonly WirePost[],
  place: Place | null,
  limit: number,
  reader: Reader,
): Promise<Source[]> {
  const sources: Source[] = []
  for (const { id } of own) sources.push(await readSource(graph, `${encodeURIComponent(id)}/replies`, {}, 'reply', place, limit, reader))
  return sources
}

/** The notices of one list after a place: as many as are wanted of all, since they may all be of this one. */
async function readSource(
  graph: Graph,
  path: string,
  query: Parameters,
  kind: Notice['kind'],
  place: Place | null,
  limit: number,
  { self }: Reader,
): Promise<Source> {
  const notices: Notice[] = []
  let skipped = 0
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof readPage<WirePost>>> = await readPage(
      graph,
      path,
      { ...query, fields: REPLY_FIELDS, limit: SOURCE_PAGE },
      after,
      WirePost,
    )
    skipped += answer.skipped
    for (const post of answer.items) {
      const at = timeOf(post.timestamp)
      if (at === null) continue
      // What one answers oneself, as in a thread, is no news.
      if (authorIdOf(handleOf(post.username)) === self.author.id) continue
      const notice: Notice = { kind, post, at }
      if (place === null || newestFirst(place, placeOf(notice)) < 0) notices.push(notice)
    }
    after = answer.after
    if (after === null) return { notices, isWhole: true, skipped }
    if (notices.length >= limit) break
  }
  return { notices, isWhole: false, skipped }
}

function placeOf({ at, post }: Notice): Place {
  return { at, id: post.id }
}
