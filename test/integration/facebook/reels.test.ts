import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, OutgoingMedia } from '../../../main/connectors/connector.ts'
import { addPage, addPagePost, facebookOf, type FbPage, type FbSettings } from '../../meta-server/facebook/world.ts'
import { startMetaServer, type MetaTestServer } from '../../meta-server/server.ts'
import {
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
let settings: FbSettings

beforeEach(async () => {
  server = await startMetaServer({ api: 'facebook' })
  const me = server.addUser('me')
  page = addPage(server.world, 'Bakery', me.id)
  context = await contextOf(server, await signIn(server, me))
  settings = facebookOf(server.world).settings
})
afterEach(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})

const BYTES = Uint8Array.from({ length: 200_000 }, (_, index) => index % 251)

function film(parts: Partial<OutgoingMedia> = {}): OutgoingMedia {
  return {
    sha256: 'f'.repeat(64),
    fileName: 'film.mp4',
    mimeType: 'video/mp4',
    bytes: BYTES.byteLength,
    width: 720,
    height: 1280,
    durationMs: 12_000,
    alt: '',
    focalPoint: null,
    read: () => Promise.resolve(BYTES),
    ...parts,
  }
}

const reel = (text = 'How bread is made', parts: Partial<OutgoingMedia> = {}) => outgoing(text, { media: [film(parts)] })
const videos = () => [...facebookOf(server.world).videos.values()]
const requestsTo = (method: string, end: RegExp) => server.requests.filter((one) => one.method === method && end.test(one.path))
const phases = () => requestsTo('POST', /\/video_reels$/).map(({ body }) => body['upload_phase'])
const uploads = () => requestsTo('POST', /^\/video-upload\//)
const commit = async (post = reel(), prepared?: unknown) =>
  publisher().commit(context, 'key', post, prepared ?? (await prepare(context, post)))
const look = (prepared: unknown, since = server.now() - 20 * MINUTE_MS, post = reel()) =>
  publisher().witness(context, 'key', post, prepared, since)

describe('A video', () => {
  test('is published as a reel of the page, byte for byte, with the text as its description, and read back', async () => {
    const { normalised, author } = await publish(context, reel())
    expect(phases()).toEqual(['start', 'finish'])
    expect(uploads()).toHaveLength(1)
    const [video] = videos()
    expect(Buffer.from(video?.bytes ?? []).equals(Buffer.from(BYTES))).toBe(true)
    expect(postsOf(server)).toMatchObject([
      { message: 'How bread is made', authorId: page.id, video: { id: video?.id }, scheduledAt: null },
    ])
    expect(normalised).toMatchObject({
      post: {
        id: `facebook:${postsOf(server)[0]?.id ?? ''}`,
        text: { text: 'How bread is made' },
        media: [
          {
            kind: 'video',
            url: `https://www.facebook.com/reel/${video?.id ?? ''}/`,
            previewUrl: `${server.url}/photos/${video?.id ?? ''}`,
          },
        ],
      },
      viewer: { remoteId: postsOf(server)[0]?.id },
    })
    expect(normalised.post.url).toContain('https://www.facebook.com/')
    expect(author?.author.displayName).toBe('Bakery')
    const read = await connectorOf(server).read(context, { stream: { kind: 'home' }, older: null, limit: 5 })
    expect(read.posts.map(({ post }) => post.id)).toEqual([normalised.post.id])
  })

  test('can be deleted, and goes without a text', async () => {
    const { normalised } = await publish(context, reel(''))
    expect(postsOf(server)).toMatchObject([{ message: '' }])
    const { id, url } = normalised.post
    await connectorOf(server).delete?.(context, { postId: id, remoteId: normalised.viewer?.remoteId ?? '', revision: null, url })
    expect(postsOf(server)).toEqual([])
  })

  test('that is worked on for a while is waited for', async () => {
    settings.videoPolls = 2
    const { normalised } = await publish(context, reel())
    expect(normalised.viewer?.remoteId).toBe(postsOf(server)[0]?.id)
    expect(phases()).toEqual(['start', 'finish'])
  })

  test('that is worked on before it is to be published is published all the same, while that goes on or after', async () => {
    settings.worksEarly = true
    settings.videoPolls = 1
    await publish(context, reel('After'))
    const prepared = await prepare(context, reel('Meanwhile'))
    for (const video of videos()) video.pollsLeft = 1
    await commit(reel('Meanwhile'), prepared)
    expect(phases()).toEqual(['start', 'finish', 'start', 'finish'])
    expect(postsOf(server).map(({ message }) => message)).toEqual(['After', 'Meanwhile'])
  })

  test('that cannot be worked on, where the network finds out by itself, fails before it is published', async () => {
    settings.worksEarly = true
    settings.videoPolls = 1
    settings.videoProblem = 'Resolution too low.'
    expect(await errorOf(prepare(context, reel()))).toMatchObject({ kind: 'remote-rejected', message: 'Resolution too low.' })
    expect(phases()).toEqual(['start'])
  })

  test('the token goes to the network alone, whatever address its answer names', async () => {
    await prepare(context, reel())
    expect(server.requests.every(({ tokenIn }) => tokenIn !== 'query')).toBe(true)
    expect(uploads()).toMatchObject([{ tokenIn: 'header', status: 200 }])
  })

  test('tells how far it is', async () => {
    const shares: number[] = []
    await publisher().prepare(context, reel(), (share) => shares.push(share))
    expect(shares.length).toBeGreaterThan(1)
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })
})

describe('An upload', () => {
  test('that breaks in the middle goes on where it ended, and not from its beginning', async () => {
    const parts = memoryParts()
    settings.takesBytes = 50_002
    server.failNext({ match: 'POST /video-upload/*', reset: true, afterEffect: true })
    expect((await errorOf(prepare(context, reel(), parts))).kind).toMatch(/^(platform-unavailable|offline|outcome-unknown)$/)
    expect(videos()).toMatchObject([{ bytes: { length: 50_002 } }])
    settings.takesBytes = null
    const shares: number[] = []
    const again = await publisher().prepare(context, reel(), (share) => shares.push(share), parts)
    expect(phases()).toEqual(['start'])
    expect(Buffer.from(videos()[0]?.bytes ?? []).equals(Buffer.from(BYTES))).toBe(true)
    expect(Math.min(...shares)).toBeGreaterThan(0.2)
    await commit(reel(), again)
    expect(postsOf(server)).toHaveLength(1)
  })

  test('that was done before Chirp was closed is not done again', async () => {
    const parts = memoryParts()
    const first = await prepare(context, reel(), parts)
    expect(await prepare(context, reel(), parts)).toEqual(first)
    expect(uploads()).toHaveLength(1)
  })

  test('whose answer is lost is done all the same', async () => {
    const parts = memoryParts()
    server.failNext({ match: 'POST /video-upload/*', reset: true, afterEffect: true })
    await errorOf(prepare(context, reel(), parts))
    await prepare(context, reel(), parts)
    expect(uploads()).toHaveLength(1)
  })

  test.each([
    ['has forgotten', () => facebookOf(server.world).videos.clear()],
    [
      'says has expired',
      () => {
        for (const video of videos()) video.isExpired = true
      },
    ],
  ])('that the network %s is begun anew', async (_, happen) => {
    const parts = memoryParts()
    await prepare(context, reel(), parts)
    happen()
    await commit(reel(), await prepare(context, reel(), parts))
    expect(phases()).toEqual(['start', 'start', 'finish'])
    expect(postsOf(server)).toHaveLength(1)
  })

  test('that the two sides count differently is tried again later', async () => {
    server.failNext({
      match: 'POST /video-upload/*',
      status: 400,
      body: { debug_info: { retriable: false, type: 'OffsetInvalidError', message: 'Request starting offset is invalid' } },
    })
    expect(await errorOf(prepare(context, reel()))).toMatchObject({ kind: 'platform-unavailable', reason: 'bad-answer' })
  })

  test('that the network does not take fails in its words, before anything is published', async () => {
    const body = { debug_info: { retriable: false, type: 'ProcessingFailedError', message: 'Request processing failed' } }
    server.failNext({ match: 'POST /video-upload/*', status: 400, body })
    expect(await errorOf(prepare(context, reel()))).toMatchObject({ kind: 'remote-rejected', message: 'Request processing failed' })
    expect(phases()).toEqual(['start'])
  })
})

describe('Refused before anything is sent', () => {
  test.each([
    ['video-too-long', reel('', { durationMs: 90_001 })],
    ['video-too-short', reel('', { durationMs: 2_900 })],
    ['media-wrong-shape', reel('', { width: 1920, height: 1080 })],
    ['media-wrong-shape', reel('', { width: 360, height: 640 })],
    ['media-wrong-type', reel('', { mimeType: 'video/webm' })],
    ['video-not-alone', outgoing('', { media: [film(), picture('One', 1)] })],
    ['video-not-alone', outgoing('', { media: [film(), film()] })],
  ])('%s', async (code, post) => {
    const before = server.requests.length
    expect(await errorOf(prepare(context, post))).toMatchObject({ kind: 'invalid-input', issues: [{ field: 'media', code }] })
    expect(server.requests).toHaveLength(before)
  })

  test('a comment with a video', async () => {
    const post = remote(addPagePost(server.world, page.id, 'A post'))
    const reply = outgoing('', { replyTo: post, replyRoot: post, media: [film()] })
    expect(await errorOf(prepare(context, reply))).toMatchObject({ issues: [{ code: 'video-in-reply' }] })
  })

  test('nothing that is a reel: of its shape but for a pixel, or of what is not known', async () => {
    for (const parts of [{ width: 720, height: 1279 }, { width: null, height: null, durationMs: null }, { durationMs: 90_000 }])
      await prepare(context, reel('', parts))
    expect(uploads().map(({ status }) => status)).toEqual([200, 200, 200])
  })
})

describe('Where the answer is lost', () => {
  test('what was published is found by the video itself, and nothing is published twice', async () => {
    const prepared = await prepare(context, reel())
    const since = server.now()
    server.failNext({ match: 'POST /v25.0/*/video_reels', reset: true, afterEffect: true })
    expect(await errorOf(commit(reel(), prepared))).toMatchObject({ kind: 'outcome-unknown' })
    expect(await look(prepared, since)).toMatchObject({ kind: 'there', post: { normalised: { post: { media: [{ kind: 'video' }] } } } })
    // Even where somebody would send it again.
    expect((await commit(reel(), prepared)).normalised.viewer?.remoteId).toBe(postsOf(server)[0]?.id)
    expect(phases()).toEqual(['start', 'finish'])
    expect(postsOf(server)).toHaveLength(1)
  })

  test('what was not asked for is not there, though the page has one of the same words', async () => {
    const prepared = await prepare(context, reel())
    await publish(context, reel())
    server.failNext({ match: 'POST /v25.0/*/video_reels', reset: true })
    expect(await errorOf(commit(reel(), prepared))).toMatchObject({ kind: 'outcome-unknown' })
    // The network may have heard it and not have begun.
    expect(await errorOf(look(prepared, server.now() - 10 * MINUTE_MS))).toMatchObject({ kind: 'outcome-unknown' })
    expect(await look(prepared)).toEqual({ kind: 'not-there' })
    await commit(reel(), prepared)
    expect(postsOf(server)).toHaveLength(2)
  })

  test('what is still worked on is asked about again, and after hours a person is', async () => {
    settings.videoPolls = 1_000
    const prepared = await prepare(context, reel())
    server.failNext({ match: 'POST /v25.0/*/video_reels', reset: true, afterEffect: true })
    await errorOf(commit(reel(), prepared))
    expect(await errorOf(look(prepared))).toMatchObject({ kind: 'outcome-unknown' })
    expect(await look(prepared, server.now() - 3 * 60 * MINUTE_MS)).toEqual({ kind: 'cannot-tell' })
    expect(phases()).toEqual(['start', 'finish'])
  })

  test('a reel that the network says is published, and is not among the posts, is a matter for a person', { timeout: 60_000 }, async () => {
    settings.postsReels = false
    const prepared = await prepare(context, reel())
    server.failNext({ match: 'POST /v25.0/*/video_reels', reset: true, afterEffect: true })
    await errorOf(commit(reel(), prepared))
    expect(await look(prepared)).toEqual({ kind: 'cannot-tell' })
  })

  test('a page whose reels cannot be listed is told by the rest', async () => {
    settings.listsReels = false
    expect(await look(await prepare(context, reel()))).toEqual({ kind: 'not-there' })
  })

  test('and the page has only another reel of the same words, a text is not taken for it', async () => {
    await publish(context, reel('Same words'))
    expect(await publisher().witness(context, 'key', outgoing('Same words'), { photoIds: [] }, server.now() - 1_000)).toEqual({
      kind: 'not-there',
    })
  })

  test('a refusal is not believed when the video says otherwise', async () => {
    const prepared = await prepare(context, reel())
    settings.videoPolls = 1
    const body = { error: { code: 100, message: 'Could not be published' } }
    server.failNext({ match: 'POST /v25.0/*/video_reels', status: 400, body, afterEffect: true })
    expect(await errorOf(commit(reel(), prepared))).toMatchObject({ kind: 'outcome-unknown' })
    const other = await prepare(context, reel('Another'))
    server.failNext({ match: 'POST /v25.0/*/video_reels', status: 400, body })
    expect(await errorOf(commit(reel('Another'), other))).toMatchObject({ kind: 'remote-rejected', message: 'Could not be published' })
  })
})

describe('A video that cannot be worked on', () => {
  const words = 'Resolution too low. Video must have a minimum resolution of 540p.'

  test('fails in the network’s own words, and nothing is there', async () => {
    settings.videoProblem = words
    const prepared = await prepare(context, reel())
    expect(await errorOf(commit(reel(), prepared))).toMatchObject({ kind: 'remote-rejected', message: words })
    expect(await look(prepared)).toEqual({ kind: 'not-there' })
    expect(await errorOf(commit(reel(), prepared))).toMatchObject({ kind: 'remote-rejected', message: words })
    expect(phases()).toEqual(['start', 'finish'])
    expect(postsOf(server)).toEqual([])
  })

  test('is said before it is published, where the network knows by then', async () => {
    const parts = memoryParts()
    settings.takesBytes = 1_000
    server.failNext({ match: 'POST /video-upload/*', reset: true, afterEffect: true })
    await errorOf(prepare(context, reel(), parts))
    settings.takesBytes = null
    for (const video of videos()) Object.assign(video, { problem: words, bytes: BYTES, size: BYTES.byteLength })
    // It is begun anew, since of a broken one nothing can be made.
    await prepare(context, reel(), parts)
    expect(phases()).toEqual(['start', 'start'])
  })

  test('has to be uploaded again where its time is over', async () => {
    const prepared = await prepare(context, reel())
    for (const video of videos()) video.isExpired = true
    expect(await errorOf(commit(reel(), prepared))).toMatchObject({ kind: 'conflict' })
    expect(phases()).toEqual(['start'])
  })
})

describe('A reel for later', () => {
  const schedule = () => {
    const { schedule } = publisher()
    if (!schedule) throw new Error('Schedules nothing')
    return schedule
  }
  const inAnHour = () => Math.floor(server.now() / 1000) * 1000 + 60 * MINUTE_MS
  const hold = async (at: number, prepared?: unknown) =>
    schedule().commit(context, 'key', reel(), prepared ?? (await prepare(context, reel())), at)

  test('is held by the network, and comes out at its time', async () => {
    const at = inAnHour()
    const prepared = await prepare(context, reel())
    const held = await hold(at, prepared)
    expect(held).toEqual({ kind: 'held', remoteId: `reel:${videos()[0]?.id ?? ''}` })
    expect(postsOf(server)).toMatchObject([{ scheduledAt: at }])
    expect(await look(prepared)).toEqual({ kind: 'not-there' })
    expect(await schedule().witness(context, reel(), prepared, at)).toEqual({ kind: 'there', remoteId: `reel:${videos()[0]?.id ?? ''}` })
    server.advance(61 * MINUTE_MS)
    expect(await look(prepared)).toMatchObject({ kind: 'there' })
    expect(await schedule().witness(context, reel(), prepared, at)).toEqual({ kind: 'not-there' })
  })

  test('can be taken back, and not when it is out', async () => {
    const held = await hold(inAnHour())
    const remoteId = held.kind === 'held' ? held.remoteId : ''
    expect(await schedule().cancel(context, remoteId)).toBe('cancelled')
    expect(postsOf(server)).toEqual([])
    expect(await schedule().cancel(context, remoteId)).toBe('gone')
    const other = await hold(inAnHour())
    server.advance(61 * MINUTE_MS)
    expect(await schedule().cancel(context, other.kind === 'held' ? other.remoteId : '')).toBe('gone')
    expect(postsOf(server)).toHaveLength(1)
  })

  test.each([
    ['sooner than the network takes it', () => server.now() + 9 * MINUTE_MS],
    ['later than the network takes it', () => server.now() + 29 * DAY_MS + MINUTE_MS],
  ])('%s is not given to it', async (_, at) => {
    expect(await errorOf(hold(at()))).toMatchObject({ kind: 'capability-not-supported', capability: 'schedule' })
    expect(phases()).toEqual(['start'])
  })

  test('whose answer is lost is found by its video, and held once', async () => {
    const at = inAnHour()
    const prepared = await prepare(context, reel())
    server.failNext({ match: 'POST /v25.0/*/video_reels', reset: true, afterEffect: true })
    expect(await errorOf(hold(at, prepared))).toMatchObject({ kind: 'outcome-unknown' })
    expect(await schedule().witness(context, reel(), prepared, at)).toMatchObject({ kind: 'there' })
    await hold(at, prepared)
    expect(phases()).toEqual(['start', 'finish'])
  })

  test('that cannot be worked on fails in the network’s own words', async () => {
    settings.videoProblem = 'The video is damaged.'
    expect(await errorOf(hold(inAnHour()))).toMatchObject({ kind: 'remote-rejected', message: 'The video is damaged.' })
  })
})
