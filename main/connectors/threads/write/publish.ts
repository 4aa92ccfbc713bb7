import { randomUUID } from 'node:crypto'
import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost, PreparedParts, PreparedPost, Publish } from '../../connector.ts'
import { containerStatus, publishContainer } from '../../meta/containers.ts'
import type { Graph } from '../../meta/graph.ts'
import { GraphFailure, hasGraphCode, PublishFailure } from '../../meta/graph-failure.ts'
import { makeContainers } from '../../meta/make-containers.ts'
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
  let id: string
  try {
    id = await publishContainer(graph, CONTAINERS, containerId)
  } catch (error) {
    await refuseDoubt(graph, containerId, error)
    throw new PublishFailure(error)
  }
  return publishedPost(context, graph, id, post)
}

/**
 * A refusal is not believed at once where the network is known to publish all the same (code 10, and whatever is not a limit or a token): its
 * page says to look at the container. Rejects with `outcome-unknown` where that was published.
 * Source: https://developers.facebook.com/docs/threads/troubleshooting, read 2026-11-27; the code as others report it.
 */
async function refuseDoubt(graph: Graph, containerId: string, error: unknown): Promise<void> {
  const isRefusal = error instanceof GraphFailure && error.problem === 'status' && error.error !== null
  if (!isRefusal || hasGraphCode(error, '190', '102', '4', '17', '32', '613', '9')) return
  let status: string
  try {
    status = (await containerStatus(graph, CONTAINERS, containerId)).status
  } catch {
    throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
  }
  if (status === 'PUBLISHED') throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
}
