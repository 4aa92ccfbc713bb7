import { z } from 'zod'
import { AccountId, AuthorId, PostId, Timestamp } from '../ids.ts'

/** What happened to one of the person's accounts. The first three are the Mentions view; the rest join it by a switch. */
export const InboxKind = z.enum(['mention', 'reply', 'quote', 'like', 'repost', 'follow', 'follow-request', 'poll-ended', 'edit', 'other'])
export type InboxKind = z.infer<typeof InboxKind>

/** One notification of one account, whatever the network. */
export const InboxItem = z.object({
  /** The network's own id for it, unique within the account. */
  remoteId: z.string(),
  accountId: AccountId,
  kind: InboxKind,
  actorId: AuthorId,
  /** The post that mentions, replies or quotes; for likes and reposts the person's own post; null for follows. */
  postId: PostId.nullable(),
  at: Timestamp,
  read: z.boolean(),
})
export type InboxItem = z.infer<typeof InboxItem>

/** What the Mentions view can be narrowed down to. */
export const InboxFilter = z.enum(['mentions', 'all', 'conversations', 'quotes', 'reactions', 'follows'])
export type InboxFilter = z.infer<typeof InboxFilter>

/** Where a row of the inbox lies: to be seen to, put off until a time, or done with. */
export const InboxPlace = z.enum(['inbox', 'snoozed', 'archived'])
export type InboxPlace = z.infer<typeof InboxPlace>
