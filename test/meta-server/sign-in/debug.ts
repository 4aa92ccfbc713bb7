import type { z } from 'zod'
import type { Answer, Call, Route } from '../http/call.ts'
import { badToken, graphError } from '../http/graph-error.ts'
import type { MetaToken } from '../world/types.ts'
import { DAY_MS } from '../world/world.ts'

const seconds = (at: number): number => (Number.isFinite(at) ? Math.floor(at / 1000) : 0)

/** Who may look at a token: on Threads another one of the same app, on Facebook the app itself by its id and secret. */
function appOf({ world, bearer }: Call): string {
  const value = bearer ?? ''
  const [id = '', secret] = value.split('|')
  if (secret !== undefined) {
    if (world.apps.get(id)?.secret !== secret) throw badToken('malformed')
    return id
  }
  const token = world.tokens.get(value)
  if (token === undefined || token.revoked || token.expiresAt <= world.now()) throw badToken('malformed')
  return token.appId
}

/** Pages: threads/reference/debug, graph-api/reference/debug_token; read 2026-11-27. */
function debug(call: Call, isPage: boolean): Answer {
  const { world, input } = call
  const appId = appOf(call)
  const token: MetaToken | undefined = world.tokens.get(input.get('input_token') ?? '')
  if (token?.appId !== appId) throw graphError(400, 100, '(#100) The App_id in the input_token did not match the Viewing App')
  const facts = {
    type: isPage ? 'PAGE' : 'USER',
    application: 'A test app',
    data_access_expires_at: seconds(token.issuedAt + 90 * DAY_MS),
    expires_at: seconds(token.expiresAt),
    is_valid: !token.revoked && token.expiresAt > world.now(),
    issued_at: seconds(token.issuedAt),
    scopes: token.permissions,
    user_id: token.userId,
  }
  return { json: { data: isPage ? { ...facts, app_id: appId, profile_id: token.userId } : facts } }
}

/** What a token is and may. `path` has the version. */
export function debugRoute(path: string, answer: z.ZodType): Route {
  const isPage = path.startsWith('/v25')
  return { method: 'GET', path, permissions: null, answer, handle: (call) => debug(call, isPage) }
}
