import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import { variants } from '../../mastodon-server/variants.ts'
import { ask, idsOf, linkOf } from './ask.ts'

describe.each(['mastodon', 'gotosocial', 'pleroma'] as const)('paging of %s', (variant) => {
  let server: MastodonTestServer
  let token: string
  let ids: string[]

  beforeEach(async () => {
    server = await startMastodonServer({ variant })
    const me = server.createAccount({ username: 'me' })
    token = server.tokenFor(me)
    const now = Date.now()
    // Posted out of order: pages go by identifier, and identifiers by time.
    const made = [3, 1, 2, 5, 4, 9, 7, 8, 6].map((place) =>
      server.postStatus(me, { text: `Number ${place}`, createdAt: now - 100_000 + place * 1000 }),
    )
    ids = made.sort((left, right) => right.createdAt - left.createdAt).map((status) => status.id)
  })
  afterEach(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })

  test('max_id gives what is older, newest first', async () => {
    expect(idsOf(await ask(server, token, 'GET', `/api/v1/timelines/home?limit=3&max_id=${ids[2]}`))).toEqual(ids.slice(3, 6))
  })
  test('since_id gives the newest, and leaves a gap', async () => {
    expect(idsOf(await ask(server, token, 'GET', `/api/v1/timelines/home?limit=3&since_id=${ids[8]}`))).toEqual(ids.slice(0, 3))
  })
  test('min_id gives what comes right after, newest first', async () => {
    expect(idsOf(await ask(server, token, 'GET', `/api/v1/timelines/home?limit=3&min_id=${ids[8]}`))).toEqual(ids.slice(5, 8))
  })
  test('the next links lead through everything once', async () => {
    const seen: string[] = []
    for (let next: string | null = '/api/v1/timelines/home?limit=4'; next !== null;) {
      const reply = await ask(server, token, 'GET', next)
      seen.push(...idsOf(reply))
      next = linkOf(reply, 'next')
    }
    expect(seen).toEqual(ids)
  })
  test('the prev link leads to what came since', async () => {
    const first = await ask(server, token, 'GET', '/api/v1/timelines/home?limit=2')
    const me = [...server.world.accounts.values()][0]
    if (me === undefined) throw new Error('nobody')
    const fresh = server.postStatus(me, 'Fresh')
    expect(idsOf(await ask(server, token, 'GET', linkOf(first, 'prev') ?? ''))).toEqual([fresh.id])
  })
})

test('bookmarks are paged by ids of their own, in the order they were kept', async () => {
  await using server = await startMastodonServer()
  const me = server.createAccount({ username: 'me' })
  const token = server.tokenFor(me)
  const made = ['a', 'b', 'c'].map((text) => server.postStatus(me, text))
  for (const place of [1, 2, 0]) await ask(server, token, 'POST', `/api/v1/statuses/${made[place]?.id ?? ''}/bookmark`)
  const first = await ask(server, token, 'GET', '/api/v1/bookmarks?limit=2')
  const second = await ask(server, token, 'GET', linkOf(first, 'next') ?? '')
  expect([...idsOf(first), ...idsOf(second)]).toEqual([made[0]?.id, made[2]?.id, made[1]?.id])
  expect(linkOf(second, 'next')).toBeNull()
  expect(server.violations).toEqual([])
})

test('each kind of server makes identifiers of its own shape', async () => {
  const shapes = { snowflake: /^\d{18}$/, ulid: /^[0-9A-HJKMNP-TV-Z]{26}$/, flake: /^[0-9A-Za-z]{18}$/ }
  for (const variant of ['mastodon', 'gotosocial', 'pleroma'] as const) {
    await using server = await startMastodonServer({ variant })
    expect(server.postStatus(server.createAccount({ username: 'me' }), 'Hi').id).toMatch(shapes[variants[variant].idKind])
  }
})
