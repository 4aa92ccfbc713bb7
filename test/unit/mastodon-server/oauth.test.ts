import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import { ask, member } from './ask.ts'

const CALLBACK = 'http://127.0.0.1/callback'
const VERIFIER = 'a-verifier-of-at-least-forty-three-characters-long'
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')

let server: MastodonTestServer
let client: { readonly client_id: string; readonly client_secret: string }

beforeEach(async () => {
  server = await startMastodonServer({ variant: 'expiring' })
  server.createAccount({ username: 'me', password: 'right' })
  client = (
    await ask(server, null, 'POST', '/api/v1/apps', {
      client_name: 'Client',
      redirect_uris: [CALLBACK, 'urn:ietf:wg:oauth:2.0:oob'],
      scopes: 'read write',
    })
  ).json as typeof client
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

function wish(more: Readonly<Record<string, string>> = {}): URLSearchParams {
  return new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: 'http://127.0.0.1:4321/callback',
    scope: 'read write',
    state: 'st',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...more,
  })
}

/** Signs in and presses a button, as a browser would; gives where it was sent. */
async function consent(asked: URLSearchParams, button: 'Authorize' | 'Deny'): Promise<URL> {
  const path = `/oauth/authorize?${asked.toString()}`
  expect((await ask(server, null, 'GET', path)).text).toContain('name="user[password]"')
  const signedIn = await ask(
    server,
    null,
    'POST',
    '/auth/sign_in',
    new URLSearchParams({ return_to: path, 'user[email]': 'me@mail.example', 'user[password]': 'right' }),
  )
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? ''
  const page = await ask(server, null, 'GET', signedIn.headers.get('location') ?? '', undefined, { cookie })
  expect(page.text).toContain(`>${button}</button>`)
  const sent = new URLSearchParams(asked)
  if (button === 'Deny') sent.set('_method', 'delete')
  return new URL((await ask(server, null, 'POST', '/oauth/authorize', sent, { cookie })).headers.get('location') ?? '')
}

const exchange = (values: Readonly<Record<string, string>>) =>
  ask(server, null, 'POST', '/oauth/token', new URLSearchParams({ ...client, ...values }))

test('a code with its verifier becomes a token, once, and the token can be refreshed and revoked', async () => {
  const back = await consent(wish(), 'Authorize')
  expect([back.host, back.searchParams.get('state')]).toEqual(['127.0.0.1:4321', 'st'])
  const values = {
    grant_type: 'authorization_code',
    code: back.searchParams.get('code') ?? '',
    redirect_uri: 'http://127.0.0.1:4321/callback',
  }
  expect(await exchange({ ...values, code_verifier: 'wrong' })).toMatchObject({ status: 400, json: { error: 'invalid_grant' } })
  const token = await exchange({ ...values, code_verifier: VERIFIER })
  expect(token.json).toMatchObject({ token_type: 'Bearer', scope: 'read write', expires_in: 3600 })
  expect((await exchange({ ...values, code_verifier: VERIFIER })).status).toBe(400)
  const access = String(member(token, 'access_token'))
  expect((await ask(server, access, 'GET', '/api/v1/accounts/verify_credentials')).json).toMatchObject({ username: 'me' })
  server.expireTokens()
  expect(await ask(server, access, 'GET', '/api/v1/accounts/verify_credentials')).toMatchObject({
    status: 401,
    json: { error: 'The access token is invalid' },
  })
  const fresh = await exchange({ grant_type: 'refresh_token', refresh_token: String(member(token, 'refresh_token')) })
  const renewed = String(member(fresh, 'access_token'))
  expect((await ask(server, renewed, 'GET', '/api/v1/accounts/verify_credentials')).status).toBe(200)
  expect((await ask(server, null, 'POST', '/oauth/revoke', new URLSearchParams({ ...client, token: renewed }))).status).toBe(200)
  expect((await ask(server, renewed, 'GET', '/api/v1/accounts/verify_credentials')).status).toBe(401)
})

test('a person who denies is sent back with access_denied', async () => {
  const back = await consent(wish(), 'Deny')
  expect([back.searchParams.get('error'), back.searchParams.get('state'), back.searchParams.get('code')]).toEqual([
    'access_denied',
    'st',
    null,
  ])
})

test('a code to copy is shown on a page', async () => {
  const back = await consent(wish({ redirect_uri: 'urn:ietf:wg:oauth:2.0:oob' }), 'Authorize')
  const page = await ask(server, null, 'GET', back.href)
  expect(page.text).toContain(`value="${back.searchParams.get('code') ?? '?'}"`)
})

test('an address that was not registered gets no redirect, and an unknown scope is told to the application', async () => {
  expect(
    await ask(server, null, 'GET', `/oauth/authorize?${wish({ redirect_uri: 'http://evil.example/callback' }).toString()}`),
  ).toMatchObject({ status: 400 })
  const refused = await ask(server, null, 'GET', `/oauth/authorize?${wish({ scope: 'admin:read' }).toString()}`)
  expect(new URL(refused.headers.get('location') ?? '').searchParams.get('error')).toBe('invalid_scope')
})

test('a wrong password stays on the page, and scopes are kept', async () => {
  expect(
    await ask(server, null, 'POST', '/auth/sign_in', new URLSearchParams({ 'user[email]': 'me', 'user[password]': 'wrong' })),
  ).toMatchObject({ status: 422 })
  const reader = server.tokenFor([...server.world.accounts.values()][0] ?? server.createAccount({ username: 'x' }), ['read'])
  expect(await ask(server, reader, 'POST', '/api/v1/statuses', { status: 'No' })).toMatchObject({
    status: 403,
    json: { error: 'This action is outside the authorized scopes' },
  })
  const app = await exchange({ grant_type: 'client_credentials', scope: 'read' })
  expect((await ask(server, String(member(app, 'access_token')), 'GET', '/api/v1/apps/verify_credentials')).json).toMatchObject({
    name: 'Client',
  })
  expect((await ask(server, String(member(app, 'access_token')), 'GET', '/api/v1/timelines/home')).status).toBe(422)
})

test('what was sent is remembered without its secrets', async () => {
  await exchange({ grant_type: 'refresh_token', refresh_token: 'a-secret-refresh' })
  expect(JSON.stringify(server.requests)).not.toMatch(new RegExp(`a-secret-refresh|${client.client_secret}`))
})
