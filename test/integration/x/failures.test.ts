import { afterAll, describe, expect, test } from 'vitest'
import type { AppErrorKind } from '../../../shared/errors.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, errorOf, httpTo, outgoing, publish, remote, REDIRECT, signIn } from './support.ts'

const server = await startXServer()
const { app, me, people } = seedWorld(server, [REDIRECT])
const connector = connectorOf(server)
const context = await contextOf(server, await signIn(server, me, app))
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const problem = (type: string, title: string, detail: string) => ({
  title,
  detail,
  type: type === 'about:blank' ? type : `https://api.twitter.com/2/problems/${type}`,
})
let readers = 0
/** Reads as an account that remembers no limits. */
const read = (timeoutMs = 10_000) => {
  const http = httpTo(server, { accountId: `acc_reader_${String(++readers)}`, timeoutMs })
  return connector.read({ ...context, http }, { stream: { kind: 'home' }, older: null, limit: 20 })
}

describe('What X refuses', () => {
  test.each<readonly [number, object | string, AppErrorKind, object]>([
    [400, problem('invalid-request', 'Invalid Request', 'No'), 'remote-rejected', { message: 'No', code: 'invalid-request' }],
    [
      400,
      { errors: [{ parameters: {}, message: 'max_results is wrong' }], ...problem('invalid-request', 'Invalid Request', 'One or more') },
      'remote-rejected',
      { message: 'max_results is wrong' },
    ],
    [402, problem('credits', 'CreditsDepleted', 'No credits'), 'remote-rejected', { code: 'credits-depleted' }],
    [403, problem('client-forbidden', 'Client Forbidden', 'Not enrolled'), 'capability-not-supported', { capability: 'access' }],
    [
      403,
      problem('about:blank', 'Forbidden', 'Not configured with the appropriate oauth2 scopes'),
      'authentication',
      { reason: 'forbidden' },
    ],
    [403, problem('not-authorized-for-resource', 'Authorization Error', 'Protected'), 'post-not-found', {}],
    [403, problem('about:blank', 'Forbidden', 'Something else'), 'remote-rejected', { message: 'Something else', code: 'forbidden' }],
    [404, problem('resource-not-found', 'Not Found Error', 'Gone'), 'post-not-found', {}],
    [429, problem('usage-capped', 'UsageCapExceeded', 'Monthly product cap'), 'remote-rejected', { code: 'usage-capped' }],
    [429, { errors: [{ code: 88, message: 'Rate limit exceeded' }] }, 'rate-limit-exceeded', { message: 'Rate limit exceeded' }],
    [503, '<html>over capacity</html>', 'platform-unavailable', { reason: 'server-error', message: null }],
    [200, '<html>hello</html>', 'platform-unavailable', { reason: 'bad-answer' }],
    [200, { data: 'nothing' }, 'platform-unavailable', { reason: 'bad-answer' }],
  ])('%i is told apart by its kind of problem: %j', async (status, body, kind, more) => {
    server.failNext({ match: 'GET /2/users/*', status, body })
    expect(await errorOf(connector, read())).toMatchObject({ kind, ...more })
    // And it goes on.
    expect((await read()).entries.length).toBeGreaterThan(0)
  })

  test('a post that is there already, one that is too long, and one whose subject is gone', async () => {
    await publish(connector, context, outgoing('Only once'))
    expect(await errorOf(connector, publish(connector, context, outgoing('Only once')))).toMatchObject({
      kind: 'remote-rejected',
      code: 'duplicate',
    })
    expect(await errorOf(connector, publish(connector, context, outgoing('x'.repeat(300))))).toMatchObject({ kind: 'remote-rejected' })
    const gone = { postId: 'x:17', remoteId: '17', revision: null, url: null }
    expect(await errorOf(connector, publish(connector, context, outgoing('To nobody', { replyTo: gone })))).toMatchObject({
      kind: 'post-not-found',
    })
  })

  test('deleting what is somebody else’s', async () => {
    const theirs = server.post(people[0]!, 'Not yours')
    const work = connector.delete?.(context, remote(theirs)) ?? Promise.resolve()
    expect(await errorOf(connector, work)).toMatchObject({ kind: 'remote-rejected' })
    expect(server.world.tweets.has(theirs.id)).toBe(true)
  })

  test('what one’s app has no access to: an app with an agreement has', async () => {
    const token = server.tokenFor(me, { app: server.createApp({ access: 'enterprise' }) })
    const tweet = server.post(people[0]!, 'Like this')
    const like = (bearer: string) =>
      fetch(`${server.url}/2/users/${me.id}/likes`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify({ tweet_id: tweet.id }),
      })
    expect((await like(server.tokenFor(me, { app }).access)).status).toBe(403)
    expect((await like(token.access)).status).toBe(200)
    expect(tweet.likes.has(me.id)).toBe(true)
  })
})

describe('A connection that fails', () => {
  test('is asked once more to read, which X does not charge for twice, and never to write', async () => {
    server.failNext({ match: 'GET /2/users/*', reset: true, afterEffect: true })
    const before = server.bill.total()
    const first = await read()
    const cost = server.bill.total() - before
    expect(first.entries.length).toBeGreaterThan(0)
    await read()
    expect(server.bill.total() - before).toBe(cost)
    server.failNext({ match: 'GET /2/users/*', reset: true, times: 2 })
    expect(await errorOf(connector, read())).toMatchObject({ kind: 'platform-unavailable', reason: 'unreachable' })
    server.failNext({ match: 'POST /2/tweets', reset: true })
    const sent = () => server.requests.filter(({ method, path }) => method === 'POST' && path === '/2/tweets').length
    const posts = sent()
    expect(await errorOf(connector, publish(connector, context, outgoing('Once')))).toMatchObject({ kind: 'outcome-unknown' })
    expect(sent()).toBe(posts + 1)
  })

  test('is not followed in a circle: a page that leads to itself is the last', async () => {
    for (const stream of [{ kind: 'home' }, { kind: 'search', query: 'ink' }] as const) {
      server.failNext({ match: 'GET /2/*', body: { meta: { result_count: 0, next_token: '7140z' } } })
      expect(await connector.read(context, { stream, older: '7140z', limit: 20 })).toMatchObject({ entries: [], older: null })
    }
  })

  test('in silence is given up', async () => {
    server.failNext({ match: 'GET /2/users/*', hang: true })
    expect(await errorOf(connector, read(300))).toMatchObject({ kind: 'platform-unavailable', reason: 'timeout' })
  })

  test('in half an answer to a post leaves its outcome unknown', async () => {
    server.failNext({ match: 'POST /2/tweets', truncate: true })
    expect(await errorOf(connector, publish(connector, context, outgoing('Half of an answer')))).toMatchObject({ kind: 'outcome-unknown' })
    expect([...server.world.tweets.values()].some(({ text }) => text === 'Half of an answer')).toBe(true)
  })
})
