import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { ConnectorContext, ReadBatch, RemotePost } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { pageGraph } from '../client.ts'
import { normaliseEntries } from '../normalise/batch.ts'
import type { Entry } from '../normalise/entry.ts'
import { readRemoteId } from '../normalise/ids.ts'
import { WireInsights } from '../wire.ts'
import { readEntry } from './one.ts'
import { readerOf } from './self.ts'

/** Posts are given one by one. What was not asked for is in neither answer. */
const MOST_LOOKED_UP = 10
const MOST_MEASURED = 10

/** Posts as they are now, and the ids of those that are gone for this page. */
export async function lookUp(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }> {
  const graph = await pageGraph(context)
  const reader = await readerOf(context, graph)
  const found: Entry[] = []
  const gone: string[] = []
  for (const { remoteId } of posts.slice(0, MOST_LOOKED_UP)) {
    const entry = await ifThere(readEntry(graph, readRemoteId(remoteId)))
    if (entry === null) gone.push(remoteId)
    else found.push(entry)
  }
  const normalised = normaliseEntries(found, reader)
  return { batch: { ...normalised, entries: [], inbox: [], older: null, chronological: true }, gone }
}

/** The counts of posts as they are now; those that are gone are left out. */
export async function metrics(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const graph = await pageGraph(context)
  const measured: { postId: string; metrics: PostMetrics }[] = []
  for (const { postId, remoteId } of posts.slice(0, MOST_MEASURED)) {
    const remote = readRemoteId(remoteId)
    const entry = await ifThere(readEntry(graph, remote))
    if (entry === null) continue
    const isOwnPost = remote.commentId === null && entry.from?.id === graph.pageId
    const views = isOwnPost ? await readViews(graph, remote.postId) : null
    measured.push({ postId, metrics: { ...entry.counts, quotes: null, bookmarks: null, views, measuredAt: context.clock() } })
  }
  return measured
}

/**
 * Impressions ended on 2025-11-15; views take their place. Source: https://developers.facebook.com/blog/post/2025/08/15/page-insights-api-updates and
 * https://developers.facebook.com/documentation/pages-api/platforminsights/page/deprecated-metrics, read 2026-11-27. The name of the count for posts
 * is what others ask for today.
 */
const VIEWS = 'post_media_view'

/** Null where the network does not tell, as of pages that few people like. */
async function readViews(graph: Graph, postId: string): Promise<number | null> {
  try {
    const query = { metric: VIEWS, period: 'lifetime' }
    const { data } = parseAnswer(WireInsights, await graph.get(`${encodeURIComponent(postId)}/insights`, query), graph)
    return data.find(({ name }) => name === VIEWS)?.values[0]?.value ?? null
  } catch (error) {
    // A count that is not offered any more, or not of this post, must not take the others with it.
    if (!hasGraphCode(error, '100', '10', '200', '3001')) throw error
    return null
  }
}

async function ifThere<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (hasGraphCode(error, '100/33')) return null
    throw error
  }
}
