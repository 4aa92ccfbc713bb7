import type { InboxKind } from '../../../../shared/model/inbox-item.ts'
import type { NormalisedInboxItem } from '../../connector.ts'
import type { WireInnerStatus, WireNotification } from '../wire.ts'
import { authorIdOf, fullHandle, type Home } from './author.ts'
import { filterOf, postIdOf, type Known } from './post.ts'

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

/** The reading account. */
export type Own = { readonly authorId: string; readonly handle: string }

/**
 * A notification as an inbox item; null where it lacks a time or its post, or where the person's own filters hide that. A mention in an
 * answer to a post of the reading account is a reply.
 */
export function normaliseNotification(notification: WireNotification, home: Home, own: Own, known: Known): NormalisedInboxItem | null {
  const at = Date.parse(notification.createdAt)
  const status = notification.status?.reblog ?? notification.status
  const kind = KINDS[notification.type] ?? 'other'
  if (Number.isNaN(at) || (status && (filterOf(status, 'notifications')?.action === 'hide' || Number.isNaN(Date.parse(status.createdAt)))))
    return null
  // These are nothing without their post.
  if (!status && (kind === 'mention' || kind === 'quote')) return null
  return {
    remoteId: notification.id,
    kind: kind === 'mention' && status && answers(status, home, own, known) ? 'reply' : kind,
    actorId: authorIdOf(notification.account, home),
    postId: status ? postIdOf(status, home) : null,
    at,
    read: null,
  }
}

/** An answer names whom it answers by the server's ids, which the list of mentions explains, or other posts do. */
function answers(status: WireInnerStatus, home: Home, own: Own, known: Known): boolean {
  const { inReplyToId, inReplyToAccountId } = status
  if (inReplyToId !== null && known.post(inReplyToId)?.authorId === own.authorId) return true
  if (inReplyToAccountId === null) return false
  if (known.author(inReplyToAccountId)?.authorId === own.authorId) return true
  const handle = own.handle.toLowerCase()
  return status.mentions.some(
    (mention) => mention.id === inReplyToAccountId && fullHandle(mention.acct || mention.username, home).toLowerCase() === handle,
  )
}
