/** A person of the world. `id` is what the API calls them; others see the username alone. */
export interface MetaUser {
  readonly id: string
  username: string
  name: string
  biography: string
  verified: boolean
  /** Public profiles alone are seen by others. */
  isPrivate: boolean
}

/** What somebody created in the developer console. */
export interface MetaApp {
  readonly id: string
  readonly secret: string
  readonly redirectUris: readonly string[]
}

/** An access token. `expiresAt` and `issuedAt` are epoch ms. */
export interface MetaToken {
  readonly value: string
  readonly appId: string
  readonly userId: string
  permissions: readonly string[]
  readonly kind: 'short' | 'long'
  readonly issuedAt: number
  readonly expiresAt: number
  revoked: boolean
}

/** An authorization code: good once, for an hour. */
export interface MetaCode {
  readonly value: string
  readonly appId: string
  readonly userId: string
  readonly redirectUri: string
  readonly permissions: readonly string[]
  readonly expiresAt: number
  used: boolean
}

/** A file as this server fetched it. */
export interface MetaFile {
  readonly id: string
  readonly kind: 'IMAGE' | 'VIDEO'
  readonly altText: string
  readonly contentType: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export type PostType = 'TEXT_POST' | 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM' | 'REPOST_FACADE'

export interface MetaPost {
  readonly id: string
  readonly shortcode: string
  readonly userId: string
  readonly type: PostType
  readonly text: string
  readonly files: readonly MetaFile[]
  /** What it answers, and the first post above it. */
  readonly repliedTo: string | null
  readonly rootId: string | null
  readonly quotes: string | null
  /** Epoch ms. */
  readonly at: number
  readonly replyControl: string
  readonly topicTag: string | null
  readonly linkUrl: string | null
  readonly counts: Counts
}

/** What insights tell. */
export interface Counts {
  views: number
  likes: number
  reposts: number
  shares: number
}

/** A post that is being made. What it becomes is decided by `statusOf`. */
export interface MetaContainer {
  readonly id: string
  readonly userId: string
  readonly kind: 'TEXT' | 'IMAGE' | 'VIDEO' | 'CAROUSEL'
  readonly isItem: boolean
  readonly text: string
  readonly altText: string
  readonly children: readonly string[]
  readonly replyToId: string | null
  readonly quotePostId: string | null
  readonly replyControl: string
  readonly topicTag: string | null
  readonly linkUrl: string | null
  readonly createdAt: number
  /** Null while it is fetched, and for texts. */
  file: MetaFile | null
  /** So many more times it is asked for until it is ready. */
  pollsLeft: number
  fetching: boolean
  error: string | null
  publishedAs: string | null
}

export type ContainerStatus = 'EXPIRED' | 'ERROR' | 'FINISHED' | 'IN_PROGRESS' | 'PUBLISHED'
