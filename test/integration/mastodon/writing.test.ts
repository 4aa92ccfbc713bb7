import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommittedPost, ConnectorContext, OutgoingPost, RemotePost } from '../../../main/connectors/connector.ts'
import { mastodonConnector } from '../../../main/connectors/mastodon/connector.ts'
import { startMastodonServer, type MastodonTestServer } from '../../mastodon-server/server.ts'
import { variants, type VariantName } from '../../mastodon-server/variants.ts'
import type { WorldAccount } from '../../mastodon-server/world/types.ts'
import { contextOf, errorOf, httpTo, outgoing, picture, publish, publisher, remote, signIn } from './support.ts'

const names = Object.keys(variants).filter((name): name is VariantName => name in variants)

function handles({ normalised }: CommittedPost): RemotePost {
  return { postId: normalised.post.id, remoteId: normalised.viewer?.remoteId ?? '', revision: null, url: normalised.post.url }
}

describe.each(names)('Writing to a server like %s', (variant) => {
  let server: MastodonTestServer
  let me: WorldAccount
  let bob: WorldAccount
  let context: ConnectorContext
  beforeAll(async () => {
    server = await startMastodonServer({ variant, domain: 'chirp.example' })
    me = server.createAccount({ username: 'me' })
    bob = server.createAccount({ username: 'bob' })
    context = await contextOf(await signIn(server, me))
  })
  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })
  const mine = () => [...server.world.statuses.values()].filter((status) => status.accountId === me.id && status.reblogOfId === null)
  const countOf = (text: string) => mine().filter((status) => status.text === text).length

  test('publishes text as it was typed, with warning, language and visibility', async () => {
    const text = 'Hello @bob, see https://example.com/a/long/address/that/is/shortened?x=1 #Chirp\n\nTwo  spaces'
    const { normalised, author } = await publish(
      context,
      outgoing(text, { contentWarning: 'Greetings', language: 'en', visibility: 'followers' }),
    )
    expect(author?.author.id).toBe(context.account.authorId)
    expect(normalised.post).toMatchObject({
      contentWarning: 'Greetings',
      sensitive: true,
      languages: ['en'],
      visibility: 'followers',
      authorId: context.account.authorId,
    })
    expect(normalised.post.text.spans.map(({ kind }) => kind)).toEqual(['mention', 'link', 'tag'])
    expect(mine().find((status) => status.uri === normalised.post.id)).toMatchObject({
      text,
      visibility: 'private',
      spoilerText: 'Greetings',
    })
  })

  test('publishes two pictures with their descriptions, once the server has processed them', async () => {
    server.setMediaProcessing({ image: server.variant.processingAnswers.image })
    const shares: number[] = []
    const post = outgoing('Two pictures', { media: [picture('A red ring', 0), picture('A blue ring', 220)] })
    const { newKey, prepare, commit } = publisher()
    const prepared = await prepare(context, post, (share) => shares.push(share))
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect(shares.at(-1)).toBe(1)
    expect(shares.length).toBeGreaterThan(post.media.length)
    const { normalised } = await commit(context, newKey(Date.now), post, prepared)
    expect(normalised.post.media.map(({ kind, alt, width, height }) => ({ kind, alt, width, height }))).toEqual([
      { kind: 'image', alt: 'A red ring', width: 64, height: 48 },
      { kind: 'image', alt: 'A blue ring', width: 64, height: 48 },
    ])
    expect(normalised.post.sensitive).toBe(false)
  })

  test('says what must stay visible of a picture', async () => {
    const media = [{ ...picture('A ring', 0), focalPoint: { x: -0.5, y: 0.25 } }, picture('Another', 220)]
    const { normalised } = await publish(context, outgoing('Look there', { media }))
    expect(normalised.post.media.map(({ focalPoint }) => focalPoint)).toEqual([{ x: -0.5, y: 0.25 }, null])
  })

  test('uploads no picture that an earlier try has uploaded', async () => {
    const post = outgoing('Two pictures', { media: [picture('A red ring', 0), picture('A blue ring', 220)] })
    const { newKey, prepare, commit } = publisher()
    const parts = new Map<string, unknown>()
    const find = (name: string) => parts.get(name)
    const end = (name: string, part: unknown) => {
      parts.set(name, JSON.parse(JSON.stringify(part)))
      throw new Error('The process ends here')
    }
    await expect(prepare(context, post, () => undefined, { find, keep: end })).rejects.toThrow('ends here')
    const before = server.world.media.size
    const prepared = await prepare(context, post, () => undefined, { find, keep: (name, part) => parts.set(name, part) })
    expect(server.world.media.size).toBe(before + 1)
    const { normalised } = await commit(context, newKey(Date.now), post, prepared)
    expect(normalised.post.media.map(({ alt }) => alt)).toEqual(['A red ring', 'A blue ring'])
  })

  test('publishes a poll', async () => {
    const { normalised } = await publish(
      context,
      outgoing('Tea or coffee?', { poll: { options: ['Tea', 'Coffee'], multiple: false, seconds: 3600 } }),
    )
    expect(normalised.post.poll).toMatchObject({
      options: [{ title: 'Tea' }, { title: 'Coffee' }],
      multiple: false,
      closed: false,
      votes: 0,
    })
  })

  test('answers and quotes', async () => {
    const theirs = server.postStatus(bob, 'Something to talk about')
    const reply = await publish(context, outgoing('@bob indeed', { replyTo: remote(theirs), replyRoot: remote(theirs) }))
    expect(reply.normalised.post.replyTo).toMatchObject({ authorHandle: 'bob@chirp.example' })
    expect(mine().find(({ text }) => text === '@bob indeed')?.inReplyToId).toBe(theirs.id)
    if (context.account.capabilities.quote === null) return
    const quote = await publish(context, outgoing('This.', { quote: remote(theirs) }))
    expect(quote.normalised.post.quote).toEqual({ postId: theirs.uri, state: 'available' })
    expect(quote.normalised.post.text.text).toBe('This.')
  })

  test('says who may quote where the server lets it, and the server keeps to it', async ({ skip }) => {
    const offered = context.account.capabilities.quotePolicy
    expect(offered).toEqual(server.variant.quotes ? ['everyone', 'followers', 'nobody'] : null)
    if (offered === null) return skip('has no quote policies')
    const bobs = await contextOf(await signIn(server, bob))
    for (const [quotePolicy, kept] of [
      ['everyone', 'public'],
      ['followers', 'followers'],
      ['nobody', 'nobody'],
    ] as const) {
      const { normalised } = await publish(context, outgoing(`Quotable by ${quotePolicy}`, { quotePolicy }))
      expect(mine().find(({ uri }) => uri === normalised.post.id)?.quotePolicy).toBe(kept)
      const seen = await mastodonConnector.resolvePost?.(bobs, normalised.post.id, normalised.post.url)
      const handle = seen?.posts.find(({ post }) => post.id === normalised.post.id)?.viewer
      expect(handle?.canQuote).toBe(quotePolicy === 'everyone')
      const quoting = publish(
        bobs,
        outgoing('Quoting', { quote: { postId: '', remoteId: handle?.remoteId ?? '', revision: null, url: null } }),
      )
      if (quotePolicy === 'everyone') expect((await quoting).normalised.post.quote?.state).toBe('available')
      else expect((await errorOf(quoting)).kind).toBe('post-not-found')
    }
  })

  test('likes, reposts, bookmarks and back, also twice', async () => {
    const theirs = server.postStatus(bob, 'Likeable')
    const viewer = async () =>
      (await mastodonConnector.thread!(context, remote(theirs))).batch.posts.find(({ post }) => post.id === theirs.uri)?.viewer
    for (const on of [true, true, false, false]) {
      for (const verb of context.account.capabilities.engagements) {
        expect(await mastodonConnector.engage?.set(context, verb, on, remote(theirs), null)).toEqual({ ref: null })
      }
      expect(await viewer()).toMatchObject({
        liked: on,
        reposted: on,
        bookmarked: on && context.account.capabilities.engagements.includes('bookmark'),
      })
    }
    const [measured] = await mastodonConnector.metrics!(context, [remote(theirs), remote({ id: '1', uri: 'gone' })])
    expect(measured).toMatchObject({ postId: theirs.uri, metrics: { likes: 0, reposts: 0, replies: 0, bookmarks: null, views: null } })
  })

  test('follows, or asks to, and stops', async () => {
    const author = { authorId: 'bob', remoteId: bob.id, handle: 'bob@chirp.example' }
    expect(await mastodonConnector.engage?.follow?.(context, author, true, null)).toEqual({ ref: null, requested: bob.locked })
    expect(await mastodonConnector.engage?.follow?.(context, author, false, null)).toEqual({ ref: null, requested: false })
  })

  test('deletes its own post, also when it is gone; nobody else’s', async () => {
    const post = await publish(context, outgoing('Not for long'))
    await mastodonConnector.delete?.(context, handles(post))
    await mastodonConnector.delete?.(context, handles(post))
    expect(countOf('Not for long')).toBe(0)
    const theirs = server.postStatus(bob, 'Mine')
    expect((await errorOf(mastodonConnector.delete!(context, remote(theirs)))).kind).toBe('post-not-found')
  })

  describe('when the answer to a post is lost', () => {
    /** Commits as the outbox does with a server that breaks off; yields what is needed to look. */
    async function lost(post: OutgoingPost, fault: { readonly afterEffect: boolean; readonly truncate?: boolean }) {
      const { newKey, prepare, commit } = publisher()
      const key = newKey(Date.now)
      const prepared: unknown = JSON.parse(JSON.stringify(await prepare(context, post, () => undefined)))
      const since = Date.now()
      server.failNext({
        match: 'POST /api/v1/statuses',
        ...(fault.truncate === true ? { truncate: true } : { reset: true, afterEffect: fault.afterEffect }),
      })
      expect(await errorOf(commit(context, key, post, prepared))).toEqual({ kind: 'outcome-unknown', message: null })
      return {
        key,
        prepared,
        since,
        look: () => publisher().witness(context, key, post, prepared, since),
        again: () => commit(context, key, post, prepared),
      }
    }

    test('it finds the post and exactly one is there', async () => {
      const text = `Was it sent, @bob? https://example.com/${'long/'.repeat(12)} *yes* #one`
      const { look } = await lost(outgoing(text, { contentWarning: 'Doubt' }), { afterEffect: true })
      const seen = await look()
      expect(seen).toMatchObject({ kind: 'there', post: { normalised: { post: { contentWarning: 'Doubt' } } } })
      expect(countOf(text)).toBe(1)
    })

    test('it finds a post with pictures, a poll, an answer', async () => {
      const parent = handles(await publish(context, outgoing('A parent')))
      for (const post of [
        outgoing('', { media: [picture('Only a picture', 100)] }),
        outgoing('A question', { poll: { options: ['One', 'Two'], multiple: true, seconds: 3600 } }),
        outgoing('Same words', { replyTo: parent, replyRoot: parent }),
      ]) {
        const { look } = await lost(post, { afterEffect: true })
        expect((await look()).kind).toBe('there')
      }
    })

    test('half an answer is no answer', async () => {
      const { look } = await lost(outgoing('Half an answer'), { afterEffect: true, truncate: true })
      expect((await look()).kind).toBe('there')
      expect(countOf('Half an answer')).toBe(1)
    })

    test('it knows that nothing came, and a second commit makes one', async () => {
      const { look, again } = await lost(outgoing('It never arrived'), { afterEffect: false })
      expect(await look()).toEqual({ kind: 'not-there' })
      const { normalised } = await again()
      expect(normalised.post.text.text).toBe('It never arrived')
      expect(countOf('It never arrived')).toBe(1)
    })

    test('an earlier post of the same words is not taken for it', async () => {
      server.postStatus(me, { text: 'Good morning', createdAt: Date.now() - 60_000 })
      const { look } = await lost(outgoing('Good morning'), { afterEffect: false })
      expect(await look()).toEqual({ kind: 'not-there' })
      expect(countOf('Good morning')).toBe(1)
    })

    test('a post that differs in anything is not taken for it', async () => {
      const { look } = await lost(outgoing('Different'), { afterEffect: false })
      const parent = server.postStatus(bob, 'Elsewhere')
      server.postStatus(me, { text: 'Different', inReplyToId: parent.id })
      server.postStatus(me, { text: 'Different', spoilerText: 'x' })
      server.postStatus(me, { text: 'Different', mediaIds: [server.addMedia(me).id] })
      server.postStatus(me, 'Different?!? Or not')
      expect(await look()).toEqual({ kind: 'not-there' })
    })
  })
})

describe('Publishing to a difficult server', () => {
  let server: MastodonTestServer
  let me: WorldAccount
  let context: ConnectorContext
  beforeAll(async () => {
    server = await startMastodonServer({ variant: 'mastodon' })
    me = server.createAccount({ username: 'me' })
    context = await contextOf(await signIn(server, me))
  })
  afterAll(async () => {
    expect(server.violations).toEqual([])
    await server.close()
  })

  test('does not repeat a request with a key that the server remembers', async () => {
    const { newKey, prepare, commit } = publisher()
    const post = outgoing('Once')
    const key = newKey(Date.now)
    const prepared = await prepare(context, post, () => undefined)
    const first = await commit(context, key, post, prepared)
    expect(handles(await commit(context, key, post, prepared))).toEqual(handles(first))
  })

  test('waits for files that were not finished after all (mixpost#146, postybirb#744, mastodon-async#61, Mastonet#119)', async () => {
    const post = outgoing('Patience', { media: [picture('Slow', 10)] })
    const { newKey, prepare, commit } = publisher()
    const prepared = await prepare(context, post, () => undefined)
    for (const media of server.world.media.values()) if (media.attachedTo === null) media.answersLeft = 2
    const { normalised } = await commit(context, newKey(Date.now), post, prepared)
    expect(normalised.post.media).toHaveLength(1)
  })

  test('uploads to the first version where there is no second', async () => {
    server.failNext({ match: 'POST /api/v2/media', status: 404, body: '<html>404</html>' })
    const { normalised } = await publish(context, outgoing('Old ways', { media: [picture('', 30)] }))
    expect(normalised.post.media).toHaveLength(1)
  })

  test('passes on why the server refused', async () => {
    expect(await errorOf(publish(context, outgoing('x'.repeat(501))))).toEqual({
      kind: 'remote-rejected',
      message: 'Validation failed: Text character limit of 500 exceeded',
      code: null,
    })
  })

  test.each([
    ['the answer does not come', { hang: true }],
    ['a gateway gives up', { status: 504, body: '<html>Gateway Time-out</html>' }],
    ['the server fails', { status: 500, body: { error: 'Something went wrong' } }],
    ['a page comes back', { status: 200, body: '<html>Welcome</html>' }],
    ['nothing comes back', { status: 200, body: '' }],
  ])('does not know whether it was sent when %s', async (_, fault) => {
    const impatient = { ...context, http: httpTo(server.url, { accountId: context.account.id, timeoutMs: 300 }) }
    server.failNext({ match: 'POST /api/v1/statuses', ...fault })
    expect((await errorOf(publish(impatient, outgoing('Perhaps')))).kind).toBe('outcome-unknown')
  })

  test('says until when it has to wait, and sends nothing meanwhile', async () => {
    server.setRateLimit('account', { limit: 3, periodMs: 3_600_000 })
    const limited = { ...context, http: httpTo(server.url, { accountId: 'acc_limited' }) }
    const before = server.requests.length
    const errors = []
    for (let wanted = 0; wanted < 8; wanted++) {
      try {
        await mastodonConnector.check(limited)
      } catch (error) {
        errors.push(mastodonConnector.classify(error))
      }
    }
    expect(errors.length).toBeGreaterThanOrEqual(5)
    for (const error of errors) {
      expect(error.kind).toBe('rate-limit-exceeded')
      if (error.kind === 'rate-limit-exceeded') expect(error.retryAt).toBeGreaterThan(Date.now())
    }
    expect(server.requests.length - before).toBeLessThanOrEqual(4)
    server.setRateLimit('account', null)
  })
})
