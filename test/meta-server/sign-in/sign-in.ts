import type { z } from 'zod'
import type { Answer, Call, Route } from '../http/call.ts'
import { graphError } from '../http/graph-error.ts'
import type { MetaApp, MetaToken } from '../world/types.ts'
import { randomSecret } from '../world/world.ts'
import { consentPage, problemPage } from './pages.ts'
import { addToken } from './tokens.ts'

const CODE_MS = 60 * 60 * 1000

/** What differs from one API to the other: the permission that must be asked for, and how the token is answered. */
export interface SignInWays {
  readonly required: string
  readonly answer: z.ZodType
  readonly tokenAnswer: (token: MetaToken) => unknown
}

/** The app that asks, and what it asks for; or the page that says what is wrong, which goes to nobody's redirect address. */
function asked({ world, input }: Call, required: string): { app: MetaApp; redirectUri: string; permissions: string[] } | Answer {
  const app = world.apps.get(input.get('client_id') ?? '')
  const redirectUri = input.get('redirect_uri') ?? ''
  if (app === undefined) return { status: 400, html: problemPage('Invalid app id') }
  if (!app.redirectUris.includes(redirectUri)) return { status: 400, html: problemPage('Blocked redirect: this address is not registered') }
  if (input.get('response_type') !== 'code') return { status: 400, html: problemPage('response_type must be code') }
  const permissions = (input.get('scope') ?? '').split(/[\s,]+/).filter((name) => name !== '')
  if (!permissions.includes(required)) return { status: 400, html: problemPage(`${required} is required`) }
  return { app, redirectUri, permissions }
}

function authorizePage(call: Call, required: string): Answer {
  const wanted = asked(call, required)
  if (!('app' in wanted)) return wanted
  return { html: consentPage(wanted.app.id, wanted.permissions, call.input) }
}

/** The press of a button on the page. Who is signed in in the browser comes along as `as`. */
function decide(call: Call, required: string): Answer {
  const wanted = asked(call, required)
  if (!('app' in wanted)) return wanted
  const { world, input } = call
  const back = new URL(wanted.redirectUri)
  const state = input.get('state')
  if (state !== undefined) back.searchParams.set('state', state)
  const user = [...world.users.values()].find(({ username }) => username === input.get('as'))
  if (input.get('button') !== 'allow' || user === undefined) {
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_code', '200')
    back.searchParams.set('error_description', 'Permissions error')
    back.searchParams.set('error_reason', 'user_denied')
    return { status: 302, html: '', location: back.href }
  }
  const code = randomSecret('AQ')
  world.codes.set(code, {
    value: code,
    appId: wanted.app.id,
    userId: user.id,
    redirectUri: wanted.redirectUri,
    permissions: wanted.permissions,
    expiresAt: world.now() + CODE_MS,
    used: false,
  })
  back.searchParams.set('code', code)
  // The page says that this is added, and is no part of the code.
  return { status: 302, html: '', location: `${back.href}#_` }
}

function exchange(call: Call, tokenAnswer: SignInWays['tokenAnswer']): Answer {
  const { world, input } = call
  const app = world.apps.get(input.get('client_id') ?? '')
  if (app === undefined || app.secret !== input.get('client_secret')) throw graphError(400, 101, 'Error validating client secret.')
  const code = world.codes.get(input.get('code') ?? '')
  if (input.get('grant_type') !== 'authorization_code') throw graphError(400, 100, 'Invalid grant_type')
  const isGood = code?.appId === app.id && !code.used && code.expiresAt > world.now()
  if (code === undefined || !isGood) throw graphError(400, 100, 'Invalid verification code format.', { subcode: 36009 })
  if (code.redirectUri !== input.get('redirect_uri'))
    throw graphError(400, 100, 'Error validating verification code. Please make sure your redirect_uri is identical', { subcode: 36008 })
  code.used = true
  const token = addToken(world, { appId: app.id, userId: code.userId, permissions: code.permissions, kind: 'short' })
  return { json: tokenAnswer(token) }
}

/** Page: get-started/get-access-tokens-and-permissions; read 2026-11-27. Codes of what goes wrong are Graph's, as others report them. */
export function signInRoutes({ required, answer, tokenAnswer }: SignInWays): readonly Route[] {
  return [
    { method: 'GET', path: '/oauth/authorize', permissions: null, answer: null, handle: (call) => authorizePage(call, required) },
    { method: 'POST', path: '/oauth/authorize', permissions: null, answer: null, handle: (call) => decide(call, required) },
    { method: 'POST', path: '/oauth/access_token', permissions: null, answer, handle: (call) => exchange(call, tokenAnswer) },
  ]
}
