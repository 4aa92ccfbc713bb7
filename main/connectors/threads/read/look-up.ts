import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { ConnectorContext, ReadBatch, RemotePost } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { accountGraph } from '../client.ts'
import { normalisePosts } from '../normalise/batch.ts'
import { WireInsights, type WirePost } from '../wire.ts'
import { readerOf } from './self.ts'
import { readPost } from './thread.ts'

/** Posts are given one by one. What was not asked for is in neither answer. */
const MOST_LOOKED_UP = 10
const MOST_MEASURED = 25

/** Posts as they are now, and the ids of those that are gone for this account. */
export async function lookUp(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const found: WirePost[] = []
  const gone: string[] = []
  for (const { remoteId } of posts.slice(0, MOST_LOOKED_UP)) {
    try {
      found.push(await readPost(graph, remoteId))
    } catch (error) {
      if (!hasGraphCode(error, '100/33')) throw error
      gone.push(remoteId)
    }
  }
  const normalised = normalisePosts(found, reader)
  return { batch: { ...normalised, entries: [], inbox: [], older: null, chronological: true }, gone }
}

/** Source: https://developers.facebook.com/docs/threads/insights, read 2026-11-27. `shares` has no place in Chirp. */
const METRICS = 'views,likes,replies,reposts,quotes'

/** The counts of own posts as they are now; those that have none, as posts of others, are left out. */
export async function metrics(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const graph = accountGraph(context)
  const measured: { postId: string; metrics: PostMetrics }[] = []
  for (const { postId, remoteId } of posts.slice(0, MOST_MEASURED)) {
    try {
      const { data } = parseAnswer(WireInsights, await graph.get(`${encodeURIComponent(remoteId)}/insights`, { metric: METRICS }), graph)
      if (data.length === 0) continue
      const count = (name: string): number | null => data.find((one) => one.name === name)?.values[0]?.value ?? null
      measured.push({
        postId,
        metrics: {
          replies: count('replies'),
          reposts: count('reposts'),
          likes: count('likes'),
          quotes: count('quotes'),
          bookmarks: null,
          views: count('views'),
          measuredAt: context.clock(),
        },
      })
    } catch (error) {
      if (!hasGraphCode(error, '100')) throw error
    }
  }
  return measured
}
