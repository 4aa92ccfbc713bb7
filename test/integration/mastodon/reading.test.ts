import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext, ReadBatch, StreamRequest } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { checkBatch } from '../../contract/check-batch.ts'
import { seedWorld, type SeededWorld } from '../../mastodon-server/seed/seed-world.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import { variants, type VariantName } from '../../mastodon-server/variants.ts'
import { contextOf, errorOf, outgoing, publish, remote, signIn } from './support.ts'

const names = Object.keys(variants).filter((name): name is VariantName => name in variants)

/** Reads a stream to its end. */
async function readAll(context: ConnectorContext, stream: StreamRequest['stream'], limit = 15): Promise<ReadBatch[]> {
  const batches: ReadBatch[] = []
  let older: string | null = null
  do {
    const batch: ReadBatch = await mastodonConnector.read(context, { stream, older, limit })
    checkBatch(mastodonConnector, batch)
    batches.push(batch)
    older = batch.older
  } while (older !== null && batches.length < 100)
  return batches
}

describe.each(names)('Reading from a server like %s', (variant) => {
  let server: MastodonTestServer
  let world: SeededWorld
  let context: ConnectorContext
  beforeAll(async () => {
    server = await startMastodonServer({ variant, domain: 'chirp.example' })
    world = seedWorld(server)
    context = await contextOf(await signIn(server, world.me))
  })
  afterAll(async () => {
    expect(server.violations).toEqual([])
    expect(server.overLimit()).toBe(0)
    await server.close()
  })

  test('finds every post of the home feed once, in order, with what it answers', async () => {
    const batches = await readAll(context, { kind: 'home' })
    const entries = batches.flatMap((batch) => batch.entries)
    const statusOf = (id: string | null) => server.world.statuses.get(id ?? '')
    const expected = [...server.world.statuses.values()]
      .filter((status) => world.people.some(({ id }) => id === status.accountId) || status.accountId === world.me.id)
      .map((status) => `${statusOf(status.reblogOfId)?.uri ?? status.uri}${status.reblogOfId === null ? '' : ' again'}`)
    expect(entries.map(({ postId, repostedBy }) => `${postId}${repostedBy === null ? '' : ' again'}`).toSorted()).toEqual(
      expected.toSorted(),
    )
    const posts = batches.flatMap((batch) => batch.posts).map(({ post }) => post)
    const replies = posts.filter(({ replyTo }) => replyTo !== null)
    expect(replies.length).toBeGreaterThan(5)
    for (const { replyTo } of replies) {
      expect(replyTo?.postId).not.toBeNull()
      expect(replyTo?.authorHandle).toMatch(/^[^@]+@[^@]+$/)
    }
    expect(batches.reduce((sum, batch) => sum + batch.skipped, 0)).toBe(0)
  })

  test('tells the capabilities as the server has them', async () => {
    const capabilities = await mastodonConnector.discover(context)
    expect(capabilities.text.limits).toEqual([
      expect.objectContaining({
        unit: 'graphemes-and-links',
        value: server.variant.maxCharacters,
        strength: 'runtime',
        source: server.url,
        linkCost: server.variant.charactersReservedPerUrl,
        countsWarning: true,
      }),
    ])
    expect(capabilities.images).toMatchObject({
      maxCount: { value: server.variant.maxMedia },
      maxBytes: { value: server.variant.imageBytes - 1 },
      maxPixels: { value: server.variant.imagePixels },
      maxAltLength: { value: server.variant.descriptionLimit },
    })
    expect(capabilities.poll?.maxOptions.value).toBe(server.variant.pollMaxOptions)
    expect(capabilities.quote).toEqual(server.variant.quotes ? { own: true, others: 'by-permission' } : null)
    expect(capabilities.software).toContain(server.variant.software.version)
  })

  test('knows mentions, replies, quotes, likes, reposts and follows', async () => {
    const inbox = (await readAll(context, { kind: 'notifications' }, 5)).flatMap((batch) => batch.inbox)
    const kinds = new Set(inbox.map(({ kind }) => kind))
    for (const kind of ['reply', 'like', 'repost', 'follow'] as const) expect(kinds).toContain(kind)
    if (server.variant.quotes) expect(kinds).toContain('quote')
    expect(new Set(inbox.map(({ remoteId }) => remoteId)).size).toBe(inbox.length)
    expect(inbox.every(({ read }) => read === null)).toBe(true)
  })

  test('keeps the read mark where the server has it, and never moves it back', async () => {
    const { inbox } = await mastodonConnector.read(context, { stream: { kind: 'notifications' }, older: null, limit: 20 })
    const [newest, , older] = inbox
    if (!newest || !older) throw new Error('three notifications')
    await mastodonConnector.markRead?.(context, { at: newest.at, remoteId: newest.remoteId })
    const standing = await mastodonConnector.readMark?.(context)
    expect(standing).toEqual(context.account.capabilities.readMarker === null ? null : { at: null, remoteId: newest.remoteId })
    await mastodonConnector.markRead?.(context, { at: older.at, remoteId: older.remoteId })
    expect(await mastodonConnector.readMark?.(context)).toEqual(standing)
  })

  test('opens a thread from any of its posts, with its root', async () => {
    const author = await mastodonConnector.check(context)
    const first = await publish(context, outgoing('One'))
    const link = (post: typeof first) => ({
      postId: post.normalised.post.id,
      remoteId: post.normalised.viewer?.remoteId ?? '',
      revision: null,
      url: null,
    })
    const second = await publish(context, outgoing('Two', { replyTo: link(first), replyRoot: link(first) }))
    const third = await publish(context, outgoing('Three', { replyTo: link(second), replyRoot: link(first) }))
    for (const post of [first, second, third]) {
      const { batch, rootId, complete } = await mastodonConnector.thread!(context, link(post))
      checkBatch(mastodonConnector, batch)
      expect(rootId).toBe(link(first).postId)
      expect(complete).toBe(true)
      const byText = Object.fromEntries(batch.posts.map(({ post: each }) => [each.text.text, each]))
      expect(byText['Three']).toMatchObject({ threadRootId: rootId, replyTo: { postId: link(second).postId, authorId: author.author.id } })
      expect(byText['One']).toMatchObject({ threadRootId: null, replyTo: null })
    }
  })

  test('opens profiles, and finds people and posts by what they are called everywhere', async () => {
    const [person] = world.people
    if (!person) throw new Error('somebody')
    const batches = await readAll(context, { kind: 'home' }, 40)
    const known = batches.flatMap((batch) => batch.authors).find(({ remoteId }) => remoteId === person.id)
    if (!known) throw new Error('an author')
    const { profile, normalised } = await mastodonConnector.profile!(context, {
      authorId: known.author.id,
      remoteId: person.id,
      handle: known.author.handle,
    })
    expect(profile.author).toEqual(known.author)
    expect(normalised.relationship).toMatchObject({ following: true, followedBy: true })
    expect((await mastodonConnector.resolveAuthor!(context, known.author))?.remoteId).toBe(person.id)
    server.offerRemote({
      author: { username: 'zoe', domain: 'far.example' },
      uri: 'https://far.example/s/1',
      url: 'https://far.example/@zoe/1',
      draft: { text: 'From afar' },
    })
    const found = await mastodonConnector.resolvePost!(context, 'https://far.example/s/1', 'https://far.example/@zoe/1')
    expect(found?.posts.map(({ post }) => [post.id, post.text.text])).toEqual([['https://far.example/s/1', 'From afar']])
    expect(await mastodonConnector.resolvePost!(context, 'https://far.example/s/2', null)).toBeNull()
  })

  test('says when a post is gone', async () => {
    expect(await errorOf(mastodonConnector.thread!(context, remote({ id: '1', uri: 'https://chirp.example/1' })))).toMatchObject({
      kind: 'post-not-found',
    })
  })
})
