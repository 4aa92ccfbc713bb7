import type { InboxKind } from '../../../../shared/model/inbox-item.ts'
import type { NormalisedInboxItem } from '../../connector.ts'
import type { WireNotification } from '../wire.ts'
import { authorIdOf, fullHandle, type Home } from './author.ts'
import { filterOf, postIdOf } from './post.ts'

/** Source: docs.joinmastodon.org/entities/Notification, read 2026-11-20; reactions are Pleroma's. Others become `other`. */
const KINDS: Readonly<Record<string, InboxKind>> = {
  mention: 'mention',
  quote: 'quote',
  favourite: 'like',
  'pleroma:emoji_reaction': 'like',
  reaction: 'like',
  reblog: 'repost',
  follow: 'follow',
  follow_request: 'follow-request',
  poll: 'poll-ended',
  update: 'edit',
  quoted_update: 'edit',
}

/**
 * A notification as an inbox item; null where it has no time, or where the person's own filters hide its post. `ownHandle` is the reading
 * account's: a mention in an answer to its own post is a reply.
 */
export function normaliseNotification(notification: WireNotification, home: Home, ownHandle: string): NormalisedInboxItem | null {
  const at = Date.parse(notification.createdAt)
  const { status } = notification
  if (Number.isNaN(at) || (status && filterOf(status)?.action === 'hide')) return null
  const kind = KINDS[notification.type] ?? 'other'
  return {
    remoteId: notification.id,
    kind: kind === 'mention' && status && answers(status, home, ownHandle) ? 'reply' : kind,
    actorId: authorIdOf(notification.account, home),
    postId: status ? postIdOf(status.reblog ?? status, home) : null,
    at,
    read: null,
  }
}

/** An answer names whom it answers by the server's id, which the list of mentions explains. */
function answers(status: NonNullable<WireNotification['status']>, home: Home, ownHandle: string): boolean {
  const own = ownHandle.toLowerCase()
  return status.mentions.some(
    (mention) =>
      mention.id !== null &&
      mention.id === status.inReplyToAccountId &&
      fullHandle(mention.acct || mention.username, home).toLowerCase() === own,
  )
}
