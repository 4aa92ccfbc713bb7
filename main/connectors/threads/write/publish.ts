import { randomUUID } from 'node:crypto'
import type { CommittedPost, ConnectorContext, OutgoingPost, PreparedParts, PreparedPost, Publish } from '../../connector.ts'
import { makeContainers } from '../../meta/make-containers.ts'
import { publishOnce } from '../../meta/publish-once.ts'
import { accountGraph, CONTAINERS } from '../client.ts'
import { manifest } from '../manifest.ts'
import { Prepared, publishedPost } from './committed.ts'
import { parametersOf, refuse } from './parameters.ts'
import { refuseOverQuota } from './quota.ts'
import { witness } from './witness.ts'

export const publish: Publish = {
  // Threads knows no keys: what is published twice is two posts. The container says whether it was, and the account's own posts do.
  newKey: () => randomUUID(),
  settleMs: 5 * 60_000,
  prepare,
  commit,
  witness: (context, _key, post, prepared, since) => witness(context, post, Prepared.parse(prepared), since),
}

/** Makes the container of a post and has the network fetch what belongs to it, so that publishing is one request. */
async function prepare(
  context: ConnectorContext,
  post: OutgoingPost,
  onProgress: (share: number) => void,
  parts?: PreparedParts,
): Promise<PreparedPost> {
  refuse(post)
  const parameters = parametersOf(post)
  const graph = accountGraph(context)
  await refuseOverQuota(graph, post.replyTo !== null, context.clock())
  const { id, madeAt } = await makeContainers(
    { network: manifest.name, context, graph, api: CONTAINERS, parts },
    post.media,
    parameters,
    onProgress,
  )
  return { containerId: id, madeAt } satisfies Prepared
}

async function commit(context: ConnectorContext, _key: string, post: OutgoingPost, prepared: PreparedPost): Promise<CommittedPost> {
  const graph = accountGraph(context)
  const { containerId } = Prepared.parse(prepared)
  const id = await publishOnce(graph, CONTAINERS, containerId)
  return publishedPost(context, graph, id, post)
}
