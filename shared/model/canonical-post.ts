import { z } from 'zod'
import { AuthorId, PostId, Timestamp } from '../ids.ts'
import { MediaAttachment } from './media.ts'
import { PostMetrics } from './post-metrics.ts'
import { RichText } from './rich-text.ts'

/** Who may see a post, from widest to narrowest; null where the network has no such thing (all is public). */
export const Visibility = z.enum(['public', 'unlisted', 'followers', 'direct'])
export type Visibility = z.infer<typeof Visibility>

/** A poll as it is shown. Counts are null while the network hides them. */
export const Poll = z.object({
  /** The network's own id for voting. */
  remoteId: z.string(),
  options: z.array(z.object({ title: z.string(), votes: z.number().int().nullable() })),
  votes: z.number().int().nullable(),
  voters: z.number().int().nullable(),
  multiple: z.boolean(),
  endsAt: Timestamp.nullable(),
  closed: z.boolean(),
  /** Indexes of the options the reading account chose. */
  ownChoices: z.array(z.number().int()),
})
export type Poll = z.infer<typeof Poll>

/** The preview of a page a post links to. */
export const LinkCard = z.object({
  url: z.string(),
  title: z.string(),
  description: z.string(),
  provider: z.string().nullable(),
  imageUrl: z.string().nullable(),
  imageAlt: z.string(),
})
export type LinkCard = z.infer<typeof LinkCard>

/** A reference to a quoted post; when it cannot be shown, why. */
export const QuoteReference = z.object({
  postId: PostId.nullable(),
  state: z.enum(['available', 'deleted', 'blocked', 'unavailable', 'pending', 'rejected']),
})
export type QuoteReference = z.infer<typeof QuoteReference>

/** What a post answers. Any part may be unknown: a network may name only the author, or only the post. */
export const ReplyReference = z.object({
  postId: PostId.nullable(),
  authorId: AuthorId.nullable(),
  authorHandle: z.string().nullable(),
})
export type ReplyReference = z.infer<typeof ReplyReference>

/** A post whatever its network, flat: the author, the quoted post and the parent are referred to by id. */
export const CanonicalPost = z.object({
  id: PostId,
  platform: z.string(),
  authorId: AuthorId,
  /** Its page on the network's own site. */
  url: z.string().nullable(),
  createdAt: Timestamp,
  /** When the network first saw it; null where it does not say. Sorting uses the earlier of both. */
  indexedAt: Timestamp.nullable(),
  editedAt: Timestamp.nullable(),
  text: RichText,
  /** The author's or a moderator's warning; null = none. Text and media are folded behind it. */
  contentWarning: z.string().nullable(),
  /** Media is to be hidden until asked for, even without a warning. */
  sensitive: z.boolean(),
  /** BCP 47 tags, as the author declared. */
  languages: z.array(z.string()),
  media: z.array(MediaAttachment),
  poll: Poll.nullable(),
  linkCard: LinkCard.nullable(),
  quote: QuoteReference.nullable(),
  replyTo: ReplyReference.nullable(),
  /** The first post of the thread; null where unknown or where this is it. */
  threadRootId: PostId.nullable(),
  visibility: Visibility.nullable(),
  metrics: PostMetrics,
})
export type CanonicalPost = z.infer<typeof CanonicalPost>

/**
 * A post may be dated this much later than it was received and still be believed: clocks of servers and of this machine differ by minutes.
 * What is dated later than that was dated wrongly.
 */
export const FUTURE_ALLOWANCE_MS = 5 * 60 * 1000

/** When a post came to be, epoch ms: the earlier of created and indexed, since only the first of them is the author's to say. */
export function datedAt(post: Pick<CanonicalPost, 'createdAt' | 'indexedAt'>): number {
  return Math.min(post.createdAt, post.indexedAt ?? Number.MAX_SAFE_INTEGER)
}

/** The time a post is sorted by, epoch ms: its own, or where that cannot be believed, the time it was received at. */
export function sortTime(post: Pick<CanonicalPost, 'createdAt' | 'indexedAt'>, receivedAt: number): number {
  const at = datedAt(post)
  return at > receivedAt + FUTURE_ALLOWANCE_MS ? receivedAt : at
}
