import { afterAll, beforeAll, expect, test } from 'vitest'
import { PageSession } from '../../../main/connectors/facebook/client.ts'
import { facebookConnector } from '../../../main/connectors/facebook/connector.ts'
import type { Log } from '../../../main/core/ports.ts'
import { addPage, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaApp, MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, consent, contextOf, errorOf, REDIRECT, signIn, signInContext } from './support.ts'

const DAY_MS = 24 * 60 * 60_000

let server: MetaTestServer
let [me, ann, nobody]: MetaUser[] = []
let app: MetaApp
let pages: FbPage[]

beforeAll(async () => {
  server = await startMetaServer({ api: 'facebook' })
  me = server.addUser('me')
  ann = server.addUser('ann')
  nobody = server.addUser('nobody')
  app = server.addApp([REDIRECT])
  const { world } = server
  pages = [
    addPage(world, 'Bakery', me.id, { username: 'the.bakery' }),
    addPage(world, 'Café Noir', ann.id),
    addPage(world, 'Book Club', ann.id),
    addPage(world, 'Book Club', ann.id),
  ]
})
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

function person(user: MetaUser | undefined): MetaUser {
  if (user === undefined) throw new Error('Nobody there')
  return user
}

function authenticator() {
  const { startOAuth, finishOAuth } = connectorOf(server).authenticate
  if (!startOAuth || !finishOAuth) throw new Error('No OAuth')
  return { startOAuth, finishOAuth }
}

const typed = (parts: Readonly<Record<string, string>> = {}) => ({
  handle: '',
  clientId: app.id,
  clientSecret: app.secret,
  redirectUri: REDIRECT,
  ...parts,
})
const idOf = (index: number) => pages[index]?.id ?? ''

test('the only page becomes the account, with a token that has no end', async () => {
  const signedIn = await signIn(server, person(me), '', app)
  expect(signedIn.author).toMatchObject({ id: `facebook:${idOf(0)}`, handle: 'the.bakery', displayName: 'Bakery', platform: 'facebook' })
  expect(signedIn.server).toBe(server.url)
  const session = PageSession.parse(signedIn.session)
  expect(session).toMatchObject({ pageId: idOf(0), clientId: app.id, clientSecret: app.secret })
  const token = server.world.tokens.get(session.accessToken)
  expect(token).toMatchObject({ userId: idOf(0), expiresAt: Number.POSITIVE_INFINITY })
  const setup = facebookConnector.manifest.authMethods[0]?.setup
  expect(token?.permissions).toEqual(setup?.permissions.map(({ name }) => name))
  // No other token of the sign-in is kept.
  const others = [...server.world.tokens.values()].filter(({ value }) => value !== session.accessToken)
  expect(others.length).toBeGreaterThan(0)
  for (const { value } of others) expect(JSON.stringify(signedIn)).not.toContain(value)
})

test('the page goes on when the person’s own token has ended, and nothing has to be renewed', async () => {
  const context = await contextOf(server, await signIn(server, person(me), '', app))
  server.advance(200 * DAY_MS)
  expect((await connectorOf(server).check(context)).author.handle).toBe('the.bakery')
  expect(connectorOf(server).renewal).toBeUndefined()
})

test('of several pages the one is taken whose name or id was written', async () => {
  const named = async (page: string) => (await signIn(server, person(ann), page, app)).author.id
  expect(await named('Café Noir')).toBe(`facebook:${idOf(1)}`)
  expect(await named(' café noir ')).toBe(`facebook:${idOf(1)}`)
  expect(await named(idOf(3))).toBe(`facebook:${idOf(3)}`)
})

test('and where none was, or none is meant for certain, the person is told which there are', async () => {
  const list = `Café Noir (${idOf(1)}), Book Club (${idOf(2)}), Book Club (${idOf(3)})`
  const failing = (page: string) => errorOf(signIn(server, person(ann), page, app))
  expect(await failing('')).toEqual({
    kind: 'invalid-input',
    issues: [{ field: 'handle', code: 'page-needed', values: { pages: list, wanted: '' } }],
  })
  expect(await failing('Bakery')).toMatchObject({ issues: [{ code: 'page-unknown', values: { pages: list, wanted: 'Bakery' } }] })
  expect(await failing('Book Club')).toMatchObject({ issues: [{ code: 'page-unknown' }] })
  expect(await errorOf(signIn(server, person(nobody), '', app))).toMatchObject({ issues: [{ field: 'handle', code: 'page-none' }] })
})

test('the code alone, with or without what the page adds to it, is as good as the address', async () => {
  const { startOAuth, finishOAuth } = authenticator()
  for (const ending of ['', '#_=_']) {
    const { authorizeUrl, pending } = await startOAuth(signInContext(server), 'oauth', typed(), null)
    const code = new URL(await consent(authorizeUrl, 'me')).searchParams.get('code') ?? ''
    const signedIn = await finishOAuth(signInContext(server), 'oauth', pending, { kind: 'code', code: ` ${code}${ending}\n` })
    expect(signedIn.author.handle).toBe('the.bakery')
  }
})

test('secrets are neither in the log nor in any address', async () => {
  const before = server.requests.length
  const lines: string[] = []
  const write = (message: string, fields?: unknown): void => void lines.push(`${message} ${JSON.stringify(fields)}`)
  const log: Log = { info: write, warn: write, error: write }
  const { startOAuth, finishOAuth } = authenticator()
  const { authorizeUrl, pending } = await startOAuth(signInContext(server, log), 'oauth', typed(), null)
  const answer = { kind: 'code', code: await consent(authorizeUrl, 'me') } as const
  const { session } = await finishOAuth(signInContext(server, log), 'oauth', pending, answer)
  const secrets = [app.secret, PageSession.parse(session).accessToken, new URL(answer.code).searchParams.get('code') ?? '']
  expect(lines.length).toBeGreaterThan(0)
  for (const secret of secrets) expect(lines.join('\n')).not.toContain(secret)
  expect(server.requests.slice(before).filter(({ query }) => Object.values(query).includes('(secret)'))).toEqual([])
  expect(authorizeUrl).not.toContain(app.secret)
})

test('saying no, another sign-in’s answer and an old code are told apart', async () => {
  const { startOAuth, finishOAuth } = authenticator()
  const begin = () => startOAuth(signInContext(server), 'oauth', typed(), null)
  const end = (pending: unknown, code: string) => errorOf(finishOAuth(signInContext(server), 'oauth', pending, { kind: 'code', code }))
  const denied = await begin()
  expect(await end(denied.pending, await consent(denied.authorizeUrl, 'me', { button: 'deny' }))).toMatchObject({ reason: 'cancelled' })
  const [one, other] = [await begin(), await begin()]
  const address = await consent(one.authorizeUrl, 'me')
  expect(await end(other.pending, address)).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
  await finishOAuth(signInContext(server), 'oauth', one.pending, { kind: 'code', code: address })
  expect(await end(one.pending, address)).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
  const late = await begin()
  const lateAddress = await consent(late.authorizeUrl, 'me')
  server.advance(DAY_MS)
  expect(await end(late.pending, lateAddress)).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
})

test('a permission that was not given is what the call that needs it says', async () => {
  const { startOAuth, finishOAuth } = authenticator()
  const { authorizeUrl, pending } = await startOAuth(signInContext(server), 'oauth', typed(), null)
  const code = await consent(authorizeUrl, 'me', { without: 'pages_read_user_content' })
  const context = await contextOf(server, await finishOAuth(signInContext(server), 'oauth', pending, { kind: 'code', code }))
  const connector = connectorOf(server)
  await connector.read(context, { stream: { kind: 'home' }, older: null, limit: 5 })
  const reading = connector.read(context, { stream: { kind: 'notifications' }, older: null, limit: 5 })
  expect(await errorOf(reading)).toMatchObject({ kind: 'authentication', reason: 'forbidden' })
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

test('trouble after the exchange is not taken for a mistake of the person', async () => {
  for (const path of ['/v25.0/me/accounts', `/v25.0/${idOf(0)}`]) {
    server.failNext({ match: `GET ${path}`, status: 400, body: { error: { code: 1, message: 'An unknown error occurred' } } })
    expect(await errorOf(signIn(server, person(me), '', app))).toMatchObject({ kind: 'platform-unavailable', reason: 'server-error' })
  }
})

test('an exchange whose answer makes no sense, or is none, ends the sign-in', async () => {
  server.failNext({ match: 'POST /v25.0/oauth/access_token', after: 1, status: 200, body: { access_token: '' } })
  expect(await errorOf(signIn(server, person(me), '', app))).toMatchObject({ kind: 'platform-unavailable', reason: 'bad-answer' })
  server.failNext({ match: 'POST /v25.0/oauth/access_token', status: 502, body: '<html>Bad gateway</html>' })
  expect(await errorOf(signIn(server, person(me), '', app))).toMatchObject({ kind: 'platform-unavailable', reason: 'server-error' })
})
