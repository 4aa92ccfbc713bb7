/** What lives in the test server's world. All of it is mutable state of the server; `…At` is epoch milliseconds. */

export type Visibility = 'public' | 'unlisted' | 'private' | 'direct'
export type QuotePolicy = 'public' | 'followers' | 'nobody'
export type NotificationType = 'mention' | 'status' | 'reblog' | 'favourite' | 'follow' | 'follow_request' | 'poll' | 'update' | 'quote'

export interface WorldAccount {
  readonly id: string
  readonly username: string
  /** Null for an account of this server. */
  readonly domain: string | null
  readonly uri: string
  readonly url: string
  readonly createdAt: number
  displayName: string
  note: string
  email: string
  password: string
  locked: boolean
  bot: boolean
  avatarUrl: string
  headerUrl: string
  fields: { name: string; value: string }[]
  defaultVisibility: Visibility
  defaultSensitive: boolean
  defaultLanguage: string | null
}

export interface WorldPoll {
  readonly id: string
  options: { title: string; /** Votes of people this world does not hold. */ otherVotes: number }[]
  votes: Map<string, readonly number[]>
  multiple: boolean
  hideTotals: boolean
  expiresAt: number | null
  ended: boolean
}

export interface WorldCard {
  url: string
  title: string
  description: string
  providerName: string
  imageUrl: string | null
  authorName: string
}

export interface WorldEdit {
  text: string
  spoilerText: string
  sensitive: boolean
  mediaIds: readonly string[]
  at: number
  pollTitles: readonly string[] | null
}

export interface WorldStatus {
  readonly id: string
  readonly accountId: string
  readonly createdAt: number
  readonly uri: string
  readonly url: string
  readonly reblogOfId: string | null
  inReplyToId: string | null
  text: string
  /** Markup as another server sent it; null when it is rendered here from `text`. */
  html: string | null
  spoilerText: string
  sensitive: boolean
  visibility: Visibility
  language: string | null
  editedAt: number | null
  mediaIds: string[]
  poll: WorldPoll | null
  mentionIds: string[]
  tags: string[]
  card: WorldCard | null
  quote: { statusId: string; state: 'accepted' | 'pending' | 'rejected' | 'revoked' } | null
  quotePolicy: QuotePolicy
  pinned: boolean
  appId: string | null
  edits: WorldEdit[]
  /** Counts that a server knows of without knowing who. */
  otherCounts: { replies: number; reblogs: number; favourites: number }
}

export interface WorldMedia {
  readonly id: string
  readonly accountId: string
  type: 'image' | 'gifv' | 'video' | 'audio'
  contentType: string
  description: string | null
  focus: { x: number; y: number } | null
  fileName: string
  previewFileName: string
  width: number | null
  height: number | null
  /** How many more answers say "still processing". */
  answersLeft: number
  failed: boolean
  attachedTo: string | null
  readonly createdAt: number
}

/** A tie between two things, in the order they were tied; `id` is the internal one that list endpoints page by. */
export interface Tie {
  readonly id: string
  readonly from: string
  readonly to: string
  readonly at: number
  notify: boolean
  reblogs: boolean
}

export interface WorldNotification {
  readonly id: string
  /** Whose list it is in. */
  readonly ownerId: string
  readonly type: NotificationType
  readonly fromId: string
  readonly statusId: string | null
  readonly groupKey: string
  readonly at: number
}

export interface WorldApp {
  readonly id: string
  readonly clientId: string
  readonly clientSecret: string
  readonly name: string
  readonly website: string | null
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
}

export interface WorldToken {
  readonly token: string
  readonly appId: string
  readonly accountId: string | null
  readonly scopes: readonly string[]
  readonly createdAt: number
  expiresAt: number | null
  refreshToken: string | null
  revoked: boolean
}

export interface WorldCode {
  readonly code: string
  readonly appId: string
  readonly accountId: string
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly challenge: string | null
  readonly expiresAt: number
}

export interface WorldScheduled {
  readonly id: string
  readonly accountId: string
  at: number
  readonly draft: StatusDraft
}

export interface WorldList {
  readonly id: string
  readonly ownerId: string
  title: string
  repliesPolicy: 'followed' | 'list' | 'none'
  exclusive: boolean
  members: Set<string>
}

export interface WorldFilter {
  readonly id: string
  readonly ownerId: string
  title: string
  context: string[]
  action: 'warn' | 'hide' | 'blur'
  expiresAt: number | null
  keywords: { id: string; keyword: string; wholeWord: boolean }[]
}

export interface WorldMarker {
  lastReadId: string
  version: number
  at: number
}

/** What a person gives to make a status. Only `text` matters; the rest has the account's defaults. */
export interface StatusDraft {
  readonly text?: string
  readonly spoilerText?: string
  readonly sensitive?: boolean
  readonly visibility?: Visibility
  readonly language?: string | null
  readonly inReplyToId?: string | null
  readonly mediaIds?: readonly string[]
  readonly poll?: {
    readonly options: readonly string[]
    readonly expiresInSeconds: number
    readonly multiple?: boolean
    readonly hideTotals?: boolean
  } | null
  readonly quotedStatusId?: string | null
  readonly quotePolicy?: QuotePolicy
  readonly appId?: string | null
  /** Epoch milliseconds; for seeding the past. */
  readonly createdAt?: number
  readonly card?: WorldCard | null
  readonly html?: string
  readonly uri?: string
  readonly url?: string
  readonly otherCounts?: { readonly replies?: number; readonly reblogs?: number; readonly favourites?: number }
}
