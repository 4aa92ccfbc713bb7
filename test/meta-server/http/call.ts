import type { IncomingHttpHeaders } from 'node:http'
import type { z } from 'zod'
import type { MetaToken, MetaUser } from '../world/types.ts'
import type { World } from '../world/world.ts'
import type { UploadedFile } from './body.ts'

/** One request as a route sees it. */
export interface Call {
  readonly world: World
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  /** From the address and the body together, as Graph reads them; of what comes twice the last counts. */
  readonly input: ReadonlyMap<string, string>
  readonly files: ReadonlyMap<string, UploadedFile>
  readonly headers: IncomingHttpHeaders
  /** A body that is bytes alone. */
  readonly raw: Uint8Array<ArrayBuffer>
  readonly token: MetaToken | null
  /** What it carried as a token, whether it is one or not. */
  readonly bearer: string | null
  readonly user: MetaUser | null
}

/** What is answered. */
export interface Answer {
  readonly status?: number
  readonly json?: unknown
  readonly html?: string
  readonly bytes?: { readonly contentType: string; readonly content: Uint8Array }
  readonly location?: string
}

export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE'
  /** With `{name}` for what varies. */
  readonly path: string
  /** The permissions that the page of the route wants of a token; null where it wants no token. */
  readonly permissions: readonly string[] | null
  /** What the page says of the answer; null for what is no JSON. */
  readonly answer: z.ZodType | null
  readonly handle: (call: Call) => Answer
}

/** The person asking; routes that want permissions always have one. */
export function userOf({ user, path }: Call): MetaUser {
  if (user === null) throw new Error(`${path} is not marked as needing a person`)
  return user
}

export function param({ params }: Call, name: string): string {
  return params[name] ?? ''
}
