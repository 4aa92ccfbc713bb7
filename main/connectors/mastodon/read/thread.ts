import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, RemotePost, ThreadBatch } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { postIdOf } from '../normalise/post.ts'
import { parseAnswer, parseList, WireContext, WireStatus } from '../wire.ts'
import { learn, seeReferences } from './gathered.ts'
import { readStatus } from './statuses-by-id.ts'

/** The thread around a post. Incomplete where the server does not have its beginning. */
export async function thread(context: ConnectorContext, post: RemotePost): Promise<ThreadBatch> {
  const client = accountClient(context)
  const [status, answer] = await Promise.all([
    readStatus(client, post.remoteId),
    client.get(`/api/v1/statuses/${encodeURIComponent(post.remoteId)}/context`),
  ])
  if (status === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  const around = parseAnswer(WireContext, answer.data, client.server)
  const ancestors = parseList(WireStatus, around.ancestors, client.server)
  const descendants = parseList(WireStatus, around.descendants, client.server)
  const gathering = client.gather()
  for (const each of [...ancestors.items, status, ...descendants.items]) gathering.see(each)
  await seeReferences(client, gathering)
  learn(client, gathering)
  // Ancestors come in order, the first post of the thread first.
  const root = ancestors.items[0] ?? status.reblog ?? status
  const rootId = postIdOf(root, client.home)
  const batch = gathering.batch({ skipped: ancestors.skipped + descendants.skipped })
  return {
    batch: {
      ...batch,
      posts: batch.posts.map(({ post: each, viewer }) => ({ post: each.id === rootId ? each : { ...each, threadRootId: rootId }, viewer })),
    },
    rootId,
    complete: root.inReplyToId === null,
  }
}
