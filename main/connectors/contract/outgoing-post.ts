import type { Visibility } from '../../../shared/model/canonical-post.ts'
import type { DraftPoll, QuotePolicy, ReplyPolicy } from '../../../shared/model/draft.ts'
import type { ConnectorContext } from './context.ts'
import type { OutgoingMedia } from './outgoing-media.ts'
import type { NormalisedAuthor, NormalisedPost, RemotePost } from './reading.ts'

/** One post to publish, fully resolved for this account. */
export type OutgoingPost = {
  readonly text: string
  readonly media: readonly OutgoingMedia[]
  readonly contentWarning: string | null
  readonly sensitive: boolean
  readonly language: string | null
  readonly visibility: Visibility | null
  readonly poll: DraftPoll | null
  readonly replyTo: RemotePost | null
  readonly replyRoot: RemotePost | null
  readonly quote: RemotePost | null
  /** Who may answer; null = the account's default. Only for a post that begins a thread, and where the capabilities offer it. */
  readonly replyPolicy: ReplyPolicy | null
  /** Who may quote; null = the account's default. */
  readonly quotePolicy: QuotePolicy | null
  /** The topic it is put under; null = none. Only for a post that begins a thread, and where the capabilities offer it. */
  readonly topicTag: string | null
  /** Epoch ms; the time the person pressed Post, kept over repeats. */
  readonly createdAt: number
}

/** What `prepare` yields: JSON, stored before anything is committed (uploaded media, resolved mentions). */
export type PreparedPost = unknown

/** A post that is on the network. */
export type CommittedPost = { readonly normalised: NormalisedPost; readonly author: NormalisedAuthor | null }

/** Whether a post whose outcome is unknown is there. */
export type Witness =
  { readonly kind: 'there'; readonly post: CommittedPost } | { readonly kind: 'not-there' } | { readonly kind: 'cannot-tell' }

/**
 * What of a post was prepared before an earlier `prepare` of it ended early (Chirp was closed, the network went away), so that no file is
 * uploaded twice. Names are the connector's own and mean the same in every `prepare` of the post.
 */
export type PreparedParts = {
  /** The JSON kept under a name; undefined = none, or too old to be relied on. To be parsed. */
  readonly find: (name: string) => unknown
  /** Stores a part at once. */
  readonly keep: (name: string, part: unknown) => void
}

/**
 * Uploads and resolves what a post needs; `upload-files.ts` helps. `Subject` is what it is about. May be repeated: what a repeat leaves behind is
 * harmless. Without `parts` nothing is remembered between repeats.
 */
export type Prepare<Subject extends readonly unknown[]> = (
  ...given: [context: ConnectorContext, ...subject: Subject, onProgress: (share: number) => void, parts?: PreparedParts]
) => Promise<PreparedPost>
