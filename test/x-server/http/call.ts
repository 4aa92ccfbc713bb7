import type { Input } from '../../mastodon-server/http/input.ts'
import type { World } from '../world/world.ts'
import type { WorldApp, WorldToken, WorldUser } from '../world/types.ts'
import type { RateFamily } from './rate-limits.ts'

/** One request as a route sees it. `token`, `viewer` and `app` are there for routes with a scope. */
export interface Call {
  readonly world: World
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  readonly input: Input
  readonly token: WorldToken | null
  readonly viewer: WorldUser | null
  readonly app: WorldApp | null
}

/** What is answered; with neither `json` nor `html` the body is empty. `charges` is what of it costs. */
export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly html?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly charges?: readonly Charge[]
}

/** Something that is paid for; with a `resource` only once a day. */
export interface Charge {
  readonly price:
    | 'post-read'
    | 'user-read'
    | 'media-read'
    | 'owned-read'
    | 'create'
    | 'create-with-url'
    | 'summoned-reply'
    | 'interaction'
    | 'deletion'
    | 'bookmark'
    | 'media-metadata'
  readonly resource?: string
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With `{name}` for what varies. */
  readonly path: string
  /** Scopes a user's token must have; null = no token is looked at. */
  readonly scopes: readonly string[] | null
  readonly family?: RateFamily
  readonly handle: (call: Call) => Answer | Promise<Answer>
}

/** The person asking; routes with scopes always have one. */
export function viewerOf(call: Call): WorldUser {
  if (call.viewer === null) throw new Error(`${call.method} ${call.path} is not marked as needing a person`)
  return call.viewer
}

/** A part of the path. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? ''
}
