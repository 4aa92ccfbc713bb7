import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { variants, type VariantName } from '../../mastodon-server/variants.ts'
import { authenticator, consent, contextOf, errorOf, memorySecrets, REDIRECT, signIn, signInContext } from './support.ts'

const names = Object.keys(variants).filter((name): name is VariantName => name in variants)
const server = await startMastodonServer()
const bob = server.createAccount({ username: 'bob', displayName: 'Bob :chirp:' })
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const { startOAuth, finishOAuth, signOut } = authenticator()

describe('Signing in to a Mastodon server', () => {
  test.each(names)('works through the consent page of %s, back to a loopback address and by a pasted code', async (variant) => {
    await using there = await startMastodonServer({ variant, domain: 'chirp.example' })
    const account = there.createAccount({ username: 'carol', displayName: 'Carol' })
    for (const paste of [false, true]) {
      const signedIn = await signIn(there, account, { paste })
      expect(signedIn.server).toBe(there.url)
      expect(signedIn.author).toMatchObject({ handle: 'carol@chirp.example', displayName: 'Carol', platform: 'mastodon' })
      const me = await mastodonConnector.check(await contextOf(signedIn))
      expect(me.author).toEqual(signedIn.author)
    }
    expect(there.violations).toEqual([])
  })

  test('asks for no more than it needs, as far as the server can tell it apart', async () => {
    const { authorizeUrl } = await startOAuth(signInContext(server.url), 'oauth', { server: server.url }, REDIRECT)
    const asked = new URL(authorizeUrl).searchParams
    expect(asked.get('scope')).toBe('read write')
    expect(asked.get('code_challenge_method')).toBe('S256')
  })

  test('uses one registration for a redirect address, and another for another', async () => {
    const context = signInContext(server.url)
    const start = async (redirect: string | null) => {
      const { authorizeUrl } = await startOAuth(context, 'oauth', { server: server.url }, redirect)
      return new URL(authorizeUrl).searchParams.get('client_id')
    }
    const first = await start(REDIRECT)
    expect(await start(REDIRECT)).toBe(first)
    const pasted = await start(null)
    expect(pasted).not.toBe(first)
    expect(await start('http://127.0.0.1:50000/oauth/callback')).not.toBe(first)
    expect(await start(null)).toBe(pasted)
  })

  test('registers again when the server has forgotten the registration', async () => {
    const context = signInContext(server.url)
    const begun = await startOAuth(context, 'oauth', { server: server.url }, REDIRECT)
    const answer = await consent(begun.authorizeUrl, bob)
    server.world.apps.clear()
    expect(await errorOf(finishOAuth(context, 'oauth', begun.pending, answer))).toMatchObject({
      kind: 'authentication',
      reason: 'flow-expired',
    })
    expect((await signIn(server, bob, { context })).author.handle).toMatch(/^bob@/)
  })

  test('says that the person said no', async () => {
    const context = signInContext(server.url)
    const begun = await startOAuth(context, 'oauth', { server: server.url }, REDIRECT)
    const answer = await consent(begun.authorizeUrl, bob, 'Deny')
    expect(await errorOf(finishOAuth(context, 'oauth', begun.pending, answer))).toEqual({
      kind: 'authentication',
      reason: 'cancelled',
      message: null,
    })
  })

  test('does not take an answer to another flow, a code that is not one, or one that was used', async () => {
    const context = signInContext(server.url)
    const begun = await startOAuth(context, 'oauth', { server: server.url }, REDIRECT)
    const answer = await consent(begun.authorizeUrl, bob)
    if (answer.kind !== 'redirect') throw new Error('a redirect')
    const expired = { kind: 'authentication', reason: 'flow-expired' }
    const forged = { kind: 'redirect', parameters: { ...answer.parameters, state: 'another' } } as const
    expect(await errorOf(finishOAuth(context, 'oauth', begun.pending, forged))).toMatchObject(expired)
    expect(
      await errorOf(
        finishOAuth(context, 'oauth', begun.pending, { kind: 'redirect', parameters: { state: answer.parameters['state'] ?? '' } }),
      ),
    ).toMatchObject(expired)
    await finishOAuth(context, 'oauth', begun.pending, answer)
    expect(await errorOf(finishOAuth(context, 'oauth', begun.pending, answer))).toMatchObject(expired)
    const pasted = await startOAuth(context, 'oauth', { server: server.url }, null)
    expect(await errorOf(finishOAuth(context, 'oauth', pasted.pending, { kind: 'code', code: 'nonsense' }))).toMatchObject(expired)
  })

  test('tells the server when a token is no longer wanted', async () => {
    const context = await contextOf(await signIn(server, bob))
    await signOut(context)
    expect(await errorOf(mastodonConnector.check(context))).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })

  test('keeps what was registered and typed when the server fails in the middle', async () => {
    const secrets = memorySecrets()
    server.failNext({ match: 'POST /api/v1/apps', status: 503, body: '<html>down</html>' })
    expect(await errorOf(startOAuth(signInContext(server.url, secrets), 'oauth', { server: server.url }, REDIRECT))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'server-error',
    })
    const context = signInContext(server.url, secrets)
    const begun = await startOAuth(context, 'oauth', { server: server.url }, null)
    const answer = await consent(begun.authorizeUrl, bob)
    server.failNext({ match: 'POST /oauth/token', status: 502, body: '<html>bad gateway</html>' })
    expect(await errorOf(finishOAuth(context, 'oauth', begun.pending, answer))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'server-error',
    })
    expect((await finishOAuth(context, 'oauth', begun.pending, answer)).author.handle).toMatch(/^bob@/)
  })
})

describe('A server that is not what was hoped for', () => {
  /** Answers everything the same way. */
  async function other(status: number, type: string, body: string): Promise<AsyncDisposable & { readonly url: string }> {
    const http = createServer((_, response) => {
      response.writeHead(status, { 'content-type': type }).end(body)
    })
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
    // A TCP server that listens has an address of this kind.
    const { port } = http.address() as AddressInfo
    return {
      url: `http://127.0.0.1:${String(port)}`,
      [Symbol.asyncDispose]: () => new Promise<void>((resolve) => void http.close(() => resolve())),
    }
  }

  test.each([
    ['a web page', 200, 'text/html', '<!doctype html><title>My bakery</title>'],
    ['a 404 page', 404, 'text/html', '<h1>Not found</h1>'],
    ['JSON of another kind', 200, 'application/json', '{"hello":"world"}'],
    ['a refusal in JSON', 404, 'application/json', '{"error":{"message":"Unknown API endpoint."}}'],
    ['half of some JSON', 200, 'application/json', '{"uri": "exa'],
    ['nothing', 200, 'text/plain', ''],
  ])('is told apart when it answers %s', async (_, status, type, body) => {
    await using there = await other(status, type, body)
    expect(await errorOf(startOAuth(signInContext(there.url), 'oauth', { server: there.url }, REDIRECT))).toEqual({
      kind: 'platform-unavailable',
      reason: 'not-this-platform',
      server: there.url,
      message: null,
    })
  })

  test('is told apart when it is down, when nothing listens and when there is no such name', async () => {
    await using down = await other(503, 'text/html', '<h1>Maintenance</h1>')
    expect(await errorOf(startOAuth(signInContext(down.url), 'oauth', { server: down.url }, REDIRECT))).toMatchObject({
      reason: 'server-error',
    })
    const { url } = await other(200, 'text/plain', '').then(async (gone) => {
      await gone[Symbol.asyncDispose]()
      return gone
    })
    expect(await errorOf(startOAuth(signInContext(url), 'oauth', { server: url }, REDIRECT))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'unreachable',
    })
    expect(['platform-unavailable', 'offline']).toContain(
      (await errorOf(startOAuth(signInContext('https://no-such-server.invalid'), 'oauth', { server: 'no-such-server.invalid' }, REDIRECT)))
        .kind,
    )
  })

  test('is not asked when what was typed is no server', async () => {
    const error = await errorOf(startOAuth(signInContext('https://x.invalid'), 'oauth', { server: 'my friend bob' }, REDIRECT))
    expect(error).toEqual({ kind: 'invalid-input', issues: [{ field: 'server', code: 'not-a-server', values: {} }] })
  })
})
