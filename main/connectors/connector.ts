import type { AppError } from '../../shared/errors.ts'
import type { Author, AuthorProfile } from '../../shared/model/author.ts'
import type { PlatformCapabilities } from '../../shared/model/capabilities.ts'
import type { PostMetrics } from '../../shared/model/post-metrics.ts'
import type { OfferedView } from '../../shared/model/saved-view.ts'
import type { ConnectorContext } from './contract/context.ts'
import type { Edit, PostSource } from './contract/editing.ts'
import type { Engage } from './contract/engaging.ts'
import type { Health } from './contract/health.ts'
import type { RateHeaders, RateRule } from './contract/limits.ts'
import type { Live } from './contract/live.ts'
import type { Prices } from './contract/prices.ts'
import type { Publish } from './contract/publishing.ts'
import type { NormalisedAuthor, ReadBatch, RemoteAuthor, RemotePost, StreamRequest, ThreadBatch } from './contract/reading.ts'
import type { Authenticate, AuthMethod, Renewal } from './contract/signing-in.ts'

// What everybody else needs of the connectors comes from here, whichever file of the contract it is written in.
export type * from './contract/context.ts'
export type * from './contract/editing.ts'
export type * from './contract/engaging.ts'
export type * from './contract/health.ts'
export type * from './contract/limits.ts'
export type * from './contract/live.ts'
export type * from './contract/outgoing-media.ts'
export type * from './contract/outgoing-post.ts'
export type * from './contract/prices.ts'
export type * from './contract/publishing.ts'
export type * from './contract/reading.ts'
export type * from './contract/signing-in.ts'

/** What a network is, as data. */
export type ConnectorManifest = {
  readonly platform: string
  /** As its users write it. */
  readonly name: string
  /** One lower-case letter for its mark. */
  readonly letter: string
  /** One sentence below its name in "Add account". A key below `networks` in `en.json` is not needed: this is the sentence. */
  readonly summary: string
  readonly authMethods: readonly AuthMethod[]
  /** What an account has until `discover` has asked its server. */
  readonly capabilities: PlatformCapabilities
  readonly rateRules: readonly RateRule[]
  readonly rateHeaders: RateHeaders | null
  /** There where the platform charges for requests: none is sent then that would pass the person's budget. */
  readonly prices?: Prices
  /** How often a stream is read while somebody looks and things come in, ms; see `sync/pace.ts` for when it is read more rarely. */
  readonly pollMs: { readonly home: number; readonly notifications: number }
  /** Schemes of media addresses that only this connector understands, without the colon; see `resolveMedia` and `localMedia`. */
  readonly mediaSchemes?: readonly string[]
  /**
   * Which addresses on a private network the account's own server may name for media: its own origin only (unless said), or any port of its
   * host, where one installation is several services (a PDS and its AppView).
   */
  readonly ownMedia?: 'origin' | 'host'
  /** Shown in "Add account". The demo is not. */
  readonly listed: boolean
}

/**
 * A network, as Chirp sees it. Members a platform lacks are absent, and the manifest's capabilities agree (the contract suite checks).
 * Every promise rejects with an error that `classify` understands.
 */
export interface PlatformConnector {
  readonly manifest: ConnectorManifest
  readonly authenticate: Authenticate
  /** There where a session ends by itself unless it is renewed ahead of time, though nobody calls. */
  readonly renewal?: Renewal
  /** How the account is doing, beyond who it is. There where the network tells something of it, or its API has versions that end. */
  readonly health?: Health
  /** Tests the connection: who am I. */
  check(context: ConnectorContext): Promise<NormalisedAuthor>
  /** The capabilities of this account on this server, asked now. */
  discover(context: ConnectorContext): Promise<PlatformCapabilities>
  read(context: ConnectorContext, request: StreamRequest): Promise<ReadBatch>
  /** The lists and feeds that the account has. There where accounts may have `streams.lists` or `streams.feeds`. */
  readonly offeredViews?: (context: ConnectorContext) => Promise<readonly OfferedView[]>
  /** Tells what happens as it happens. There where accounts may have `streams.live`. */
  readonly live?: Live
  readonly thread?: (context: ConnectorContext, post: RemotePost) => Promise<ThreadBatch>
  readonly profile?: (
    context: ConnectorContext,
    author: RemoteAuthor,
  ) => Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }>
  /**
   * Posts as they are now, by their handles, and the server's ids of those that this account cannot see any more. There where the network gives
   * several at once, or one for one without ado.
   */
  readonly lookUp?: (
    context: ConnectorContext,
    posts: readonly RemotePost[],
  ) => Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }>
  /** Finds a post of this network for an account that has not seen it (another server, another account). Null: not to be had. */
  readonly resolvePost?: (context: ConnectorContext, postId: string, url: string | null) => Promise<ReadBatch | null>
  readonly resolveAuthor?: (context: ConnectorContext, author: Author) => Promise<NormalisedAuthor | null>
  readonly publish?: Publish
  /** What an own post was written as. There where posts can be deleted or edited. Rejects with `post-not-found` for one that is not there. */
  readonly source?: (context: ConnectorContext, post: RemotePost) => Promise<PostSource>
  readonly edit?: Edit
  readonly delete?: (context: ConnectorContext, post: RemotePost) => Promise<void>
  readonly engage?: Engage
  readonly metrics?: (
    context: ConnectorContext,
    posts: readonly RemotePost[],
  ) => Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]>
  /** Tells the network that notifications up to here were read. */
  readonly markRead?: (context: ConnectorContext, upTo: { readonly at: number; readonly remoteId: string }) => Promise<void>
  /** Where the network's own read mark stands; null = none yet. */
  readonly readMark?: (context: ConnectorContext) => Promise<{ readonly at: number | null; readonly remoteId: string | null } | null>
  /** Turns a connector's own media address (not http) into an http address to fetch. */
  readonly resolveMedia?: (context: Omit<ConnectorContext, 'account' | 'session'>, address: string) => Promise<string>
  /** Media that is inside the app (the demo): bytes instead of an address. */
  readonly localMedia?: (address: string) => Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly mimeType: string } | null>
  /** Turns whatever was thrown into an `AppError`. Total: what it does not know is `internal`. Never looks outside this connector's own errors. */
  classify(error: unknown): AppError
}
