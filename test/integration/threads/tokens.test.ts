import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { MetaSession } from '../../../main/connectors/meta/session.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, contextOf, errorOf, signIn } from './support.ts'

const HOUR_MS = 60 * 60_000
const DAY_MS = 24 * HOUR_MS

let server: MetaTestServer
let me: MetaUser
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer()
  me = server.addUser('me')
  context = await contextOf(server, await signIn(server, me))
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

function renewal() {
  const { renewal } = connectorOf(server)
  if (!renewal) throw new Error('Renews nothing')
  return renewal
}

const session = async () => MetaSession.parse(await context.session.read())
const refreshes = () => server.requests.filter(({ path }) => path === '/refresh_access_token')
const check = () => connectorOf(server).check(context)

test('a token is due a week before its end, and not before it is a day old', async () => {
  const { issuedAt, expiresAt } = await session()
  expect(renewal().dueAt(await session())).toBe(expiresAt - 7 * DAY_MS)
  expect(renewal().dueAt({ ...(await session()), expiresAt: issuedAt + 2 * HOUR_MS })).toBe(issuedAt + DAY_MS)
  expect([null, {}, 'token', { accessToken: 'x' }].map(renewal().dueAt)).toEqual([null, null, null, null])
})

test('renewing early asks nobody; in time it gives 60 days more, and the new token is used', async () => {
  await renewal().renew(context)
  expect(refreshes()).toEqual([])
  const before = await session()
  server.advance(54 * DAY_MS)
  await renewal().renew(context)
  const after = await session()
  expect(after.accessToken).not.toBe(before.accessToken)
  expect(Math.round((after.expiresAt - server.now()) / DAY_MS)).toBe(60)
  expect(after).toMatchObject({ clientId: before.clientId, clientSecret: before.clientSecret })
  server.advance(30 * DAY_MS)
  await check()
})

test('many who renew at the same time renew once', async () => {
  server.advance(55 * DAY_MS)
  await Promise.all([1, 2, 3, 4].map(() => renewal().renew(context)))
  expect(refreshes()).toHaveLength(1)
})

test('in the last day whatever call comes renews first, and goes on with the old token where that fails', async () => {
  server.advance(59 * DAY_MS + HOUR_MS)
  const before = await session()
  server.failNext({ match: 'GET /refresh_access_token', status: 500, body: { error: { code: 2, message: 'Later' } } })
  await check()
  expect((await session()).accessToken).toBe(before.accessToken)
  await Promise.all([check(), check()])
  expect((await session()).accessToken).not.toBe(before.accessToken)
  expect(refreshes()).toHaveLength(2)
})

test('a renewal whose answer is lost leaves the old token, which is renewed again', async () => {
  server.advance(54 * DAY_MS)
  const before = await session()
  server.failNext({ match: 'GET /refresh_access_token', truncate: true })
  expect(await errorOf(renewal().renew(context))).toMatchObject({ kind: 'platform-unavailable', reason: 'bad-answer' })
  expect(await session()).toEqual(before)
  await renewal().renew(context)
  expect((await session()).accessToken).not.toBe(before.accessToken)
})

test('a token whose time is over and one that was taken back are told apart', async () => {
  server.revokeTokens(me)
  expect(await errorOf(check())).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  server.advance(61 * DAY_MS)
  const expired = await contextOf(server, await signIn(server, me))
  server.advance(61 * DAY_MS)
  expect(await errorOf(connectorOf(server).check(expired))).toMatchObject({ kind: 'authentication', reason: 'expired' })
  expect(await errorOf(renewal().renew(expired))).toMatchObject({ kind: 'authentication', reason: 'expired' })
})

test('the token of a call is in its header alone, whatever address the server gives for the next page', async () => {
  for (let number = 1; number <= 8; number++) server.post(me, `Post ${String(number)}`)
  const stream = { kind: 'home' } as const
  const first = await connectorOf(server).read(context, { stream, older: null, limit: 5 })
  expect(first.older).not.toBeNull()
  await connectorOf(server).read(context, { stream, older: first.older, limit: 5 })
  const calls = server.requests.filter(({ path }) => path.startsWith('/v1.0/'))
  expect(new Set(calls.map(({ tokenIn }) => tokenIn))).toEqual(new Set(['header']))
})

test('without a session that can be read the account has to sign in again', async () => {
  await context.session.write({ nothing: true })
  expect(await errorOf(check())).toMatchObject({ kind: 'authentication', reason: 'expired' })
})
