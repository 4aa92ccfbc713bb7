import type { WorldAccount, WorldToken } from '../world/types.ts'
import type { World } from '../world/world.ts'
import type { RateFamily } from '../variants.ts'
import type { Input } from './input.ts'

/** One request as a route sees it. `viewer` is null for strangers and for applications without a person. */
export interface Call {
  readonly world: World
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Readonly<Record<string, string>>
  readonly params: Readonly<Record<string, string>>
  readonly input: Input
  readonly token: WorldToken | null
  readonly viewer: WorldAccount | null
  /** Statuses of servers this one knows of; looked up when an address is searched for. */
  readonly resolveRemote: (address: string) => string | null
}

/** What is answered. Exactly one of `json`, `html`, `text` and `bytes`; none of them is an empty body. */
export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly html?: string
  readonly text?: string
  readonly bytes?: { readonly contentType: string; readonly content: Uint8Array }
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
}

/** `person` needs someone's token, `app` any token, `maybe` looks at one when it is there. */
export type RouteAuth = 'none' | 'maybe' | 'app' | 'person'

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `{name}` for what varies, as the schema writes it. */
  readonly path: string
  readonly auth: RouteAuth
  /** A scope like `read:statuses`; `read` contains it. */
  readonly scope?: string
  readonly family?: RateFamily
  readonly handle: (call: Call) => Answer | Promise<Answer>
}

/** The person asking; routes with `auth: 'person'` always have one. */
export function viewerOf(call: Call): WorldAccount {
  if (call.viewer === null) throw new Error(`${call.method} ${call.path} is not marked as needing a person`)
  return call.viewer
}

/** A part of the path. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? ''
}
