import { randomBytes } from 'node:crypto'
import type { MetaApp, MetaCode, MetaContainer, MetaPost, MetaToken, MetaUser } from './types.ts'

/** What a test may change about the server while it runs. */
export interface Settings {
  /** How often a container with media answers that it is in progress. */
  processingPolls: number
  /** Media of which this is true cannot be worked with: the error of its container, or null. */
  mediaProblem: ((contentType: string) => string | null) | null
  /** Posts, replies and deletions in 24 hours. Source: developers.facebook.com/docs/threads/overview, read 2026-11-27. */
  quotas: { posts: number; replies: number; deletions: number }
  /** What the usage headers say, per cent of each. */
  usage: { callCount: number; regainMinutes: number }
}

/** Everything the server knows. */
export interface World {
  /** `http://127.0.0.1:port`. */
  readonly base: string
  /** Epoch ms. */
  readonly now: () => number
  readonly users: Map<string, MetaUser>
  readonly apps: Map<string, MetaApp>
  readonly tokens: Map<string, MetaToken>
  readonly codes: Map<string, MetaCode>
  readonly posts: Map<string, MetaPost>
  readonly containers: Map<string, MetaContainer>
  /** When something was published, answered or deleted, by whom, for the quotas. */
  readonly spent: { readonly kind: 'post' | 'reply' | 'deletion'; readonly userId: string; readonly at: number }[]
  readonly settings: Settings
  /** Ids grow with time, as the network's own do. */
  readonly nextId: () => string
}

export function createWorld(base: string, now: () => number): World {
  let last = 17_900_000_000_000_000n
  return {
    base,
    now,
    users: new Map(),
    apps: new Map(),
    tokens: new Map(),
    codes: new Map(),
    posts: new Map(),
    containers: new Map(),
    spent: [],
    settings: {
      processingPolls: 0,
      mediaProblem: null,
      quotas: { posts: 250, replies: 1_000, deletions: 100 },
      usage: { callCount: 1, regainMinutes: 0 },
    },
    nextId: () => String((last += 13n)),
  }
}

/** A secret that nobody guesses: a token or a code. */
export function randomSecret(prefix: string): string {
  return `${prefix}${randomBytes(24).toString('base64url')}`
}

export const DAY_MS = 24 * 60 * 60 * 1000

/** What of a quota is used up in the last 24 hours. */
export function spentOf(world: World, userId: string, kind: 'post' | 'reply' | 'deletion'): number {
  return world.spent.filter((one) => one.userId === userId && one.kind === kind && one.at > world.now() - DAY_MS).length
}
