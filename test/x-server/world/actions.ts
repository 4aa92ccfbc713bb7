import { createHash, randomBytes } from 'node:crypto'
import type { WorldApp, WorldMedia, WorldPoll, WorldToken, WorldTweet, WorldUser } from './types.ts'
import type { World } from './world.ts'

/** What a tweet is made of; everything but the text has a usual value. */
export interface TweetDraft {
  readonly text: string
  readonly replyTo?: WorldTweet | null
  readonly quoteOf?: WorldTweet | null
  readonly mediaIds?: readonly string[]
  readonly poll?: { readonly options: readonly string[]; readonly minutes: number } | null
  readonly createdAt?: number
  readonly lang?: string
  readonly sensitive?: boolean
  readonly replySettings?: WorldTweet['replySettings']
}

/** Everything that people and apps do, at once and as if they had done it. */
export interface WorldActions {
  readonly createUser: (
    user: { readonly username: string } & Partial<Pick<WorldUser, 'name' | 'description' | 'subscription' | 'protected' | 'createdAt'>>,
  ) => WorldUser
  readonly createApp: (app?: Partial<WorldApp>) => WorldApp
  readonly post: (author: WorldUser, draft: string | TweetDraft) => WorldTweet
  readonly repost: (author: WorldUser, tweet: WorldTweet, createdAt?: number) => WorldTweet
  readonly remove: (tweet: WorldTweet) => void
  readonly like: (user: WorldUser, tweet: WorldTweet) => void
  readonly follow: (from: WorldUser, to: WorldUser) => void
  readonly vote: (tweet: WorldTweet, option: number) => void
  readonly addMedia: (owner: WorldUser, media: { readonly type: string; readonly category: string; readonly alt?: string }) => WorldMedia
  readonly tokenFor: (user: WorldUser, options?: { readonly app?: WorldApp; readonly scopes?: readonly string[] }) => WorldToken
  readonly expireTokens: () => void
}

/** The scopes there are: docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code, read 2026-11-27; those of messages, lists and the like left out. */
export const SCOPES = [
  'tweet.read',
  'tweet.write',
  'users.read',
  'follows.read',
  'follows.write',
  'offline.access',
  'like.read',
  'like.write',
  'bookmark.read',
  'bookmark.write',
  'media.write',
]

/** 13 a video, 16 an animated GIF, 3 a picture: the numbers before media keys. */
const KEY_KINDS: Readonly<Record<string, string>> = { tweet_video: '13', amplify_video: '13', tweet_gif: '16', tweet_image: '3' }

export function createActions(world: World): WorldActions {
  const post: WorldActions['post'] = (author, given) => {
    const draft: TweetDraft = typeof given === 'string' ? { text: given } : given
    const createdAt = draft.createdAt ?? world.now()
    const id = world.nextId(createdAt)
    const minutes = draft.poll?.minutes ?? 0
    const poll: WorldPoll | null =
      draft.poll == null
        ? null
        : {
            id: world.nextId(createdAt),
            options: draft.poll.options.map((label) => ({ label, votes: 0 })),
            minutes,
            endsAt: createdAt + minutes * 60_000,
          }
    for (const mediaId of draft.mediaIds ?? []) {
      const media = world.media.get(mediaId)
      if (media !== undefined) media.attached = true
    }
    return add(world, {
      id,
      authorId: author.id,
      text: draft.text,
      createdAt,
      replyTo: draft.replyTo?.id ?? null,
      quoteOf: draft.quoteOf?.id ?? null,
      conversationId: draft.replyTo?.conversationId ?? id,
      mediaIds: draft.mediaIds ?? [],
      poll,
      lang: draft.lang ?? 'en',
      sensitive: draft.sensitive ?? false,
      replySettings: draft.replySettings ?? 'everyone',
    })
  }
  return {
    createUser: (user) => {
      const createdAt = user.createdAt ?? world.now() - 1_000 * 86_400_000
      const made: WorldUser = {
        id: world.nextId(createdAt),
        username: user.username,
        name: user.name ?? user.username,
        description: user.description ?? '',
        createdAt,
        subscription: user.subscription ?? 'None',
        protected: user.protected ?? false,
        following: new Set(),
      }
      world.users.set(made.id, made)
      return made
    },
    createApp: (app = {}) => {
      const made: WorldApp = {
        name: 'Chirp of somebody',
        clientId: randomBytes(18).toString('base64url'),
        clientSecret: null,
        redirectUris: [],
        access: 'self-serve',
        ...app,
      }
      world.apps.set(made.clientId, made)
      return made
    },
    post,
    repost: (author, tweet, createdAt = world.now()) => {
      const id = world.nextId(createdAt)
      const empty = { text: '', replyTo: null, quoteOf: null, mediaIds: [], poll: null, lang: tweet.lang, sensitive: false }
      const { replySettings } = tweet
      return add(world, { ...empty, replySettings, id, authorId: author.id, createdAt, conversationId: id, retweetOf: tweet.id })
    },
    remove: (tweet) => {
      world.tweets.delete(tweet.id)
      for (const each of world.tweets.values()) if (each.retweetOf === tweet.id) world.tweets.delete(each.id)
    },
    like: (user, tweet) => void tweet.likes.add(user.id),
    follow: (from, to) => void from.following.add(to.id),
    vote: (tweet, option) => {
      const chosen = tweet.poll?.options[option]
      if (chosen !== undefined) chosen.votes++
    },
    addMedia: (owner, { type, category, alt = '' }) => {
      const id = world.nextId(world.now())
      const media: WorldMedia = {
        id,
        ownerId: owner.id,
        key: mediaKey(category, id),
        type,
        category,
        totalBytes: 0,
        segments: new Map(),
        state: 'succeeded',
        checksLeft: 0,
        alt,
        attached: false,
      }
      world.media.set(id, media)
      return media
    },
    tokenFor: (user, options = {}) => {
      const app = options.app ?? [...world.apps.values()][0]
      if (app === undefined) throw new Error('There is no app yet')
      return addToken(world, { clientId: app.clientId, userId: user.id, scopes: options.scopes ?? SCOPES })
    },
    expireTokens: () => {
      for (const token of world.tokens.values()) token.expiresAt = world.now()
    },
  }
}

function add(
  world: World,
  tweet: Omit<WorldTweet, 'likes' | 'bookmarks' | 'views' | 'retweetOf'> & { readonly retweetOf?: string },
): WorldTweet {
  const made: WorldTweet = { retweetOf: null, ...tweet, likes: new Set(), bookmarks: new Set(), views: 0 }
  world.tweets.set(made.id, made)
  return made
}

export function mediaKey(category: string, id: string): string {
  return `${KEY_KINDS[category] ?? '3'}_${id}`
}

/** A new token of an app for a user, with a refresh token where the scopes want one. */
export function addToken(world: World, of: Pick<WorldToken, 'clientId' | 'userId' | 'scopes'>): WorldToken {
  const token: WorldToken = {
    ...of,
    access: randomBytes(24).toString('base64url'),
    refresh: of.scopes.includes('offline.access') ? randomBytes(24).toString('base64url') : null,
    expiresAt: world.now() + world.tokenSeconds * 1000,
    revoked: false,
  }
  world.tokens.set(token.access, token)
  return token
}

export function challengeOf(verifier: string, method: 'S256' | 'plain'): string {
  return method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url')
}
