import { afterAll, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { seedWorld } from '../../mastodon-server/seed/seed-world.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { contextOf, errorOf, signIn } from './support.ts'

const server = await startMastodonServer({ domain: 'chirp.example' })
const { me } = seedWorld(server)
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

function health(context: ConnectorContext) {
  if (!mastodonConnector.health) throw new Error('Tells nothing')
  return mastodonConnector.health(context)
}

test('An account is well when its token is taken and may do what Chirp does', async () => {
  const context = await contextOf(await signIn(server, me))
  expect(await health(context)).toEqual({ missing: [], limits: [], apiEndsOn: null })
})

test('A narrower sign-in is told by what does not work with it, whole scopes and parts alike', async () => {
  const context = await contextOf(await signIn(server, me))
  const session = (await context.session.read()) as object
  const missingWith = async (scope: string): Promise<readonly string[] | null> => {
    await context.session.write({ ...session, scope })
    return (await health(context)).missing
  }
  expect(await missingWith('read write follow')).toEqual([])
  expect(await missingWith('read write:statuses write:media follow')).toEqual(['Liking posts.', 'Bookmarking posts.'])
})

test('A token that may not ask who it is of is alive, one that was taken back is not, and a server that cannot now says nothing', async () => {
  const context = await contextOf(await signIn(server, me))
  const match = 'GET /api/v1/accounts/verify_credentials'
  server.failNext({ match, status: 403, body: { error: 'This action is outside the authorized scopes' } })
  expect(await health(context)).toMatchObject({ missing: [] })
  server.failNext({ match, status: 503, body: '<html>down</html>' })
  expect(await errorOf(health(context))).toMatchObject({ kind: 'platform-unavailable' })
  for (const token of server.world.tokens.values()) token.revoked = true
  expect(await errorOf(health(context))).toMatchObject({ kind: 'authentication' })
})
