import { createHash } from 'node:crypto'
import type { Answer, Call, Route } from '../http/call.ts'
import { textOf, textsOf, type Input } from '../http/input.ts'
import { Refusal } from '../http/refusal.ts'
import { escapeHtml } from '../text/render.ts'
import type { WorldAccount, WorldApp, WorldToken } from '../world/types.ts'
import { newSecret, type World } from '../world/world.ts'
import { consentPage, codePage, errorPage, signInPage } from './oauth-pages.ts'

export const OOB = 'urn:ietf:wg:oauth:2.0:oob'
const CODE_LIFE_MS = 600_000

/** Whether `wanted` is contained in what was granted; `read` contains `read:statuses`. */
export function coversScope(granted: readonly string[], wanted: string): boolean {
  return (
    granted.includes(wanted) ||
    granted.includes(wanted.split(':')[0] ?? '') ||
    (granted.includes('follow') && /^(read|write):(follows|mutes|blocks)$/.test(wanted))
  )
}

/** Splits what `scope` or `scopes` says; `read` when it says nothing. */
function scopesOf(text: string | undefined): string[] {
  const scopes = (text ?? '').split(/[\s+]+/).filter((scope) => scope !== '')
  return scopes.length === 0 ? ['read'] : scopes
}

/** Exact, but any port of a loopback address will do where a port was free to choose (RFC 8252, 7.3). */
export function matchesRedirect(registered: string, asked: string): boolean {
  if (registered === asked) return true
  if (!URL.canParse(registered) || !URL.canParse(asked)) return false
  const [left, right] = [new URL(registered), new URL(asked)]
  const isLoopback = (url: URL): boolean => url.protocol === 'http:' && (url.hostname === '127.0.0.1' || url.hostname === '[::1]')
  return (
    isLoopback(left) &&
    isLoopback(right) &&
    left.hostname === right.hostname &&
    left.pathname === right.pathname &&
    left.search === right.search
  )
}

/** Makes a token; it lives for ever unless the server's tokens expire. */
export function issueToken(world: World, app: WorldApp, account: WorldAccount | null, scopes: readonly string[]): WorldToken {
  const seconds = account === null ? null : world.variant.tokenSeconds
  const token: WorldToken = {
    token: newSecret(),
    appId: app.id,
    accountId: account?.id ?? null,
    scopes,
    createdAt: world.now(),
    expiresAt: seconds === null ? null : world.now() + seconds * 1000,
    refreshToken: seconds === null ? null : newSecret(),
    revoked: false,
  }
  world.tokens.set(token.token, token)
  return token
}

/** Registers an application in the world. */
export function registerApp(
  world: World,
  name: string,
  redirectUris: readonly string[],
  scopes: readonly string[],
  website: string | null,
): WorldApp {
  const app: WorldApp = { id: world.ids.counted(), clientId: newSecret(), clientSecret: newSecret(), name, website, redirectUris, scopes }
  world.apps.set(app.id, app)
  return app
}

function presentApp(app: WorldApp) {
  return {
    id: app.id,
    name: app.name,
    website: app.website,
    scopes: app.scopes,
    redirect_uris: app.redirectUris,
    redirect_uri: app.redirectUris.join('\n'),
    vapid_key: 'BCk-QqERU0q-CfYZjcuB6lnyyOYfJ2AifKqfeGIm7Z-HiTU5T9eTG5GxVA0_OH5mMlI4UkkDTpaZwozy0TzdZ2M',
  }
}

function createApp(call: Call): Answer {
  const name = textOf(call.input, 'client_name') ?? ''
  const given =
    textsOf(call.input, 'redirect_uris')
      ?.flatMap((text) => text.split(/\s+/))
      .filter((text) => text !== '') ?? []
  if (name === '') throw new Refusal(422, "Validation failed: Name can't be blank")
  if (given.length === 0) throw new Refusal(422, "Validation failed: Redirect URI can't be blank")
  if (given.some((uri) => uri !== OOB && !URL.canParse(uri)))
    throw new Refusal(422, 'Validation failed: Redirect URI must be an absolute URI.')
  const app = registerApp(call.world, name, given, scopesOf(textOf(call.input, 'scopes')), textOf(call.input, 'website') || null)
  return { json: { ...presentApp(app), client_id: app.clientId, client_secret: app.clientSecret, client_secret_expires_at: 0 } }
}

function sessionOf(call: Call): WorldAccount | null {
  const cookie = /(?:^|;\s*)_session=([^;]+)/.exec(call.headers['cookie'] ?? '')?.[1]
  const id = cookie === undefined ? undefined : call.world.sessions.get(cookie)
  return id === undefined ? null : (call.world.accounts.get(id) ?? null)
}

interface Wish {
  readonly app: WorldApp
  readonly redirectUri: string
  readonly scopes: readonly string[]
  readonly state: string | null
  readonly challenge: string | null
}

/** Reads what an application asks for; a page for the person when it must not be sent back to it. */
function readWish(call: Call, input: Input): { readonly wish: Wish } | { readonly answer: Answer } {
  const app = [...call.world.apps.values()].find((one) => one.clientId === textOf(input, 'client_id'))
  if (app === undefined)
    return {
      answer: {
        status: 401,
        html: errorPage(
          'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
        ),
      },
    }
  const redirectUri = textOf(input, 'redirect_uri') ?? ''
  if (!app.redirectUris.some((one) => matchesRedirect(one, redirectUri)))
    return { answer: { status: 400, html: errorPage('The redirect uri included is not valid.') } }
  const scopes = scopesOf(textOf(input, 'scope'))
  const state = textOf(input, 'state') ?? null
  const challenge = call.world.variant.pkce ? (textOf(input, 'code_challenge') ?? null) : null
  const back = (error: string, description: string): { readonly answer: Answer } => ({
    answer: sendBack(call, redirectUri, { error, error_description: description, ...(state === null ? {} : { state }) }),
  })
  if (textOf(input, 'response_type') !== 'code')
    return back('unsupported_response_type', 'The authorization server does not support this response type.')
  if (scopes.some((scope) => !coversScope(app.scopes, scope)))
    return back('invalid_scope', 'The requested scope is invalid, unknown, or malformed.')
  if (challenge !== null && textOf(input, 'code_challenge_method') !== 'S256')
    return back('invalid_code_challenge_method', 'The code challenge method must be S256.')
  return { wish: { app, redirectUri, scopes, state, challenge } }
}

function sendBack(call: Call, redirectUri: string, values: Readonly<Record<string, string>>): Answer {
  if (redirectUri === OOB)
    return values['code'] === undefined
      ? { status: 400, html: errorPage(values['error_description'] ?? 'Denied') }
      : { status: 302, headers: { location: `${call.world.base}/oauth/authorize/native?code=${encodeURIComponent(values['code'])}` } }
  const url = new URL(redirectUri)
  for (const [name, value] of Object.entries(values)) url.searchParams.set(name, value)
  return { status: 302, headers: { location: url.href } }
}

function showAuthorize(call: Call): Answer {
  const read = readWish(call, call.input)
  if ('answer' in read) return read.answer
  const account = sessionOf(call)
  const here = `${call.path}?${call.query.toString()}`
  if (account === null || (call.query.get('force_login') === 'true' && call.query.get('signed_in') !== '1'))
    return { html: signInPage(here, '') }
  return { html: consentPage(read.wish.app.name, account.username, read.wish.scopes, Object.fromEntries(call.query)) }
}

function signIn(call: Call): Answer {
  const returnTo = textOf(call.input, 'return_to') ?? '/'
  const user = call.input['user']
  const given: Input = typeof user === 'object' && user !== null && !Array.isArray(user) && !('bytes' in user) ? user : {}
  const name = (textOf(given, 'email') ?? '').toLowerCase()
  const account = [...call.world.accounts.values()].find(
    (one) => one.domain === null && (one.email.toLowerCase() === name || one.username.toLowerCase() === name),
  )
  if (account === undefined || account.password !== textOf(given, 'password'))
    return { status: 422, html: signInPage(returnTo, 'Invalid E-mail address or password.') }
  const session = newSecret()
  call.world.sessions.set(session, account.id)
  const next = returnTo.startsWith('/oauth/') ? `${returnTo}&signed_in=1` : '/'
  return {
    status: 302,
    headers: { location: `${call.world.base}${next}`, 'set-cookie': `_session=${session}; Path=/; HttpOnly; SameSite=Lax` },
  }
}

function answerConsent(call: Call): Answer {
  const account = sessionOf(call)
  const read = readWish(call, call.input)
  if ('answer' in read) return read.answer
  if (account === null) return { status: 401, html: errorPage('You are not signed in.') }
  const { app, redirectUri, scopes, state, challenge } = read.wish
  const withState = state === null ? {} : { state }
  if (textOf(call.input, '_method') === 'delete')
    return sendBack(call, redirectUri, {
      error: 'access_denied',
      error_description: 'The resource owner or authorization server denied the request.',
      ...withState,
    })
  const code = newSecret()
  call.world.codes.set(code, {
    code,
    appId: app.id,
    accountId: account.id,
    redirectUri,
    scopes,
    challenge,
    expiresAt: call.world.now() + CODE_LIFE_MS,
  })
  return sendBack(call, redirectUri, { code, ...withState })
}

function presentToken(world: World, token: WorldToken): Answer {
  return {
    json: {
      access_token: token.token,
      token_type: 'Bearer',
      scope: token.scopes.join(' '),
      created_at: Math.floor(token.createdAt / 1000),
      ...(token.expiresAt === null
        ? {}
        : { expires_in: Math.round((token.expiresAt - world.now()) / 1000), refresh_token: token.refreshToken }),
    },
    headers: { 'cache-control': 'no-store' },
  }
}

function clientOf(call: Call): WorldApp {
  const basic = /^Basic (.+)$/i.exec(call.headers['authorization'] ?? '')?.[1]
  const [id, secret] =
    basic === undefined
      ? [textOf(call.input, 'client_id'), textOf(call.input, 'client_secret')]
      : Buffer.from(basic, 'base64')
          .toString('utf8')
          .split(':')
          .map((part) => decodeURIComponent(part))
  const app = [...call.world.apps.values()].find((one) => one.clientId === id && one.clientSecret === secret)
  if (app === undefined)
    throw new Refusal(401, 'invalid_client', {
      error_description:
        'Client authentication failed due to unknown client, no client authentication included, or unsupported authentication method.',
    })
  return app
}

const badGrant = (): Refusal =>
  new Refusal(400, 'invalid_grant', {
    error_description:
      'The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to another client.',
  })

function exchangeCode(call: Call, app: WorldApp): Answer {
  const { world } = call
  const code = world.codes.get(textOf(call.input, 'code') ?? '')
  if (
    code === undefined ||
    code.appId !== app.id ||
    code.expiresAt <= world.now() ||
    code.redirectUri !== textOf(call.input, 'redirect_uri')
  )
    throw badGrant()
  const verifier = textOf(call.input, 'code_verifier')
  if (
    code.challenge !== null &&
    createHash('sha256')
      .update(verifier ?? '')
      .digest('base64url') !== code.challenge
  )
    throw badGrant()
  world.codes.delete(code.code)
  return presentToken(world, issueToken(world, app, world.accounts.get(code.accountId) ?? null, code.scopes))
}

function exchangeRefresh(call: Call, app: WorldApp): Answer {
  const { world } = call
  const given = textOf(call.input, 'refresh_token')
  const old = [...world.tokens.values()].find(
    (token) => given !== undefined && token.refreshToken === given && token.appId === app.id && !token.revoked,
  )
  if (old === undefined) throw badGrant()
  old.revoked = true
  return presentToken(
    world,
    issueToken(world, app, old.accountId === null ? null : (world.accounts.get(old.accountId) ?? null), old.scopes),
  )
}

function exchange(call: Call): Answer {
  const app = clientOf(call)
  switch (textOf(call.input, 'grant_type')) {
    case 'authorization_code':
      return exchangeCode(call, app)
    case 'client_credentials': {
      const scopes = scopesOf(textOf(call.input, 'scope'))
      if (scopes.some((scope) => !coversScope(app.scopes, scope)))
        throw new Refusal(400, 'invalid_scope', { error_description: 'The requested scope is invalid, unknown, or malformed.' })
      return presentToken(call.world, issueToken(call.world, app, null, scopes))
    }
    case 'refresh_token':
      return exchangeRefresh(call, app)
    default:
      throw new Refusal(400, 'unsupported_grant_type', {
        error_description: 'The authorization grant type is not supported by the authorization server.',
      })
  }
}

function revoke(call: Call): Answer {
  const app = [...call.world.apps.values()].find(
    (one) => one.clientId === textOf(call.input, 'client_id') && one.clientSecret === textOf(call.input, 'client_secret'),
  )
  const given = textOf(call.input, 'token') ?? ''
  const token = call.world.tokens.get(given) ?? [...call.world.tokens.values()].find((one) => one.refreshToken === given)
  if (app === undefined || (token !== undefined && token.appId !== app.id))
    throw new Refusal(403, 'unauthorized_client', { error_description: 'You are not authorized to revoke this token' })
  if (token !== undefined) token.revoked = true
  return { json: {} }
}

function metadata(call: Call): Answer {
  const { base, variant } = call.world
  if (!variant.oauthMetadata) throw new Refusal(404, 'Not Found')
  return {
    json: {
      issuer: `${base}/`,
      service_documentation: 'https://docs.joinmastodon.org/',
      authorization_endpoint: `${base}/oauth/authorize`,
      token_endpoint: `${base}/oauth/token`,
      revocation_endpoint: `${base}/oauth/revoke`,
      userinfo_endpoint: `${base}/oauth/userinfo`,
      app_registration_endpoint: `${base}/api/v1/apps`,
      scopes_supported: [
        'read',
        'write',
        'follow',
        'push',
        'profile',
        'read:accounts',
        'read:statuses',
        'read:notifications',
        'write:statuses',
        'write:media',
      ],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'fragment', 'form_post'],
      grant_types_supported: ['authorization_code', 'client_credentials', ...(variant.tokenSeconds === null ? [] : ['refresh_token'])],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      code_challenge_methods_supported: variant.pkce ? ['S256'] : [],
    },
  }
}

function verifyApp(call: Call): Answer {
  const app = call.token === null ? undefined : call.world.apps.get(call.token.appId)
  if (app === undefined) throw new Refusal(401, 'The access token is invalid')
  return { json: presentApp(app) }
}

/** Applications and OAuth. Sources: docs.joinmastodon.org/methods/apps and /methods/oauth. */
export const oauthRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v1/apps', auth: 'none', handle: createApp },
  { method: 'GET', path: '/api/v1/apps/verify_credentials', auth: 'app', handle: verifyApp },
  { method: 'GET', path: '/oauth/authorize', auth: 'none', handle: showAuthorize },
  { method: 'POST', path: '/oauth/authorize', auth: 'none', handle: answerConsent },
  {
    method: 'GET',
    path: '/oauth/authorize/native',
    auth: 'none',
    handle: (call) => ({ html: codePage(escapeHtml(call.query.get('code') ?? '')) }),
  },
  { method: 'POST', path: '/auth/sign_in', auth: 'none', handle: signIn },
  { method: 'POST', path: '/oauth/token', auth: 'none', handle: exchange },
  { method: 'POST', path: '/oauth/revoke', auth: 'none', handle: revoke },
  { method: 'GET', path: '/.well-known/oauth-authorization-server', auth: 'none', handle: metadata },
]
