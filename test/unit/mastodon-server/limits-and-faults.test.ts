import { expect, test } from 'vitest'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { ask, idsOf, member } from './ask.ts'

test('an allowance is told on each answer, enforced, counted, and renewed in its window', async () => {
  let now = Date.parse('2026-10-01T12:00:30Z')
  await using server = await startMastodonServer({ clock: () => now })
  const token = server.tokenFor(server.createAccount({ username: 'me' }))
  server.setRateLimit('account', { limit: 2, periodMs: 60_000 })
  const get = () => ask(server, token, 'GET', '/api/v1/preferences')
  const first = await get()
  expect(['limit', 'remaining', 'reset'].map((name) => first.headers.get(`x-ratelimit-${name}`))).toEqual([
    '2',
    '1',
    '2026-10-01T12:01:00.000Z',
  ])
  expect((await get()).status).toBe(200)
  const over = await get()
  expect(over).toMatchObject({ status: 429, json: { error: 'Too many requests' } })
  expect(over.headers.get('x-ratelimit-remaining')).toBe('0')
  expect([server.overLimit(), server.requests.filter((one) => one.overLimit).length]).toEqual([1, 1])
  now += 30_000
  expect((await get()).status).toBe(200)
  expect(server.violations).toEqual([])
})

test('uploads, posts and deletes have allowances of their own', async () => {
  await using server = await startMastodonServer()
  const me = server.createAccount({ username: 'me' })
  const token = server.tokenFor(me)
  expect((await ask(server, token, 'POST', '/api/v1/statuses', { status: 'Hi' })).headers.get('x-ratelimit-limit')).toBe('300')
  const remove = await ask(server, token, 'DELETE', `/api/v1/statuses/${server.postStatus(me, 'Bye').id}`)
  expect([remove.headers.get('x-ratelimit-limit'), remove.headers.get('x-ratelimit-remaining')]).toEqual(['30', '29'])
  server.setRateLimit('statuses', { limit: 1, periodMs: 60_000 })
  await ask(server, token, 'POST', '/api/v1/statuses', { status: 'One' })
  expect((await ask(server, token, 'POST', '/api/v1/statuses', { status: 'Two' })).status).toBe(429)
  expect(idsOf(await ask(server, token, 'GET', '/api/v1/timelines/home'))).toHaveLength(2)
})

test('a write whose answer is lost has happened, and its key finds it again', async () => {
  await using server = await startMastodonServer()
  const token = server.tokenFor(server.createAccount({ username: 'me' }))
  server.failNext({ match: 'POST /api/v1/statuses', reset: true, afterEffect: true })
  const post = () => ask(server, token, 'POST', '/api/v1/statuses', { status: 'Lost' }, { 'idempotency-key': 'k' })
  await expect(post()).rejects.toThrow('fetch failed')
  const found = idsOf(await ask(server, token, 'GET', '/api/v1/timelines/home'))
  expect(found).toEqual([member(await post(), 'id')])
})

test('a write that is broken off before its effect has not happened', async () => {
  await using server = await startMastodonServer()
  const token = server.tokenFor(server.createAccount({ username: 'me' }))
  server.failNext({ match: 'POST /api/v1/statuses', reset: true })
  await expect(ask(server, token, 'POST', '/api/v1/statuses', { status: 'Lost' })).rejects.toThrow('fetch failed')
  expect(server.world.statuses.size).toBe(0)
})

test('answers can be anything a proxy makes of them', async () => {
  await using server = await startMastodonServer()
  const token = server.tokenFor(server.createAccount({ username: 'me' }))
  server.failNext({ match: '* /api/v1/timelines/*', status: 503, body: '<html>down</html>', headers: { 'retry-after': '7' } })
  server.failNext({ match: 'GET /api/v1/timelines/home', truncate: true, after: 1 })
  server.failNext({ match: 'GET /api/v1/preferences', hang: true })
  const down = await ask(server, token, 'GET', '/api/v1/timelines/home')
  expect([down.status, down.text, down.headers.get('retry-after'), down.headers.get('content-type')]).toEqual([
    503,
    '<html>down</html>',
    '7',
    'text/html; charset=utf-8',
  ])
  expect((await ask(server, token, 'GET', '/api/v1/timelines/home')).json).toEqual([])
  expect((await ask(server, token, 'GET', '/api/v1/timelines/home')).text).toBe('[')
  await expect(
    fetch(`${server.url}/api/v1/preferences`, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(50) }),
  ).rejects.toThrow('timeout')
  expect((await ask(server, token, 'GET', '/api/v1/preferences')).status).toBe(200)
})

test('a hostile server says what it likes of a status and of a person, wherever they stand', async () => {
  await using server = await startMastodonServer()
  const me = server.createAccount({ username: 'me' })
  const bob = server.createAccount({ username: 'bob' })
  server.follow(me, bob)
  const status = server.postStatus(bob, 'An honest text')
  server.lie(status, { content: '<script>evil()</script>', favourites_count: -1 })
  server.lie(bob, { display_name: 'Alice' })
  const home = await ask(server, server.tokenFor(me), 'GET', '/api/v1/timelines/home')
  expect(home.json).toMatchObject([
    { id: status.id, content: '<script>evil()</script>', favourites_count: -1, account: { display_name: 'Alice' } },
  ])
  expect(server.violations).toEqual([])
})
