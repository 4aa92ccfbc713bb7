import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingPost } from '../../../main/connectors/connector.ts'
import { addPage, addPagePost, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import {
  commentsOf,
  connectorOf,
  contextOf,
  errorOf,
  httpTo,
  outgoing,
  picture,
  postsOf,
  prepare,
  publish,
  publisher,
  remote,
  signIn,
} from './support.ts'

const FEED = 'POST /v25.0/*/feed'

let server: MetaTestServer
let page: FbPage
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer({ api: 'facebook' })
  const me = server.addUser('me')
  page = addPage(server.world, 'Bakery', me.id)
  const signedIn = await signIn(server, me)
  context = await contextOf(server, signedIn, { http: httpTo(server.url, { accountId: 'acc_failures', timeoutMs: 400 }) })
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const error = (code: number, subcode?: number) => ({ error: { message: 'So it is', type: 'OAuthException', code, error_subcode: subcode } })
const check = () => errorOf(connectorOf(server).check(context))

describe('What Graph says of pages is told apart by its codes', () => {
  test.each([
    [400, error(190, 460), { kind: 'authentication', reason: 'revoked' }],
    [400, error(190, 2069032), { kind: 'authentication', reason: 'expired' }],
    [403, error(200), { kind: 'authentication', reason: 'forbidden' }],
    [400, error(32), { kind: 'rate-limit-exceeded' }],
    [400, error(80_001), { kind: 'rate-limit-exceeded' }],
    [400, error(368), { kind: 'rate-limit-exceeded' }],
    [400, error(100, 33), { kind: 'post-not-found' }],
    [400, error(100), { kind: 'remote-rejected', code: '100', message: 'So it is' }],
    [500, error(2), { kind: 'platform-unavailable', reason: 'server-error' }],
    [200, { unlike: 'anything' }, { kind: 'platform-unavailable', reason: 'bad-answer' }],
  ])('%d %j', async (status, body, expected) => {
    server.failNext({ match: 'GET /v25.0/*', status, body })
    expect(await check()).toMatchObject(expected)
  })

  test('and how long to wait is in the headers about usage', async () => {
    const usage = JSON.stringify({ 1: [{ call_count: 100, total_cputime: 3, total_time: 3, estimated_time_to_regain_access: 42 }] })
    server.failNext({ match: 'GET /v25.0/*', status: 400, body: error(80_001), headers: { 'x-business-use-case-usage': usage } })
    const told = await check()
    if (told.kind !== 'rate-limit-exceeded') throw new Error(told.kind)
    expect(Math.round((told.retryAt - Date.now()) / 60_000)).toBe(42)
  })

  test('a page whose access was taken back has to sign in again', async () => {
    for (const token of server.world.tokens.values()) token.revoked = true
    expect(await check()).toMatchObject({ kind: 'authentication', reason: 'revoked' })
  })

  test('without a session that can be read the account has to sign in again', async () => {
    await context.session.write({ accessToken: 'x' })
    expect(await check()).toMatchObject({ kind: 'authentication', reason: 'expired' })
  })

  test('the token of a call is in its header alone, whatever address the server gives for the next page', async () => {
    for (let number = 1; number <= 8; number++) addPagePost(server.world, page.id, `Post ${String(number)}`)
    const stream = { kind: 'home' } as const
    const first = await connectorOf(server).read(context, { stream, older: null, limit: 5 })
    expect(first.older).not.toBeNull()
    await connectorOf(server).read(context, { stream, older: first.older, limit: 5 })
    const calls = server.requests.filter(
      ({ path, username }) => path.includes('_posts') || (path.startsWith('/v25.0/') && username === null && path.endsWith(page.id)),
    )
    expect(calls.length).toBeGreaterThan(2)
    expect(new Set(calls.map(({ tokenIn }) => tokenIn))).toEqual(new Set(['header']))
  })
})

describe('A post whose answer is lost', () => {
  async function lose(post: OutgoingPost, fault: Parameters<MetaTestServer['failNext']>[0]) {
    const prepared = await prepare(context, post)
    const since = server.now()
    server.failNext(fault)
    const told = await errorOf(publisher().commit(context, 'key', post, prepared))
    return { told, prepared, seen: await publisher().witness(context, 'key', post, prepared, since) }
  }

  test.each([
    ['cut off', { match: FEED, reset: true, afterEffect: true }],
    ['broken in half', { match: FEED, truncate: true }],
    ['a page of a proxy', { match: FEED, status: 504, body: '<html>Too late</html>', afterEffect: true }],
    ['silence', { match: FEED, hang: true, afterEffect: true }],
    ['trouble', { match: FEED, status: 400, body: error(2), afterEffect: true }],
  ])('though it is there is unknown, and found: %s', async (_, fault) => {
    const { told, seen } = await lose(outgoing('Is it there?', { media: [picture('One', 1)] }), fault)
    expect(told).toMatchObject({ kind: 'outcome-unknown' })
    expect(postsOf(server)).toHaveLength(1)
    expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { text: { text: 'Is it there?' } } } } })
  })

  test('and did not arrive is unknown, and seen not to be there; then it is published once', async () => {
    const post = outgoing('Did it leave?', { media: [picture('One', 1)] })
    const { told, prepared, seen } = await lose(post, { match: FEED, reset: true })
    expect(told).toMatchObject({ kind: 'outcome-unknown' })
    expect(seen).toEqual({ kind: 'not-there' })
    await publisher().commit(context, 'key', post, prepared)
    expect(postsOf(server)).toHaveLength(1)
  })

  test('and that was refused for certain is no doubt', async () => {
    const { told, seen } = await lose(outgoing('No'), { match: FEED, status: 400, body: error(506) })
    expect(told).toMatchObject({ kind: 'remote-rejected', code: '506' })
    expect(seen).toEqual({ kind: 'not-there' })
  })

  test('of the same words as an older one, or with other pictures, is not taken for that', async () => {
    await publish(context, outgoing('Good morning'))
    server.advance(24 * 60 * 60_000)
    expect((await lose(outgoing('Good morning'), { match: FEED, reset: true })).seen).toEqual({ kind: 'not-there' })
    await publish(context, outgoing('Good morning', { media: [picture('One', 1)] }))
    const { seen } = await lose(outgoing('Good morning', { media: [picture('Two', 2)] }), { match: FEED, reset: true })
    expect(seen).toEqual({ kind: 'not-there' })
  })

  test('of the same words as one just now is asked about', async () => {
    await publish(context, outgoing('Twice'))
    expect((await lose(outgoing('Twice'), { match: FEED, reset: true, afterEffect: true })).seen).toEqual({ kind: 'cannot-tell' })
  })

  test('in answer is found among the comments of the post, also below another comment', async () => {
    const root = remote(addPagePost(server.world, page.id, 'A post'))
    const first = await publish(context, outgoing('One', { replyTo: root, replyRoot: root }))
    const comment = { postId: first.normalised.post.id, remoteId: first.normalised.viewer?.remoteId ?? '', revision: null, url: null }
    const post = outgoing('Two', { replyTo: comment, replyRoot: root })
    const { told, seen } = await lose(post, { match: 'POST /v25.0/*/comments', reset: true, afterEffect: true })
    expect(told).toMatchObject({ kind: 'outcome-unknown' })
    expect(commentsOf(server).map(({ message }) => message)).toEqual(['One', 'Two'])
    expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { replyTo: { postId: comment.postId } } } } })
  })

  test('cannot be told where the network cannot be asked, or gives what cannot be read', async () => {
    const post = outgoing('Just now')
    const { prepared } = await lose(post, { match: FEED, reset: true })
    const ask = () => publisher().witness(context, 'key', post, prepared, server.now())
    server.failNext({ match: 'GET /v25.0/*/published_posts', status: 500, body: error(2) })
    expect(await errorOf(ask())).toMatchObject({ kind: 'platform-unavailable' })
    server.failNext({ match: 'GET /v25.0/*/published_posts', status: 200, body: { data: [{ message: 'Just now' }] } })
    expect(await ask()).toEqual({ kind: 'cannot-tell' })
  })
})
