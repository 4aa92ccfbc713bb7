import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ReplyPolicy } from '../../../../shared/model/draft.ts'
import type { ConnectorContext, PostSource, RemotePost } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { hasStatus, unreadable } from '../../answer-failure.ts'
import { NUMBER } from '../ids.ts'
import { normalisePages } from '../normalise/batch.ts'
import { languageOf } from '../normalise/post.ts'
import { getByIds } from '../read/pages.ts'

const Deleted = z.object({ data: z.object({ deleted: z.boolean() }) })

/** Deletes an own post. One that is gone already is as wanted. */
export async function deletePost(context: ConnectorContext, post: RemotePost): Promise<void> {
  if (!NUMBER.test(post.remoteId)) throw new AppFailure({ kind: 'post-not-found', message: null })
  const client = accountClient(context)
  try {
    const answer = Deleted.safeParse(await client.send('DELETE', `/2/tweets/${post.remoteId}`)).data
    if (answer === undefined) throw unreadable(client.server)
    if (!answer.data.deleted) throw new AppFailure({ kind: 'post-not-found', message: null })
  } catch (error) {
    if (!hasStatus(error, 404)) throw error
  }
}

/** Null for groups that Chirp does not offer. */
const REPLY_POLICIES: Readonly<Record<string, ReplyPolicy>> = {
  everyone: { kind: 'everyone' },
  mentionedUsers: { kind: 'some', audiences: ['mentioned'] },
  following: { kind: 'some', audiences: ['following'] },
}

/**
 * What an own post was written as: X keeps the text as it was typed, but for addresses, which come back with their beginning. Rejects with
 * `post-not-found`, and with `platform-unavailable` where a file would be left out.
 */
export async function readSource(context: ConnectorContext, post: RemotePost): Promise<PostSource> {
  const client = accountClient(context)
  if (!NUMBER.test(post.remoteId)) throw new AppFailure({ kind: 'post-not-found', message: null })
  const pages = await getByIds(client, [post.remoteId])
  const wire = pages[0]?.tweets.find(({ id }) => id === post.remoteId)
  const own = normalisePages(pages, 'posts', client.reading).posts.find(({ viewer }) => viewer?.remoteId === post.remoteId)?.post
  if (wire === undefined || own === undefined || wire.author_id !== client.ownId)
    throw new AppFailure({ kind: 'post-not-found', message: null })
  if (own.media.length !== wire.attachments.media_keys.length)
    throw new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: client.server, message: null })
  return {
    text: own.text.text,
    contentWarning: null,
    sensitive: false,
    language: languageOf(wire),
    media: own.media.map((attachment) => ({ attachedAs: null, attachment })),
    replyPolicy: REPLY_POLICIES[wire.reply_settings ?? ''] ?? null,
    quotePolicy: null,
    topicTag: null,
  }
}
