import { afterAll, describe, expect, test } from 'vitest'
import { startXServer } from '../../x-server/server.ts'
import { asRedirect, authenticator, connectorOf, consent, contextOf, errorOf, REDIRECT, signIn, signInContext } from './support.ts'

const server = await startXServer()
const connector = connectorOf(server)
const ada = server.createUser({ username: 'ada_print', name: 'Ada', subscription: 'Premium' })
const publicApp = server.createApp({ redirectUris: [REDIRECT] })
// Ids and secrets of X have characters that RFC 6749 would encode, and X does not decode.
const confidentialApp = server.createApp({ clientId: 'aDq-Qz_1~', clientSecret: 'se-cret_~=', redirectUris: [REDIRECT] })
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const { startOAuth, finishOAuth, signOut } = authenticator(server)
const fieldsOf = (app: typeof publicApp) => ({ clientId: ` ${app.clientId} `, clientSecret: app.clientSecret ?? '' })

describe('Signing in to X', () => {
  test.each([
    ['a native app, which has no secret', publicApp],
    ['a web app, which has one', confidentialApp],
  ])('works with %s', async (_, app) => {
    const signedIn = await signIn(server, ada, app)
    expect(signedIn.server).toBe(server.url)
    expect(signedIn.author).toMatchObject({ id: `x:user:${ada.id}`, handle: 'ada_print', displayName: 'Ada', platform: 'x' })
    expect(signedIn.session).toMatchObject({ clientId: app.clientId, clientSecret: app.clientSecret })
    // What she subscribes to is known from the first moment on.
    expect(signedIn.capabilities.text.limits[0]?.value).toBe(25_000)
    const me = await connector.check(await contextOf(server, signedIn))
    expect(me.author).toEqual(signedIn.author)
  })

  test('takes the code that was pasted, and the whole address that the browser ended at', async () => {
    for (const pasteOf of [(address: URL) => address.href, (address: URL) => ` ${address.searchParams.get('code') ?? ''}\n`]) {
      const context = signInContext(server)
      const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fieldsOf(publicApp), null)
      expect(new URL(authorizeUrl).searchParams.get('redirect_uri')).toBe(REDIRECT)
      const address = await consent(authorizeUrl, ada)
      const signedIn = await finishOAuth(context, 'oauth', pending, { kind: 'code', code: pasteOf(address) })
      expect(signedIn.author.handle).toBe('ada_print')
    }
  })

  test('asks for the fewest permissions, each of which its setup explains', async () => {
    const { authorizeUrl } = await startOAuth(signInContext(server), 'oauth', fieldsOf(publicApp), REDIRECT)
    const asked = new URL(authorizeUrl).searchParams
    expect(asked.get('scope')).toBe('tweet.read users.read tweet.write media.write bookmark.write offline.access')
    expect(authorizeUrl).toContain('scope=tweet.read%20users.read%20')
    expect(asked.get('code_challenge_method')).toBe('S256')
    const [method] = connector.manifest.authMethods
    expect(method?.setup?.permissions.map(({ name }) => name).join(' ')).toBe(asked.get('scope'))
    expect(method?.redirectPorts).toEqual([Number(new URL(REDIRECT).port)])
    expect(method?.setup?.steps.join(' ')).toContain('{redirect}')
  })

  test('asks X nothing before there is a client id', async () => {
    const before = server.requests.length
    for (const clientId of ['', '   ', 'two words'])
      expect(await errorOf(connector, startOAuth(signInContext(server), 'oauth', { clientId }, REDIRECT))).toEqual({
        kind: 'invalid-input',
        issues: [{ field: 'clientId', code: 'required', values: {} }],
      })
    expect(server.requests).toHaveLength(before)
  })

  test('says that the person said no, by the redirect and by the pasted address', async () => {
    const cancelled = { kind: 'authentication', reason: 'cancelled', message: null }
    const context = signInContext(server)
    const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fieldsOf(publicApp), REDIRECT)
    const address = await consent(authorizeUrl, ada, 'deny')
    expect(await errorOf(connector, finishOAuth(context, 'oauth', pending, asRedirect(address)))).toEqual(cancelled)
    expect(await errorOf(connector, finishOAuth(context, 'oauth', pending, { kind: 'code', code: address.href }))).toEqual(cancelled)
  })

  test('does not take an answer to another flow, one without a state, nonsense, or a code that was used', async () => {
    const expired = { kind: 'authentication', reason: 'flow-expired' }
    const context = signInContext(server)
    const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fieldsOf(publicApp), REDIRECT)
    const address = await consent(authorizeUrl, ada)
    const code = address.searchParams.get('code') ?? ''
    const finish = (answer: Parameters<typeof finishOAuth>[3]) => errorOf(connector, finishOAuth(context, 'oauth', pending, answer))
    expect(await finish({ kind: 'redirect', parameters: { code, state: 'another' } })).toMatchObject(expired)
    expect(await finish({ kind: 'redirect', parameters: { code } })).toMatchObject(expired)
    expect(await finish({ kind: 'redirect', parameters: { state: address.searchParams.get('state') ?? '' } })).toMatchObject(expired)
    const forged = new URL(address)
    forged.searchParams.set('state', 'another')
    expect(await finish({ kind: 'code', code: forged.href })).toMatchObject(expired)
    expect(await finish({ kind: 'code', code: 'nonsense' })).toMatchObject(expired)
    await finishOAuth(context, 'oauth', pending, asRedirect(address))
    expect(await finish(asRedirect(address))).toMatchObject(expired)
  })

  test('says that the client secret is wrong or missing', async () => {
    for (const clientSecret of ['wrong', '']) {
      const context = signInContext(server)
      const fields = { clientId: confidentialApp.clientId, clientSecret }
      const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fields, REDIRECT)
      const answer = asRedirect(await consent(authorizeUrl, ada))
      expect(await errorOf(connector, finishOAuth(context, 'oauth', pending, answer))).toMatchObject({
        kind: 'authentication',
        reason: 'wrong-credentials',
      })
    }
  })

  test('can be tried again when X fails in the middle, and says when no credits are left', async () => {
    const context = signInContext(server)
    const { authorizeUrl, pending } = await startOAuth(context, 'oauth', fieldsOf(publicApp), REDIRECT)
    const answer = asRedirect(await consent(authorizeUrl, ada))
    server.failNext({ match: 'POST /2/oauth2/token', status: 503, body: '<html>down</html>' })
    expect(await errorOf(connector, finishOAuth(context, 'oauth', pending, answer))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'server-error',
    })
    expect((await finishOAuth(context, 'oauth', pending, answer)).author.handle).toBe('ada_print')
    server.setBroke(true)
    expect(await errorOf(connector, signIn(server, ada, publicApp))).toMatchObject({ kind: 'remote-rejected', code: 'credits-depleted' })
    server.setBroke(false)
  })

  test('tells X when the tokens are no longer wanted', async () => {
    const context = await contextOf(server, await signIn(server, ada, publicApp))
    await signOut(context)
    expect(await errorOf(connector, connector.check(context))).toMatchObject({ kind: 'authentication', reason: 'expired' })
  })

  test('keeps what is secret out of what the server wrote down of its requests and out of errors', async () => {
    const written = JSON.stringify(server.requests)
    expect(written).not.toContain('se-cret')
    const error = await errorOf(connector, signIn(server, ada, { ...confidentialApp, clientSecret: 'nobody-may-see' }))
    expect(JSON.stringify(error)).not.toContain('nobody-may-see')
  })
})
