import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingPost } from '../../../main/connectors/connector.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { connectorOf, contextOf, errorOf, httpTo, outgoing, prepare, publish, publisher, remote, signIn } from './support.ts'

const PUBLISH = 'POST /v1.0/me/threads_publish'

let server: MetaTestServer
let me: MetaUser
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer()
  me = server.addUser('me')
  const signedIn = await signIn(server, me)
  context = await contextOf(server, signedIn, { http: httpTo(server.url, { accountId: 'acc_failures', timeoutMs: 400 }) })
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const error = (code: number, subcode?: number) => ({ error: { message: 'So it is', type: 'OAuthException', code, error_subcode: subcode } })
const check = () => errorOf(connectorOf(server).check(context))

describe('What Graph says is told apart by its codes, whatever the status', () => {
  test.each([
    [400, error(190, 463), { kind: 'authentication', reason: 'expired' }],
    [500, error(190, 460), { kind: 'authentication', reason: 'revoked' }],
    [400, error(190), { kind: 'authentication', reason: 'expired' }],
    [400, error(10), { kind: 'authentication', reason: 'forbidden', message: 'So it is' }],
    [403, error(200), { kind: 'authentication', reason: 'forbidden' }],
    [400, error(4), { kind: 'rate-limit-exceeded' }],
    [403, error(17), { kind: 'rate-limit-exceeded' }],
    [403, error(32), { kind: 'rate-limit-exceeded' }],
    [400, error(80_002), { kind: 'rate-limit-exceeded' }],
    [400, error(2), { kind: 'platform-unavailable', reason: 'server-error' }],
    [400, error(100, 33), { kind: 'post-not-found' }],
    [400, error(100), { kind: 'remote-rejected', code: '100', message: 'So it is' }],
    [500, error(100), { kind: 'platform-unavailable', reason: 'server-error' }],
    [502, '<html>Bad gateway</html>', { kind: 'platform-unavailable', reason: 'server-error', message: null }],
    [200, '<html>Hello</html>', { kind: 'platform-unavailable', reason: 'bad-answer' }],
    [200, { unlike: 'anything' }, { kind: 'platform-unavailable', reason: 'bad-answer' }],
  ])('%d %j', async (status, body, expected) => {
    server.failNext({ match: 'GET /v1.0/me', status, body })
    expect(await check()).toMatchObject(expected)
  })

  test('and how long to wait is in the headers about usage', async () => {
    const usage = JSON.stringify({ 1: [{ call_count: 100, total_cputime: 3, total_time: 3, estimated_time_to_regain_access: 42 }] })
    server.failNext({ match: 'GET /v1.0/me', status: 403, body: error(4), headers: { 'x-business-use-case-usage': usage } })
    const told = await check()
    if (told.kind !== 'rate-limit-exceeded') throw new Error(told.kind)
    expect(Math.round((told.retryAt - Date.now()) / 60_000)).toBe(42)
  })

  test('silence ends after a while', async () => {
    server.failNext({ match: 'GET /v1.0/me', hang: true })
    expect(await check()).toMatchObject({ kind: 'platform-unavailable', reason: 'timeout' })
  })

  test('a connection that broke is tried once more when reading', async () => {
    server.failNext({ match: 'GET /v1.0/me', reset: true })
    expect((await connectorOf(server).check(context)).author.handle).toBe('me')
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
    ['cut off', { match: PUBLISH, reset: true, afterEffect: true }],
    ['broken in half', { match: PUBLISH, truncate: true }],
    ['a page of a proxy', { match: PUBLISH, status: 504, body: '<html>Too late</html>', afterEffect: true }],
    ['silence', { match: PUBLISH, hang: true, afterEffect: true }],
    ['an error of its own that is none', { match: PUBLISH, status: 400, body: error(10), afterEffect: true }],
    ['trouble', { match: PUBLISH, status: 400, body: error(2), afterEffect: true }],
  ])('though it is there is unknown, and found: %s', async (_, fault) => {
    const { told, seen } = await lose(outgoing('Is it there?'), fault)
    expect(told).toMatchObject({ kind: 'outcome-unknown' })
    expect(server.world.posts.size).toBe(1)
    expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { text: { text: 'Is it there?' } } } } })
  })

  test('and did not arrive is unknown, and seen not to be there; then it is published once', async () => {
    const post = outgoing('Did it leave?')
    const { told, prepared, seen } = await lose(post, { match: PUBLISH, reset: true })
    expect(told).toMatchObject({ kind: 'outcome-unknown' })
    expect(seen).toEqual({ kind: 'not-there' })
    await publisher().commit(context, 'key', post, prepared)
    expect(server.world.posts.size).toBe(1)
  })

  test('and that was refused for certain is no doubt', async () => {
    const { told, seen } = await lose(outgoing('No'), { match: PUBLISH, status: 400, body: error(100) })
    expect(told).toMatchObject({ kind: 'remote-rejected' })
    expect(seen).toEqual({ kind: 'not-there' })
  })

  test('of the same words as an older one is not taken for that', async () => {
    await publish(context, outgoing('Good morning'))
    server.advance(24 * 60 * 60_000)
    const { seen } = await lose(outgoing('Good morning'), { match: PUBLISH, reset: true })
    expect(seen).toEqual({ kind: 'not-there' })
  })

  test('of the same words as one just now is asked about', async () => {
    await publish(context, outgoing('Twice'))
    const lost = await lose(outgoing('Twice'), { match: PUBLISH, reset: true, afterEffect: true })
    expect(lost.seen).toEqual({ kind: 'cannot-tell' })
  })

  test('and never arrived is not taken for one that somebody wrote just now elsewhere', async () => {
    const prepared = await prepare(context, outgoing('The same'))
    const since = server.now()
    server.post(me, 'The same')
    expect(await publisher().witness(context, 'key', outgoing('The same'), prepared, since)).toEqual({ kind: 'cannot-tell' })
  })

  test('is found by the network’s clock where ours is ahead of it, and asked about where ours was set meanwhile', async () => {
    const post = outgoing('By another clock')
    const prepared = await prepare(context, post)
    server.failNext({ match: PUBLISH, reset: true, afterEffect: true })
    await errorOf(publisher().commit(context, 'key', post, prepared))
    const look = (sinceAhead: number, nowAhead: number) =>
      publisher().witness({ ...context, clock: () => server.now() + nowAhead }, 'key', post, prepared, server.now() + sinceAhead)
    const [hour, day] = [3_600_000, 86_400_000]
    expect(await look(hour, hour)).toMatchObject({ kind: 'there' })
    expect(await look(day, 0)).toEqual({ kind: 'cannot-tell' })
    expect(await look(0, -day)).toEqual({ kind: 'cannot-tell' })
  })

  test('in answer to a post is looked for among the replies', async () => {
    const mine = server.post(me, 'Above')
    const post = outgoing('Below', { replyTo: remote(mine) })
    const { seen } = await lose(post, { match: PUBLISH, reset: true, afterEffect: true })
    expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { replyTo: { postId: remote(mine).postId } } } } })
  })

  test('cannot be told while the network is at it, or cannot be asked', async () => {
    const post = outgoing('Just now')
    const { prepared } = await lose(post, { match: PUBLISH, reset: true })
    for (const container of server.world.containers.values()) container.pollsLeft = 9
    expect(await publisher().witness(context, 'key', post, prepared, server.now())).toEqual({ kind: 'cannot-tell' })
    for (const container of server.world.containers.values()) container.pollsLeft = 0
    server.failNext({ match: 'GET /v1.0/me/threads', status: 500, body: error(2) })
    expect(await errorOf(publisher().witness(context, 'key', post, prepared, server.now()))).toMatchObject({ kind: 'platform-unavailable' })
  })
})
