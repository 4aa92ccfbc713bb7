import type { Answer, Call, Route } from '../http/call.ts'
import { badToken, graphError } from '../http/graph-error.ts'
import type { MetaToken } from '../world/types.ts'
import { DAY_MS, randomSecret, type World } from '../world/world.ts'
import { LongToken } from './schemas.ts'

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

function exchangeForLong(call: Call): Answer {
  if (call.input.get('grant_type') !== 'th_exchange_token') throw graphError(400, 100, 'Invalid grant_type')
  const token = given(call, 'short')
  if (call.world.apps.get(token.appId)?.secret !== call.input.get('client_secret'))
    throw graphError(400, 101, 'Error validating client secret.')
  return answerWith(call.world, token)
}

function refresh(call: Call): Answer {
  if (call.input.get('grant_type') !== 'th_refresh_token') throw graphError(400, 100, 'Invalid grant_type')
  const token = given(call, 'long')
  if (call.world.now() - token.issuedAt < DAY_MS) throw graphError(400, 100, 'The access token is not old enough to be refreshed')
  return answerWith(call.world, token)
}

/** Page: get-started/long-lived-tokens; read 2026-11-27. It shows the tokens in the address, and no other way. */
export const tokenRoutes: readonly Route[] = [
  { method: 'GET', path: '/access_token', permissions: null, answer: LongToken, handle: exchangeForLong },
  { method: 'GET', path: '/refresh_access_token', permissions: null, answer: LongToken, handle: refresh },
]
