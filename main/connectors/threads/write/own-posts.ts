import { AppFailure } from '../../../../shared/errors.ts'
import type { ReplyPolicy } from '../../../../shared/model/draft.ts'
import type { ConnectorContext, PostSource, RemotePost } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { accountGraph } from '../client.ts'
import { normalisePost } from '../normalise/post.ts'
import { readPost } from '../read/thread.ts'
import { WireDeleted } from '../wire.ts'

/** Deletes an own post. One that is gone already is as wanted. */
export async function deletePost(context: ConnectorContext, post: RemotePost): Promise<void> {
  const graph = accountGraph(context)
  try {
    parseAnswer(WireDeleted, await graph.delete(encodeURIComponent(post.remoteId)), graph)
  } catch (error) {
    if (!hasGraphCode(error, '100/33')) throw error
  }
}

const AUDIENCES: Readonly<Record<string, ReplyPolicy>> = {
  EVERYONE: { kind: 'everyone' },
  ACCOUNTS_YOU_FOLLOW: { kind: 'some', audiences: ['following'] },
  MENTIONED_ONLY: { kind: 'some', audiences: ['mentioned'] },
  FOLLOWERS_ONLY: { kind: 'some', audiences: ['followers'] },
}

/** What an own post was written as. Its files are what the network made of them: it keeps nothing else. */
export async function readSource(context: ConnectorContext, { remoteId }: RemotePost): Promise<PostSource> {
  const wire = await readPost(accountGraph(context), remoteId)
  const normalised = normalisePost(wire, { authors: new Map(), now: context.clock() })
  if (normalised === null) throw new AppFailure({ kind: 'capability-not-supported', capability: 'source', message: null })
  const { media } = normalised.post
  // A file that is not told of must not be left out.
  if (media.length < wire.children.length) throw new AppFailure({ kind: 'capability-not-supported', capability: 'source', message: null })
  return {
    text: wire.text,
    contentWarning: null,
    sensitive: false,
    language: null,
    media: media.map((attachment) => ({ attachedAs: null, attachment })),
    replyPolicy: AUDIENCES[wire.reply_audience ?? ''] ?? null,
    quotePolicy: null,
    topicTag: wire.topic_tag,
  }
}
