import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { chromium, type Browser } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { OAuthReturn, SignedIn } from '../../../main/connectors/connector.ts'
import { OAuthSession } from '../../../main/connectors/bluesky/sign-in/session.ts'
import { launchOptions } from '../../support/browser.ts'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { consentOnBluesky } from '../../support/bluesky-consent.ts'
import { lineTo } from './strange-servers.ts'
import { bluesky, contextOf, errorOf, network, outgoing, publish, signInContext } from './support.ts'

let browser: Browser
let ann: TestAccount
beforeAll(async () => {
  browser = await chromium.launch(launchOptions)
  ann = await network.createAccount('ann')
}, 60_000)
afterAll(() => browser.close())

/** The loopback address that the core listens on: `answer` is what the browser came back with. */
async function loopback() {
  let came = (_parameters: Readonly<Record<string, string>>): void => undefined
  const answer = new Promise<OAuthReturn>((resolve) => (came = (parameters) => resolve({ kind: 'redirect', parameters })))
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    if (url.pathname === '/oauth/callback') came(Object.fromEntries(url.searchParams))
    response.end('You can close this page.')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    redirectUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/callback`,
    answer,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

function oauth() {
  const { startOAuth, finishOAuth } = bluesky.authenticate
  if (startOAuth === undefined || finishOAuth === undefined) throw new Error('No sign-in by OAuth')
  return { start: startOAuth, finish: finishOAuth }
}

async function signInThroughBrowser(account: TestAccount, fields: Readonly<Record<string, string>>): Promise<SignedIn> {
  await using callback = await loopback()
  const context = signInContext()
  const { authorizeUrl, pending } = await oauth().start(
    context,
    'oauth',
    { server: network.urls.pds, handle: '', ...fields },
    callback.redirectUri,
  )
  const page = await browser.newPage()
  await page.goto(authorizeUrl)
  await consentOnBluesky(page, account, 'Authorize')
  const answer = await callback.answer
  await page.close()
  return await oauth().finish(context, 'oauth', JSON.parse(JSON.stringify(pending)), answer)
}

const home = { stream: { kind: 'home' }, older: null, limit: 5 } as const

describe('Signing in through the browser', () => {
  test('gives an account that can read and write', async () => {
    const signedIn = await signInThroughBrowser(ann, { handle: `@${ann.handle}` })
    expect(signedIn).toMatchObject({
      author: { id: ann.did, handle: ann.handle },
      server: network.urls.pds,
      session: { kind: 'oauth', did: ann.did },
    })
    const context = await contextOf(signedIn)
    const { normalised } = await publish(context, outgoing('Written with a token of its own'))
    expect(await network.record(normalised.post.id)).toMatchObject({ text: 'Written with a token of its own' })
    await network.processAll()
    expect((await bluesky.read(context, home)).posts.map(({ post }) => post.id)).toEqual([normalised.post.id])
  }, 60_000)

  test('needs no name when the server is known, and keeps tokens fresh', async () => {
    const context = await contextOf(await signInThroughBrowser(ann, {}))
    const before = OAuthSession.parse(await context.session.read())
    const stale = {
      ...before,
      saved: { ...before.saved, tokenSet: { ...(before.saved['tokenSet'] as object), expires_at: new Date(0).toISOString() } },
    }
    await context.session.write(stale)
    const batches = await Promise.all([bluesky.read(context, home), bluesky.read(context, home), bluesky.read(context, home)])
    expect(batches).toHaveLength(3)
    const after = OAuthSession.parse(await context.session.read())
    expect(after.saved['tokenSet']).not.toMatchObject({
      refresh_token: (before.saved['tokenSet'] as { refresh_token: string }).refresh_token,
    })
    expect((await bluesky.check(context)).author.id).toBe(ann.did)
  }, 60_000)

  test('that was taken back has to be begun anew; a server that is away has not', async () => {
    const context = await contextOf(await signInThroughBrowser(ann, {}))
    const session = OAuthSession.parse(await context.session.read())
    const expired = {
      ...session,
      saved: { ...session.saved, tokenSet: { ...(session.saved['tokenSet'] as object), expires_at: new Date(0).toISOString() } },
    }

    await context.session.write(expired)
    await using line = await lineTo(network.urls.pds)
    line.fault = 'refuse'
    const away = {
      ...context,
      http: { fetch: (input: string | URL | Request, init?: RequestInit) => context.http.fetch(redirected(input, line.origin), init) },
    }
    expect(await errorOf(bluesky.read(away, home))).toMatchObject({ kind: 'platform-unavailable' })
    expect(await context.session.read()).toEqual(expired)

    await bluesky.authenticate.signOut?.(context)
    expect(await errorOf(bluesky.read(context, home))).toMatchObject({ kind: 'authentication' })
  }, 60_000)

  test('whose new tokens were lost on the way is not called over before the server says so clearly', async () => {
    const context = await contextOf(await signInThroughBrowser(ann, {}))
    const session = OAuthSession.parse(await context.session.read())
    const expired = {
      ...session,
      saved: { ...session.saved, tokenSet: { ...(session.saved['tokenSet'] as object), expires_at: new Date(0).toISOString() } },
    }
    await context.session.write(expired)
    await using line = await lineTo(network.urls.pds)
    const through = {
      ...context,
      http: {
        fetch: (input: string | URL | Request, init?: RequestInit) => {
          const { pathname } = new URL(input instanceof Request ? input.url : input.toString())
          return context.http.fetch(pathname === '/oauth/token' ? redirected(input, line.origin) : input, init)
        },
      },
    }
    line.fault = 'cut-answers'
    expect(await errorOf(bluesky.read(through, home))).toMatchObject({ kind: 'platform-unavailable' })
    expect(await context.session.read()).toEqual(expired)
    // An OAuth server takes a refresh token that comes twice for stolen, and ends the session: only the person can begin another.
    expect(await errorOf(bluesky.read(context, home))).toMatchObject({ kind: 'authentication' })
    expect((await bluesky.check(await contextOf(await signInThroughBrowser(ann, {})))).author.id).toBe(ann.did)
  }, 60_000)

  test('works while the AppView is away', async () => {
    await network.setAppViewUp(false, ann)
    try {
      expect((await signInThroughBrowser(ann, {})).author).toMatchObject({ id: ann.did, handle: ann.handle })
    } finally {
      await network.setAppViewUp(true, ann)
    }
  }, 60_000)

  test('can be declined', async () => {
    await using callback = await loopback()
    const context = signInContext()
    const { authorizeUrl, pending } = await oauth().start(
      context,
      'oauth',
      { server: network.urls.pds, handle: ann.handle },
      callback.redirectUri,
    )
    const page = await browser.newPage()
    await page.goto(authorizeUrl)
    await consentOnBluesky(page, ann, 'Deny access')
    const answer = await callback.answer
    await page.close()
    expect(await errorOf(oauth().finish(context, 'oauth', pending, answer))).toMatchObject({ kind: 'authentication', reason: 'cancelled' })
  }, 60_000)

  test('does not accept an answer to another question, or the same one twice', async () => {
    await using callback = await loopback()
    const context = signInContext()
    const { pending } = await oauth().start(context, 'oauth', { server: network.urls.pds, handle: ann.handle }, callback.redirectUri)
    const foreign = { kind: 'redirect', parameters: { state: 'another', code: 'cod-1', iss: network.urls.pds } } as const
    expect(await errorOf(oauth().finish(context, 'oauth', pending, foreign))).toMatchObject({
      kind: 'authentication',
      reason: 'flow-expired',
    })
    expect(await errorOf(oauth().finish(context, 'oauth', null, foreign))).toMatchObject({ kind: 'authentication', reason: 'flow-expired' })
  })

  test('says when there is no such name or server', async () => {
    const start = (fields: Readonly<Record<string, string>>) =>
      oauth().start(signInContext(), 'oauth', fields, 'http://127.0.0.1:9/oauth/callback')
    expect(await errorOf(start({ server: network.urls.pds, handle: 'nobody-here.test' }))).toEqual({
      kind: 'invalid-input',
      issues: [{ field: 'handle', code: 'handle-unknown', values: { handle: 'nobody-here.test' } }],
    })
    expect(await errorOf(start({ server: 'http://127.0.0.1:1', handle: '' }))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'unreachable',
    })
    expect(await errorOf(start({ server: network.urls.plc, handle: '' }))).toMatchObject({
      kind: 'platform-unavailable',
      reason: 'not-this-platform',
    })
  })
})

function redirected(input: string | URL | Request, origin: string): string | URL | Request {
  const url = new URL(input instanceof Request ? input.url : input)
  if (url.origin !== network.urls.pds) return input
  const other = new URL(url.pathname + url.search, origin)
  return input instanceof Request ? new Request(other, input) : other
}
