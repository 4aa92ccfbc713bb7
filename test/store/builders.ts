import type { ReadBatch, NormalisedAuthor, NormalisedPost, WireViewer } from '../../main/connectors/connector.ts'
import type { Store } from '../../main/store/open-database.ts'
import type { StoredAccount } from '../../main/store/tables/accounts.ts'
import { saveAccount } from '../../main/store/tables/accounts.ts'
import type { Author } from '../../shared/model/author.ts'
import type { CanonicalPost } from '../../shared/model/canonical-post.ts'
import type { PlatformCapabilities } from '../../shared/model/capabilities.ts'

/** A Tuesday noon; the tests count from it. */
export const NOON = Date.UTC(2026, 2, 3, 12)
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE

export const capabilities: PlatformCapabilities = {
  text: { limits: [], required: false },
  images: null,
  video: null,
  mixedMedia: false,
  files: { least: null, most: null, mostInReplies: null },
  elements: [],
  thread: null,
  reply: true,
  quote: null,
  poll: null,
  edit: false,
  delete: true,
  visibility: null,
  contentWarning: null,
  maxLanguages: null,
  schedule: null,
  replyPolicy: null,
  quotePolicy: null,
  topicTag: null,
  links: 'facets',
  mentions: null,
  streams: { home: true, notifications: true, live: false, author: true, lists: true, feeds: true, tags: true },
  mediaFrom: 'upload',
  absent: [],
  prices: null,
  readsThreads: true,
  engagements: ['like', 'repost'],
  follow: true,
  metrics: ['replies', 'reposts', 'likes'],
  search: { posts: false, people: false, filters: [] },
  readMarker: 'seen-time',
  software: null,
  askedAt: NOON,
}

export function accountOf(name: string, changes: Partial<StoredAccount> = {}): StoredAccount {
  return {
    id: `acc_${name}`,
    platform: 'testnet',
    authorId: `author:${name}`,
    handle: `${name}.test`,
    displayName: name,
    avatarUrl: null,
    server: 'https://one.test',
    authMethod: 'password',
    state: { kind: 'connected' },
    capabilities,
    addedAt: NOON,
    readAt: null,
    position: 0,
    ...changes,
  }
}

export function addAccount(store: Store, name: string, changes: Partial<StoredAccount> = {}): StoredAccount {
  const account = accountOf(name, changes)
  store.write((db) => saveAccount(db, account))
  return account
}

export function authorOf(name: string, changes: Partial<Author> = {}): Author {
  return {
    id: `author:${name}`,
    platform: 'testnet',
    handle: `${name}.test`,
    displayName: name,
    emojis: [],
    avatarUrl: `https://media.test/${name}.png`,
    url: null,
    bot: false,
    ...changes,
  }
}

/** A post of `author` (a name) at a time, with the text it has as its name. */
export function postOf(name: string, author: string, at: number, changes: Partial<CanonicalPost> = {}): CanonicalPost {
  return {
    id: `post:${name}`,
    platform: 'testnet',
    authorId: `author:${author}`,
    url: `https://one.test/${name}`,
    createdAt: at,
    indexedAt: null,
    editedAt: null,
    text: { text: name, spans: [] },
    contentWarning: null,
    sensitive: false,
    languages: ['en'],
    media: [],
    poll: null,
    linkCard: null,
    quote: null,
    replyTo: null,
    threadRootId: null,
    visibility: null,
    metrics: { replies: 0, reposts: 0, likes: 0, quotes: null, bookmarks: null, views: null, measuredAt: at },
    ...changes,
  }
}

export function viewerOf(changes: Partial<WireViewer> = {}): WireViewer {
  return {
    remoteId: 'remote',
    revision: null,
    liked: false,
    reposted: false,
    bookmarked: false,
    likeRef: null,
    repostRef: null,
    canReply: true,
    canQuote: true,
    canRepost: true,
    ...changes,
  }
}

export function normalisedAuthor(author: Author, relationship: NormalisedAuthor['relationship'] = null): NormalisedAuthor {
  return { author, remoteId: `remote ${author.id}`, relationship }
}

export function normalisedPost(post: CanonicalPost, viewer: Partial<WireViewer> | null = {}): NormalisedPost {
  return { post, viewer: viewer === null ? null : viewerOf({ remoteId: `remote ${post.id}`, ...viewer }) }
}

/** A batch that holds these posts as home entries, newest first as given, with their authors. */
export function homeBatch(posts: readonly CanonicalPost[], changes: Partial<ReadBatch> = {}): ReadBatch {
  return batchOf(posts, { entries: posts.map((post) => ({ postId: post.id, repostedBy: null, sortAt: post.createdAt })), ...changes })
}

/** A batch that holds these posts and their authors, in no stream. */
export function batchOf(posts: readonly CanonicalPost[], changes: Partial<ReadBatch> = {}): ReadBatch {
  const names = new Set(posts.map((post) => post.authorId.replace('author:', '')))
  return {
    posts: posts.map((post) => normalisedPost(post)),
    authors: [...names].map((name) => normalisedAuthor(authorOf(name))),
    entries: [],
    inbox: [],
    older: null,
    chronological: true,
    skipped: 0,
    ...changes,
  }
}
