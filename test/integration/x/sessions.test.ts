import { describe, expect, test } from 'vitest'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, errorOf, outgoing, publish, REDIRECT, signIn, signInContext } from './support.ts'

const TWO_HOURS_MS = 7_200_000

async function signedInAt(start: number) {
  let now = start
  const server = await startXServer({ clock: () => now })
  const connector = connectorOf(server)
  const user = server.createUser({ username: 'ada_print' })
  const app = server.createApp({ redirectUris: [REDIRECT], clientSecret: 'secret' })
  const signedIn = await signIn(server, user, app, { ...signInContext(server), clock: () => now })
  const session = signedIn.session as { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt: number }
  const context = await contextOf(server, signedIn, { clock: () => now })
  const renewals = () =>
    server.requests.filter(
      ({ path, body }) => path === '/2/oauth2/token' && (body as { grant_type?: string }).grant_type === 'refresh_token',
    ).length
  return { server, connector, context, session, user, renewals, pass: (ms: number) => void (now += ms) }
}

describe('The session of an account on X', () => {
  test('is renewed shortly before it ends, once for all requests under way, and the old refresh token is used once', async () => {
    const { server, connector, context, session, renewals, pass } = await signedInAt(Date.now())
    await connector.check(context)
    expect(renewals()).toBe(0)
    pass(TWO_HOURS_MS - 30_000)
    await Promise.all(Array.from({ length: 8 }, () => connector.check(context)))
    expect(renewals()).toBe(1)
    expect(await context.session.read()).not.toMatchObject({ accessToken: session.accessToken })
    // And again: the token that came with the renewal is good for the next.
    pass(TWO_HOURS_MS)
    await connector.check(context)
    expect(renewals()).toBe(2)
    expect(server.violations).toEqual([])
    await server.close()
  })

  test('is renewed when X refuses a token early, and a post is not sent twice by it', async () => {
    const { server, connector, context, renewals } = await signedInAt(Date.now())
    server.expireTokens()
    await publish(connector, context, outgoing('After all'))
    expect(renewals()).toBe(1)
    expect([...server.world.tweets.values()].map(({ text }) => text)).toEqual(['After all'])
    await server.close()
  })

  test('is written before it is used: a store that cannot keep it lets nothing be asked with it', async () => {
    const { server, connector, context, pass } = await signedInAt(Date.now())
    pass(TWO_HOURS_MS)
    const session = { ...context.session, write: () => Promise.reject(new Error('The disk is full')) }
    await expect(connector.check({ ...context, session })).rejects.toThrow('The disk is full')
    expect(server.requests.filter(({ path }) => path === '/2/users/me')).toHaveLength(1)
    await server.close()
  })

  test('that was revoked has to be begun anew', async () => {
    const { server, connector, context, pass } = await signedInAt(Date.now())
    for (const token of server.world.tokens.values()) token.revoked = true
    expect(await errorOf(connector, connector.check(context))).toMatchObject({ kind: 'authentication', reason: 'expired' })
    pass(TWO_HOURS_MS)
    expect(await errorOf(connector, publish(connector, context, outgoing('Nothing leaves')))).toMatchObject({ kind: 'authentication' })
    expect(server.world.tweets.size).toBe(0)
    await server.close()
  })

  test('that cannot be renewed for now makes no post of unknown outcome', async () => {
    const { server, connector, context, pass } = await signedInAt(Date.now())
    pass(TWO_HOURS_MS)
    server.failNext({ match: 'POST /2/oauth2/token', status: 503, body: '<html>down</html>' })
    expect(await errorOf(connector, publish(connector, context, outgoing('Nothing leaves')))).toMatchObject({
      kind: 'platform-unavailable',
    })
    await server.close()
  })

  test('says when it is due, and is renewed by itself before anybody asks with it', async () => {
    const { server, connector, context, session, renewals, pass } = await signedInAt(Date.now())
    const { renewal } = connector
    expect(renewal?.dueAt(session)).toBe(session.expiresAt - 15 * 60_000)
    expect(renewal?.dueAt({ ...session, refreshToken: null })).toBeNull()
    expect(renewal?.dueAt('nonsense')).toBeNull()
    await renewal?.renew(context)
    expect(renewals()).toBe(0)
    pass(TWO_HOURS_MS - 15 * 60_000)
    await Promise.all([renewal?.renew(context), renewal?.renew(context)])
    expect(renewals()).toBe(1)
    expect(renewal?.dueAt(await context.session.read())).toBeGreaterThan(session.expiresAt)
    await server.close()
  })
})
