import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommittedPost, ConnectorContext, OutgoingPost, RemotePost } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import { variants, type VariantName } from '../../mastodon-server/variants.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'
import { contextOf, errorOf, outgoing, picture, publish, remote, signIn } from './support.ts'

const names = Object.keys(variants).filter((name): name is VariantName => name in variants)

function handles({ normalised }: CommittedPost): RemotePost {
  return { postId: normalised.post.id, remoteId: normalised.viewer?.remoteId ?? '', revision: null, url: normalised.post.url }
}

async function change(context: ConnectorContext, post: RemotePost, to: OutgoingPost) {
  const { prepare, commit } = mastodonConnector.edit!
  const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, post, to, () => undefined)))
  return { prepared, committed: await commit(context, post, to, prepared) }
}

const sourceOf = (context: ConnectorContext, post: RemotePost) => mastodonConnector.source!(context, post)

describe.each(names)('Changing what is on a server like %s', (variant) => {
  let server: MastodonTestServer
  let me: WorldAccount
  let context: ConnectorContext
  beforeAll(async () => {
    server = await startMastodonServer({ variant, domain: 'chirp.example' })
    me = server.createAccount({ username: 'me' })
    server.createAccount({ username: 'bob' })
    server.postStatus(me, 'An old one')
    context = await contextOf(await signIn(server, me))
  })
  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })
  const mine = (post: RemotePost) => server.world.statuses.get(post.remoteId)

  test('is offered where the server can', () => {
    expect(context.account.capabilities.edit).toBe(server.variant.editing !== 'none')
  })

  test('finds out what a post was typed as, or says that it cannot', async () => {
    const text = 'Hello @bob,\n\nsee https://example.com/a/long/address/that/is/shortened?x=1 & <b>\n#Chirp'
    const post = handles(
      await publish(context, outgoing(text, { contentWarning: 'Spiders', language: 'de', media: [picture('A red ring', 0)] })),
    )
    if (server.variant.editing === 'none') {
      expect(await errorOf(sourceOf(context, post))).toEqual({ kind: 'capability-not-supported', capability: 'source', message: null })
      return
    }
    expect(await sourceOf(context, post)).toMatchObject({
      text,
      contentWarning: 'Spiders',
      sensitive: true,
      language: 'de',
      media: [{ attachedAs: mine(post)?.mediaIds[0], attachment: { kind: 'image', alt: 'A red ring' } }],
    })
  })

  test('changes text, warning and language, and the network says since when', async ({ skip }) => {
    if (!context.account.capabilities.edit) return skip('cannot edit')
    const post = handles(await publish(context, outgoing('Teh first', { contentWarning: 'Typo', language: 'en' })))
    const { committed } = await change(context, post, outgoing('The first, @bob', { language: 'fr' }))
    expect(committed.normalised.post).toMatchObject({ id: post.postId, contentWarning: null, sensitive: false, languages: ['fr'] })
    expect(committed.normalised.post.editedAt).not.toBeNull()
    expect(mine(post)).toMatchObject({ text: 'The first, @bob', spoilerText: '' })
  })

  test('keeps the files that stay, without uploading them again, and describes them anew', async ({ skip }) => {
    if (!context.account.capabilities.edit) return skip('cannot edit')
    const post = handles(await publish(context, outgoing('Two', { media: [picture('One', 0), picture('Two', 120)] })))
    const [first] = (await sourceOf(context, post)).media
    const kept = { ...picture('One, described better', 0), attachedAs: first?.attachedAs ?? '', focalPoint: { x: 0.5, y: -0.25 } }
    const uploads = () => server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/media')).length
    const before = uploads()
    const { committed } = await change(context, post, outgoing('One and another', { media: [picture('New', 240), kept] }))
    expect(uploads() - before).toBe(1)
    expect(committed.normalised.post.media.map(({ alt }) => alt)).toEqual(['New', 'One, described better'])
    expect(mine(post)?.mediaIds[1]).toBe(first?.attachedAs)
  })

  test('leaves a poll that is not changed as it is, with its votes and its end', async ({ skip }) => {
    if (server.variant.editing !== 'all') return skip('cannot edit posts with polls')
    const poll = { options: ['Tea', 'Coffee'], multiple: false, seconds: 3600 }
    const post = handles(await publish(context, outgoing('Tea or cofee?', { poll })))
    const before = mine(post)?.poll
    before?.votes.set(me.id, [0])
    await change(context, post, outgoing('Tea or coffee?', { poll }))
    const after = mine(post)?.poll
    expect([...(after?.votes ?? [])]).toEqual([[me.id, [0]]])
    expect(Math.abs((after?.expiresAt ?? 0) - (before?.expiresAt ?? 0))).toBeLessThan(2_000)
  })

  test('knows after a lost answer whether the post says it already, to the letter; doing it twice is one', async ({ skip }) => {
    if (!context.account.capabilities.edit) return skip('cannot edit')
    const post = handles(await publish(context, outgoing('its late')))
    const to = outgoing("It's late.")
    const look = () => mastodonConnector.edit!.witness(context, post, to, { mediaIds: [] })
    expect(await look()).toEqual({ kind: 'not-there' })
    server.failNext({ match: `PUT /api/v1/statuses/${post.remoteId}`, reset: true, afterEffect: true })
    expect(await errorOf(change(context, post, to))).toEqual({ kind: 'outcome-unknown', message: null })
    expect(await look()).toMatchObject({ kind: 'there', post: { normalised: { post: { id: post.postId } } } })
    await change(context, post, to)
    expect(mine(post)?.text).toBe("It's late.")
  })

  test('changes nobody else’s post', async ({ skip }) => {
    if (!context.account.capabilities.edit) return skip('cannot edit')
    const theirs = server.postStatus(server.createAccount({ username: 'ann' }), 'Mine')
    expect((await errorOf(sourceOf(context, remote(theirs)))).kind).toBe('post-not-found')
    expect((await errorOf(change(context, remote(theirs), outgoing('Not mine')))).kind).toBe('post-not-found')
    expect(server.world.statuses.get(theirs.id)?.text).toBe('Mine')
  })
})

describe.each(names)('Posts for later on a server like %s', (variant) => {
  let server: MastodonTestServer
  let me: WorldAccount
  let context: ConnectorContext
  let now = Date.now()
  beforeAll(async () => {
    server = await startMastodonServer({ variant, domain: 'chirp.example', clock: () => now })
    me = server.createAccount({ username: 'me' })
    context = await contextOf(await signIn(server, me))
  })
  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })
  const { newKey, prepare, schedule } = mastodonConnector.publish!
  const mine = () => [...server.world.statuses.values()].filter(({ accountId }) => accountId === me.id).map(({ text }) => text)

  test('are left to the server only where it really holds them', () => {
    const holds = server.variant.scheduling === 'kept' && server.variant.apiVersion !== null
    expect(context.account.capabilities.schedule).toEqual(
      holds ? { minAheadSeconds: expect.objectContaining({ value: 300, strength: 'hard' }) as unknown } : null,
    )
  })

  test('are there once, found after a lost answer, posted at their time by the server', async ({ skip }) => {
    if (context.account.capabilities.schedule === null) return skip('holds no posts')
    const at = now + 20 * 60_000
    const post = outgoing('Good morning, tomorrow', { media: [picture('The sun', 60)] })
    const prepared = await prepare(context, post, () => undefined)
    const key = newKey(() => now)
    expect(await schedule!.witness(context, post, prepared, at)).toEqual({ kind: 'not-there' })
    server.failNext({ match: 'POST /api/v1/statuses', reset: true, afterEffect: true })
    expect((await errorOf(schedule!.commit(context, key, post, prepared, at))).kind).toBe('outcome-unknown')
    const seen = await schedule!.witness(context, post, prepared, at)
    expect(seen.kind).toBe('there')
    expect(await schedule!.commit(context, key, post, prepared, at)).toEqual({ ...seen, kind: 'held' })
    expect(server.world.scheduled.size).toBe(1)
    expect(mine()).toEqual([])
    now += 21 * 60_000
    expect(await schedule!.witness(context, post, prepared, at)).toEqual({ kind: 'not-there' })
    expect(mine()).toEqual(['Good morning, tomorrow'])
    expect((await mastodonConnector.publish!.witness(context, key, post, prepared, at)).kind).toBe('there')
  })

  test('can be taken back, and those that are gone are said to be', async ({ skip }) => {
    if (context.account.capabilities.schedule === null) return skip('holds no posts')
    const post = outgoing('Never mind')
    const held = await schedule!.commit(
      context,
      newKey(() => now),
      post,
      { mediaIds: [] },
      now + 20 * 60_000,
    )
    const remoteId = held.kind === 'held' ? held.remoteId : ''
    expect(await schedule!.cancel(context, remoteId)).toBe('cancelled')
    expect(await schedule!.cancel(context, remoteId)).toBe('gone')
    expect(server.world.scheduled.size).toBe(0)
  })
})

test('a server that says 501 to a time posts nothing, and one that ignores it is found out', async () => {
  const refusing = await startMastodonServer({ variant: 'big' })
  const ignoring = await startMastodonServer({ variant: 'pleroma' })
  const { newKey, schedule } = mastodonConnector.publish!
  const later = (server: MastodonTestServer, context: ConnectorContext) =>
    schedule!.commit(context, newKey(Date.now), outgoing('Later'), { mediaIds: [] }, server.world.now() + 3_600_000)
  for (const server of [refusing, ignoring]) {
    const context = await contextOf(await signIn(server, server.createAccount({ username: 'me' })))
    if (server === ignoring) expect(await later(server, context)).toMatchObject({ kind: 'posted' })
    else expect(await errorOf(later(server, context))).toEqual({ kind: 'capability-not-supported', capability: 'schedule', message: null })
    expect(server.world.statuses.size).toBe(server === ignoring ? 1 : 0)
    await server.close()
  }
})
