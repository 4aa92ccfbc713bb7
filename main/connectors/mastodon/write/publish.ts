import { randomUUID } from 'node:crypto'
import type { mastodon } from 'masto'
import type { CommittedPost, ConnectorContext, OutgoingPost, PreparedParts, PreparedPost, Publish } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { CreateFailure, hasStatus } from '../../answer-failure.ts'
import { parseAnswer, WireStatus } from '../wire.ts'
import { committedPost, Prepared } from './committed.ts'
import { isProcessed, untilProcessed, uploadAll } from './media.ts'
import { witness } from './witness.ts'

/** How long a refused commit waits for files that were thought ready. */
const LATE_PROCESSING_MS = 30_000

export const publish: Publish = {
  newKey: () => randomUUID(),
  // Where the server forgets the key, so long must nothing have come before it is sent again; most servers know the key for an hour.
  settleMs: 30_000,
  prepare,
  commit,
  witness: (context, _key, post, prepared, since) => witness(context, post, readPrepared(prepared), since),
}

async function prepare(
  context: ConnectorContext,
  post: OutgoingPost,
  onProgress: (share: number) => void,
  parts?: PreparedParts,
): Promise<PreparedPost> {
  return { mediaIds: await uploadAll(context, post.media, onProgress, parts) } satisfies Prepared
}

async function commit(context: ConnectorContext, key: string, post: OutgoingPost, prepared: PreparedPost): Promise<CommittedPost> {
  const client = accountClient(context)
  const { mediaIds } = readPrepared(prepared)
  try {
    return await create(context, client, key, post, mediaIds)
  } catch (error) {
    // A refusal is certain. One because of files that are not finished after all can be mended by waiting for them.
    const refused = error instanceof CreateFailure && hasStatus(error.cause, 422) && mediaIds.length > 0
    if (!refused) throw error
    const ready = await Promise.all(mediaIds.map((id) => isProcessed(client, id)))
    if (ready.every(Boolean)) throw error
    for (const id of mediaIds.filter((_, index) => ready[index] === false)) await untilProcessed(context, client, id, LATE_PROCESSING_MS)
    return create(context, client, key, post, mediaIds)
  }
}

async function create(
  context: ConnectorContext,
  client: AccountClient,
  key: string,
  post: OutgoingPost,
  mediaIds: readonly string[],
): Promise<CommittedPost> {
  try {
    const answer = await client.api.v1.statuses.create(parametersOf(context, post, mediaIds), {
      requestInit: { headers: { 'Idempotency-Key': key } },
    })
    return committedPost(client, parseAnswer(WireStatus, answer, client.server))
  } catch (error) {
    throw new CreateFailure(error)
  }
}

function readPrepared(prepared: PreparedPost): Prepared {
  return Prepared.parse(prepared)
}

const VISIBILITIES = { public: 'public', unlisted: 'unlisted', followers: 'private', direct: 'direct' } as const
/** Since Mastodon 4.5: docs.joinmastodon.org/methods/statuses/#create, read 2026-11-26. Older servers have no word for it. */
export const QUOTE_POLICIES = { everyone: 'public', followers: 'followers', nobody: 'nobody' } as const

/** The text goes as it was typed: the server turns mentions and links into links. What was not said is left out, so that its defaults hold. */
export function parametersOf(
  context: ConnectorContext,
  post: OutgoingPost,
  mediaIds: readonly string[],
): mastodon.rest.v1.CreateStatusParams {
  const base = {
    status: post.text,
    ...(post.replyTo === null ? {} : { inReplyToId: post.replyTo.remoteId }),
    ...(post.contentWarning === null ? {} : { spoilerText: post.contentWarning }),
    ...(post.sensitive || post.contentWarning !== null ? { sensitive: true } : {}),
    ...(post.visibility === null ? {} : { visibility: VISIBILITIES[post.visibility] }),
    ...(post.language === null ? {} : { language: post.language }),
    ...quoteParameters(context, post),
    ...(post.quotePolicy === null ? {} : { quoteApprovalPolicy: QUOTE_POLICIES[post.quotePolicy] }),
  }
  if (mediaIds.length > 0) return { ...base, mediaIds }
  if (post.poll === null) return base
  return { ...base, poll: { options: post.poll.options, expiresIn: post.poll.seconds, multiple: post.poll.multiple } }
}

/** Mastodon's quotes are by permission and have one name for the quoted status, the older ones of other servers another. */
function quoteParameters(
  context: ConnectorContext,
  post: OutgoingPost,
): Pick<mastodon.rest.v1.CreateStatusParams, 'quotedStatusId'> | { readonly quoteId: string } {
  if (post.quote === null) return {}
  return context.account.capabilities.quote?.others === 'anyone'
    ? { quoteId: post.quote.remoteId }
    : { quotedStatusId: post.quote.remoteId }
}
