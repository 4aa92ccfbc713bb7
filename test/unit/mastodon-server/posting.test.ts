import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'
import { encodePng } from '../../mastodon-server/seed/png.ts'
import { ask, idsOf, member } from './ask.ts'

let server: MastodonTestServer
let me: WorldAccount
let token: string
let now: number

beforeEach(async () => {
  now = Date.parse('2026-10-01T12:00:00Z')
  server = await startMastodonServer({ clock: () => now })
  me = server.createAccount({ username: 'me' })
  token = server.tokenFor(me)
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const post = (body: Readonly<Record<string, unknown>>, key?: string) =>
  ask(server, token, 'POST', '/api/v1/statuses', body, key === undefined ? {} : { 'idempotency-key': key })

test('the same Idempotency-Key makes one status, for an hour', async () => {
  const first = await post({ status: 'Once' }, 'key-1')
  expect(member(await post({ status: 'Once' }, 'key-1'), 'id')).toBe(member(first, 'id'))
  now += 3_600_001
  expect(member(await post({ status: 'Once' }, 'key-1'), 'id')).not.toBe(member(first, 'id'))
})

test('a server without Idempotency-Key makes two', async () => {
  await using other = await startMastodonServer({ variant: 'gotosocial' })
  const other_ = other.tokenFor(other.createAccount({ username: 'me' }))
  const make = () => ask(other, other_, 'POST', '/api/v1/statuses', { status: 'Once' }, { 'idempotency-key': 'k', 'user-agent': 'test' })
  expect(member(await make(), 'id')).not.toBe(member(await make(), 'id'))
})

test.each([
  ['too long', { status: 'x'.repeat(501) }, 'Validation failed: Text character limit of 500 exceeded'],
  ['empty', { status: ' ' }, "Validation failed: Text can't be blank"],
  ['one option', { status: 'Poll', poll: { options: ['a'], expires_in: 600 } }, 'Validation failed: Options must be more than one item'],
  ['unknown file', { status: 'Hi', media_ids: ['7'] }, 'Validation failed: Media 7 not found or already attached to another post'],
  [
    'scheduled too near',
    { status: 'Hi', scheduled_at: '2026-10-01T12:02:00Z' },
    'Validation failed: Scheduled at The scheduled date must be in the future',
  ],
])('refuses what is %s', async (_name, body, error) => {
  expect(await post(body)).toMatchObject({ status: 422, json: { error } })
})

test('a deleted status gives back its words and its files for a redraft', async () => {
  const media = server.addMedia(me, { description: 'A picture' })
  const made = await post({ status: 'Wiht a typo', media_ids: [media.id] })
  const gone = await ask(server, token, 'DELETE', `/api/v1/statuses/${String(member(made, 'id'))}`)
  expect(gone.json).not.toHaveProperty('content')
  expect(gone.json).toMatchObject({ text: 'Wiht a typo', media_attachments: [{ id: media.id, description: 'A picture' }] })
  expect((await post({ status: 'Without a typo', media_ids: [media.id] })).status).toBe(200)
})

test('editing keeps a history and tells those who boosted', async () => {
  const bob = server.createAccount({ username: 'bob' })
  const made = await post({ status: 'First' })
  const id = String(member(made, 'id'))
  const status = server.world.statuses.get(id)
  if (status === undefined) throw new Error('not made')
  server.reblog(bob, status)
  now += 1000
  expect((await ask(server, token, 'PUT', `/api/v1/statuses/${id}`, { status: 'Second #new', spoiler_text: 'CW' })).json).toMatchObject({
    content: '<p>Second <a href="' + server.url + '/tags/new" class="mention hashtag" rel="tag">#<span>new</span></a></p>',
    edited_at: '2026-10-01T12:00:01.000Z',
    tags: [{ name: 'new' }],
  })
  expect((await ask(server, token, 'GET', `/api/v1/statuses/${id}/history`)).json).toMatchObject([
    { content: '<p>First</p>' },
    { spoiler_text: 'CW' },
  ])
  expect((await ask(server, token, 'GET', `/api/v1/statuses/${id}/source`)).json).toEqual({ id, text: 'Second #new', spoiler_text: 'CW' })
  expect((await ask(server, server.tokenFor(bob), 'GET', '/api/v1/notifications')).json).toMatchObject([{ type: 'update' }])
})

test('a scheduled status waits, can be moved, and is published when its hour comes', async () => {
  const made = await post({ status: 'Later', scheduled_at: '2026-10-01T13:00:00Z', in_reply_to_id: null })
  expect(made.json).toMatchObject({ scheduled_at: '2026-10-01T13:00:00.000Z', params: { text: 'Later' } })
  expect(
    (await ask(server, token, 'PUT', `/api/v1/scheduled_statuses/${String(member(made, 'id'))}`, { scheduled_at: '2026-10-01T14:00:00Z' }))
      .json,
  ).toMatchObject({ scheduled_at: '2026-10-01T14:00:00.000Z' })
  expect(idsOf(await ask(server, token, 'GET', '/api/v1/timelines/home'))).toEqual([])
  now += 2 * 3_600_000
  expect((await ask(server, token, 'GET', '/api/v1/timelines/home')).json).toMatchObject([{ content: '<p>Later</p>' }])
  expect(idsOf(await ask(server, token, 'GET', '/api/v1/scheduled_statuses'))).toEqual([])
})

test('a poll is voted on once, ends, and tells who took part', async () => {
  const bob = server.createAccount({ username: 'bob' })
  const poll = member(await post({ status: 'Poll', poll: { options: ['a', 'b'], expires_in: 600 } }), 'poll') as { readonly id: string }
  const bobs = server.tokenFor(bob)
  expect((await ask(server, bobs, 'POST', `/api/v1/polls/${poll.id}/votes`, { choices: [1] })).json).toMatchObject({
    voted: true,
    own_votes: [1],
    votes_count: 1,
  })
  expect((await ask(server, bobs, 'POST', `/api/v1/polls/${poll.id}/votes`, { choices: [0] })).status).toBe(422)
  now += 601_000
  expect((await ask(server, bobs, 'GET', '/api/v1/notifications')).json).toMatchObject([
    { type: 'poll', status: { poll: { expired: true } } },
  ])
})

test('quotes are shown once deep, kept by their policy, and told', async () => {
  const bob = server.createAccount({ username: 'bob' })
  const bobs = server.tokenFor(bob)
  const open = String(member(await post({ status: 'Open', quote_approval_policy: 'public' }), 'id'))
  const closed = String(member(await post({ status: 'Closed', quote_approval_policy: 'nobody' }), 'id'))
  const quote = await ask(server, bobs, 'POST', '/api/v1/statuses', { status: 'See', quoted_status_id: open })
  expect(quote.json).toMatchObject({ quote: { state: 'accepted', quoted_status: { id: open } } })
  expect((await ask(server, bobs, 'POST', '/api/v1/statuses', { status: 'See', quoted_status_id: closed })).status).toBe(404)
  expect((await ask(server, bobs, 'GET', `/api/v1/statuses/${closed}`)).json).toMatchObject({
    quote_approval: { automatic: [], current_user: 'denied' },
  })
  expect(idsOf(await ask(server, token, 'GET', `/api/v1/statuses/${open}/quotes`))).toEqual([member(quote, 'id')])
  expect((await ask(server, token, 'GET', '/api/v1/notifications')).json).toMatchObject([{ type: 'quote' }])
  expect(String(member(quote, 'content'))).toMatch(/^<p class="quote-inline">RE: <a href=.*<p>See<\/p>$/)
  await ask(server, token, 'POST', `/api/v1/statuses/${open}/quotes/${String(member(quote, 'id'))}/revoke`)
  expect((await ask(server, bobs, 'GET', `/api/v1/statuses/${String(member(quote, 'id'))}`)).json).toMatchObject({
    quote: { state: 'revoked', quoted_status: null },
  })
})

describe('media', () => {
  const upload = (bytes: Uint8Array, type: string, description = 'Alt') => {
    const form = new FormData()
    form.set('file', new Blob([new Uint8Array(bytes)], { type }), 'file')
    form.set('description', description)
    return ask(server, token, 'POST', '/api/v2/media', form)
  }

  test('is taken, worked on, ready, and served as it came', async () => {
    server.setMediaProcessing({ image: 1 })
    const bytes = encodePng(60, 40, { hue: 10, pattern: 'rings' })
    const taken = await upload(bytes, 'image/png')
    const id = String(member(taken, 'id'))
    expect(taken).toMatchObject({ status: 202, json: { url: null, description: 'Alt' } })
    expect((await post({ status: 'Too soon', media_ids: [id] })).status).toBe(422)
    expect((await ask(server, token, 'GET', `/api/v1/media/${id}`)).status).toBe(206)
    const ready = await ask(server, token, 'GET', `/api/v1/media/${id}`)
    expect(ready).toMatchObject({ status: 200, json: { type: 'image', meta: { original: { width: 60, height: 40 } } } })
    const served = await fetch(String(member(ready, 'url')))
    expect(served.headers.get('content-type')).toBe('image/png')
    expect(new Uint8Array(await served.arrayBuffer())).toEqual(new Uint8Array(bytes))
    expect((await ask(server, token, 'PUT', `/api/v1/media/${id}`, { description: 'Better', focus: '0.5,-0.5' })).json).toMatchObject({
      description: 'Better',
      meta: { focus: { x: 0.5, y: -0.5 } },
    })
  })

  test('is refused when it is of no known type, too many pixels, or described at length', async () => {
    expect((await upload(new Uint8Array([1, 2, 3]), 'application/pdf')).json).toEqual({
      error: 'Validation failed: File content type is invalid, File is invalid',
    })
    expect((await upload(encodePng(4, 4, { hue: 1, pattern: 'slope' }), 'image/png', 'x'.repeat(1501))).status).toBe(422)
    await using small = await startMastodonServer({ variant: { imagePixels: 100, imageBytes: 5000 } })
    const account = small.createAccount({ username: 'me' })
    expect(() => small.addMedia(account, { width: 11, height: 10 })).toThrow('dimensions')
  })
})
