import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { addPage, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import { connectorOf, contextOf, errorOf, signIn } from './support.ts'

let server: MetaTestServer
let page: FbPage
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer({ api: 'facebook' })
  const me = server.addUser('me')
  page = addPage(server.world, 'Bakery', me.id)
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

test('the token of the page is looked at with that of the app, and the end of the version is named', async () => {
  expect(await health()).toEqual({ missing: [], limits: [], apiEndsOn: '2028-07-29' })
  const looked = server.requests.filter(({ path }) => path === '/v25.0/debug_token')
  expect(looked.map(({ query, tokenIn }) => [query['input_token'], tokenIn])).toEqual([['(secret)', 'header']])
})

test('a permission that was taken back is said by what does not work without it', async () => {
  server.withdraw(page, 'pages_manage_posts')
  server.withdraw(page, 'read_insights')
  expect(await health()).toMatchObject({
    missing: ['Posting and scheduling as your page, and deleting its posts.', 'How often your posts were seen.'],
  })
})

test('an app whose secret was made anew says nothing of the page', async () => {
  const session = await context.session.read()
  await context.session.write({ ...(session as object), clientSecret: 'an-older-one' })
  expect(await health()).toEqual({ missing: null, limits: [], apiEndsOn: '2028-07-29' })
})

test('a token that was taken back is refused, and a server that cannot now is not that', async () => {
  server.failNext({ match: 'GET /v25.0/debug_token', status: 503, body: '<html>down</html>' })
  expect(await errorOf(health())).toMatchObject({ kind: 'platform-unavailable' })
  for (const token of server.world.tokens.values()) token.revoked = true
  expect(await errorOf(health())).toMatchObject({ kind: 'authentication', reason: 'revoked' })
})
