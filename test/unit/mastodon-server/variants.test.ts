import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import { openConformance } from '../../mastodon-server/http/conformance.ts'
import { seedWorld } from '../../mastodon-server/seed/seed-world.ts'
import { startMastodonServer } from '../../mastodon-server/server.ts'
import { resolveVariant, variants, type Variant, type VariantName } from '../../mastodon-server/variants.ts'
import { ask, idsOf, linkOf, member } from './ask.ts'

const AGENT = { 'user-agent': 'test' }
// Names are the keys of the table.
const names = Object.keys(variants) as VariantName[]

describe.each(names)('%s', (name) => {
  test('starts, and everything it says of a seeded world keeps to the schema', async () => {
    await using server = await startMastodonServer({ variant: name })
    const { me, people, statuses } = seedWorld(server)
    const token = server.tokenFor(me)
    const get = (path: string) => ask(server, token, 'GET', path, undefined, AGENT)
    const found: string[] = []
    for (let next: string | null = '/api/v1/timelines/home?limit=40'; next !== null;) {
      const reply = await get(next)
      found.push(...idsOf(reply))
      next = linkOf(reply, 'next')
    }
    expect(statuses.filter((status) => found.includes(status.id)).length).toBeGreaterThan(100)
    expect(new Set(found).size).toBe(found.length)
    const [bob] = people
    for (const path of [
      '/api/v1/instance',
      '/api/v1/accounts/verify_credentials',
      '/api/v1/custom_emojis',
      '/api/v1/preferences',
      '/api/v1/filters',
      '/api/v1/followed_tags',
      '/api/v1/bookmarks',
      '/api/v1/favourites',
      '/api/v1/notifications',
      '/api/v1/notifications/unread_count',
      '/api/v2/notifications',
      '/api/v1/timelines/public',
      '/api/v1/timelines/tag/harbour',
      '/api/v2/search?q=harbour',
      '/api/v2/instance',
      `/api/v1/accounts/${bob?.id ?? ''}`,
      `/api/v1/accounts/${bob?.id ?? ''}/statuses`,
      `/api/v1/accounts/relationships?id[]=${bob?.id ?? ''}`,
      '/api/v1/accounts/lookup?acct=alice@other.example',
      `/api/v1/statuses/${statuses[10]?.id ?? ''}/context`,
      `/api/v1/statuses/${statuses[10]?.id ?? ''}/favourited_by`,
      '/api/v1/lists',
      '/api/v1/scheduled_statuses',
      '/.well-known/oauth-authorization-server',
      '/.well-known/nodeinfo',
      '/nodeinfo/2.0',
    ]) {
      const isRefused = path === '/api/v1/scheduled_statuses' && resolveVariant(name).scheduling === 'refused'
      const { status } = await get(path)
      expect([path, isRefused ? status === 501 : status < 500]).toEqual([path, true])
    }
    expect((await ask(server, token, 'POST', '/api/v1/statuses', { status: 'Hi' }, AGENT)).status).toBe(200)
    expect(server.violations).toEqual([])
  })
})

const answers = async (variant: VariantName | Partial<Variant>) => {
  const server = await startMastodonServer({ variant })
  const me = server.createAccount({ username: 'me' })
  return { server, me, token: server.tokenFor(me) }
}

test('servers differ in what they refuse and how', async () => {
  const { server: old, token: olds } = await answers('mastodon-old')
  expect((await ask(old, null, 'GET', '/api/v2/instance')).status).toBe(404)
  expect((await ask(old, olds, 'GET', '/api/v2/notifications')).status).toBe(404)
  expect((await ask(old, null, 'GET', '/.well-known/oauth-authorization-server')).status).toBe(404)
  await old.close()
  const { server: gts, token: gtss } = await answers('gotosocial')
  expect((await ask(gts, gtss, 'GET', '/api/v1/preferences', undefined, { 'user-agent': '' })).status).toBe(418)
  await gts.close()
  const { server: pleroma } = await answers('pleroma')
  expect(await ask(pleroma, null, 'GET', '/api/v1/statuses/nothing')).toMatchObject({ status: 404, text: 'Not found', json: null })
  await pleroma.close()
  const { server: snac, token: snacs } = await answers('snac')
  expect(await ask(snac, null, 'GET', '/api/v1/timelines/home')).toMatchObject({ status: 401, text: '' })
  expect((await ask(snac, null, 'GET', '/api/v1/nothing')).text).toContain('<html>')
  expect(await ask(snac, snacs, 'GET', '/api/v1/lists')).toMatchObject({ status: 200, json: null })
  await snac.close()
  const { server: big, token: bigs } = await answers('big')
  expect(
    (await ask(big, bigs, 'POST', '/api/v1/statuses', { status: 'Hi', scheduled_at: new Date(Date.now() + 3_600_000).toISOString() }))
      .status,
  ).toBe(501)
  await big.close()
  const { server: approval, me, token } = await answers('approval')
  const other = approval.createAccount({ username: 'other' })
  expect((await ask(approval, token, 'POST', `/api/v1/accounts/${other.id}/follow`)).json).toMatchObject({
    following: false,
    requested: true,
  })
  expect((await ask(approval, approval.tokenFor(other), 'POST', `/api/v1/follow_requests/${me.id}/authorize`)).json).toMatchObject({
    followed_by: true,
  })
  await approval.close()
})

test('the check finds an answer that breaks the schema, and one that only lacks something when asked to', () => {
  const account = { id: 7, username: 'me' }
  expect(openConformance(false).check('getAccount', 200, account).join()).toContain('/id must be string')
  expect(openConformance(false).check('getAccount', 200, { id: '7' })).toEqual([])
  expect(openConformance(true).check('getAccount', 200, { id: '7' }).join()).toContain("must have required property 'acct'")
})

test('a status of another server is found by its address, and has an id of its own on each', async () => {
  const { server: here, token } = await answers({ name: 'here' })
  const { server: there, me: author } = await answers('gotosocial')
  const status = there.postStatus(author, 'From afar')
  const find = async () =>
    (await ask(here, token, 'GET', `/api/v2/search?resolve=true&type=statuses&q=${encodeURIComponent(status.url)}`)).json as {
      readonly statuses: readonly { readonly id: string; readonly uri: string; readonly account: { readonly acct: string } }[]
    }
  expect((await find()).statuses).toEqual([])
  here.federateWith(there)
  const [found] = (await find()).statuses
  expect(found).toMatchObject({ uri: status.uri, account: { acct: `me@${there.world.domain}` } })
  expect(found?.id).not.toBe(status.id)
  expect((await find()).statuses[0]?.id).toBe(found?.id)
  expect(here.violations).toEqual([])
  await here.close()
  await there.close()
})

test('notifications come one by one and in groups, and markers move where they are told', async () => {
  const { server, me, token } = await answers('mastodon')
  const people = ['a', 'b', 'c'].map((username) => server.createAccount({ username }))
  const mine = server.postStatus(me, 'Mine')
  for (const person of people) server.favourite(person, mine)
  server.postStatus(people[0] ?? me, '@me hello')
  expect((await ask(server, token, 'GET', '/api/v2/notifications')).json).toMatchObject({
    notification_groups: [
      { type: 'mention', notifications_count: 1 },
      { type: 'favourite', notifications_count: 3, status_id: mine.id, sample_account_ids: people.map((one) => one.id).reverse() },
    ],
  })
  const mentions = await ask(server, token, 'GET', '/api/v1/notifications?types[]=mention')
  expect(mentions.json).toMatchObject([{ type: 'mention' }])
  expect(idsOf(await ask(server, token, 'GET', '/api/v1/notifications?exclude_types[]=mention'))).toHaveLength(3)
  const [last] = idsOf(mentions)
  expect((await ask(server, token, 'POST', '/api/v1/markers', { notifications: { last_read_id: last } })).json).toMatchObject({
    notifications: { last_read_id: last, version: 0 },
  })
  expect(member(await ask(server, token, 'GET', '/api/v1/notifications/unread_count'), 'count')).toBe(0)
  expect((await ask(server, token, 'POST', '/api/v1/markers', { notifications: { last_read_id: '1' } })).json).toMatchObject({
    notifications: { last_read_id: '1', version: 1 },
  })
  expect((await ask(server, token, 'GET', '/api/v1/markers?timeline[]=notifications&timeline[]=home')).json).toMatchObject({
    notifications: { last_read_id: '1' },
  })
  expect((await ask(server, token, 'GET', '/api/v2/notifications?expand_accounts=partial_avatars')).json).toMatchObject({
    accounts: { length: 2 },
    partial_accounts: { length: 1 },
  })
  expect(server.violations).toEqual([])
  await server.close()
})

test('it runs as a process of its own and is controlled from outside', async () => {
  const child = spawn(process.execPath, [new URL('../../mastodon-server/start.ts', import.meta.url).pathname, '--variant', 'glitch'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const line = await new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve))
  const { url, control } = JSON.parse(line) as { readonly url: string; readonly control: string }
  const command = async (name: string, said: Readonly<Record<string, unknown>> = {}) =>
    (await ask({ url }, null, 'POST', `${control}/${name}`, said)).json
  expect(await command('createAccount', { username: 'bob' })).toMatchObject({ result: { username: 'bob' } })
  expect(await command('postStatus', { account: 'bob', draft: 'Hi' })).toMatchObject({ result: { text: 'Hi' } })
  const { result: token } = (await command('tokenFor', { account: 'bob' })) as { readonly result: string }
  expect((await ask({ url }, token, 'GET', '/api/v1/timelines/home')).json).toMatchObject([{ content: '<p>Hi</p>' }])
  expect(await command('violations')).toEqual({ result: [] })
  expect(await command('follow', { from: 'bob', to: 'nobody' })).toEqual({ error: 'There is no account nobody' })
  expect((await ask({ url }, null, 'POST', `${url}/_control/guess/requests`, {})).status).toBe(404)
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
})
