import type { CommittedPost, ConnectorContext, OutgoingPost } from '../../connector.ts'
import type { PageGraph } from '../client.ts'
import { normaliseEntries } from '../normalise/batch.ts'
import type { Entry } from '../normalise/entry.ts'
import { readRemoteId, type RemoteId } from '../normalise/ids.ts'
import type { Reader } from '../normalise/post.ts'
import { readEntry } from '../read/one.ts'
import { readerOf } from '../read/self.ts'

/** A post of the page's own as what the outbox keeps. */
export function committedPost(entry: Entry, reader: Reader): CommittedPost | null {
  const [normalised] = normaliseEntries([entry], reader).posts
  return normalised === undefined ? null : { normalised, author: reader.self }
}

/**
 * The post of an id that publishing answered. It is there for certain: where it cannot be read back at once it is kept as it was sent, and the
 * next reading brings the rest.
 */
export async function publishedPost(context: ConnectorContext, graph: PageGraph, id: string, sent: OutgoingPost): Promise<CommittedPost> {
  const remote: RemoteId =
    sent.replyTo === null ? { postId: id, commentId: null } : { postId: readRemoteId(sent.replyTo.remoteId).postId, commentId: id }
  try {
    const committed = committedPost(await readEntry(graph, remote), await readerOf(context, graph))
    if (committed !== null) return committed
  } catch (error) {
    context.log.warn('A post was published and could not be read back', { accountId: context.account.id, error: String(error) })
  }
  return asSent(context, graph, remote, sent)
}

function asSent({ account, clock }: ConnectorContext, { pageId }: PageGraph, remote: RemoteId, sent: OutgoingPost): CommittedPost {
  const now = clock()
  const parent = sent.replyTo === null ? null : readRemoteId(sent.replyTo.remoteId)
  const entry: Entry = {
    remote,
    parentId: parent === null ? null : (parent.commentId ?? parent.postId),
    text: sent.text,
    written: sent.text,
    at: now,
    url: null,
    from: { id: pageId, name: '', picture: null },
    attachments: [],
    counts: { replies: null, reposts: null, likes: null },
  }
  const author = {
    id: account.authorId,
    platform: 'facebook',
    handle: account.handle,
    displayName: '',
    emojis: [],
    avatarUrl: null,
    url: null,
    bot: false,
  }
  const [normalised] = normaliseEntries([entry], { self: { author, remoteId: pageId, relationship: null }, now }).posts
  if (normalised === undefined) throw new Error('A post with a time has none')
  return { normalised, author: null }
}
