import { escapeHtml } from '../../mastodon-server/text/render.ts'
import type { Answer, Call, Route } from '../http/call.ts'
import { userOf } from '../http/call.ts'
import { badToken, graphError } from '../http/graph-error.ts'
import { pageOf } from '../http/paging.ts'
import type { MetaApp, MetaToken } from '../world/types.ts'
import { DAY_MS, randomSecret, type World } from '../world/world.ts'
import { pick, readFields } from './fields.ts'
import { Account, listOf, UserToken } from './schemas.ts'
import { facebookOf, type FbPage } from './world.ts'

const CODE_MS = 10 * 60_000
const SHORT_MS = 60 * 60_000
const LONG_MS = 60 * DAY_MS

function problem(text: string): Answer {
  return { status: 400, html: `<!doctype html><title>Error</title><h1 role="alert">${escapeHtml(text)}</h1>` }
}

/** The app that asks, and what it asks for; or the page that says what is wrong, which goes to nobody's redirect address. */
function asked({ world, input }: Call): { app: MetaApp; redirectUri: string; permissions: string[] } | Answer {
  const app = world.apps.get(input.get('client_id') ?? '')
  const redirectUri = input.get('redirect_uri') ?? ''
  if (app === undefined) return problem('Invalid App ID')
  if (!app.redirectUris.includes(redirectUri))
    return problem('URL blocked: this redirect failed because the redirect URI is not white-listed')
  const permissions = (input.get('scope') ?? '').split(/[\s,]+/).filter((name) => name !== '')
  return { app, redirectUri, permissions }
}

function dialog(call: Call): Answer {
  const wanted = asked(call)
  if (!('app' in wanted)) return wanted
  const hidden = [...call.input].map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
  return {
    html: `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Log in with Facebook</title></head><body><main>
<h1>App ${escapeHtml(wanted.app.id)} wants access</h1><ul>${wanted.permissions.map((name) => `<li>${escapeHtml(name)}</li>`).join('')}</ul>
<form method="post" action="${escapeHtml(call.path)}">${hidden.join('')}<label>Signed in as <input name="as"></label>
<button name="button" value="allow">Continue</button><button name="button" value="deny">Cancel</button></form></main></body></html>`,
  }
}

/** The press of a button. Who is signed in in the browser comes along as `as`; `without` are permissions that were unticked. */
function decide(call: Call): Answer {
  const wanted = asked(call)
  if (!('app' in wanted)) return wanted
  const { world, input } = call
  const back = new URL(wanted.redirectUri)
  const user = [...world.users.values()].find(({ username }) => username === input.get('as'))
  const isAllowed = input.get('button') === 'allow' && user !== undefined
  if (isAllowed) {
    const code = randomSecret('AQ')
    const without = (input.get('without') ?? '').split(',')
    world.codes.set(code, {
      value: code,
      appId: wanted.app.id,
      userId: user.id,
      redirectUri: wanted.redirectUri,
      permissions: wanted.permissions.filter((name) => !without.includes(name)),
      expiresAt: world.now() + CODE_MS,
      used: false,
    })
    back.searchParams.set('code', code)
  } else {
    back.searchParams.set('error_reason', 'user_denied')
    back.searchParams.set('error', 'access_denied')
    back.searchParams.set('error_description', 'Permissions error.')
  }
  const state = input.get('state')
  if (state !== undefined) back.searchParams.set('state', state)
  return { status: 302, html: '', location: `${back.href}#_=_` }
}

function addToken(world: World, parts: Omit<MetaToken, 'value' | 'issuedAt' | 'revoked'>): MetaToken {
  const token: MetaToken = { ...parts, value: randomSecret('EAA'), issuedAt: world.now(), revoked: false }
  world.tokens.set(token.value, token)
  return token
}

function tokenAnswer(world: World, { value, expiresAt }: MetaToken): Answer {
  return { json: { access_token: value, token_type: 'bearer', expires_in: Math.floor((expiresAt - world.now()) / 1000) } }
}

/** Both exchanges are at one address: of a code, and of a token for one that lasts. */
function exchange(call: Call): Answer {
  const { world, input } = call
  const app = world.apps.get(input.get('client_id') ?? '')
  if (app === undefined) throw graphError(400, 101, 'Error validating application. Cannot get application info due to a system error.')
  if (app.secret !== input.get('client_secret')) throw graphError(400, 1, 'Error validating client secret.')
  if (input.get('grant_type') === 'fb_exchange_token') {
    const token = world.tokens.get(input.get('fb_exchange_token') ?? '')
    if (token?.appId !== app.id) throw badToken('malformed')
    if (token.revoked) throw badToken('revoked')
    if (token.expiresAt <= world.now()) throw badToken('expired')
    return tokenAnswer(world, addToken(world, { ...token, kind: 'long', expiresAt: world.now() + LONG_MS }))
  }
  const code = world.codes.get(input.get('code') ?? '')
  if (code?.appId !== app.id) throw graphError(400, 100, 'Invalid verification code format.')
  if (code.used) throw graphError(400, 100, 'This authorization code has been used.', { subcode: 36009 })
  if (code.expiresAt <= world.now()) throw graphError(400, 100, 'This authorization code has expired.', { subcode: 36007 })
  if (code.redirectUri !== input.get('redirect_uri'))
    throw graphError(400, 100, 'Error validating verification code. Please make sure your redirect_uri is identical', { subcode: 36008 })
  code.used = true
  const { userId, permissions } = code
  return tokenAnswer(world, addToken(world, { appId: app.id, userId, permissions, kind: 'short', expiresAt: world.now() + SHORT_MS }))
}

/**
 * The token of a page: without end where that of the person lasts, else as short as theirs.
 * Source: developers.facebook.com/docs/pages/access-tokens, read 2026-11-27.
 */
export function pageToken(world: World, page: FbPage, of: Pick<MetaToken, 'appId' | 'permissions' | 'kind' | 'expiresAt'>): string {
  const expiresAt = of.kind === 'long' ? Number.POSITIVE_INFINITY : of.expiresAt
  return addToken(world, { appId: of.appId, userId: page.id, permissions: of.permissions, kind: of.kind, expiresAt }).value
}

function accounts(call: Call): Answer {
  const { world, token } = call
  const user = userOf(call)
  const fields = readFields(call.input.get('fields') ?? 'id,name,access_token,tasks')
  const pages = [...facebookOf(world).pages.values()].filter(({ tasks }) => tasks.has(user.id))
  return {
    json: pageOf(call, pages, (page) =>
      pick(fields, {
        id: () => page.id,
        name: () => page.name,
        tasks: () => page.tasks.get(user.id),
        access_token: () => (token === null ? undefined : pageToken(world, page, token)),
      }),
    ),
  }
}

/**
 * Pages: facebook-login/guides/advanced/manual-flow, facebook-login/guides/access-tokens/get-long-lived, pages-api/manage-pages;
 * read 2026-11-27. The pages show the exchanges as GET; that a form is taken as well is what OAuth libraries rely on.
 */
export const facebookSignInRoutes: readonly Route[] = [
  { method: 'GET', path: '/v25.0/dialog/oauth', permissions: null, answer: null, handle: dialog },
  { method: 'POST', path: '/v25.0/dialog/oauth', permissions: null, answer: null, handle: decide },
  { method: 'GET', path: '/v25.0/oauth/access_token', permissions: null, answer: UserToken, handle: exchange },
  { method: 'POST', path: '/v25.0/oauth/access_token', permissions: null, answer: UserToken, handle: exchange },
  { method: 'GET', path: '/v25.0/me/accounts', permissions: ['pages_show_list'], answer: listOf(Account), handle: accounts },
]
