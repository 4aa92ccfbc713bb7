import { z } from 'zod'
import type { Answer, Call, Route } from '../http/call.ts'
import { badToken, graphError } from '../http/graph-error.ts'
import type { MetaToken } from '../world/types.ts'
import { DAY_MS, randomSecret, type World } from '../world/world.ts'

/** Page: get-started/long-lived-tokens of the Threads API, and business-login of the Instagram Platform. */
const LongToken = z.strictObject({ access_token: z.string(), token_type: z.literal('bearer'), expires_in: z.number().int() })

const SHORT_MS = 60 * 60 * 1000
const LONG_MS = 60 * DAY_MS

export function addToken(world: World, token: Pick<MetaToken, 'appId' | 'userId' | 'permissions' | 'kind'>): MetaToken {
  const value = randomSecret('TH')
  const issuedAt = world.now()
  const made: MetaToken = { ...token, value, issuedAt, expiresAt: issuedAt + (token.kind === 'short' ? SHORT_MS : LONG_MS), revoked: false }
  world.tokens.set(value, made)
  return made
}

/** The token a request wants another one for. */
function given({ world, input }: Call, kind: MetaToken['kind']): MetaToken {
  const token = world.tokens.get(input.get('access_token') ?? '')
  if (token?.kind !== kind) throw badToken('malformed')
  if (token.revoked) throw badToken('revoked')
  if (token.expiresAt <= world.now()) throw badToken('expired')
  return token
}

function answerWith(world: World, old: MetaToken): Answer {
  const token = addToken(world, { ...old, kind: 'long' })
  return { json: { access_token: token.value, token_type: 'bearer', expires_in: Math.floor((token.expiresAt - world.now()) / 1000) } }
}

function exchangeForLong(call: Call, grant: string): Answer {
  if (call.input.get('grant_type') !== grant) throw graphError(400, 100, 'Invalid grant_type')
  const token = given(call, 'short')
  if (call.world.apps.get(token.appId)?.secret !== call.input.get('client_secret'))
    throw graphError(400, 101, 'Error validating client secret.')
  return answerWith(call.world, token)
}

function refresh(call: Call, grant: string): Answer {
  if (call.input.get('grant_type') !== grant) throw graphError(400, 100, 'Invalid grant_type')
  const token = given(call, 'long')
  if (call.world.now() - token.issuedAt < DAY_MS) throw graphError(400, 100, 'The access token is not old enough to be refreshed')
  return answerWith(call.world, token)
}

/** Page: get-started/long-lived-tokens; read 2026-11-27. It shows the tokens in the address, and no other way. `prefix` is the API's (`th`). */
export function tokenRoutes(prefix: string): readonly Route[] {
  const [exchange, renewal] = [`${prefix}_exchange_token`, `${prefix}_refresh_token`]
  return [
    { method: 'GET', path: '/access_token', permissions: null, answer: LongToken, handle: (call) => exchangeForLong(call, exchange) },
    { method: 'GET', path: '/refresh_access_token', permissions: null, answer: LongToken, handle: (call) => refresh(call, renewal) },
  ]
}
