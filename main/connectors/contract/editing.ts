import type { QuotePolicy, ReplyPolicy } from '../../../shared/model/draft.ts'
import type { MediaAttachment } from '../../../shared/model/media.ts'
import type { ConnectorContext } from './context.ts'
import type { CommittedPost, OutgoingPost, Prepare, PreparedPost, Witness } from './outgoing-post.ts'
import type { RemotePost } from './reading.ts'

/** A file of a post, and the network's own name of it where a change of the post may keep it. */
export type SourceMedia = { readonly attachedAs: string | null; readonly attachment: MediaAttachment }

/** What an own post was written as, so that it can be changed or written anew. Its reply, quote, poll and visibility are in the post itself. */
export type PostSource = {
  readonly text: string
  readonly contentWarning: string | null
  readonly sensitive: boolean
  /** BCP 47; null = not said. */
  readonly language: string | null
  /** The files as they were uploaded, as far as the network still has them so. */
  readonly media: readonly SourceMedia[]
  /** Null = the network has no such thing, or does not tell. */
  readonly replyPolicy: ReplyPolicy | null
  readonly quotePolicy: QuotePolicy | null
  readonly topicTag: string | null
}

/** Changing a post that is on the network. Every part may be repeated: the same change twice is one. */
export type Edit = {
  /** Uploads the files that are new. */
  readonly prepare: Prepare<[post: RemotePost, change: OutgoingPost]>
  /** Replaces what the post says. Of `change`, what a network cannot change of a post (reply, quote, visibility) is not looked at. */
  readonly commit: (context: ConnectorContext, post: RemotePost, change: OutgoingPost, prepared: PreparedPost) => Promise<CommittedPost>
  /** Looks whether the post says it already. */
  readonly witness: (context: ConnectorContext, post: RemotePost, change: OutgoingPost, prepared: PreparedPost) => Promise<Witness>
}
