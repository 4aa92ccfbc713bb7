/** What an app may do: pay-per-use as everybody can sign up for, or an agreement. */
export type Access = 'self-serve' | 'enterprise'

export interface WorldUser {
  readonly id: string
  readonly username: string
  name: string
  description: string
  readonly createdAt: number
  subscription: 'None' | 'Premium' | 'PremiumPlus'
  protected: boolean
  readonly following: Set<string>
}

export interface WorldPoll {
  readonly id: string
  readonly options: readonly { readonly label: string; votes: number }[]
  readonly minutes: number
  readonly endsAt: number
}

export interface WorldTweet {
  readonly id: string
  readonly authorId: string
  /** As it was typed. */
  readonly text: string
  readonly createdAt: number
  readonly replyTo: string | null
  readonly quoteOf: string | null
  readonly retweetOf: string | null
  readonly conversationId: string
  readonly mediaIds: readonly string[]
  readonly poll: WorldPoll | null
  readonly lang: string
  readonly sensitive: boolean
  /** Who may answer. */
  readonly replySettings: 'everyone' | 'following' | 'mentionedUsers' | 'subscribers' | 'verified'
  readonly likes: Set<string>
  readonly bookmarks: Set<string>
  views: number
}

/** `open` takes bytes; the others are what `processing_info` says. */
export type MediaState = 'open' | 'pending' | 'in_progress' | 'succeeded' | 'failed'

export interface WorldMedia {
  readonly id: string
  readonly ownerId: string
  readonly key: string
  readonly type: string
  readonly category: string
  readonly totalBytes: number
  readonly segments: Map<number, Uint8Array>
  state: MediaState
  /** How often its status has to be asked for until it is done. */
  checksLeft: number
  alt: string
  attached: boolean
}

export interface WorldApp {
  readonly name: string
  readonly clientId: string
  /** Null: a public client. */
  readonly clientSecret: string | null
  readonly redirectUris: readonly string[]
  readonly access: Access
}

export interface WorldCode {
  readonly code: string
  readonly clientId: string
  readonly userId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly challenge: string
  readonly method: 'S256' | 'plain'
  readonly expiresAt: number
}

export interface WorldToken {
  readonly access: string
  /** Null without `offline.access`. */
  readonly refresh: string | null
  readonly clientId: string
  readonly userId: string
  readonly scopes: readonly string[]
  expiresAt: number
  revoked: boolean
}
