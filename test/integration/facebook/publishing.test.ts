import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { addComment, addPage, addPagePost, facebookOf, type FbPage } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import {
  commentsOf,
  connectorOf,
  contextOf,
  errorOf,
  memoryParts,
  outgoing,
  picture,
  postsOf,
  prepare,
  publish,
  publisher,
  remote,
  signIn,
} from './support.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

let server: MetaTestServer
let page: FbPage
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer({ api: 'facebook' })
  const me = server.addUser('me')
  page = addPage(server.world, 'Bakery', me.id)
  context = await contextOf(server, await signIn(server, me))
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const uploads = () => server.requests.filter(({ method, path }) => method === 'POST' && path.endsWith('/photos'))

describe('What is posted', () => {
  test('as text is there as it was written', async () => {
    const { normalised, author } = await publish(context, outgoing('Fresh bread'))
    expect(postsOf(server)).toMatchObject([{ message: 'Fresh bread', authorId: page.id, link: null, scheduledAt: null }])
    expect(normalised.post).toMatchObject({
      id: `facebook:${postsOf(server)[0]?.id ?? ''}`,
      authorId: `facebook:${page.id}`,
      text: { text: 'Fresh bread' },
    })
    expect(author?.author.displayName).toBe('Bakery')
  })

  test('with a link has the page it links to below it, the first one', async () => {
    const { normalised } = await publish(context, outgoing('See https://example.com/a and https://example.com/b'))
    expect(postsOf(server)).toMatchObject([
      { message: 'See https://example.com/a and https://example.com/b', link: 'https://example.com/a' },
    ])
    expect(normalised.post.linkCard).toMatchObject({ url: 'https://example.com/a', title: 'The page at example.com' })
    expect(normalised.post.media).toEqual([])
  })

  test('with pictures is one post, in their order, and none of them is a post of its own', async () => {
    const files = [picture('One', 1), picture('Two', 2), picture('Three', 3)]
    const { normalised } = await publish(context, outgoing('Look https://example.com/a', { media: files }))
    expect(postsOf(server)).toHaveLength(1)
    expect(postsOf(server)[0]).toMatchObject({
      link: null,
      photos: files.map(({ alt }) => ({ alt, contentType: 'image/png', used: true })),
    })
    const [first] = postsOf(server)[0]?.photos ?? []
    expect(Buffer.from(first?.bytes ?? []).equals(Buffer.from(await picture('One', 1).read()))).toBe(true)
    expect(normalised.post.media.map(({ kind }) => kind)).toEqual(['image', 'image', 'image'])
  })

  test('in answer is a comment, below a post or a comment; a thread goes on below its first post', async () => {
    const first = await publish(context, outgoing('One'))
    const handles = (post: typeof first.normalised) => ({
      postId: post.post.id,
      remoteId: post.viewer?.remoteId ?? '',
      revision: null,
      url: null,
    })
    const root = handles(first.normalised)
    const second = await publish(context, outgoing('Two', { replyTo: root, replyRoot: root, media: [picture('Two', 2)] }))
    const third = await publish(context, outgoing('Three', { replyTo: handles(second.normalised), replyRoot: root }))
    expect(postsOf(server)).toHaveLength(1)
    expect(commentsOf(server)).toMatchObject([
      { message: 'Two', authorId: page.id, parentId: null, photo: { alt: 'Two' } },
      { message: 'Three', parentId: commentsOf(server)[0]?.id },
    ])
    expect(second.normalised.post).toMatchObject({
      replyTo: { postId: root.postId },
      threadRootId: root.postId,
      media: [{ kind: 'image' }],
    })
    expect(third.normalised.post).toMatchObject({ replyTo: { postId: second.normalised.post.id }, threadRootId: root.postId })
  })

  test('is kept as it was sent where it cannot be read back', async () => {
    const prepared = await prepare(context, outgoing('There for certain'))
    server.failNext({ match: 'GET /v25.0/*', status: 503, body: '<html>down</html>', times: 9 })
    const { normalised } = await publisher().commit(context, 'key', outgoing('There for certain'), prepared)
    expect(normalised).toMatchObject({
      post: {
        id: `facebook:${postsOf(server)[0]?.id ?? ''}`,
        authorId: `facebook:${page.id}`,
        text: { text: 'There for certain' },
        url: null,
      },
      viewer: { remoteId: postsOf(server)[0]?.id },
    })
  })
})

describe('Pictures', () => {
  test('of a try that was given up are not uploaded again', async () => {
    const post = outgoing('Two of them', { media: [picture('One', 1), picture('Two', 2)] })
    const parts = memoryParts()
    server.failNext({ match: 'POST /v25.0/*/photos', after: 1, status: 500, body: { error: { code: 2, message: 'Later' } } })
    expect(await errorOf(prepare(context, post, parts))).toMatchObject({ kind: 'platform-unavailable' })
    expect(parts.names()).toHaveLength(1)
    await publisher().commit(context, 'key', post, await prepare(context, post, parts))
    expect(uploads().map(({ status }) => status)).toEqual([200, 500, 200])
    expect(postsOf(server)[0]?.photos.map(({ alt }) => alt)).toEqual(['One', 'Two'])
  })

  test('tell how far they are', async () => {
    const shares: number[] = []
    await publisher().prepare(context, outgoing('', { media: [picture('One', 1), picture('Two', 2)] }), (share) => shares.push(share))
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  test('that the network does not take fail with its words, before anything is published', async () => {
    const odd = { ...picture('Odd', 4), mimeType: 'image/webp' }
    expect(await errorOf(prepare(context, outgoing('', { media: [odd] })))).toMatchObject({ kind: 'remote-rejected', code: '324' })
    expect(postsOf(server)).toEqual([])
  })

  test('a comment takes one of', async () => {
    const post = remote(addPagePost(server.world, page.id, 'A post'))
    const reply = outgoing('', { replyTo: post, replyRoot: post, media: [picture('One', 1), picture('Two', 2)] })
    expect(await errorOf(prepare(context, reply))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ field: 'media', code: 'too-many-files', values: { limit: 1, count: 2 } }],
    })
    expect(uploads()).toEqual([])
  })
})

describe('A post for later', () => {
  const schedule = () => {
    const { schedule } = publisher()
    if (!schedule) throw new Error('Schedules nothing')
    return schedule
  }
  const hold = async (text: string, at: number) => {
    const post = outgoing(text)
    return schedule().commit(context, 'key', post, await prepare(context, post), at)
  }
  const inAnHour = () => Math.floor(server.now() / 1000) * 1000 + 60 * MINUTE_MS
  const streamed = async () =>
    (await connectorOf(server).read(context, { stream: { kind: 'home' }, older: null, limit: 5 })).posts.map(({ post }) => post)

  test('is held by the network, and comes out at its time', async () => {
    const at = inAnHour()
    const held = await hold('Soon, see https://example.com/', at)
    expect(postsOf(server)).toMatchObject([{ scheduledAt: at, link: 'https://example.com/' }])
    expect(held).toEqual({ kind: 'held', remoteId: postsOf(server)[0]?.id })
    expect(await streamed()).toEqual([])
    expect(await schedule().witness(context, outgoing('Soon, see https://example.com/'), { photoIds: [] }, at)).toMatchObject({
      kind: 'there',
    })
    server.advance(61 * MINUTE_MS)
    expect(await streamed()).toMatchObject([{ text: { text: 'Soon, see https://example.com/' }, createdAt: at }])
    expect(await schedule().witness(context, outgoing('Soon, see https://example.com/'), { photoIds: [] }, at)).toEqual({
      kind: 'not-there',
    })
  })

  test('can be taken back, and not when it is out', async () => {
    const held = await hold('Never mind', inAnHour())
    const remoteId = held.kind === 'held' ? held.remoteId : ''
    expect(await schedule().cancel(context, remoteId)).toBe('cancelled')
    expect(postsOf(server)).toEqual([])
    expect(await schedule().cancel(context, remoteId)).toBe('gone')
    const other = await hold('Too late', inAnHour())
    server.advance(61 * MINUTE_MS)
    expect(await schedule().cancel(context, other.kind === 'held' ? other.remoteId : '')).toBe('gone')
    expect(postsOf(server)).toMatchObject([{ message: 'Too late' }])
  })

  test.each([
    ['sooner than the network takes it', () => server.now() + 9 * MINUTE_MS],
    ['later than the network takes it', () => server.now() + 31 * DAY_MS],
  ])('%s is not given to it', async (_, at) => {
    expect(await errorOf(hold('Not this one', at()))).toMatchObject({ kind: 'capability-not-supported', capability: 'schedule' })
    expect(postsOf(server)).toEqual([])
  })

  test('with pictures, or in answer, is not given to the network either', async () => {
    const withPicture = outgoing('', { media: [picture('One', 1)] })
    const prepared = await prepare(context, withPicture)
    expect(await errorOf(schedule().commit(context, 'key', withPicture, prepared, inAnHour()))).toMatchObject({ capability: 'schedule' })
    const post = remote(addPagePost(server.world, page.id, 'A post'))
    const reply = outgoing('Later', { replyTo: post, replyRoot: post })
    expect(await errorOf(schedule().commit(context, 'key', reply, { photoIds: [] }, inAnHour()))).toMatchObject({ capability: 'schedule' })
  })

  test('whose answer is lost is unknown, and found among those that are held, or not', async () => {
    const at = inAnHour()
    for (const afterEffect of [true, false]) {
      facebookOf(server.world).posts.clear()
      server.failNext({ match: 'POST /v25.0/*/feed', reset: true, afterEffect })
      expect(await errorOf(hold('Held?', at))).toMatchObject({ kind: 'outcome-unknown' })
      const seen = await schedule().witness(context, outgoing('Held?'), { photoIds: [] }, at)
      expect(seen.kind).toBe(afterEffect ? 'there' : 'not-there')
    }
    addPagePost(server.world, page.id, 'Held?', { scheduledAt: at })
    addPagePost(server.world, page.id, 'Held?', { scheduledAt: at })
    expect(await schedule().witness(context, outgoing('Held?'), { photoIds: [] }, at)).toEqual({ kind: 'cannot-tell' })
  })
})

describe('Own posts', () => {
  test('can be read as they were written, with what their pictures are described as, and deleted, once or twice', async () => {
    const { normalised } = await publish(context, outgoing('To be taken back', { media: [picture('Rings', 3), picture('', 4)] }))
    const post = { postId: normalised.post.id, remoteId: normalised.viewer?.remoteId ?? '', revision: null, url: null }
    const { source, delete: remove } = connectorOf(server)
    expect(await source?.(context, post)).toMatchObject({
      text: 'To be taken back',
      media: [
        { attachedAs: null, attachment: { kind: 'image', alt: 'Rings' } },
        { attachedAs: null, attachment: { kind: 'image', alt: '' } },
      ],
    })
    await remove?.(context, post)
    await remove?.(context, post)
    expect(postsOf(server)).toEqual([])
  })

  test('are not those of others: what somebody commented cannot be written anew', async () => {
    const ann = server.addUser('ann')
    const comment = addComment(server.world, ann.id, addPagePost(server.world, page.id, 'A post'), 'Mine')
    expect(await errorOf(Promise.resolve(connectorOf(server).source?.(context, remote(comment))))).toMatchObject({ capability: 'source' })
  })
})
