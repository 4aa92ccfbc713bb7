import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { OutgoingPost, RemotePost, Witness } from '../../../main/connectors/connector.ts'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, errorOf, file, httpTo, outgoing, picture, publish, remote, REDIRECT, signIn } from './support.ts'

const server = await startXServer()
const connector = connectorOf(server)
const me = server.createUser({ username: 'me_here' })
const ada = server.createUser({ username: 'ada_print' })
const signedIn = await signIn(server, me, server.createApp({ redirectUris: [REDIRECT] }))
const context = await contextOf(server, signedIn)
afterAll(async () => {
  expect(server.violations).toEqual([])
  await server.close()
})
beforeEach(() => {
  server.world.tweets.clear()
  server.clearFaults()
})

const own = () => [...server.world.tweets.values()].filter(({ authorId }) => authorId === me.id)
const sent = (method: string, path: string) => server.requests.filter((request) => request.method === method && request.path === path)

/** A GIF of so many frames of one pixel. */
function gif(frames: number): Uint8Array<ArrayBuffer> {
  const frame = [0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]
  return new Uint8Array([
    ...Buffer.from('GIF89a'),
    1,
    0,
    1,
    0,
    0x80,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
    255,
    ...Array.from({ length: frames }, () => frame).flat(),
    0x3b,
  ])
}

async function lose(post: OutgoingPost): Promise<Witness> {
  if (connector.publish === undefined) throw new Error('Cannot publish')
  const { newKey, prepare, commit, witness } = connector.publish
  const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, post, () => undefined)))
  const key = newKey(context.clock)
  const since = Date.now()
  server.failNext({ match: 'POST /2/tweets', reset: true, afterEffect: true })
  expect(await errorOf(connector, commit(context, key, post, prepared))).toMatchObject({ kind: 'outcome-unknown' })
  return witness(context, key, post, prepared, since)
}

describe('Publishing on X', () => {
  test('sends the text as it was typed, and shows it at once without reading it back', async () => {
    const before = server.bill.total()
    const text = 'Ink & paper <3 by @ada_print, see https://example.com/ink #press'
    const { normalised, author } = await publish(connector, context, outgoing(text))
    expect(own()).toMatchObject([{ text, mediaIds: [], poll: null }])
    expect(author).toBeNull()
    expect(normalised.post).toMatchObject({ id: `x:${own()[0]?.id ?? ''}`, authorId: `x:user:${me.id}`, text: { text } })
    expect(normalised.post.text.spans.map((span) => [span.kind, text.slice(span.start, span.end)])).toEqual([
      ['mention', '@ada_print'],
      ['link', 'https://example.com/ink'],
      ['tag', '#press'],
    ])
    expect(server.bill.total() - before).toBe(2_000)
  })

  test('uploads pictures in parts with their alt texts, and attaches them in order', async () => {
    const media = [picture('A press', 20), picture('', 200)]
    await publish(connector, context, outgoing('Two pictures', { media }))
    const [tweet] = own()
    const files = tweet?.mediaIds.map((id) => server.world.media.get(id))
    expect(files?.map((each) => [each?.category, each?.alt, each?.attached])).toEqual([
      ['tweet_image', 'A press', true],
      ['tweet_image', '', true],
    ])
  })

  test('sends a large film in several parts and waits until X has worked on it', async () => {
    const bytes = new Uint8Array(9_000_000).fill(7)
    server.world.processing.video = 2
    const shares: number[] = []
    const prepared = await connector.publish?.prepare(
      context,
      outgoing('', { media: [file(bytes, 'video/mp4', 'nobody reads this')] }),
      (share) => shares.push(share),
    )
    const [id = ''] = (prepared as { readonly mediaIds: readonly string[] }).mediaIds
    const media = server.world.media.get(id)
    expect([...(media?.segments.values() ?? [])].map(({ length }) => length)).toEqual([4_000_000, 4_000_000, 1_000_000])
    expect(media).toMatchObject({ state: 'succeeded', category: 'tweet_video', alt: '' })
    expect(shares.at(-1)).toBe(1)
  })

  test('tells an animated GIF from one that stands still, and does not send one beside others', async () => {
    await publish(connector, context, outgoing('It moves', { media: [file(gif(3), 'image/gif', 'A dot')] }))
    await publish(connector, context, outgoing('It does not', { media: [file(gif(1), 'image/gif')] }))
    expect(own().map(({ mediaIds: [id = ''] }) => server.world.media.get(id)?.category)).toEqual(['tweet_gif', 'tweet_image'])
    const both = outgoing('Both', { media: [file(gif(2), 'image/gif'), picture('', 1)] })
    expect(await errorOf(connector, publish(connector, context, both))).toMatchObject({ kind: 'remote-rejected', code: 'animated-gif' })
  })

  test('says that X could not work on a film', async () => {
    server.world.processing.fails = true
    const post = outgoing('', { media: [file(new Uint8Array([1, 2, 3]), 'video/mp4')] })
    expect(await errorOf(connector, publish(connector, context, post))).toMatchObject({
      kind: 'remote-rejected',
      code: 'media-processing-failed',
    })
    server.world.processing.fails = false
  })

  test('uploads nothing twice that an earlier attempt has uploaded', async () => {
    const kept = new Map<string, unknown>()
    const parts = { find: (name: string) => kept.get(name), keep: (name: string, part: unknown) => void kept.set(name, part) }
    const post = outgoing('Twice', { media: [picture('', 9)] })
    const before = sent('POST', '/2/media/upload/initialize').length
    const first = await connector.publish?.prepare(context, post, () => undefined, parts)
    expect(await connector.publish?.prepare(context, post, () => undefined, parts)).toEqual(first)
    expect(sent('POST', '/2/media/upload/initialize')).toHaveLength(before + 1)
  })

  test('asks in a poll, in minutes', async () => {
    await publish(connector, context, outgoing('Which?', { poll: { options: ['Laid', 'Wove'], multiple: false, seconds: 86_400 } }))
    expect(own()).toMatchObject([{ poll: { minutes: 1_440, options: [{ label: 'Laid' }, { label: 'Wove' }] } }])
  })

  test('makes a thread of posts that answer one another', async () => {
    const first = await publish(connector, context, outgoing('One'))
    const viewer = first.normalised.viewer
    const root: RemotePost = { postId: first.normalised.post.id, remoteId: viewer?.remoteId ?? '', revision: null, url: null }
    const second = await publish(connector, context, outgoing('Two', { replyTo: root, replyRoot: root }))
    expect(second.normalised.post).toMatchObject({ replyTo: { postId: root.postId }, threadRootId: root.postId })
    const thread = await connector.thread?.(context, root)
    expect(thread).toMatchObject({ rootId: root.postId, complete: true })
    expect(thread?.batch.posts.map(({ post }) => post.text.text).toSorted()).toEqual(['One', 'Two'])
  })

  test('answers those who named the account, for less, and nobody else', async () => {
    const named = server.post(ada, 'What do you say, @me_here?')
    const other = server.post(ada, 'Nobody asked')
    const before = server.bill.total()
    await publish(connector, context, outgoing('This', { replyTo: remote(named) }))
    expect(server.bill.total() - before).toBe(100)
    expect(await errorOf(connector, publish(connector, context, outgoing('That', { replyTo: remote(other) })))).toMatchObject({
      kind: 'remote-rejected',
      code: 'not-summoned',
    })
    // And it is known before: whoever reads them sees which can be answered.
    server.follow(me, ada)
    const batch = await connector.read(context, { stream: { kind: 'home' }, older: null, limit: 20 })
    const canReply = (id: string) => batch.posts.find(({ viewer }) => viewer?.remoteId === id)?.viewer?.canReply
    expect([canReply(named.id), canReply(other.id)]).toEqual([true, false])
  })

  test('lets those answer who may, and takes that back with the text', async () => {
    for (const [audience, setting] of [
      ['mentioned', 'mentionedUsers'],
      ['following', 'following'],
    ] as const) {
      const replyPolicy = { kind: 'some' as const, audiences: [audience] }
      await publish(connector, context, outgoing(`For the ${audience}`, { replyPolicy }))
      const [posted] = own().slice(-1)
      if (posted === undefined) throw new Error('Nothing was posted')
      expect(posted).toMatchObject({ text: `For the ${audience}`, replySettings: setting })
      expect(await connector.source?.(context, remote(posted))).toMatchObject({ replyPolicy })
    }
    await publish(connector, context, outgoing('For all', { replyPolicy: { kind: 'everyone' } }))
    expect(own().at(-1)).toMatchObject({ text: 'For all', replySettings: 'everyone' })
  })

  test('opens no post to more people than it was meant for', async () => {
    for (const replyPolicy of [
      { kind: 'nobody' as const },
      { kind: 'some' as const, audiences: ['followers' as const] },
      { kind: 'some' as const, audiences: ['mentioned' as const, 'following' as const] },
    ]) {
      const error = await errorOf(connector, publish(connector, context, outgoing('For few', { replyPolicy })))
      expect(error).toMatchObject({ kind: 'capability-not-supported', capability: 'replyPolicy' })
    }
    expect(own()).toEqual([])
  })

  test('never sends a quote as something else', async () => {
    const quoted = server.post(ada, 'Quote me')
    expect(await errorOf(connector, publish(connector, context, outgoing('As said', { quote: remote(quoted) })))).toEqual({
      kind: 'capability-not-supported',
      capability: 'quote',
      message: null,
    })
    expect(own()).toEqual([])
  })
})

describe('A post whose answer was lost', () => {
  const named = () => remote(server.post(ada, 'Are you there, @me_here?'))

  test.each<readonly [string, () => Partial<OutgoingPost> & { readonly text: string }]>([
    ['plain', () => ({ text: 'Was it sent?' })],
    ['with what X rewrites', () => ({ text: 'Ink & paper <3\n\nsee example.com/ink and https://example.org/ — @ada_print' })],
    ['long', () => ({ text: `${'Long & longer. '.repeat(25)}End.` })],
    ['an answer, with the people X puts before it', () => ({ text: 'I am', replyTo: named() })],
    ['with a picture', () => ({ text: 'Look', media: [picture('A press', 30)] })],
    ['a picture alone', () => ({ text: '', media: [picture('A press', 31)] })],
    ['a poll', () => ({ text: 'Which?', poll: { options: ['Laid', 'Wove'], multiple: false, seconds: 3_600 } })],
  ])('is found when it is there: %s', async (_, make) => {
    me.subscription = 'Premium'
    const { text, ...parts } = make()
    const seen = await lose(outgoing(text, parts))
    expect(seen.kind).toBe('there')
    if (seen.kind === 'there') expect(seen.post.normalised.viewer?.remoteId).toBe(own()[0]?.id)
    expect(own()).toHaveLength(1)
  })

  test('is not there when only others are: another text, another answer, other files, an older one', async () => {
    if (connector.publish === undefined) throw new Error('Cannot publish')
    const asked = server.post(ada, 'Are you there, @me_here?')
    server.post(me, 'Was it sent')
    server.post(me, { text: 'Was it sent?', replyTo: asked })
    server.post(me, { text: 'Was it sent?', mediaIds: [server.addMedia(me, { type: 'image/png', category: 'tweet_image' }).id] })
    server.post(me, { text: 'Was it sent?', createdAt: Date.now() - 3_600_000 })
    const { witness, newKey } = connector.publish
    const post = outgoing('Was it sent?')
    expect(await witness(context, newKey(context.clock), post, { mediaIds: [] }, Date.now())).toEqual({ kind: 'not-there' })
  })

  test('cannot be told from one that says the same', async () => {
    if (connector.publish === undefined) throw new Error('Cannot publish')
    server.post(me, 'Twice')
    server.post(me, 'Twice')
    const { witness, newKey } = connector.publish
    const seen = await witness(context, newKey(context.clock), outgoing('Twice'), { mediaIds: [] }, Date.now())
    expect(seen).toEqual({ kind: 'cannot-tell' })
  })

  test('is found by X’s clock where ours is ahead of it, and asked about where ours was set meanwhile', async () => {
    if (connector.publish === undefined) throw new Error('Cannot publish')
    const { witness, newKey } = connector.publish
    const look = (text: string, sinceAhead: number, nowAhead: number) => {
      const there = { ...context, clock: () => Date.now() + nowAhead }
      return witness(there, newKey(context.clock), outgoing(text), { mediaIds: [] }, Date.now() + sinceAhead)
    }
    const [hour, day] = [3_600_000, 86_400_000]
    server.post(me, 'Sent by a clock that is ahead')
    expect(await look('Sent by a clock that is ahead', hour, hour)).toMatchObject({ kind: 'there' })
    expect(await look('Never sent by a clock that is ahead', hour, hour)).toEqual({ kind: 'not-there' })
    // A time that has not come for X: refused, if it so wishes.
    server.failNext({ match: `GET /2/users/${me.id}/tweets`, status: 400, body: { title: 'Invalid Request', detail: 'start_time' } })
    expect(await look('Sent by a clock that is ahead', hour, hour)).toMatchObject({ kind: 'there' })
    // Put right after it was sent, and set back.
    expect(await look('Sent by a clock that is ahead', day, 0)).toEqual({ kind: 'cannot-tell' })
    expect(await look('Sent by a clock that is ahead', 0, -day)).toEqual({ kind: 'cannot-tell' })
  })

  test('is not looked for where X cannot be read: that is a failure, and no answer', async () => {
    if (connector.publish === undefined) throw new Error('Cannot publish')
    server.failNext({ match: `GET /2/users/${me.id}/tweets`, status: 503, body: '<html>down</html>' })
    const { witness, newKey } = connector.publish
    const work = witness(context, newKey(context.clock), outgoing('Lost'), { mediaIds: [] }, Date.now())
    expect(await errorOf(connector, work)).toMatchObject({ kind: 'platform-unavailable', reason: 'server-error' })
  })

  test('of which X never says anything is of unknown outcome too', async () => {
    server.failNext({ match: 'POST /2/tweets', hang: true })
    const http = httpTo(server, { accountId: 'acc_impatient', timeoutMs: 300 })
    expect(await errorOf(connector, publish(connector, { ...context, http }, outgoing('Silence')))).toMatchObject({
      kind: 'outcome-unknown',
    })
  })
})
