import type { InboxKind } from '../../../../shared/model/inbox-item.ts'
import type { NormalisedInboxItem } from '../../connector.ts'
import type { WireInnerStatus, WireNotification } from '../wire.ts'
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
 * A notification as an inbox item; null where it lacks a time or its post, or where the person's own filters hide that. `ownHandle` is the reading
 * account's: a mention in an answer to its own post is a reply.
 */
export function normaliseNotification(notification: WireNotification, home: Home, ownHandle: string): NormalisedInboxItem | null {
  const at = Date.parse(notification.createdAt)
  const status = notification.status?.reblog ?? notification.status
  const kind = KINDS[notification.type] ?? 'other'
  if (Number.isNaN(at) || (status && (filterOf(status)?.action === 'hide' || Number.isNaN(Date.parse(status.createdAt))))) return null
  // These are nothing without their post.
  if (!status && (kind === 'mention' || kind === 'quote')) return null
  return {
    remoteId: notification.id,
    kind: kind === 'mention' && status && answers(status, home, ownHandle) ? 'reply' : kind,
    actorId: authorIdOf(notification.account, home),
    postId: status ? postIdOf(status, home) : null,
    at,
    read: null,
  }
}

/** An answer names whom it answers by the server's id, which the list of mentions explains. */
function answers(status: WireInnerStatus, home: Home, ownHandle: string): boolean {
  const own = ownHandle.toLowerCase()
  return status.mentions.some(
    (mention) =>
      mention.id !== null &&
      mention.id === status.inReplyToAccountId &&
      fullHandle(mention.acct || mention.username, home).toLowerCase() === own,
  )
}
