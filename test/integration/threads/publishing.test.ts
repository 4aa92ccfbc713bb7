import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import type { MetaUser } from '../../meta-server/world/types.ts'
import { startMediaHost, type TestMediaHost } from '../../support/public-media.ts'
import { connectorOf, contextOf, errorOf, memoryParts, outgoing, picture, prepare, publish, publisher, remote, signIn } from './support.ts'

const HOUR_MS = 60 * 60_000

let server: MetaTestServer
let media: TestMediaHost
let me: MetaUser
let context: ConnectorContext

beforeEach(async () => {
  server = await startMetaServer()
  media = await startMediaHost()
  me = server.addUser('me')
  context = await contextOf(server, await signIn(server, me), { publicMedia: media.port })
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
  await media[Symbol.asyncDispose]()
})

const posts = () => [...server.world.posts.values()]
const creations = () => server.requests.filter(({ method, path }) => method === 'POST' && path === '/v1.0/me/threads')
const publishes = () => server.requests.filter(({ path }) => path === '/v1.0/me/threads_publish')

describe('What is posted', () => {
  test('as text is there as it was written, with who may answer', async () => {
    const { normalised, author } = await publish(
      context,
      outgoing('Hello from @me', { replyPolicy: { kind: 'some', audiences: ['following'] } }),
    )
    expect(posts()).toMatchObject([{ text: 'Hello from @me', type: 'TEXT_POST', replyControl: 'accounts_you_follow', userId: me.id }])
    expect(normalised.post).toMatchObject({
      id: `threads:${posts()[0]?.id ?? ''}`,
      authorId: 'threads:@me',
      text: { text: 'Hello from @me' },
    })
    expect(normalised.post.url).toContain('/@me/post/')
    expect(author?.author.handle).toBe('me')
  })

  test('under a topic has it beside its text, also with pictures, and is read back with it', async () => {
    const { normalised } = await publish(context, outgoing('Old wood type', { topicTag: 'Letterpress' }))
    await publish(context, outgoing('Two', { media: [picture('Rings', 10), picture('Waves', 20)], topicTag: 'Wood type' }))
    await publish(context, outgoing('None'))
    expect(posts().map(({ text, topicTag }) => [text, topicTag])).toEqual([
      ['Old wood type', 'Letterpress'],
      ['Two', 'Wood type'],
      ['None', null],
    ])
    const { source } = connectorOf(server)
    const post = { postId: normalised.post.id, remoteId: normalised.viewer?.remoteId ?? '', revision: null, url: null }
    expect(await source?.(context, post)).toMatchObject({ text: 'Old wood type', topicTag: 'Letterpress' })
  })

  test('under a topic that the network would refuse is not begun', async () => {
    expect(await errorOf(prepare(context, outgoing('x', { topicTag: 'a'.repeat(51) })))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ field: 'topicTag', code: 'topic-too-long', values: { count: 51, limit: 50 } }],
    })
    expect(await errorOf(prepare(context, outgoing('x', { topicTag: 'ink & paper' })))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ field: 'topicTag', code: 'topic-characters', values: { found: '&' } }],
    })
    expect(creations()).toEqual([])
  })

  test('as one picture is fetched by the network from the media host, which has it no longer then', async () => {
    const { normalised } = await publish(context, outgoing('A picture', { media: [picture('Rings', 10)] }))
    const [post] = posts()
    expect(post).toMatchObject({ type: 'IMAGE', text: 'A picture', files: [{ kind: 'IMAGE', altText: 'Rings', contentType: 'image/png' }] })
    expect(Buffer.from(post?.files[0]?.bytes ?? []).equals(Buffer.from(await picture('Rings', 10).read()))).toBe(true)
    expect(normalised.post.media).toMatchObject([{ kind: 'image', alt: 'Rings' }])
    expect([media.puts(), media.names()]).toEqual([1, []])
  })

  test('as several files is one carousel, in their order', async () => {
    const files = [picture('One', 1), picture('Two', 2), picture('Three', 3)]
    const { normalised } = await publish(context, outgoing('', { media: files }))
    expect(posts()).toHaveLength(1)
    expect(posts()[0]?.files.map(({ altText }) => altText)).toEqual(['One', 'Two', 'Three'])
    expect(normalised.post.media.map(({ alt }) => alt)).toEqual(['One', 'Two', 'Three'])
    expect(creations().map(({ body }) => body['media_type'])).toEqual(['IMAGE', 'IMAGE', 'IMAGE', 'CAROUSEL'])
    expect(media.names()).toEqual([])
  })

  test('in answer and as a quote refers to the posts that are meant; a thread is posts that answer one another', async () => {
    const first = await publish(context, outgoing('One'))
    const one = { ...remote({ id: first.normalised.viewer?.remoteId ?? '' }) }
    const second = await publish(context, outgoing('Two', { replyTo: one, replyRoot: one }))
    await publish(context, outgoing('Look', { quote: one }))
    expect(second.normalised.post).toMatchObject({ replyTo: { postId: one.postId }, threadRootId: one.postId })
    expect(posts().map(({ text, repliedTo, quotes }) => ({ text, repliedTo, quotes }))).toEqual([
      { text: 'One', repliedTo: null, quotes: null },
      { text: 'Two', repliedTo: one.remoteId, quotes: null },
      { text: 'Look', repliedTo: null, quotes: one.remoteId },
    ])
  })

  test('is kept as it was sent where it cannot be read back', async () => {
    const prepared = await prepare(context, outgoing('There for certain'))
    server.failNext({ match: 'GET /v1.0/*', status: 503, body: '<html>down</html>', times: 9 })
    const { normalised } = await publisher().commit(context, 'key', outgoing('There for certain'), prepared)
    expect(normalised).toMatchObject({
      post: { id: `threads:${posts()[0]?.id ?? ''}`, authorId: 'threads:@me', text: { text: 'There for certain' }, url: null },
      viewer: { remoteId: posts()[0]?.id },
    })
  })
})

describe('What cannot be posted is refused before anything is published', () => {
  test.each([
    ['six links', outgoing([1, 2, 3, 4, 5, 6].map((n) => `https://example.com/${String(n)}`).join(' ')), 'too-many-links'],
    ['21 files', outgoing('', { media: Array.from({ length: 21 }, (_, n) => picture('', n)) }), 'too-many-files'],
  ])('%s', async (_, post, code) => {
    expect(await errorOf(prepare(context, post))).toMatchObject({ kind: 'invalid-input', issues: [{ code }] })
    expect(creations()).toEqual([])
  })

  test('the same link six times, which is one', async () => {
    await publish(context, outgoing('https://example.com/1 '.repeat(6).trim()))
    expect(posts()).toHaveLength(1)
  })

  test('files without a media host', async () => {
    const without = { ...context, publicMedia: null }
    expect(await errorOf(prepare(without, outgoing('', { media: [picture('', 1)] })))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ field: 'media', code: 'media-host-missing', values: { network: 'Threads' } }],
    })
  })

  test('a guard that the network does not have', async () => {
    for (const replyPolicy of [{ kind: 'nobody' } as const, { kind: 'some', audiences: ['mentioned', 'following'] } as const]) {
      const post = outgoing('Careful', {
        replyPolicy: replyPolicy.kind === 'nobody' ? replyPolicy : { ...replyPolicy, audiences: [...replyPolicy.audiences] },
      })
      expect(await errorOf(prepare(context, post))).toMatchObject({ kind: 'capability-not-supported', capability: 'replyPolicy' })
    }
  })

  test('more than the text may hold, by what the network says', async () => {
    expect(await errorOf(prepare(context, outgoing('👍'.repeat(126))))).toMatchObject({ kind: 'remote-rejected' })
    await publish(context, outgoing('👍'.repeat(125)))
  })

  test('anything when the quota is used up, for posts and replies apart', async () => {
    const [post] = [await publish(context, outgoing('The first'))]
    server.settings.quotas.posts = 1
    const error = await errorOf(prepare(context, outgoing('The second')))
    expect(error).toMatchObject({ kind: 'rate-limit-exceeded' })
    if (error.kind === 'rate-limit-exceeded') expect(error.retryAt).toBeGreaterThan(server.now())
    await publish(context, outgoing('A reply', { replyTo: remote({ id: post.normalised.viewer?.remoteId ?? '' }) }))
    server.advance(24 * HOUR_MS)
    await publish(context, outgoing('The next day'))
  })

  test('a post whose quota was used up between', async () => {
    const prepared = await prepare(context, outgoing('Too late'))
    server.settings.quotas.posts = 0
    expect(await errorOf(publisher().commit(context, 'key', outgoing('Too late'), prepared))).toMatchObject({ kind: 'rate-limit-exceeded' })
    expect(posts()).toEqual([])
  })
})

describe('Containers', () => {
  test('are waited for while the network works on them', async () => {
    server.settings.processingPolls = 1
    await publish(context, outgoing('', { media: [picture('Slow', 5)] }))
    expect(posts()).toHaveLength(1)
  })

  test('that the network cannot work with fail with its word for it, and leave nothing at the media host', async () => {
    server.settings.mediaProblem = () => 'INVALID_ASPEC_RATIO'
    expect(await errorOf(prepare(context, outgoing('', { media: [picture('Odd', 6)] })))).toEqual({
      kind: 'remote-rejected',
      message: 'INVALID_ASPEC_RATIO',
      code: 'INVALID_ASPEC_RATIO',
    })
    expect(media.names()).toEqual([])
    server.settings.mediaProblem = null
    media.lose(true)
    expect(await errorOf(prepare(context, outgoing('', { media: [picture('Lost', 7)] })))).toMatchObject({
      code: 'FAILED_DOWNLOADING_IMAGE',
    })
  })

  test('of a try that was given up are gone on with by the next', async () => {
    const post = outgoing('Two of them', { media: [picture('One', 1), picture('Two', 2)] })
    const parts = memoryParts()
    server.settings.processingPolls = 1_000
    const abort = new AbortController()
    const trying = errorOf(prepare({ ...context, signal: abort.signal }, post, parts))
    await expect.poll(() => creations().length).toBe(2)
    await expect.poll(() => parts.names().length).toBe(2)
    abort.abort(new Error('Chirp is closed'))
    expect(await trying).not.toMatchObject({ kind: 'remote-rejected' })
    // The network still has to fetch them, so they stay where they are.
    expect(media.names()).toHaveLength(2)
    for (const container of server.world.containers.values()) container.pollsLeft = 0
    const prepared = await prepare(context, post, parts)
    await publisher().commit(context, 'key', post, prepared)
    expect(creations()).toHaveLength(3)
    expect([media.puts(), media.names()]).toEqual([2, []])
    expect(posts()[0]?.files).toHaveLength(2)
  })

  test('that are ready are not made again, and those that are too old or broken are', async () => {
    const post = outgoing('', { media: [picture('One', 1)] })
    const parts = memoryParts()
    const first = await prepare(context, post, parts)
    expect(await prepare(context, post, parts)).toEqual(first)
    expect(creations()).toHaveLength(1)
    // Within its last hour, so that it does not end between its making and its publishing.
    server.advance(23.5 * HOUR_MS)
    const anew = await prepare(context, post, parts)
    expect(anew).not.toEqual(first)
    expect(creations()).toHaveLength(2)
    for (const container of server.world.containers.values()) container.error = 'UNKNOWN'
    await publisher().commit(context, 'key', post, await prepare(context, post, parts))
    expect([creations().length, publishes().length, posts().length]).toEqual([3, 1, 1])
  })

  test('of a carousel are put together anew when one of them is', async () => {
    const post = outgoing('', { media: [picture('One', 1), picture('Two', 2)] })
    const parts = memoryParts()
    await prepare(context, post, parts)
    const [first] = [...server.world.containers.values()]
    if (first !== undefined) first.error = 'UNKNOWN'
    await publisher().commit(context, 'key', post, await prepare(context, post, parts))
    expect(creations().map(({ body }) => body['media_type'])).toEqual(['IMAGE', 'IMAGE', 'CAROUSEL', 'IMAGE', 'CAROUSEL'])
  })
})

describe('Own posts', () => {
  test('can be read as they were written, and deleted, once or twice', async () => {
    const { normalised } = await publish(
      context,
      outgoing('To be taken back', { media: [picture('Rings', 3)], replyPolicy: { kind: 'some', audiences: ['mentioned'] } }),
    )
    const post = remote({ id: normalised.viewer?.remoteId ?? '' })
    const { source, delete: remove } = connectorOf(server)
    expect(await source?.(context, post)).toMatchObject({
      text: 'To be taken back',
      media: [{ attachedAs: null, attachment: { kind: 'image', alt: 'Rings' } }],
      replyPolicy: { kind: 'some', audiences: ['mentioned'] },
    })
    await remove?.(context, post)
    await remove?.(context, post)
    expect(posts()).toEqual([])
  })
})
