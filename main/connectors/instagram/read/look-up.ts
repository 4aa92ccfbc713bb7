import type { ConnectorContext, ReadBatch, RemotePost } from '../../connector.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { accountGraph } from '../client.ts'
import { normaliseDiscussions, type Discussion } from '../normalise/batch.ts'
import { kindOf } from '../normalise/ids.ts'
import { readMedia } from './comments.ts'
import { readerOf } from './self.ts'

/** Posts are given one by one. What was not asked for, comments among it, is in neither answer. */
const MOST_LOOKED_UP = 10

/** Media as they are now, and the ids of those that are gone for this account. */
export async function lookUp(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const found: Discussion[] = []
  const gone: string[] = []
  for (const { remoteId } of posts.filter(({ postId }) => kindOf(postId) === 'media').slice(0, MOST_LOOKED_UP)) {
    try {
      found.push({ media: await readMedia(graph, remoteId), comments: [] })
    } catch (error) {
      if (!hasGraphCode(error, '100/33')) throw error
      gone.push(remoteId)
    }
  }
  const normalised = normaliseDiscussions(found, reader)
  return { batch: { ...normalised, entries: [], inbox: [], older: null, chronological: true }, gone }
}
