import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import type { WorldAccount, WorldStatus } from '../../mastodon-server/world/types.ts'
import { need, startRealCore, until, type RealCore } from '../../support/real-core.ts'
import { signIn } from './support.ts'

let server: MastodonTestServer
let me: WorldAccount
let chirp: RealCore
let accountId: string
let now = Date.now()

beforeEach(async () => {
  now = Date.now()
  server = await startMastodonServer({ domain: 'chirp.example', clock: () => now })
  me = server.createAccount({ username: 'me' })
  chirp = await startRealCore([mastodonConnector], () => now)
  accountId = await chirp.signIn(mastodonConnector, await signIn(server, me))
})
afterEach(async () => {
  await chirp.close()
  expect(server.violations).toEqual([])
  await server.close()
})

const mine = () => [...server.world.statuses.values()].filter((status) => status.accountId === me.id)
const onServer = (status: WorldStatus) => server.world.statuses.get(status.id)

/** A post of mine with everything that could be lost. */
async function rich(): Promise<{ readonly parent: WorldStatus; readonly status: WorldStatus }> {
  const parent = server.postStatus(server.createAccount({ username: 'bob' }), 'What do you think?')
  server.follow(me, server.world.accounts.get(parent.accountId)!)
  const status = server.postStatus(me, {
    text: '@bob I  thnik so: https://example.com/a/very/long/address?x=1',
    spoilerText: 'Opinions',
    visibility: 'unlisted',
    language: 'de',
    inReplyToId: parent.id,
    mediaIds: [server.addMedia(me, { description: 'A graph', focus: { x: 0.5, y: 0.5 } }).id],
    quotePolicy: 'followers',
  })
  await chirp.read(accountId)
  return { parent, status }
}

describe('Editing a post', () => {
  test('changes nothing on the network before Post is pressed, and then the very post', async () => {
    const { status } = await rich()
    const draft = need(await chirp.services.rewrite.edit({ postId: status.uri }))
    expect(draft).toMatchObject({
      edits: status.uri,
      content: { contentWarning: 'Opinions', language: 'de', segments: [{ text: status.text, media: [{ alt: 'A graph' }] }] },
      targets: [{ accountId, quotePolicy: 'followers' }],
    })
    const written = chirp.write(draft, { text: '@bob I think so.' })
    expect(onServer(status)?.text).toBe(status.text)
    expect(server.requests.filter(({ method }) => method === 'PUT')).toEqual([])
    const uploads = () => server.requests.filter(({ path }) => path.includes('/media')).length
    const before = uploads()
    expect(await chirp.publish(written)).toMatchObject([{ operation: 'edit', state: 'done' }])
    expect(onServer(status)).toMatchObject({ text: '@bob I think so.', spoilerText: 'Opinions', mediaIds: status.mediaIds })
    expect(uploads()).toBe(before)
    expect(mine()).toHaveLength(1)
    const [shown] = need(chirp.services.posts.get({ ids: [status.uri] }))
    expect(shown?.post.text.text).toBe('@bob I think so.')
    expect(shown?.post.editedAt).not.toBeNull()
    expect(shown?.post.replyTo?.postId).toBe([...server.world.statuses.values()].find(({ text }) => text.startsWith('What'))?.uri)
  })

  test('goes on with the draft that is open, and begins anew where the post was changed elsewhere', async () => {
    const { status } = await rich()
    const first = chirp.write(need(await chirp.services.rewrite.edit({ postId: status.uri })), { text: 'Half' })
    expect(need(await chirp.services.rewrite.edit({ postId: status.uri }))).toEqual(first)
    now += 60_000
    server.editStatus(status, { text: 'Changed on the phone' })
    await chirp.services.posts.refreshThread({ postId: status.uri })
    const second = need(await chirp.services.rewrite.edit({ postId: status.uri }))
    expect(second.id).not.toBe(first.id)
    expect(second.content.segments[0]?.text).toBe('Changed on the phone')
  })

  test('is one draft, however often it is asked for at once', async () => {
    const { status } = await rich()
    const both = await Promise.all([1, 2].map(() => chirp.services.rewrite.edit({ postId: status.uri })))
    const [first, second] = both.map(need)
    expect(second).toEqual(first)
    expect(need(chirp.services.drafts.list())).toHaveLength(1)
  })

  test('is there once after a lost answer', async () => {
    const { status } = await rich()
    const draft = chirp.write(need(await chirp.services.rewrite.edit({ postId: status.uri })), { text: 'Once' })
    server.failNext({ match: `PUT /api/v1/statuses/${status.id}`, reset: true, afterEffect: true })
    expect(await chirp.publish(draft)).toMatchObject([{ state: 'done' }])
    expect(onServer(status)?.text).toBe('Once')
    expect(onServer(status)?.edits).toHaveLength(1)
  })

  test('is refused as two posts, and for a post that is gone', async () => {
    const { status } = await rich()
    const draft = need(await chirp.services.rewrite.edit({ postId: status.uri }))
    const [segment] = draft.content.segments
    const two = chirp.write(draft, { segments: [segment!, { id: 'seg_two', text: 'And more', media: [], poll: null }] })
    expect(chirp.services.publishing.publish({ draftId: two.id, revision: two.revision })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-input', issues: [{ code: 'edit-one-post', values: { count: 2, network: 'Mastodon' } }] },
    })
    need(await chirp.services.engagement.delete({ postId: status.uri }))
    expect(chirp.services.publishing.publish({ draftId: two.id, revision: two.revision })).toMatchObject({
      ok: false,
      error: { kind: 'post-not-found' },
    })
  })
})

describe('Deleting and writing anew', () => {
  test('keeps everything the post had, and then deletes it', async () => {
    const { parent, status } = await rich()
    const draft = need(await chirp.services.rewrite.redraft({ postId: status.uri }))
    expect(draft).toMatchObject({
      replyTo: parent.uri,
      edits: null,
      content: {
        contentWarning: 'Opinions',
        sensitive: true,
        language: 'de',
        segments: [{ text: status.text, media: [{ alt: 'A graph' }] }],
      },
      targets: [{ accountId, visibility: 'unlisted', quotePolicy: 'followers' }],
    })
    await chirp.untilDeleted(() => onServer(status) !== undefined)
    expect(await chirp.publish(chirp.write(draft, { text: '@bob I think so.' }))).toMatchObject([{ state: 'done' }])
    expect(mine()).toMatchObject([{ text: '@bob I think so.', visibility: 'unlisted', inReplyToId: parent.id, quotePolicy: 'followers' }])
    expect(server.world.media.get(mine()[0]?.mediaIds[0] ?? '')?.description).toBe('A graph')
  })

  test('keeps a poll', async () => {
    const poll = { options: ['Tea', 'Coffee'], expiresInSeconds: 3600, multiple: true }
    const status = server.postStatus(me, { text: 'Which?', poll })
    await chirp.read(accountId)
    const draft = need(await chirp.services.rewrite.redraft({ postId: status.uri }))
    expect(draft.content.segments[0]?.poll).toEqual({ options: ['Tea', 'Coffee'], multiple: true, seconds: 3600 })
  })

  test.each([
    ['its text cannot be had', 'GET /api/v1/statuses/*/source', { status: 503, body: 'down' }],
    ['the server keeps no text', 'GET /api/v1/statuses/*/source', { status: 404, body: { error: 'Not found' } }],
  ])('deletes nothing when %s', async (_, match, fault) => {
    const { status } = await rich()
    server.failNext({ match, ...fault })
    const refused = await chirp.services.rewrite.redraft({ postId: status.uri })
    expect(refused.ok).toBe(false)
    expect(need(chirp.services.drafts.list())).toEqual([])
    expect(need(chirp.services.posts.get({ ids: [status.uri] }))[0]?.deleted).toBe(false)
    expect(onServer(status)?.text).toBe(status.text)
    expect(server.requests.some(({ method }) => method === 'DELETE')).toBe(false)
  })

  test('deletes nothing when a file cannot be had', async () => {
    const { status } = await rich()
    server.world.media.get(status.mediaIds[0] ?? '')!.fileName = 'gone.png'
    expect((await chirp.services.rewrite.redraft({ postId: status.uri })).ok).toBe(false)
    expect(onServer(status)?.text).toBe(status.text)
    expect(need(chirp.services.posts.get({ ids: [status.uri] }))[0]?.deleted).toBe(false)
  })
})

describe('A post for later', () => {
  const later = async (text: string) => {
    const draft = need(chirp.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text }))
    return chirp.publish(chirp.write(draft, { scheduledAt: now + 3_600_000 }))
  }

  test('is left to the server, which posts it whether Chirp runs or not, and is found then', async () => {
    const [item] = await later('Good morning')
    expect(item).toMatchObject({ state: 'held', status: 'waiting', waitReason: 'held-by-network', notBefore: now + 3_600_000 })
    expect(server.world.scheduled.size).toBe(1)
    now += 3_600_000 + 5_000
    chirp.look(accountId)
    await until(() => chirp.items(item!.runId)[0]?.state === 'done')
    expect(mine().map(({ text }) => text)).toEqual(['Good morning'])
    expect(chirp.items(item!.runId)).toMatchObject([{ status: 'posted', url: mine()[0]?.url }])
  })

  test('is taken back from the server when it is given up, and the draft is there again', async () => {
    const [item] = await later('Never mind')
    need(await chirp.services.outbox.discard({ itemId: item!.id }))
    expect(server.world.scheduled.size).toBe(0)
    expect(need(chirp.services.drafts.list())).toMatchObject([{ text: 'Never mind' }])
  })

  test('stays where it is when the server cannot be told', async () => {
    const [item] = await later('Hold on')
    server.failNext({ match: 'DELETE /api/v1/scheduled_statuses/*', status: 503, body: 'down' })
    expect(await chirp.services.outbox.discard({ itemId: item!.id })).toMatchObject({ ok: false, error: { kind: 'platform-unavailable' } })
    expect(chirp.items(item!.runId)).toMatchObject([{ state: 'held' }])
    expect(need(chirp.services.drafts.list())).toEqual([])
  })

  test('is there once after a lost answer', async () => {
    server.failNext({ match: 'POST /api/v1/statuses', reset: true, afterEffect: true })
    const items = await later('Once')
    expect(items).toMatchObject([{ state: 'held' }])
    expect(server.world.scheduled.size).toBe(1)
  })

  test('is a matter for the person when the server never posted it', async () => {
    const [item] = await later('Lost')
    server.world.scheduled.clear()
    now += 3_600_000 + 20 * 60_000
    chirp.look(accountId)
    await until(() => chirp.items(item!.runId)[0]?.status === 'needs-you')
    expect(mine()).toEqual([])
  })

  test('goes out at once when the person says so, and only once, however often that is pressed', async () => {
    const [item] = await later('Now after all')
    const results = await Promise.all([1, 2, 3].map(() => chirp.services.outbox.retry({ itemId: item!.id })))
    expect(results.filter(({ ok }) => ok)).toHaveLength(1)
    await until(() => chirp.items(item!.runId)[0]?.state === 'done')
    expect(mine().map(({ text }) => text)).toEqual(['Now after all'])
    expect(server.world.scheduled.size).toBe(0)
    now += 2 * 3_600_000
    chirp.look(accountId)
    expect(await chirp.services.outbox.retry({ itemId: item!.id })).toMatchObject({ ok: false, error: { kind: 'conflict' } })
    expect(mine()).toHaveLength(1)
  })

  const CANCEL = 'DELETE /api/v1/scheduled_statuses/*'

  test('goes out once when the answer to taking it back is lost', async () => {
    const [item] = await later('Lost answer')
    server.failNext({ match: CANCEL, reset: true, afterEffect: true, times: 3 })
    need(await chirp.services.outbox.retry({ itemId: item!.id }))
    await until(() => chirp.items(item!.runId)[0]?.state === 'done')
    expect(mine().map(({ text }) => text)).toEqual(['Lost answer'])
    expect(server.world.scheduled.size).toBe(0)
  })

  test('goes out once when the answer to the post itself is lost then', async () => {
    const [item] = await later('Lost later')
    server.failNext({ match: 'POST /api/v1/statuses', reset: true, afterEffect: true })
    need(await chirp.services.outbox.retry({ itemId: item!.id }))
    await until(() => chirp.items(item!.runId)[0]?.state === 'done')
    expect(mine().map(({ text }) => text)).toEqual(['Lost later'])
  })

  test.each([
    ['the request to take it back never arrives', { match: CANCEL, reset: true, times: 9 }, 'platform-unavailable'],
    ['the server refuses to take it back', { match: CANCEL, status: 503, body: 'down', times: 9 }, 'platform-unavailable'],
  ])('stays with the server when %s', async (_, fault, kind) => {
    const [item] = await later('Still there')
    server.failNext(fault)
    expect(await chirp.services.outbox.retry({ itemId: item!.id })).toMatchObject({ ok: false, error: { kind } })
    expect(chirp.items(item!.runId)).toMatchObject([{ state: 'held' }])
    expect([server.world.scheduled.size, mine().length]).toEqual([1, 0])
  })

  test('is not sent while nobody can say whether the server still has it', async () => {
    const [item] = await later('Who knows')
    server.failNext({ match: CANCEL, reset: true, afterEffect: true, times: 9 })
    server.failNext({ match: 'GET /api/v1/scheduled_statuses', status: 500, body: 'down', times: 9 })
    expect((await chirp.services.outbox.retry({ itemId: item!.id })).ok).toBe(false)
    expect(chirp.items(item!.runId)).toMatchObject([{ state: 'held' }])
    expect(mine()).toEqual([])
    server.clearFaults()
    need(await chirp.services.outbox.retry({ itemId: item!.id }))
    await until(() => chirp.items(item!.runId)[0]?.state === 'done')
    expect(mine().map(({ text }) => text)).toEqual(['Who knows'])
  })

  test('is not sent again when the server has posted it already', async () => {
    const [item] = await later('On time')
    now += 3_600_000 + 1_000
    expect(await chirp.services.outbox.retry({ itemId: item!.id })).toMatchObject({ ok: false, error: { kind: 'conflict' } })
    await until(() => chirp.items(item!.runId)[0]?.state === 'done')
    expect(mine().map(({ text }) => text)).toEqual(['On time'])
  })

  test('is not sent again when the server has posted it before its time', async () => {
    const [item] = await later('Too early')
    const [scheduled] = [...server.world.scheduled.values()]
    server.world.scheduled.delete(scheduled!.id)
    server.postStatus(me, scheduled!.draft)
    expect(await chirp.services.outbox.retry({ itemId: item!.id })).toMatchObject({ ok: false, error: { kind: 'conflict' } })
    expect(mine().map(({ text }) => text)).toEqual(['Too early'])
    expect(chirp.items(item!.runId)[0]?.state).not.toBe('sending')
  })

  test('waits here when it is a thread, which a server cannot hold', async () => {
    const draft = need(chirp.services.drafts.create({ replyTo: null, quote: null, targets: [accountId], text: 'One' }))
    const [segment] = draft.content.segments
    const segments = [segment!, { id: 'seg_two', text: 'Two', media: [], poll: null }]
    const items = await chirp.publish(chirp.write(draft, { segments, scheduledAt: now + 3_600_000 }))
    expect(items.map(({ state, waitReason }) => [state, waitReason])).toEqual([
      ['queued', 'scheduled'],
      ['queued', 'scheduled'],
    ])
    expect(server.world.scheduled.size).toBe(0)
  })
})

describe('An answer', () => {
  test.each(['mastodon', 'gotosocial', 'pleroma'] as const)(
    'comes from an account on another server, like %s, that has never seen the post, when the person chooses it',
    async (variant) => {
      const bob = server.createAccount({ username: 'bob' })
      server.follow(me, bob)
      const post = server.postStatus(bob, 'Anybody out there?')
      const far = await startMastodonServer({ variant, domain: 'far.example' })
      far.federateWith(server)
      const there = far.createAccount({ username: 'me-too' })
      const farId = await chirp.signIn(mastodonConnector, await signIn(far, there))
      await chirp.read(accountId)
      const draft = need(chirp.services.drafts.create({ replyTo: post.uri, quote: null, targets: [farId], text: '' }))
      expect(draft.targets.map((target) => target.accountId)).toEqual([farId])
      expect(draft.content.segments[0]?.text).toBe('@bob@chirp.example ')
      expect(await chirp.publish(chirp.write(draft, { text: '@bob@chirp.example Here!' }))).toMatchObject([
        { state: 'done', accountId: farId },
      ])
      const answer = [...far.world.statuses.values()].find(({ accountId: by }) => by === there.id)
      expect(far.world.statuses.get(answer?.inReplyToId ?? '')?.uri).toBe(post.uri)
      expect(far.violations).toEqual([])
      await far.close()
    },
  )
})
