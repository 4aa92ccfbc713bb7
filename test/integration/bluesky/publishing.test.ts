import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import { PasswordSession } from '../../../main/connectors/bluesky/sign-in/session.ts'
import { RichText } from '@atproto/api'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { lineTo } from './strange-servers.ts'
import { bluesky, errorOf, network, newcomer, outgoing, picture, publish, publisher, remote } from './support.ts'

let ann: TestAccount
let bob: TestAccount
let context: ConnectorContext

beforeAll(async () => {
  ;({ account: ann, context } = await newcomer('ann'))
  bob = await network.createAccount('bob')
  await network.processAll()
})

describe('A post', () => {
  test('has its links, tags and mentions where the network’s own apps see them', async () => {
    const text = `Grüße 👩‍👩‍👧 @${bob.handle}, @nobody-here.test: example.com/ü (https://example.org/a_(b)) #Blümchen 🌻`
    const { normalised } = await publish(context, outgoing(text, { language: 'de' }))
    const record = await network.record(normalised.post.id)
    const asOthersSeeIt = new RichText({ text, facets: record?.['facets'] as NonNullable<RichText['facets']> })
    expect(
      [...asOthersSeeIt.segments()]
        .filter((segment) => segment.facet !== undefined)
        .map((segment) => [segment.text, segment.mention?.did ?? segment.link?.uri ?? segment.tag?.tag]),
    ).toEqual([
      [`@${bob.handle}`, bob.did],
      ['example.com/ü', 'https://example.com/ü'],
      ['https://example.org/a_(b)', 'https://example.org/a_(b)'],
      ['#Blümchen', 'Blümchen'],
    ])
    expect(record).toMatchObject({ text, langs: ['de'] })
    expect(normalised.post.text.spans).toHaveLength(4)
  })

  test('keeps the time it was meant for, and has no more than it needs', async () => {
    const createdAt = Date.now() - 5_000
    const { normalised } = await publish(context, outgoing('Plain', { createdAt }))
    expect(await network.record(normalised.post.id)).toEqual({
      $type: 'app.bsky.feed.post',
      text: 'Plain',
      createdAt: new Date(createdAt).toISOString(),
    })
  })

  test('answers another one in its thread, also when only the parent is known', async () => {
    const root = await network.post(bob, 'Question')
    await network.processAll()
    const parent = await network.reply(ann, root, 'Answer')
    await network.processAll()
    const known = { ...remote(parent), revision: null }
    const { normalised } = await publish(context, outgoing('More', { replyTo: known }))
    expect(await network.record(normalised.post.id)).toMatchObject({
      reply: { parent: { uri: parent.uri, cid: parent.cid }, root: { uri: root.uri, cid: root.cid } },
    })
    expect(normalised.post).toMatchObject({ replyTo: { postId: parent.uri }, threadRootId: root.uri })
  })

  test('is a thread with the ones after it, without waiting for the AppView', async () => {
    const first = (await publish(context, outgoing('1/2'))).normalised
    const handle = { postId: first.post.id, remoteId: first.post.id, revision: first.viewer?.revision ?? null, url: null }
    const second = (await publish(context, outgoing('2/2', { replyTo: { ...handle, revision: null }, replyRoot: null }))).normalised
    expect(second.post).toMatchObject({ replyTo: { postId: first.post.id }, threadRootId: first.post.id })
    expect(await network.record(second.post.id)).toMatchObject({
      reply: { root: { cid: handle.revision }, parent: { cid: handle.revision } },
    })
  })

  test('quotes, with and without pictures', async () => {
    const quoted = await network.post(bob, 'Quotable')
    await network.processAll()
    const plain = (await publish(context, outgoing('Look', { quote: remote(quoted) }))).normalised.post
    const pictured = (await publish(context, outgoing('Look', { quote: remote(quoted), media: [picture(20, 10, 'Grey')] }))).normalised.post
    expect(plain.quote).toEqual({ postId: quoted.uri, state: 'available' })
    await network.processAll()
    const found = await bluesky.resolvePost?.(context, pictured.id, null)
    expect(found?.posts.find(({ post }) => post.id === pictured.id)?.post).toMatchObject({
      quote: plain.quote,
      media: [{ kind: 'image', alt: 'Grey' }],
    })
  })

  test('has up to four pictures with their alt texts and shapes, and says how far it is', async () => {
    const media = [picture(40, 20, 'One'), picture(20, 40, 'Two 👩‍👩‍👧'), picture(10, 10), picture(30, 30, 'Four')]
    const shares: number[] = []
    const prepared = await publisher().prepare(context, outgoing('', { media }), (share) => shares.push(share))
    const { normalised } = await publisher().commit(context, publisher().newKey(Date.now), outgoing('', { media }), prepared)
    expect(shares).toEqual([0.25, 0.5, 0.75, 1])
    expect(await network.record(normalised.post.id)).toMatchObject({
      embed: { images: media.map(({ alt, width, height }) => ({ alt, aspectRatio: { width, height } })) },
    })
  })

  test.each([
    [{ sensitive: true }, 'graphic-media'],
    [{ contentWarning: 'sexual' }, 'sexual'],
    [{ contentWarning: 'Spiders' }, 'graphic-media'],
  ])('with %j is labelled %s by its author', async (warning, label) => {
    const { normalised } = await publish(context, outgoing('Careful', { media: [picture(10, 10)], ...warning }))
    expect(await network.record(normalised.post.id)).toMatchObject({ labels: { values: [{ val: label }] } })
    expect(normalised.post.sensitive).toBe(true)
  })

  test('can be deleted, twice', async () => {
    const { normalised } = await publish(context, outgoing('Not for long'))
    const handle = { postId: normalised.post.id, remoteId: normalised.post.id, revision: null, url: null }
    await bluesky.delete?.(context, handle)
    expect(await network.record(normalised.post.id)).toBeNull()
    await bluesky.delete?.(context, handle)
  })

  test('of somebody else cannot be deleted', async () => {
    const other = await network.post(bob, 'Mine')
    expect(await errorOf(Promise.resolve(bluesky.delete?.(context, remote(other))))).toMatchObject({ kind: 'remote-rejected' })
  })
})

describe('The limits that Chirp states are those the network keeps', () => {
  const family = '👩‍👩‍👧'

  test('300 graphemes are posted, 301 are refused', async () => {
    expect((await publish(context, outgoing(`${family}${'x'.repeat(299)}`))).normalised.post.text.text).toHaveLength(299 + family.length)
    expect(await errorOf(publish(context, outgoing(`${family}${'x'.repeat(300)}`)))).toMatchObject({
      kind: 'remote-rejected',
      code: 'InvalidRequest',
    })
  })

  test('3000 bytes are posted, more are refused, however few graphemes they are', async () => {
    const text = family.repeat(166)
    expect([Buffer.byteLength(text), text.length]).toEqual([2988, 166 * 8])
    await publish(context, outgoing(text))
    expect(await errorOf(publish(context, outgoing(family.repeat(167))))).toMatchObject({ kind: 'remote-rejected' })
  })

  test('an eleventh picture, a picture over 2,000,000 bytes and a strange type are refused before anything is sent', async () => {
    const small = picture(10, 10)
    const nobody: ConnectorContext = { ...context, http: { fetch: () => Promise.reject(new Error('asked')) } }
    const prepare = (media: readonly (typeof small)[]) => errorOf(publisher().prepare(nobody, outgoing('x', { media }), () => undefined))
    expect(await prepare(Array.from({ length: 11 }, () => small))).toMatchObject({
      kind: 'invalid-input',
      issues: [{ code: 'too-many-images' }],
    })
    expect(await prepare([{ ...small, bytes: 2_000_001 }])).toMatchObject({ kind: 'invalid-input', issues: [{ code: 'media-too-big' }] })
    expect(await prepare([{ ...small, mimeType: 'image/svg+xml' }])).toMatchObject({
      kind: 'invalid-input',
      issues: [{ code: 'media-wrong-type' }],
    })
  })

  test('a picture of nearly 2,000,000 bytes is posted; the network refuses one that is larger', async () => {
    const large = picture(1410, 1410)
    expect(large.bytes).toBeGreaterThan(1_980_000)
    expect(large.bytes).toBeLessThan(2_000_000)
    await publish(context, outgoing('Large', { media: [large] }))
    const larger = picture(1420, 1420)
    expect(larger.bytes).toBeGreaterThan(2_000_000)
    // What Chirp would have refused, sent all the same.
    expect(await errorOf(publish(context, outgoing('Larger', { media: [{ ...larger, bytes: 1 }] })))).toMatchObject({
      kind: 'remote-rejected',
    })
  })
})

describe('When the answer to a post is lost', () => {
  /** The account with a line to its server that can be cut. */
  async function onLine(line: { readonly origin: string }): Promise<ConnectorContext> {
    const session = PasswordSession.parse(await context.session.read())
    return { ...context, session: { ...context.session, read: () => Promise.resolve({ ...session, pds: line.origin }) } }
  }

  async function ownPosts(text: string): Promise<number> {
    await network.processAll()
    const author = { authorId: ann.did, remoteId: ann.did, handle: ann.handle }
    const { posts } = await bluesky.read(context, { stream: { kind: 'author', author }, older: null, limit: 100 })
    return posts.filter(({ post }) => post.text.text === text).length
  }

  test('it is unknown, and looking finds the one post that is there', async () => {
    await using line = await lineTo(network.urls.pds)
    const given = await onLine(line)
    const post = outgoing('Did it arrive?')
    const { newKey, prepare, commit, witness } = publisher()
    const key = newKey(Date.now)
    const prepared = await prepare(given, post, () => undefined)
    const since = Date.now()
    expect(await witness(given, key, post, prepared, since)).toEqual({ kind: 'not-there' })

    line.fault = 'cut-answers'
    expect(await errorOf(commit(given, key, post, prepared))).toMatchObject({ kind: 'outcome-unknown' })
    expect(line.cuts).toBe(1)
    // Nobody was there to ask, which passes: it is asked again, and not the person.
    expect(await errorOf(witness(given, key, post, prepared, since))).toMatchObject({ kind: 'platform-unavailable' })

    line.fault = 'none'
    const found = await witness(given, key, post, prepared, since)
    expect(found).toMatchObject({ kind: 'there', post: { normalised: { post: { text: { text: 'Did it arrive?' }, authorId: ann.did } } } })
    // Even a repeat that should never be: one post.
    expect(await errorOf(commit(given, key, post, prepared))).toMatchObject({ kind: 'outcome-unknown' })
    expect(await ownPosts('Did it arrive?')).toBe(1)
  })

  test('a post that never left is known not to be there', async () => {
    await using line = await lineTo(network.urls.pds)
    const given = await onLine(line)
    const post = outgoing('It did not')
    const { newKey, prepare, commit, witness } = publisher()
    const key = newKey(Date.now)
    const prepared = await prepare(given, post, () => undefined)
    const nowhere = await onLine({ origin: 'http://127.0.0.1:1' })
    expect(await errorOf(commit(nowhere, key, post, prepared))).toMatchObject({ kind: 'platform-unavailable', reason: 'unreachable' })
    expect(await witness(given, key, post, prepared, Date.now())).toEqual({ kind: 'not-there' })
    await commit(given, key, post, prepared)
    expect(await ownPosts('It did not')).toBe(1)
  })
})
