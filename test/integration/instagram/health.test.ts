import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { addMedia, connectorOf, contextOf, errorOf, signIn } from './support.ts'

const DAY_MS = 24 * 60 * 60_000

let server: MetaTestServer
let me: MetaUser
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer({ api: 'instagram' })
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

test('what is left of the day is told as the account’s own limit, and when the version of the API ends', async () => {
  server.settings.quotas.posts = 50
  expect(await health()).toEqual({
    missing: [],
    limits: [{ of: 'posts', used: 0, most: 50, perMs: DAY_MS }],
    apiEndsOn: '2028-07-29',
  })
})

test('a permission that was taken back is said by what does not work without it', async () => {
  addMedia(server, me, 'Rings', server.now())
  server.withdraw(me, 'instagram_business_content_publish')
  server.withdraw(me, 'instagram_business_manage_comments')
  expect(await health()).toEqual({
    missing: ['Posting, and how many posts are left today.', 'What others comment on your posts, and answering it.'],
    limits: [],
    apiEndsOn: '2028-07-29',
  })
})

test('what was not allowed at the sign-in is known without asking', async () => {
  const session = await context.session.read()
  await context.session.write({ ...(session as object), permissions: ['instagram_business_basic', 'instagram_business_content_publish'] })
  expect(await health()).toMatchObject({
    missing: ['What others comment on your posts, and answering it.', 'How often your posts were seen, liked and saved.'],
  })
  // An account that signed in with an older Chirp has no such list.
  await context.session.write({ ...(session as object), permissions: undefined })
  expect(await health()).toMatchObject({ missing: [] })
})

test('a token that was taken back is refused, and a server that cannot now is not that', async () => {
  server.failNext({ match: 'GET /v25.0/me/content_publishing_limit', status: 502, body: '<html>down</html>' })
  expect(await errorOf(health())).toMatchObject({ kind: 'platform-unavailable' })
  server.revokeTokens(me)
  expect(await errorOf(health())).toMatchObject({ kind: 'authentication', reason: 'revoked' })
})
