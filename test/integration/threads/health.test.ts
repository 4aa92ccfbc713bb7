import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, contextOf, errorOf, outgoing, publish, signIn } from './support.ts'

const DAY_MS = 24 * 60 * 60_000

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

function health() {
  const { health: check } = connectorOf(server)
  if (!check) throw new Error('Tells nothing')
  return check(context)
}

test('what is left of the day is told, and that nothing is missing', async () => {
  await publish(context, outgoing('One'))
  expect(await health()).toEqual({
    missing: [],
    limits: [
      { of: 'posts', used: 1, most: 250, perMs: DAY_MS },
      { of: 'replies', used: 0, most: 1000, perMs: DAY_MS },
    ],
    apiEndsOn: null,
  })
  // The token that is looked at is in no log of addresses, and the one that looks is in the header.
  const looked = server.requests.filter(({ path }) => path === '/v1.0/debug_token')
  expect(looked.map(({ query, tokenIn }) => [query['input_token'], tokenIn])).toEqual([['(secret)', 'header']])
})

test('a permission that was taken back is said by what does not work without it', async () => {
  server.withdraw(me, 'threads_delete')
  expect(await health()).toMatchObject({ missing: ['Deleting your own posts from Chirp.'] })
  server.withdraw(me, 'threads_content_publish')
  expect(await health()).toMatchObject({
    missing: ['Posting, and how many posts are left today.', 'Deleting your own posts from Chirp.'],
    limits: [],
  })
})

test('where the token may not be looked at, nothing is said of permissions, and all else is', async () => {
  server.failNext({
    match: 'GET /v1.0/debug_token',
    status: 400,
    body: { error: { code: 10, message: 'Not a tester', type: 'OAuthException' } },
  })
  expect(await health()).toMatchObject({ missing: null, limits: [{ of: 'posts' }, { of: 'replies' }] })
})

test('a token that was taken back is refused, and a server that cannot now is not that', async () => {
  server.failNext({ match: 'GET /v1.0/debug_token', status: 503, body: '<html>down</html>' })
  expect(await errorOf(health())).toMatchObject({ kind: 'platform-unavailable' })
  server.failNext({ match: 'GET /v1.0/me/threads_publishing_limit', status: 500, body: { error: { code: 2, message: 'Later' } } })
  expect(await errorOf(health())).toMatchObject({ kind: 'platform-unavailable' })
  server.revokeTokens(me)
  expect(await errorOf(health())).toMatchObject({ kind: 'authentication', reason: 'revoked' })
})
