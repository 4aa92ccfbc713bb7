import { randomUUID } from 'node:crypto'
import type { CommittedPost, ConnectorContext, OutgoingPost, PreparedPost, Publish } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { CreateFailure } from '../../answer-failure.ts'
import { pageGraph } from '../client.ts'
import { WireCreated } from '../wire.ts'
import { publishedPost } from './committed.ts'
import { requestOf } from './parameters.ts'
import { Prepared, prepare } from './prepare.ts'
import { publishReel, witnessReel } from './reel.ts'
import { schedule } from './schedule.ts'
import { witness } from './witness.ts'

export const publish: Publish = {
  // Facebook knows no keys: what is published twice is two posts. The page's own posts tell.
  newKey: () => randomUUID(),
  settleMs: 5 * 60_000,
  prepare,
  commit,
  witness: (context, _key, post, prepared, since) => {
    const uploaded = Prepared.parse(prepared)
    return uploaded.videoId === null ? witness(context, post, uploaded, since) : witnessReel(context, uploaded.videoId, since)
  },
  schedule,
}

async function commit(context: ConnectorContext, _key: string, post: OutgoingPost, prepared: PreparedPost): Promise<CommittedPost> {
  const uploaded = Prepared.parse(prepared)
  if (uploaded.videoId !== null) return publishReel(context, uploaded.videoId, post)
  const graph = await pageGraph(context)
  const { path, form } = requestOf(graph, post, uploaded)
  let id: string
  try {
    id = parseAnswer(WireCreated, await graph.post(path, form), graph).id
  } catch (error) {
    throw new CreateFailure(error)
  }
  return publishedPost(context, graph, id, post)
}
