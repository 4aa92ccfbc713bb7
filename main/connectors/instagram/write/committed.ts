import { z } from 'zod'
import type { CommittedPost, ConnectorContext, NormalisedPost, OutgoingPost } from '../../connector.ts'
import type { Graph } from '../../meta/graph.ts'
import { normaliseMedia } from '../normalise/post.ts'
import { readMedia } from '../read/comments.ts'
import { readerOf } from '../read/self.ts'
import { WireMedia } from '../wire.ts'

/** What `prepare` leaves: of a post its container and when it was made, epoch ms; of a comment the media that it goes below. */
export const Prepared = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('media'), containerId: z.string().min(1), madeAt: z.number() }),
  z.object({ kind: z.literal('comment'), mediaId: z.string().min(1) }),
])
export type Prepared = z.infer<typeof Prepared>

/**
 * The media of an id that publishing answered. It is there for certain: where it cannot be read back at once it is kept as it was sent, and the
 * next reading brings the rest.
 */
export async function publishedMedia(context: ConnectorContext, graph: Graph, id: string, sent: OutgoingPost): Promise<CommittedPost> {
  try {
    const [media, reader] = [await readMedia(graph, id), await readerOf(context, graph)]
    const normalised = normaliseMedia(media, reader.now)
    if (normalised !== null) return { normalised, author: reader.self }
  } catch (error) {
    context.log.warn('A post was published and could not be read back', { accountId: context.account.id, error: String(error) })
  }
  return { normalised: asSent(context, id, sent), author: null }
}

function asSent({ account, clock }: ConnectorContext, id: string, sent: OutgoingPost): NormalisedPost {
  const now = clock()
  const wire = WireMedia.parse({ id, username: account.handle, caption: sent.text, timestamp: new Date(now).toISOString() })
  const normalised = normaliseMedia(wire, now)
  if (normalised === null) throw new Error('A post with a time has none')
  return normalised
}
