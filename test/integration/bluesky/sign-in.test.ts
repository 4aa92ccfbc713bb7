import { beforeAll, describe, expect, test } from 'vitest'
import type { AppError } from '../../../shared/errors.ts'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { json, serve } from './strange-servers.ts'
import { bluesky, contextOf, errorOf, network, signIn } from './support.ts'

let ann: TestAccount
beforeAll(async () => {
  ann = await network.createAccount('ann')
  await ann.agent.upsertProfile(() => ({ displayName: 'Ann' }))
  await network.processAll()
})

function refusal(fields: Readonly<Record<string, string>>): Promise<AppError> {
  return errorOf(signIn(ann, fields))
}

describe('Signing in with an app password', () => {
  test('tells who one is, on which server, and what can be done there', async () => {
    const signedIn = await signIn(ann)
    expect(signedIn).toMatchObject({
      author: { id: ann.did, handle: ann.handle, displayName: 'Ann', platform: 'bluesky' },
      server: network.urls.pds,
      session: { kind: 'password', did: ann.did },
      capabilities: { software: expect.stringMatching(/^PDS /) as string, images: { maxBytes: { value: 2_000_000 } } },
    })
    expect((await bluesky.check(await contextOf(signedIn))).author).toEqual(signedIn.author)
  })

  test.each([
    ['an @', () => ({ handle: `@${ann.handle}` })],
    ['what other apps copy along', () => ({ handle: `\u202a@${ann.handle.toUpperCase()}\u202c ` })],
    ['only the first part of the name', () => ({ handle: ann.handle.replace(/\.test$/, '') })],
    ['the DID', () => ({ handle: ann.did })],
    ['the e-mail address and the real password', () => ({ handle: `${ann.handle}@mail.test`, password: ann.password })],
    ['the server without its scheme', () => ({ server: network.urls.pds.replace('http://', '') })],
    ['spaces around the password', () => ({ password: ` ${ann.appPassword}\n` })],
  ])('works with %s', async (_what, fields) => {
    expect((await signIn(ann, fields())).author.id).toBe(ann.did)
  })

  test('works while the AppView is away', async () => {
    await network.setAppViewUp(false, ann)
    try {
      const signedIn = await signIn(ann)
      expect(signedIn.author).toMatchObject({ id: ann.did, handle: ann.handle, displayName: '' })
    } finally {
      await network.setAppViewUp(true, ann)
    }
  })
})

describe('A sign-in that fails says why:', () => {
  test('the password is wrong', async () => {
    expect(await refusal({ password: 'aaaa-bbbb-cccc-dddd' })).toMatchObject({ kind: 'authentication', reason: 'wrong-credentials' })
  })

  test('there is no such account, which the server does not tell from a wrong password', async () => {
    expect(await refusal({ handle: 'nobody.test' })).toMatchObject({ kind: 'authentication', reason: 'wrong-credentials' })
  })

  test('the account was taken down', async () => {
    const gone = await network.createAccount('gone')
    await network.takeDown(gone, true)
    // With an app password the server says only that it is wrong.
    expect(await errorOf(signIn(gone, { password: gone.password }))).toMatchObject({ kind: 'authentication', reason: 'forbidden' })
  })

  test('the server wants a second factor, which an app password spares one', async () => {
    await using server = await serve((request, response) => {
      if (request.url?.includes('describeServer')) json(response, 200, { did: 'did:web:localhost', availableUserDomains: [] })
      else json(response, 401, { error: 'AuthFactorTokenRequired', message: 'A sign in code has been sent' })
    })
    expect(await refusal({ server: server.origin })).toEqual({ kind: 'authentication', reason: 'second-factor-needed', message: null })
  })

  test('the account is on another server, and which one that is', async () => {
    await using server = await serve((request, response) => {
      const method = request.url?.split(/[/?]/).at(2) ?? ''
      if (method === 'com.atproto.server.describeServer') json(response, 200, { did: 'did:web:localhost', availableUserDomains: [] })
      else if (method === 'com.atproto.identity.resolveHandle') json(response, 200, { did: ann.did })
      else json(response, 401, { error: 'AuthenticationRequired', message: 'Invalid identifier or password' })
    })
    expect(await refusal({ server: server.origin })).toEqual({
      kind: 'invalid-input',
      issues: [{ field: 'server', code: 'server-other', values: { server: network.urls.pds } }],
    })
  })

  test('something is missing, and nobody is asked', async () => {
    expect(await refusal({ handle: ' ' })).toMatchObject({ kind: 'invalid-input', issues: [{ field: 'handle', code: 'required' }] })
    expect(await refusal({ password: '' })).toMatchObject({ kind: 'invalid-input', issues: [{ field: 'password', code: 'required' }] })
    expect(await refusal({ server: 'nowhere' })).toMatchObject({
      kind: 'invalid-input',
      issues: [{ field: 'server', code: 'server-invalid' }],
    })
  })

  test('there is no such server', async () => {
    expect((await refusal({ server: 'https://no-such-server.invalid' })).kind).toMatch(/^(platform-unavailable|offline)$/)
    expect(await refusal({ server: 'http://127.0.0.1:1' })).toMatchObject({ kind: 'platform-unavailable', reason: 'unreachable' })
  })

  test('the server has its own troubles', async () => {
    await using server = await serve((_request, response) => json(response, 503, { error: 'Maintenance' }))
    expect(await refusal({ server: server.origin })).toMatchObject({ kind: 'platform-unavailable', reason: 'server-error' })
  })

  test.each([
    ['a web site', 200, 'text/html', '<!doctype html><title>Welcome</title>'],
    ['a web site that knows no such page', 404, 'text/html', '<!doctype html><title>404</title>'],
    ['something that speaks JSON', 200, 'application/json', '{"hello":"world"}'],
    ['something that speaks broken JSON', 200, 'application/json', '{"did":"did:'],
    ['something that says nothing', 200, 'text/plain', ''],
    ['another kind of API', 404, 'application/json', '{"error":"Record not found"}'],
  ])('the server is %s, and never sees the password', async (_what, status, type, body) => {
    const seen: string[] = []
    await using server = await serve((request, response) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''}`)
      response.writeHead(status, { 'content-type': type }).end(body)
    })
    expect(await refusal({ server: server.origin })).toEqual({
      kind: 'platform-unavailable',
      reason: 'not-this-platform',
      server: server.origin,
      message: null,
    })
    expect(seen).toEqual(['GET /xrpc/com.atproto.server.describeServer'])
  })
})
