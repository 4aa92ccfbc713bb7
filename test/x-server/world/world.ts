import { createIds } from './ids.ts'
import type { WorldApp, WorldCode, WorldMedia, WorldToken, WorldTweet, WorldUser } from './types.ts'

/** Everything the server knows. */
export interface World {
  readonly base: string
  readonly now: () => number
  readonly nextId: (at: number) => string
  readonly users: Map<string, WorldUser>
  readonly tweets: Map<string, WorldTweet>
  readonly media: Map<string, WorldMedia>
  readonly apps: Map<string, WorldApp>
  readonly codes: Map<string, WorldCode>
  readonly tokens: Map<string, WorldToken>
  /** How often a finished upload of a kind has to be asked for: videos are worked on, pictures are there at once. */
  readonly processing: { image: number; video: number; fails: boolean }
  /** How long an access token holds: two hours, says docs.x.com on the authorization code flow (read 2026-11-27). */
  tokenSeconds: number
  /** Refuses a text that is there already. Nobody may rely on it: who looks for doubles turns it off. */
  refusesTwice: boolean
}

export function createWorld(base: string, now: () => number): World {
  return {
    base,
    now,
    nextId: createIds(),
    users: new Map(),
    tweets: new Map(),
    media: new Map(),
    apps: new Map(),
    codes: new Map(),
    tokens: new Map(),
    processing: { image: 0, video: 2, fails: false },
    tokenSeconds: 7_200,
    refusesTwice: true,
  }
}

export function findUser(world: World, username: string): WorldUser | null {
  const wanted = username.toLowerCase()
  return [...world.users.values()].find((user) => user.username.toLowerCase() === wanted) ?? null
}

/** Whether somebody may see a tweet: those of protected people only their followers and they themselves. */
export function canSee(world: World, viewer: WorldUser, tweet: WorldTweet): boolean {
  const author = world.users.get(tweet.authorId)
  return author === undefined || !author.protected || author.id === viewer.id || viewer.following.has(author.id)
}
