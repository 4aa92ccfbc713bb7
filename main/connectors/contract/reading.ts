import type { Author, Relationship } from '../../../shared/model/author.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import type { InboxKind } from '../../../shared/model/inbox-item.ts'
import type { MuteHow } from '../../../shared/model/mute-rule.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'

/** How the reading account sees a post, with the handles its API needs to act on it. */
export type WireViewer = {
  /** The id this account's server uses for the post. */
  readonly remoteId: string
  /** The version of the post where the API wants one beside the id (a CID); else null. */
  readonly revision: string | null
  readonly liked: boolean
  readonly reposted: boolean
  readonly bookmarked: boolean
  /** Handle of the own like or repost, where undoing needs it. */
  readonly likeRef: string | null
  readonly repostRef: string | null
  readonly canReply: boolean
  readonly canQuote: boolean
  readonly canRepost: boolean
  /**
   * What the account's own filters on the network want of the post in its home feed, with the filter's name or word where it has one. Null:
   * nothing; left out: this answer does not say. A post that is to be muted stays in the feed: what is shown is the store's to say.
   */
  readonly filter?: { readonly how: MuteHow; readonly reason: string | null } | null
  /** What this answer does not say, and is false above: what was known of it stays. */
  readonly untold?: readonly EngagementVerb[]
}

/** A post as a connector hands it over. */
export type NormalisedPost = { readonly post: CanonicalPost; readonly viewer: WireViewer | null }

/** An author as a connector hands it over; `remoteId` is the id the account's API uses for them. */
export type NormalisedAuthor = {
  readonly author: Author
  readonly remoteId: string
  readonly relationship: (Omit<Relationship, 'accountId' | 'authorId'> & { readonly followRef: string | null }) | null
}

/** A place in a feed. */
export type NormalisedEntry = { readonly postId: string; readonly repostedBy: string | null; readonly sortAt: number }

/** A notification. */
export type NormalisedInboxItem = {
  readonly remoteId: string
  readonly kind: InboxKind
  readonly actorId: string
  readonly postId: string | null
  readonly at: number
  /** Null: the network keeps no read mark per item. */
  readonly read: boolean | null
}

/**
 * What a read yields. `posts` and `authors` hold everything the entries refer to, quoted and answered posts and reposters included
 * as far as the wire had them. Entries are newest first, where `chronological` does not say that they have an order of their own.
 */
export type ReadBatch = {
  readonly posts: readonly NormalisedPost[]
  readonly authors: readonly NormalisedAuthor[]
  readonly entries: readonly NormalisedEntry[]
  readonly inbox: readonly NormalisedInboxItem[]
  /** Token to go on towards older entries; null = the end. */
  readonly older: string | null
  /** Whether entries come in time order; false for ranked feeds. */
  readonly chronological: boolean
  /** Things in the answer that were left out because they could not be understood, for the log. */
  readonly skipped: number
}

/** Handles of a post for one account. */
export type RemotePost = {
  readonly postId: string
  readonly remoteId: string
  readonly revision: string | null
  readonly url: string | null
}

/** Handles of an author for one account. */
export type RemoteAuthor = { readonly authorId: string; readonly remoteId: string; readonly handle: string }

/** What is wanted of finds besides the words, only ever what the account's `search.filters` has. Times are epoch ms; `before` excludes it. */
export type SearchFilters = {
  /** A handle. */
  readonly from?: string
  readonly language?: string
  readonly before?: number
  readonly after?: number
}

/** What to read, from the newest or from where an earlier batch said `older`. */
export type StreamRequest = {
  readonly stream:
    | { readonly kind: 'home' }
    | { readonly kind: 'notifications' }
    | { readonly kind: 'author'; readonly author: RemoteAuthor }
    | { readonly kind: 'search'; readonly query: string; readonly filters?: SearchFilters }
    /** A list or a feed that the account has, by the server's id of it. Of a feed the batch may come in any order, which is its own. */
    | { readonly kind: 'list' | 'feed'; readonly remoteId: string }
    /** Without the `#`. */
    | { readonly kind: 'tag'; readonly tag: string }
  readonly older: string | null
  /** Wanted number of entries; a network may give fewer. */
  readonly limit: number
}

/** A thread around a post. All posts are in `batch.posts`; their order and nesting follow from `replyTo`. */
export type ThreadBatch = { readonly batch: ReadBatch; readonly rootId: string; readonly complete: boolean }
