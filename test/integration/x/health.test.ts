import { expect, test } from 'vitest'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, errorOf, REDIRECT, signIn, signInContext } from './support.ts'

const TWO_HOURS_MS = 7_200_000

async function signedInAccount() {
  let now = Date.now()
  const clock = () => now
  const server = await startXServer({ clock })
  const connector = connectorOf(server)
  const { health } = connector
  if (!health) throw new Error('Tells nothing')
  const app = server.createApp({ redirectUris: [REDIRECT] })
  const signedIn = await signIn(server, server.createUser({ username: 'ada_print' }), app, { ...signInContext(server), clock })
  const context = await contextOf(server, signedIn, { clock })
  return { server, connector, context, health: () => health(context), pass: (ms: number) => void (now += ms) }
}

test('A check of an account on X asks nothing that is paid for', async () => {
  const { server, health } = await signedInAccount()
  const before = server.requests.length
  expect(await health()).toEqual({ missing: [], limits: [], apiEndsOn: null })
  expect(server.requests.length).toBe(before)
  await server.close()
})

test('It renews a token that is about to end, which is free, and tells what was not allowed', async () => {
  const { server, context, health, pass } = await signedInAccount()
  const session = (await context.session.read()) as { readonly scope: string }
  await context.session.write({ ...session, scope: 'tweet.read users.read offline.access media.write bookmark.write' })
  expect((await health()).missing).toEqual(['posts, reposts and deletes for you'])
  const before = server.requests.length
  pass(TWO_HOURS_MS)
  // What the renewal says counts from then on.
  expect((await health()).missing).toEqual([])
  expect(server.requests.slice(before).map(({ path }) => path)).toEqual(['/2/oauth2/token'])
  await server.close()
})

test('A server that cannot renew now says nothing of the account; one that refuses to does', async () => {
  const { server, connector, health, pass } = await signedInAccount()
  pass(TWO_HOURS_MS)
  server.failNext({ match: 'POST /2/oauth2/token', status: 503, body: 'down' })
  expect(await errorOf(connector, health())).toMatchObject({ kind: 'platform-unavailable' })
  server.failNext({ match: 'POST /2/oauth2/token', status: 400, body: { error: 'invalid_grant', error_description: 'No' } })
  expect(await errorOf(connector, health())).toMatchObject({ kind: 'authentication' })
  await server.close()
})
