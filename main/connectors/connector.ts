import type { AppError } from '../../shared/errors.ts'
import type { Author, AuthorProfile, Relationship } from '../../shared/model/author.ts'
import type { CanonicalPost, Visibility } from '../../shared/model/canonical-post.ts'
import type { PlatformCapabilities } from '../../shared/model/capabilities.ts'
import type { DraftPoll } from '../../shared/model/draft.ts'
import type { InboxKind } from '../../shared/model/inbox-item.ts'
import type { PostMetrics } from '../../shared/model/post-metrics.ts'
import type { EngagementVerb } from '../../shared/model/viewer-state.ts'
import type { Clock, HttpPort, Log } from '../core/ports.ts'

// ── What a connector is given ────────────────────────────────────────────────────────────────────────────────────────

/** The account a connector works for. */
export type ConnectorAccount = {
  readonly id: string
  readonly authorId: string
  readonly handle: string
  /** Origin of its server. */
  readonly server: string
  readonly authMethod: string
  readonly capabilities: PlatformCapabilities
}

/**
 * The account's secrets (tokens), as one JSON value the connector defines and parses. A refreshed token is written before it is used.
 * `exclusive` runs one at a time per account, so that a token is refreshed once.
 */
export type SessionPort = {
  read(): Promise<unknown>
  write(session: unknown): Promise<void>
  exclusive<T>(work: () => Promise<T>): Promise<T>
}

/** Everything a call for one account may use. */
export type ConnectorContext = {
  readonly account: ConnectorAccount
  readonly http: HttpPort
  readonly session: SessionPort
  readonly clock: Clock
  readonly log: Log
  /** The call stops soon after it is aborted, and rejects with the signal's reason. */
  readonly signal: AbortSignal
}

/** What there is before there is an account. `http` is limited per server. */
export type SignInContext = Omit<ConnectorContext, 'account' | 'session'> & {
  /** Values that outlive a sign-in flow and belong to a server rather than an account (app registrations). Secret. */
  readonly serverSecrets: { read(server: string): Promise<unknown>; write(server: string, value: unknown): Promise<void> }
  /** Secrets of one sign-in flow, by key, forgotten when it ends (an OAuth library's own state). */
  readonly flowSecrets: {
    read(key: string): Promise<unknown>
    write(key: string, value: unknown): Promise<void>
    remove(key: string): Promise<void>
  }
}

// ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** One text field of a sign-in form; `name` is also its key below `signIn.fields` in `en.json`. */
export type SignInField = {
  readonly name: 'server' | 'handle' | 'password'
  readonly secret: boolean
  readonly required: boolean
  readonly initial: string
  readonly placeholder: string
}

/** One way to sign in. `credentials` is typed here; `oauth` goes through the person's browser. */
export type AuthMethod = {
  readonly id: string
  readonly kind: 'credentials' | 'oauth'
  readonly fields: readonly SignInField[]
  /** The server can show a code to be pasted where no loopback redirect can work. */
  readonly pasteCode: boolean
}

/** The outcome of a sign-in. */
export type SignedIn = {
  readonly author: Author
  /** Origin. */
  readonly server: string
  readonly session: unknown
  readonly capabilities: PlatformCapabilities
}

/** A started OAuth sign-in. `pending` is JSON that `finish` needs, kept as a secret. */
export type OAuthStart = { readonly authorizeUrl: string; readonly pending: unknown }

/** How an OAuth sign-in came back: the query of the redirect, or a code the person pasted. */
export type OAuthReturn =
  { readonly kind: 'redirect'; readonly parameters: Readonly<Record<string, string>> } | { readonly kind: 'code'; readonly code: string }

export type Authenticate = {
  /** For methods of kind `credentials`. Rejects with `AppFailure`. */
  readonly signIn?: (context: SignInContext, method: string, fields: Readonly<Record<string, string>>) => Promise<SignedIn>
  /** For methods of kind `oauth`. `redirectUri` is null when the code is to be pasted. */
  readonly startOAuth?: (
    context: SignInContext,
    method: string,
    fields: Readonly<Record<string, string>>,
    redirectUri: string | null,
  ) => Promise<OAuthStart>
  readonly finishOAuth?: (context: SignInContext, method: string, pending: unknown, answer: OAuthReturn) => Promise<SignedIn>
  /** Tells the server that the tokens are no longer wanted; best effort. */
  readonly signOut?: (context: ConnectorContext) => Promise<void>
}

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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
 * as far as the wire had them. Entries are newest first.
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

/** What to read, from the newest or from where an earlier batch said `older`. */
export type StreamRequest = {
  readonly stream:
    | { readonly kind: 'home' }
    | { readonly kind: 'notifications' }
    | { readonly kind: 'author'; readonly author: RemoteAuthor }
    | { readonly kind: 'search'; readonly query: string }
  readonly older: string | null
  /** Wanted number of entries; a network may give fewer. */
  readonly limit: number
}

/** A thread around a post. All posts are in `batch.posts`; their order and nesting follow from `replyTo`. */
export type ThreadBatch = { readonly batch: ReadBatch; readonly rootId: string; readonly complete: boolean }

// ── Writing ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A file to upload. */
export type OutgoingMedia = {
  readonly sha256: string
  readonly fileName: string
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  readonly alt: string
  /** Reads the file; called when needed. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>
}

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

/** One post of a thread that is written in one request. */
export type ThreadPart = { readonly key: string; readonly post: OutgoingPost; readonly prepared: PreparedPost }

export type Publish = {
  /** A key for one commit, made once and stored before it: record key or idempotency key. */
  readonly newKey: (clock: Clock) => string
  /** Uploads and resolves what the post needs. May be repeated: what a repeat leaves behind is harmless. */
  readonly prepare: (context: ConnectorContext, post: OutgoingPost, onProgress: (share: number) => void) => Promise<PreparedPost>
  /** Creates the post under the key. Called at most once per key unless `witness` said `not-there`. */
  readonly commit: (context: ConnectorContext, key: string, post: OutgoingPost, prepared: PreparedPost) => Promise<CommittedPost>
  /**
   * How long after a commit of unknown outcome the post may still come, ms: a server can be slower than our patience. A `not-there` of
   * `witness` is believed only after that. Absent: five minutes. 0 where the key itself makes a second commit harmless.
   */
  readonly settleMs?: number
  /** There where `capabilities.thread.atomic` is true: several posts that answer one another go in one request, all of them or none. */
  readonly thread?: {
    /** So many posts fit one request; a longer thread goes in several, in order. */
    readonly maxParts: number
    /**
     * Creates posts, each under its key and in answer to the one before it; what the first answers its own `post` says, while `replyTo` of the
     * others is null, since what they answer is not there yet. Answers them in order. Repeated only if `witness` said `not-there` of each.
     */
    readonly commit: (context: ConnectorContext, parts: readonly ThreadPart[]) => Promise<readonly CommittedPost[]>
  }
  /** Looks whether the post of that key is there. `since` is when the first commit began, epoch ms. */
  readonly witness: (context: ConnectorContext, key: string, post: OutgoingPost, prepared: PreparedPost, since: number) => Promise<Witness>
}

/** What an engagement leaves: the handle that undoing it needs. */
export type EngagementResult = { readonly ref: string | null }

export type Engage = {
  /** Idempotent: doing what is done, or undoing what is not, succeeds. `ref` is the stored handle when undoing. */
  readonly set: (
    context: ConnectorContext,
    verb: EngagementVerb,
    on: boolean,
    post: RemotePost,
    ref: string | null,
  ) => Promise<EngagementResult>
  readonly follow?: (
    context: ConnectorContext,
    author: RemoteAuthor,
    on: boolean,
    ref: string | null,
  ) => Promise<{ readonly ref: string | null; readonly requested: boolean }>
}

// ── Limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What a rate rule may look at. */
export type RatedRequest = {
  readonly method: string
  readonly path: string
  /** Null where it is not text. */ readonly body: string | null
}

/** A window of the rate limiter, as data. A request that matches several rules is counted by each. */
export type RateRule = {
  /** Unique within the platform; also the name a response header's limit is booked under. */
  readonly id: string
  readonly scope: 'account' | 'server'
  /** Which requests: upper-case method (null = any) and a pattern over the path of the URL. */
  readonly method: string | null
  readonly path: RegExp
  readonly limit: number
  readonly perMs: number
  /** What one matching request costs, in the unit of `limit`; a function where that depends on what is in it (a batch of writes). Never negative. */
  readonly cost: number | ((request: RatedRequest) => number)
  /**
   * Rules of one platform with the same budget share one window (per scope), so that requests of different cost draw on the same points
   * (Bluesky: create 3, update 2, delete 1 of 5000 an hour). They must agree in scope, limit and perMs. Absent: the rule has a window of its own.
   */
  readonly budget?: string
  readonly source: string
  readonly checkedOn: string
}

/** The response headers that tell what is left of a window, and how the reset is written. */
export type RateHeaders = {
  readonly limit: string
  readonly remaining: string
  readonly reset: string
  readonly resetFormat: 'epoch-seconds' | 'iso-8601' | 'delta-seconds'
}

// ── The connector ────────────────────────────────────────────────────────────────────────────────────────────────────

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
  /** How often a stream is read while the window is visible, ms. */
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
  /** Tests the connection: who am I. */
  check(context: ConnectorContext): Promise<NormalisedAuthor>
  /** The capabilities of this account on this server, asked now. */
  discover(context: ConnectorContext): Promise<PlatformCapabilities>
  read(context: ConnectorContext, request: StreamRequest): Promise<ReadBatch>
  readonly thread?: (context: ConnectorContext, post: RemotePost) => Promise<ThreadBatch>
  readonly profile?: (
    context: ConnectorContext,
    author: RemoteAuthor,
  ) => Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }>
  /** Finds a post of this network for an account that has not seen it (another server, another account). Null: not to be had. */
  readonly resolvePost?: (context: ConnectorContext, postId: string, url: string | null) => Promise<ReadBatch | null>
  readonly resolveAuthor?: (context: ConnectorContext, author: Author) => Promise<NormalisedAuthor | null>
  readonly publish?: Publish
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
