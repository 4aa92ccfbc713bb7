import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { authenticator, contextOf, errorOf, outgoing, publish, signIn } from './support.ts'

const Tokens = z.object({ accessToken: z.string(), refreshToken: z.string().nullable(), expiresAt: z.number().nullable() })

const server = await startMastodonServer({ variant: 'expiring' })
const bob = server.createAccount({ username: 'bob' })
const home = { stream: { kind: 'home' }, older: null, limit: 20 } as const
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})
const refreshes = () =>
  server.requests.filter(({ path, body }) => path === '/oauth/token' && JSON.stringify(body).includes('"grant_type":"refresh_token"'))
    .length

describe('A sign-in whose tokens expire', () => {
  test('is renewed once when the server refuses the token, for all that asks at the time', async () => {
    const context = await contextOf(await signIn(server, bob))
    const before = Tokens.parse(await context.session.read())
    server.expireTokens()
    const counted = refreshes()
    await Promise.all([
      mastodonConnector.read(context, home),
      mastodonConnector.read(context, { ...home, stream: { kind: 'notifications' } }),
      mastodonConnector.check(context),
    ])
    expect(refreshes() - counted).toBe(1)
    const after = Tokens.parse(await context.session.read())
    expect(after.accessToken).not.toBe(before.accessToken)
    expect(after.refreshToken).not.toBe(before.refreshToken)
  })

  test('is renewed ahead of time by its own clock', async () => {
    const context = await contextOf(await signIn(server, bob))
    const { expiresAt } = Tokens.parse(await context.session.read())
    const counted = refreshes()
    await mastodonConnector.check(context)
    expect(refreshes() - counted).toBe(0)
    await mastodonConnector.check({ ...context, clock: () => (expiresAt ?? 0) - 30_000 })
    expect(refreshes() - counted).toBe(1)
  })

  test('is renewed in the middle of publishing, and one post is there', async () => {
    const context = await contextOf(await signIn(server, bob))
    server.expireTokens()
    await publish(context, outgoing('After the token'))
    expect([...server.world.statuses.values()].filter(({ text }) => text === 'After the token')).toHaveLength(1)
  })

  test('is over when it cannot be renewed, and says so', async () => {
    const context = await contextOf(await signIn(server, bob))
    for (const token of server.world.tokens.values()) token.revoked = true
    expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'authentication', reason: 'expired' })
  })

  test('keeps a renewed token whose answer comes after the request that wanted it was given up (atproto#5411)', async () => {
    const context = await contextOf(await signIn(server, bob))
    const before = Tokens.parse(await context.session.read())
    server.expireTokens()
    server.failNext({ match: 'POST /oauth/token', delayMs: 300 })
    const impatient = new AbortController()
    const asked = errorOf(mastodonConnector.read({ ...context, signal: impatient.signal }, home))
    setTimeout(() => impatient.abort(), 100)
    await asked
    await context.session.exclusive(() => Promise.resolve())
    expect(Tokens.parse(await context.session.read()).refreshToken).not.toBe(before.refreshToken)
    expect((await mastodonConnector.read(context, home)).chronological).toBe(true)
  })

  test('whose renewal was lost on the way is not called over before the server says so clearly', async () => {
    const context = await contextOf(await signIn(server, bob))
    const before = await context.session.read()
    server.expireTokens()
    server.failNext({ match: 'POST /oauth/token', reset: true, afterEffect: true })
    expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'platform-unavailable' })
    expect(await context.session.read()).toEqual(before)
    // The server took the old token for used up: only the person can give another.
    expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'authentication', reason: 'expired' })
    const again = await contextOf(await signIn(server, bob))
    expect((await mastodonConnector.read(again, home)).chronological).toBe(true)
  })

  test('that could not be renewed in the middle of publishing has not posted, and posts once afterwards', async () => {
    const context = await contextOf(await signIn(server, bob))
    const copies = () => [...server.world.statuses.values()].filter(({ text }) => text === 'After some trouble').length
    server.expireTokens()
    server.failNext({ match: 'POST /oauth/token', status: 503, body: 'down' })
    expect(await errorOf(publish(context, outgoing('After some trouble')))).not.toMatchObject({ kind: 'authentication' })
    expect(copies()).toBe(0)
    await publish(context, outgoing('After some trouble'))
    expect(copies()).toBe(1)
  })

  test('is not over because the server could not renew it just now (postiz PR#1822)', async () => {
    const context = await contextOf(await signIn(server, bob))
    server.expireTokens()
    server.failNext({ match: 'POST /oauth/token', status: 503, body: '<html>down</html>' })
    expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'platform-unavailable', reason: 'server-error' })
    expect((await mastodonConnector.read(context, home)).chronological).toBe(true)
  })
})

describe('A sign-in', () => {
  test('that was revoked says so; an empty refusal is one too', async () => {
    for (const variant of ['mastodon', 'snac'] as const) {
      await using there = await startMastodonServer({ variant })
      const context = await contextOf(await signIn(there, there.createAccount({ username: 'carol' })))
      for (const token of there.world.tokens.values()) token.revoked = true
      expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'authentication', reason: 'revoked' })
    }
  })

  test('without secrets that can be read has to be made again', async () => {
    const context = await contextOf(await signIn(server, bob))
    await context.session.write({ nonsense: true })
    expect(await errorOf(mastodonConnector.check(context))).toMatchObject({ kind: 'authentication', reason: 'expired' })
  })

  test('with too few permissions is told apart from a refused action', async () => {
    const signedIn = await signIn(server, bob)
    const context = await contextOf(signedIn)
    const session = Tokens.loose().parse(signedIn.session)
    await context.session.write({ ...session, accessToken: server.tokenFor(bob, ['write']) })
    expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'authentication', reason: 'forbidden' })
    server.failNext({ match: 'POST /api/v1/statuses/*', status: 403, body: { error: 'This action is not allowed' } })
    server.failNext({ match: 'GET /api/v1/statuses/*', status: 404, body: { error: 'Record not found' } })
    const post = { postId: 'x', remoteId: '1', revision: null, url: null }
    expect(await errorOf(mastodonConnector.engage!.set(context, 'like', true, post, null))).toEqual({
      kind: 'remote-rejected',
      message: 'This action is not allowed',
      code: null,
    })
  })

  test('ends on the server when the person signs out', async () => {
    const context = await contextOf(await signIn(server, bob))
    await authenticator().signOut(context)
    expect((await errorOf(mastodonConnector.check(context))).kind).toBe('authentication')
  })
})

describe('A server in trouble', () => {
  test.each([
    ['answers with a page', { status: 200, body: '<!doctype html><h1>Hi</h1>' }, 'bad-answer'],
    ['sends half of its JSON', { truncate: true }, 'bad-answer'],
    ['sends nothing', { status: 200, body: '' }, 'bad-answer'],
    ['is down', { status: 503, body: '<h1>Down</h1>' }, 'server-error'],
    ['breaks off twice', { reset: true, times: 2 }, 'unreachable'],
  ] as const)('is told apart when it %s', async (_, fault, reason) => {
    const context = await contextOf(await signIn(server, bob))
    server.failNext({ match: 'GET /api/v1/timelines/home', ...fault })
    expect(await errorOf(mastodonConnector.read(context, home))).toMatchObject({ kind: 'platform-unavailable', reason, server: server.url })
    expect((await mastodonConnector.read(context, home)).skipped).toBe(0)
  })

  test('is asked again once when a read is broken off, and never when a write is', async () => {
    const context = await contextOf(await signIn(server, bob))
    server.failNext({ match: 'GET /api/v1/timelines/home', reset: true })
    expect((await mastodonConnector.read(context, home)).skipped).toBe(0)
    const before = server.requests.length
    server.failNext({ match: 'POST /api/v1/statuses', reset: true })
    expect((await errorOf(publish(context, outgoing('Broken off')))).kind).toBe('outcome-unknown')
    expect(server.requests.slice(before).filter(({ path }) => path === '/api/v1/statuses')).toHaveLength(1)
  })
})
