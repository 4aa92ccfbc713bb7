import { randomBytes } from 'node:crypto'
import { textOf } from '../../mastodon-server/http/input.ts'
import type { Answer, Call, Route } from '../http/call.ts'
import { Refusal } from '../http/problem.ts'
import { addToken, challengeOf, SCOPES } from '../world/actions.ts'
import type { WorldApp } from '../world/types.ts'
import { findUser, type World } from '../world/world.ts'
import { consentPage, errorPage } from './oauth-pages.ts'

/** A code is good for so long: docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code, read 2026-11-27. */
const CODE_MS = 30_000
const ASKED = ['response_type', 'client_id', 'redirect_uri', 'scope', 'state', 'code_challenge', 'code_challenge_method']

/** What is asked for, or what is wrong with it; the latter is shown and goes nowhere. */
function asked(world: World, said: (name: string) => string | undefined) {
  const app = world.apps.get(said('client_id') ?? '')
  const redirectUri = said('redirect_uri') ?? ''
  const scopes = (said('scope') ?? '').split(' ').filter((scope) => scope !== '')
  if (app === undefined || said('response_type') !== 'code') return null
  // Compared to the letter, the port included.
  if (!app.redirectUris.includes(redirectUri)) return null
  if (scopes.length === 0 || scopes.some((scope) => !SCOPES.includes(scope))) return null
  const method = said('code_challenge_method')
  const challenge = said('code_challenge') ?? ''
  if (challenge === '' || (method !== 'S256' && method !== 'plain')) return null
  return { app, redirectUri, scopes, challenge, method, state: said('state') ?? '' } as const
}

function authorize(call: Call): Answer {
  const wanted = asked(call.world, (name) => call.query.get(name) ?? undefined)
  if (wanted === null)
    return { status: 400, html: errorPage('You weren’t able to give access to the App. Go back and try logging in again.') }
  const fields = Object.fromEntries(ASKED.map((name) => [name, call.query.get(name) ?? '']))
  return { html: consentPage(wanted.app.name, wanted.scopes, fields, '') }
}

function decide(call: Call): Answer {
  const wanted = asked(call.world, (name) => textOf(call.input, name))
  if (wanted === null) return { status: 400, html: errorPage('Something went wrong.') }
  const back = new URL(wanted.redirectUri)
  back.searchParams.set('state', wanted.state)
  if (textOf(call.input, 'decision') !== 'allow') {
    back.searchParams.set('error', 'access_denied')
    return { status: 302, headers: { location: back.href } }
  }
  const user = findUser(call.world, textOf(call.input, 'username') ?? '')
  if (user === null || textOf(call.input, 'password') !== 'password') {
    const fields = Object.fromEntries(ASKED.map((name) => [name, textOf(call.input, name) ?? '']))
    return { html: consentPage(wanted.app.name, wanted.scopes, fields, 'Wrong username or password.') }
  }
  const code = randomBytes(24).toString('base64url')
  const { app, redirectUri, scopes, challenge, method } = wanted
  const expiresAt = call.world.now() + CODE_MS
  call.world.codes.set(code, { code, clientId: app.clientId, userId: user.id, redirectUri, scopes, challenge, method, expiresAt })
  back.searchParams.set('code', code)
  return { status: 302, headers: { location: back.href } }
}

/** The app a token request is for: a confidential one by its header, as it is written there, a public one by its id in the body. */
function client(call: Call): WorldApp {
  const basic = /^Basic (.+)$/i.exec(call.headers['authorization'] ?? '')?.[1]
  if (basic !== undefined) {
    const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(/:(.*)/s)
    const app = call.world.apps.get(id)
    if (app?.clientSecret === secret) return app
    throw new Refusal(401, { error: 'unauthorized_client', error_description: 'Missing valid authorization header' })
  }
  const app = call.world.apps.get(textOf(call.input, 'client_id') ?? '')
  if (app === undefined) throw new Refusal(400, { error: 'invalid_request', error_description: 'Missing required parameter [client_id].' })
  if (app.clientSecret !== null)
    throw new Refusal(401, { error: 'unauthorized_client', error_description: 'Missing valid authorization header' })
  return app
}

function token(call: Call): Answer {
  const app = client(call)
  const { world } = call
  switch (textOf(call.input, 'grant_type')) {
    case 'authorization_code': {
      const given = world.codes.get(textOf(call.input, 'code') ?? '')
      world.codes.delete(given?.code ?? '')
      const isGood =
        given !== undefined &&
        given.clientId === app.clientId &&
        given.expiresAt > world.now() &&
        given.redirectUri === textOf(call.input, 'redirect_uri') &&
        challengeOf(textOf(call.input, 'code_verifier') ?? '', given.method) === given.challenge
      if (!isGood)
        throw new Refusal(400, { error: 'invalid_request', error_description: 'Value passed for the authorization code was invalid.' })
      return tokenAnswer(world, { clientId: app.clientId, userId: given.userId, scopes: given.scopes })
    }
    case 'refresh_token': {
      const before = [...world.tokens.values()].find(
        (each) => each.refresh !== null && each.refresh === textOf(call.input, 'refresh_token'),
      )
      // Each is good once.
      if (before === undefined || before.revoked || before.clientId !== app.clientId)
        throw new Refusal(400, { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' })
      before.revoked = true
      return tokenAnswer(world, before)
    }
    default:
      throw new Refusal(400, { error: 'unsupported_grant_type', error_description: 'grant_type is not supported' })
  }
}

function tokenAnswer(world: World, of: Parameters<typeof addToken>[1]): Answer {
  const { access, refresh, scopes } = addToken(world, { clientId: of.clientId, userId: of.userId, scopes: of.scopes })
  return {
    json: {
      token_type: 'bearer',
      expires_in: world.tokenSeconds,
      access_token: access,
      scope: scopes.join(' '),
      ...(refresh === null ? {} : { refresh_token: refresh }),
    },
  }
}

function revoke(call: Call): Answer {
  const app = client(call)
  const given = textOf(call.input, 'token')
  for (const each of call.world.tokens.values())
    if (each.clientId === app.clientId && (each.access === given || each.refresh === given)) each.revoked = true
  return { json: { revoked: true } }
}

export const oauthRoutes: readonly Route[] = [
  { method: 'GET', path: '/i/oauth2/authorize', scopes: null, handle: authorize },
  { method: 'POST', path: '/i/oauth2/authorize', scopes: null, handle: decide },
  { method: 'POST', path: '/2/oauth2/token', scopes: null, handle: token },
  { method: 'POST', path: '/2/oauth2/revoke', scopes: null, handle: revoke },
]
