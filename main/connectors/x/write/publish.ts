import { randomUUID } from 'node:crypto'
import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost, PreparedParts, PreparedPost, Publish } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { CreateFailure, unreadable } from '../../answer-failure.ts'
import { singleAudience } from '../../single-audience.ts'
import { accountToken } from '../auth/session.ts'
import { committedPost, Created, Prepared } from './committed.ts'
import { uploadAll } from './media.ts'
import { witness } from './witness.ts'

export const publish: Publish = {
  // X knows no keys. It refuses the same text twice in a row as "duplicate content", which nothing here relies on.
  newKey: () => randomUUID(),
  prepare,
  commit,
  // How late a post may still come X does not say: the five minutes that hold unless said.
  witness: (context, _key, post, prepared, since) => witness(context, post, Prepared.parse(prepared), since),
}

async function prepare(
  context: ConnectorContext,
  post: OutgoingPost,
  onProgress: (share: number) => void,
  parts?: PreparedParts,
): Promise<PreparedPost> {
  return { mediaIds: await uploadAll(context, post.media, onProgress, parts) } satisfies Prepared
}

async function commit(context: ConnectorContext, _key: string, post: OutgoingPost, prepared: PreparedPost): Promise<CommittedPost> {
  // Quotes are not for self-serve apps, and the capabilities say so; leaving it out would post something else.
  if (post.quote !== null) throw new AppFailure({ kind: 'capability-not-supported', capability: 'quote', message: null })
  const client = accountClient(context)
  const body = bodyOf(post, Prepared.parse(prepared).mediaIds)
  // A session that cannot be renewed is no post that may have left.
  await accountToken(context).current()
  try {
    const created = Created.safeParse(await client.send('POST', '/2/tweets', body))
    if (!created.success) throw unreadable(client.server)
    return committedPost(context, created.data.data.id, post)
  } catch (error) {
    throw new CreateFailure(error)
  }
}

/** Source: as for the request. */
const REPLY_SETTINGS = { mentioned: 'mentionedUsers', following: 'following' } as const

/** X knows these groups, one at a time; everyone is what is not said. */
function replySettingsOf(post: OutgoingPost): string | undefined {
  const audience = post.replyPolicy === null ? 'everyone' : singleAudience(post.replyPolicy)
  if (audience === 'everyone') return undefined
  if (audience === 'followers') throw new AppFailure({ kind: 'capability-not-supported', capability: 'replyPolicy', message: null })
  return REPLY_SETTINGS[audience]
}

/** CreatePostsRequest: openapi.json 2.168, read 2026-11-27. The text goes as it was typed: X turns mentions and links into links. */
function bodyOf(post: OutgoingPost, mediaIds: readonly string[]) {
  return {
    text: post.text,
    // Left out by JSON where it is undefined.
    reply_settings: replySettingsOf(post),
    ...(post.replyTo === null ? {} : { reply: { in_reply_to_tweet_id: post.replyTo.remoteId } }),
    ...(mediaIds.length === 0 ? {} : { media: { media_ids: mediaIds } }),
    // In minutes; the capabilities hold them between 5 and a week.
    ...(post.poll === null ? {} : { poll: { options: post.poll.options, duration_minutes: Math.round(post.poll.seconds / 60) } }),
  }
}
