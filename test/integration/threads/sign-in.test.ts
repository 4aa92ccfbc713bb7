import { afterAll, beforeAll, expect, test } from 'vitest'
import { MetaSession } from '../../../main/connectors/meta/session.ts'
import { threadsConnector } from '../../../main/connectors/threads/connector.ts'
import type { Log } from '../../../main/core/ports.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaApp, MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, consent, errorOf, REDIRECT, signIn, signInContext } from './support.ts'

let server: MetaTestServer
let me: MetaUser
let app: MetaApp

beforeAll(async () => {
  server = await startMetaServer()
  me = server.addUser('me', { name: 'Me, Myself' })
  app = server.addApp([REDIRECT])
})
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

function authenticator() {
  const { startOAuth, finishOAuth } = connectorOf(server).authenticate
  if (!startOAuth || !finishOAuth) throw new Error('No OAuth')
  return { startOAuth, finishOAuth }
}

const typed = (parts: Readonly<Record<string, string>> = {}) => ({
  clientId: app.id,
  clientSecret: app.secret,
  redirectUri: REDIRECT,
  ...parts,
})

test('the pasted address becomes a session that lasts 60 days, with the app that it is renewed with', async () => {
  const signedIn = await signIn(server, me, app)
  expect(signedIn.author).toMatchObject({ id: 'threads:@me', handle: 'me', displayName: 'Me, Myself', platform: 'threads' })
  expect(signedIn.server).toBe(server.url)
  const session = MetaSession.parse(signedIn.session)
  expect(session).toMatchObject({ clientId: app.id, clientSecret: app.secret })
  expect(Math.round((session.expiresAt - session.issuedAt) / (24 * 60 * 60_000))).toBe(60)
  expect(server.world.tokens.get(session.accessToken)).toMatchObject({ kind: 'long', userId: me.id })
  const asked = server.world.tokens.get(session.accessToken)?.permissions
  expect(asked).toEqual(threadsConnector.manifest.authMethods[0]?.setup?.permissions.map(({ name }) => name))
})

test('the code alone, with or without what the page adds to it, is as good', async () => {
  const { startOAuth, finishOAuth } = authenticator()
  for (const ending of ['', '#_']) {
    const { authorizeUrl, pending } = await startOAuth(signInContext(server), 'oauth', typed(), null)
    const code = new URL(await consent(authorizeUrl, 'me')).searchParams.get('code') ?? ''
    const signedIn = await finishOAuth(signInContext(server), 'oauth', pending, { kind: 'code', code: ` ${code}${ending}\n` })
    expect(signedIn.author.handle).toBe('me')
  }
})

test('secrets are neither in the log nor anywhere in an address but where the API takes them in no other way', async () => {
  const before = server.requests.length
  const lines: string[] = []
  const write = (message: string, fields?: unknown): void => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { info: write, warn: write, error: write }
  const { startOAuth, finishOAuth } = authenticator()
  const { authorizeUrl, pending } = await startOAuth(signInContext(server, log), 'oauth', typed(), null)
  const answer = { kind: 'code', code: await consent(authorizeUrl, 'me') } as const
  const { session } = await finishOAuth(signInContext(server, log), 'oauth', pending, answer)
  const { accessToken } = MetaSession.parse(session)
  const secrets = [app.secret, accessToken, new URL(answer.code).searchParams.get('code') ?? '']
  expect(lines.length).toBeGreaterThan(0)
  for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret)
  const withSecrets = server.requests.slice(before).filter(({ query }) => Object.values(query).includes('(secret)'))
  expect(withSecrets.map(({ path }) => path)).toEqual(['/access_token'])
  expect(authorizeUrl).not.toContain(app.secret)
})

test('saying no, another sign-in’s answer and an old code are told apart', async () => {
  const { startOAuth, finishOAuth } = authenticator()
  const begin = () => startOAuth(signInContext(server), 'oauth', typed(), null)
  const end = (pending: unknown, code: string) => errorOf(finishOAuth(signInContext(server), 'oauth', pending, { kind: 'code', code }))
  const denied = await begin()
  expect(await end(denied.pending, await consent(denied.authorizeUrl, 'me', 'deny'))).toMatchObject({ reason: 'cancelled' })
  const [one, other] = [await begin(), await begin()]
  const address = await consent(one.authorizeUrl, 'me')
  expect(await end(other.pending, address)).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
  await finishOAuth(signInContext(server), 'oauth', one.pending, { kind: 'code', code: address })
  expect(await end(one.pending, address)).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
  expect(await end(one.pending, 'https://localhost/chirp')).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
  expect(await end(one.pending, '')).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
})

test('what was typed wrongly is said beside its field', async () => {
  const { startOAuth, finishOAuth } = authenticator()
  const start = (parts: Readonly<Record<string, string>>) => errorOf(startOAuth(signInContext(server), 'oauth', typed(parts), null))
  expect(await start({ clientId: 'my app' })).toMatchObject({ issues: [{ field: 'clientId', code: 'client-id-invalid' }] })
  expect(await start({ clientSecret: ' ' })).toMatchObject({ issues: [{ field: 'clientSecret', code: 'required' }] })
  expect(await start({ redirectUri: 'http://localhost/' })).toMatchObject({
    issues: [{ field: 'redirectUri', code: 'redirect-not-https' }],
  })
  const { authorizeUrl, pending } = await startOAuth(signInContext(server), 'oauth', typed({ clientSecret: 'wrong' }), null)
  const code = await consent(authorizeUrl, 'me')
  expect(await errorOf(finishOAuth(signInContext(server), 'oauth', pending, { kind: 'code', code }))).toMatchObject({
    kind: 'invalid-input',
    issues: [{ field: 'clientSecret', code: 'client-secret-wrong' }],
  })
})
