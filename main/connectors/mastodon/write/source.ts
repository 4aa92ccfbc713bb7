import { AppFailure } from '../../../../shared/errors.ts'
import type { QuotePolicy } from '../../../../shared/model/draft.ts'
import type { ConnectorContext, PostSource, RemotePost } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { hasStatus, isNotOffered } from '../../answer-failure.ts'
import { authorIdOf } from '../normalise/author.ts'
import { normaliseMedia } from '../normalise/media.ts'
import { readStatus } from '../read/statuses-by-id.ts'
import { parseAnswer, WireSource, type WireStatus } from '../wire.ts'

/**
 * What an own status was typed as, which only the server knows: what it shows is markup. Rejects with `post-not-found`, and with
 * `capability-not-supported` where the server does not keep it.
 */
export async function readSource(context: ConnectorContext, post: RemotePost): Promise<PostSource> {
  const client = accountClient(context)
  const status = await readStatus(client, post.remoteId)
  if (status === null || authorIdOf(status.account, client.home) !== context.account.authorId)
    throw new AppFailure({ kind: 'post-not-found', message: null })
  const { text, spoilerText } = await readTyped(client, post.remoteId)
  const media = status.mediaAttachments.map((wire) => ({
    attachedAs: wire.id === '' ? null : wire.id,
    wire: normaliseMedia(wire, client.home),
  }))
  return {
    text,
    contentWarning: spoilerText === '' ? null : spoilerText,
    sensitive: status.sensitive,
    language: status.language === '' ? null : status.language,
    media: media.map(({ attachedAs, wire }) => {
      // Leaving one out would lose it.
      if (wire === null) throw new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: client.server, message: null })
      return { attachedAs, attachment: wire }
    }),
    replyPolicy: null,
    quotePolicy: quotePolicyOf(status),
    topicTag: null,
  }
}

/** The text of a status as it was sent (GET /source: Mastodon 3.5 and newer, and most others). */
export async function readTyped(client: AccountClient, remoteId: string): Promise<WireSource> {
  try {
    const { data } = await client.get(`/api/v1/statuses/${encodeURIComponent(remoteId)}/source`)
    return parseAnswer(WireSource, data, client.server)
  } catch (error) {
    if (!isNotOffered(error) && !hasStatus(error, 403, 406)) throw error
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'source', message: null }, { cause: error })
  }
}

/** Null where the server says nothing of it, or something that Chirp has no word for. */
function quotePolicyOf({ quoteApproval }: Pick<WireStatus, 'quoteApproval'>): QuotePolicy | null {
  if (quoteApproval === null) return null
  const { automatic } = quoteApproval
  if (automatic.includes('public')) return 'everyone'
  if (automatic.includes('followers')) return 'followers'
  return automatic.length === 0 ? 'nobody' : null
}
