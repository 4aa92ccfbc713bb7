import { z } from 'zod'
import type { CommittedPost, ConnectorContext, OutgoingPost } from '../../connector.ts'
import type { Graph } from '../../meta/graph.ts'
import type { Reader } from '../../meta/reader.ts'
import { normalisePosts } from '../normalise/batch.ts'
import { readerOf } from '../read/self.ts'
import { readPost } from '../read/thread.ts'
import { WirePost } from '../wire.ts'

/** What `prepare` leaves: the container that is to be published, and when it was made, epoch ms. */
export const Prepared = z.object({ containerId: z.string().min(1), madeAt: z.number() })
export type Prepared = z.infer<typeof Prepared>

/** A post of the account's own as what the outbox keeps. */
export function committedPost(post: WirePost, reader: Reader): CommittedPost | null {
  const [normalised] = normalisePosts([post], reader).posts
  return normalised === undefined ? null : { normalised, author: reader.self }
}

/**
 * The post of an id that publishing answered. It is there for certain: where it cannot be read back at once it is kept as it was sent, and the
 * next reading brings the rest.
 */
export async function publishedPost(context: ConnectorContext, graph: Graph, id: string, sent: OutgoingPost): Promise<CommittedPost> {
  try {
    const committed = committedPost(await readPost(graph, id), await readerOf(context, graph))
    if (committed !== null) return committed
  } catch (error) {
    context.log.warn('A post was published and could not be read back', { accountId: context.account.id, error: String(error) })
  }
  return asSent(context, id, sent)
}

function asSent(context: ConnectorContext, id: string, sent: OutgoingPost): CommittedPost {
  const now = context.clock()
  const wire = WirePost.parse({
    id,
    username: context.account.handle,
    text: sent.text,
    timestamp: new Date(now).toISOString(),
    replied_to: sent.replyTo === null ? null : { id: sent.replyTo.remoteId },
    root_post: sent.replyRoot === null ? null : { id: sent.replyRoot.remoteId },
    quoted_post: sent.quote === null ? null : { id: sent.quote.remoteId },
  })
  const [normalised] = normalisePosts([wire], { self: selfOf(context), now }).posts
  if (normalised === undefined) throw new Error('A post with a time has none')
  return { normalised, author: null }
}

/** Only its name is looked at. */
function selfOf({ account }: ConnectorContext): Reader['self'] {
  const { authorId: id, handle } = account
  const author = { id, platform: 'threads', handle, displayName: '', emojis: [], avatarUrl: null, url: null, bot: false }
  return { author, remoteId: handle, relationship: null }
}
