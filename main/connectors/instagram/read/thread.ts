import type { ConnectorContext, RemotePost, ThreadBatch } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { accountGraph } from '../client.ts'
import { normaliseDiscussions } from '../normalise/batch.ts'
import { kindOf, postIdOf } from '../normalise/ids.ts'
import { PLACE_FIELDS, WirePlace } from '../wire.ts'
import { readComments, readMedia } from './comments.ts'
import { readerOf } from './self.ts'

/** The media that a post is, or stands below. */
export async function mediaIdOf(graph: Graph, { postId, remoteId }: Pick<RemotePost, 'postId' | 'remoteId'>): Promise<string> {
  if (kindOf(postId) === 'media') return remoteId
  return parseAnswer(WirePlace, await graph.get(encodeURIComponent(remoteId), { fields: PLACE_FIELDS }), graph).media.id
}

/** A media and what is below it. */
export async function thread(context: ConnectorContext, post: RemotePost): Promise<ThreadBatch> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const media = await readMedia(graph, await mediaIdOf(graph, post))
  const { comments, isWhole, skipped } = await readComments(graph, media.id)
  const normalised = normaliseDiscussions([{ media, comments }], reader)
  return {
    batch: { ...normalised, entries: [], inbox: [], older: null, chronological: true, skipped: normalised.skipped + skipped },
    rootId: postIdOf('media', media.id),
    complete: isWhole,
  }
}
