import { randomUUID } from 'node:crypto'
import type { CommittedPost, ConnectorContext, OutgoingPost, PreparedParts, PreparedPost, Publish, Witness } from '../../connector.ts'
import { makeContainers } from '../../meta/make-containers.ts'
import { publishOnce } from '../../meta/publish-once.ts'
import { accountGraph, CONTAINERS } from '../client.ts'
import { manifest } from '../manifest.ts'
import { mediaIdOf } from '../read/thread.ts'
import { witnessComment, writeComment } from './comments.ts'
import { Prepared, publishedMedia } from './committed.ts'
import { parametersOf, refuse } from './parameters.ts'
import { refuseOverQuota } from './quota.ts'
import { witnessMedia } from './witness.ts'

export const publish: Publish = {
  // Instagram knows no keys: what is published twice is two posts. Containers say whether they were, and the account's own posts do.
  newKey: () => randomUUID(),
  settleMs: 5 * 60_000,
  prepare,
  commit,
  witness,
}

/** Makes the container of a post and has the network fetch what belongs to it; of a comment it finds out which media it goes below. */
async function prepare(
  context: ConnectorContext,
  post: OutgoingPost,
  onProgress: (share: number) => void,
  parts?: PreparedParts,
): Promise<PreparedPost> {
  refuse(post)
  const graph = accountGraph(context)
  if (post.replyTo !== null) return { kind: 'comment', mediaId: await mediaIdOf(graph, post.replyTo) } satisfies Prepared
  await refuseOverQuota(graph, context.clock())
  const making = { network: manifest.name, context, graph, api: CONTAINERS, parts }
  const { id, madeAt } = await makeContainers(making, post.media, parametersOf(post), onProgress)
  return { kind: 'media', containerId: id, madeAt } satisfies Prepared
}

async function commit(context: ConnectorContext, _key: string, post: OutgoingPost, stored: PreparedPost): Promise<CommittedPost> {
  const prepared = Prepared.parse(stored)
  if (prepared.kind === 'comment') {
    if (post.replyTo === null) throw new Error('A comment answers nothing')
    return writeComment(context, post, post.replyTo, prepared.mediaId)
  }
  const graph = accountGraph(context)
  return publishedMedia(context, graph, await publishOnce(graph, CONTAINERS, prepared.containerId), post)
}

function witness(context: ConnectorContext, _key: string, post: OutgoingPost, stored: PreparedPost, since: number): Promise<Witness> {
  const prepared = Prepared.parse(stored)
  return prepared.kind === 'comment'
    ? witnessComment(context, post, prepared.mediaId, since)
    : witnessMedia(context, post, prepared.containerId, since)
}
