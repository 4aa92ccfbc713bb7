import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingPost } from '../../../main/connectors/connector.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { startMediaHost, type TestMediaHost } from '../../support/public-media.ts'
import {
  addMedia,
  connectorOf,
  contextOf,
  errorOf,
  httpTo,
  memoryParts,
  outgoing,
  photo,
  prepare,
  publish,
  publisher,
  remote,
  signIn,
} from './support.ts'

const PUBLISH = 'POST /v25.0/me/media_publish'

let server: MetaTestServer
let media: TestMediaHost
let me: MetaUser
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer({ api: 'instagram' })
  media = await startMediaHost()
  me = server.addUser('me')
  const http = httpTo(server.url, { accountId: 'acc_instagram', timeoutMs: 400 })
  context = await contextOf(server, await signIn(server, me), { http, publicMedia: media.port })
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
  await media[Symbol.asyncDispose]()
})

const posts = () => [...server.world.posts.values()]
const creations = () => server.requests.filter(({ method, path }) => method === 'POST' && path === '/v25.0/me/media')

describe('What is posted', () => {
  test('is a picture that the network fetches, with its caption and alternative text', async () => {
    const { normalised } = await publish(context, outgoing('At the sea', { media: [photo('Waves', 3)] }))
    expect(posts()).toMatchObject([{ text: 'At the sea', type: 'IMAGE', files: [{ altText: 'Waves', contentType: 'image/jpeg' }] }])
    expect(normalised.post).toMatchObject({ id: remote(posts()[0]!).postId, media: [{ kind: 'image', alt: 'Waves' }] })
    expect(media.names()).toEqual([])
  })

  test('of several files is one carousel, in their order', async () => {
    const { normalised } = await publish(context, outgoing('Three', { media: [photo('One', 1), photo('Two', 2), photo('Three', 3)] }))
    expect(normalised.post.media.map(({ alt }) => alt)).toEqual(['One', 'Two', 'Three'])
    expect(creations().map(({ body }) => body['media_type'] ?? 'image')).toEqual(['image', 'image', 'image', 'CAROUSEL'])
  })

  test('of one video is a reel', async () => {
    const film = { ...photo('', 4), mimeType: 'video/mp4', fileName: 'film.mp4' }
    await publish(context, outgoing('A film', { media: [film] }))
    expect(creations().map(({ body }) => body['media_type'])).toEqual(['REELS'])
    expect(posts()).toMatchObject([{ type: 'VIDEO' }])
  })

  test('in answer is a comment, below the post or below another comment', async () => {
    const post = addMedia(server, me, 'Mine', server.now() - 60_000)
    const comment = server.post(server.addUser('ann'), 'Nice', { repliedTo: post.id })
    const first = await publish(context, outgoing('Below the post', { replyTo: remote(post) }))
    const second = await publish(context, outgoing('Below the comment', { replyTo: remote(comment) }))
    expect(posts().slice(2)).toMatchObject([
      { text: 'Below the post', repliedTo: post.id, userId: me.id },
      { text: 'Below the comment', repliedTo: comment.id, rootId: post.id },
    ])
    expect(first.normalised.post).toMatchObject({ replyTo: { postId: remote(post).postId }, threadRootId: remote(post).postId })
    expect(second.normalised.post).toMatchObject({ replyTo: { postId: remote(comment).postId }, threadRootId: remote(post).postId })
    const { batch } = (await connectorOf(server).thread?.(context, remote(comment))) ?? {}
    expect(batch?.posts.map((each) => each.post.text.text).toSorted()).toEqual(['Below the comment', 'Below the post', 'Mine', 'Nice'])
  })
})

describe('What cannot be posted is refused before anything is published', () => {
  test.each<[string, OutgoingPost]>([
    ['media-required', outgoing('Text alone')],
    ['too-many-files', outgoing('', { media: Array.from({ length: 11 }, (_, n) => photo('', n)) })],
    ['too-many-hashtags', outgoing('#a '.repeat(31), { media: [photo('', 1)] })],
    ['too-many-mentions', outgoing('@ann '.repeat(21), { media: [photo('', 1)] })],
    ['media-in-reply', outgoing('Look', { media: [photo('', 1)], replyTo: remote({ id: '1', rootId: null }) })],
    ['required', outgoing(' ', { replyTo: remote({ id: '1', rootId: null }) })],
  ])('%s', async (code, post) => {
    expect(await errorOf(prepare(context, post))).toMatchObject({ kind: 'invalid-input', issues: [{ code }] })
    expect(creations()).toEqual([])
  })

  test('anything when the quota is used up, by what the network says of it', async () => {
    server.settings.quotas.posts = 1
    await publish(context, outgoing('One', { media: [photo('', 1)] }))
    expect(await errorOf(prepare(context, outgoing('Two', { media: [photo('', 2)] })))).toMatchObject({ kind: 'rate-limit-exceeded' })
  })
})

describe('Containers', () => {
  test('of an earlier try are gone on with', async () => {
    const post = outgoing('Twice prepared', { media: [photo('One', 1), photo('Two', 2)] })
    const parts = memoryParts()
    expect(await prepare(context, post, parts)).toEqual(await prepare(context, post, parts))
    expect(creations()).toHaveLength(3)
  })

  test('that cannot be worked with say why', async () => {
    server.settings.mediaProblem = () => 'The aspect ratio is not supported'
    expect(await errorOf(prepare(context, outgoing('', { media: [photo('', 1)] })))).toMatchObject({
      kind: 'remote-rejected',
      message: 'Error: The aspect ratio is not supported',
    })
    expect(media.names()).toEqual([])
  })
})

describe('A post whose answer is lost', () => {
  async function lose(post: OutgoingPost, fault: Parameters<MetaTestServer['failNext']>[0]) {
    const prepared = await prepare(context, post)
    const since = server.now()
    server.failNext(fault)
    const told = await errorOf(publisher().commit(context, 'key', post, prepared))
    return { told, seen: await publisher().witness(context, 'key', post, prepared, since) }
  }
  const post = outgoing('Is it there?', { media: [photo('', 1)] })

  test.each([
    ['cut off', { match: PUBLISH, reset: true, afterEffect: true }],
    ['broken in half', { match: PUBLISH, truncate: true }],
    ['silence', { match: PUBLISH, hang: true, afterEffect: true }],
  ])('though it is there is unknown, and found: %s', async (_, fault) => {
    const { told, seen } = await lose(post, fault)
    expect(told).toMatchObject({ kind: 'outcome-unknown' })
    expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { text: { text: 'Is it there?' } } } } })
  })

  test('and did not arrive is seen not to be there', async () => {
    const { told, seen } = await lose(post, { match: PUBLISH, reset: true })
    expect([told.kind, seen.kind]).toEqual(['outcome-unknown', 'not-there'])
  })

  test('as a comment is looked for below its post, whether it is there or not, or twice', async () => {
    const mine = addMedia(server, me, 'Mine', server.now() - 60_000)
    const comment = outgoing('Thank you', { replyTo: remote(mine) })
    const match = 'POST /v25.0/*/comments'
    expect(await lose(comment, { match, reset: true })).toMatchObject({ told: { kind: 'outcome-unknown' }, seen: { kind: 'not-there' } })
    expect(await lose(comment, { match, reset: true, afterEffect: true })).toMatchObject({
      told: { kind: 'outcome-unknown' },
      seen: { kind: 'there' },
    })
    expect(await lose(comment, { match, truncate: true })).toMatchObject({
      told: { kind: 'outcome-unknown' },
      seen: { kind: 'cannot-tell' },
    })
  })

  test('is found by the network’s clock where ours is ahead of it, and asked about where ours was set meanwhile', async () => {
    const mine = addMedia(server, me, 'Mine', server.now() - 60_000)
    const comment = outgoing('By another clock', { replyTo: remote(mine) })
    const [hour, day] = [3_600_000, 86_400_000]
    for (const [lost, match] of [
      [post, PUBLISH],
      [comment, 'POST /v25.0/*/comments'],
    ] as const) {
      const prepared = await prepare(context, lost)
      server.failNext({ match, reset: true, afterEffect: true })
      await errorOf(publisher().commit(context, 'key', lost, prepared))
      const look = (sinceAhead: number, nowAhead: number) =>
        publisher().witness({ ...context, clock: () => server.now() + nowAhead }, 'key', lost, prepared, server.now() + sinceAhead)
      expect(await look(hour, hour)).toMatchObject({ kind: 'there' })
      expect(await look(day, 0)).toEqual({ kind: 'cannot-tell' })
      expect(await look(0, -day)).toEqual({ kind: 'cannot-tell' })
    }
  })
})

describe('What is read', () => {
  test('as notifications is what others have commented, newest first', async () => {
    const ann = server.addUser('ann')
    const post = addMedia(server, me, 'Mine', server.now() - 60_000)
    const comment = server.post(ann, 'First', { repliedTo: post.id, at: server.now() - 50_000 })
    server.post(me, 'My answer', { repliedTo: comment.id, at: server.now() - 40_000 })
    server.post(ann, 'And more', { repliedTo: comment.id, at: server.now() - 30_000 })
    const { inbox, posts: read } = await connectorOf(server).read(context, { stream: { kind: 'notifications' }, older: null, limit: 20 })
    const texts = new Map(read.map((each) => [each.post.id, each.post.text.text]))
    expect(inbox.map(({ kind, actorId, postId }) => [kind, actorId, texts.get(postId ?? '')])).toEqual([
      ['reply', 'instagram:@ann', 'And more'],
      ['reply', 'instagram:@ann', 'First'],
    ])
  })

  test('as counts is what insights say; of what few have seen they say nothing', async () => {
    const [seen, unseen] = [addMedia(server, me, 'Seen', server.now()), addMedia(server, me, 'Unseen', server.now())]
    Object.assign(seen.counts, { views: 90, likes: 4 })
    server.failNext({
      match: `GET /v25.0/${unseen.id}/insights`,
      status: 400,
      body: { error: { code: 10, message: 'Not enough viewers' } },
    })
    expect(await connectorOf(server).metrics?.(context, [remote(seen), remote(unseen)])).toMatchObject([
      { postId: remote(seen).postId, metrics: { views: 90, likes: 4, replies: 0, bookmarks: 2, reposts: null } },
    ])
  })

  test('is gone when it is deleted elsewhere', async () => {
    const [kept, removed] = [addMedia(server, me, 'Kept', server.now()), addMedia(server, me, 'Removed', server.now())]
    server.world.posts.delete(removed.id)
    const found = await connectorOf(server).lookUp?.(context, [remote(kept), remote(removed)])
    expect([found?.batch.posts.map((each) => each.post.text.text), found?.gone]).toEqual([['Kept'], [removed.id]])
  })
})
