import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestAccount } from '../../support/bluesky-network.ts'
import { need, startRealCore, until, type RealCore } from '../../support/real-core.ts'
import { bluesky, contextOf, network, outgoing, picture, publish, remote, signIn } from './support.ts'

let ann: TestAccount
let bob: TestAccount
let chirp: RealCore
let accountId: string

beforeAll(async () => {
  ann = await network.createAccount('ann')
  bob = await network.createAccount('bob')
  await network.follow(ann, bob)
  await network.processAll()
  chirp = await startRealCore([bluesky])
  accountId = await chirp.signIn(bluesky, await signIn(ann))
})
afterAll(() => chirp.close())

describe('What a post was written as', () => {
  test('has the links in full that an app shortened, and the one that only a card has', async () => {
    const text = 'Read example.com/a/lo...'
    const shortened = await network.post(ann, text, {
      facets: [
        {
          index: { byteStart: 5, byteEnd: 24 },
          features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.com/a/long/address' }],
        },
      ],
    })
    const carded = await network.post(ann, 'Look', {
      embed: { $type: 'app.bsky.embed.external', external: { uri: 'https://example.org/page', title: 'A page', description: '' } },
    })
    const context = await contextOf(await signIn(ann))
    expect((await bluesky.source!(context, remote(shortened))).text).toBe('Read https://example.com/a/long/address')
    expect((await bluesky.source!(context, remote(carded))).text).toBe('Look\n\nhttps://example.org/page')
  })

  test('is told of own posts alone', async () => {
    const theirs = await network.post(bob, 'Mine')
    const context = await contextOf(await signIn(ann))
    await expect(bluesky.source!(context, remote(theirs))).rejects.toMatchObject({ error: { kind: 'post-not-found' } })
  })
})

describe('Deleting and writing anew (social-app#6455)', () => {
  test('keeps text, files as they were uploaded, labels, language, answer, quote and gates; then the post is gone', async () => {
    const context = await contextOf(await signIn(ann))
    const quoted = await network.post(bob, 'Quotable')
    await network.processAll()
    const image = picture(60, 40, 'Grey noise')
    const { normalised } = await publish(
      context,
      outgoing('Teh first', {
        language: 'de',
        sensitive: true,
        media: [image],
        quote: remote(quoted),
        replyPolicy: { kind: 'some', audiences: ['following'] },
        quotePolicy: 'nobody',
        topicTag: null,
      }),
    )
    await network.processAll()
    await chirp.read(accountId)
    const draft = need(await chirp.services.rewrite.redraft({ postId: normalised.post.id }))
    expect(draft).toMatchObject({
      quote: quoted.uri,
      content: {
        language: 'de',
        sensitive: true,
        segments: [{ text: 'Teh first', media: [{ sha256: image.sha256, alt: 'Grey noise', width: 60, height: 40 }] }],
      },
      targets: [{ accountId, replyPolicy: { kind: 'some', audiences: ['following'] }, quotePolicy: 'nobody' }],
    })
    await chirp.untilDeleted(async () => (await network.record(normalised.post.id)) !== null)
    const [item] = await chirp.publish(chirp.write(draft, { text: 'The first' }))
    expect(item).toMatchObject({ state: 'done' })
    const [again] = need(chirp.services.publishing.mappings({ postId: itemPost(item!.runId) }))
    expect(await network.record(again!.postId)).toMatchObject({ text: 'The first', langs: ['de'] })
    expect(await network.record(again!.postId.replace('feed.post', 'feed.threadgate'))).toMatchObject({
      allow: [{ $type: 'app.bsky.feed.threadgate#followingRule' }],
    })
  })

  test('of one post of a thread takes that one alone, in its place', async () => {
    const root = await network.post(ann, 'One')
    await network.processAll()
    const second = await network.reply(ann, root, 'Tow')
    await network.processAll()
    const third = await network.reply(ann, second, 'Three', root)
    await network.processAll()
    await chirp.read(accountId)
    const draft = need(await chirp.services.rewrite.redraft({ postId: second.uri }))
    expect(draft).toMatchObject({ replyTo: root.uri, content: { segments: [{ text: 'Tow' }] } })
    await chirp.untilDeleted(async () => (await network.record(second.uri)) !== null)
    expect(await network.record(root.uri)).not.toBeNull()
    expect(await network.record(third.uri)).not.toBeNull()
  })

  test('makes no draft of a post that was deleted elsewhere meanwhile', async () => {
    const post = await network.post(ann, 'Gone')
    await network.processAll()
    await chirp.read(accountId)
    const before = need(chirp.services.drafts.list())
    await ann.agent.deletePost(post.uri)
    expect(await chirp.services.rewrite.redraft({ postId: post.uri })).toMatchObject({ ok: false, error: { kind: 'post-not-found' } })
    expect(need(chirp.services.drafts.list())).toEqual(before)
  })
})

describe('An answer', () => {
  test('comes from an account that has not seen the post, when the person chooses it', async () => {
    const other = await network.createAccount('other')
    const otherId = await chirp.signIn(bluesky, await signIn(other))
    const post = await network.post(bob, 'Anybody?')
    await network.processAll()
    const seeing = await chirp.signIn(
      bluesky,
      await signIn(
        await network.createAccount('seeing').then(async (account) => {
          await network.follow(account, bob)
          await network.processAll()
          return account
        }),
      ),
    )
    await chirp.read(seeing)
    expect(need(chirp.services.posts.get({ ids: [post.uri] }))[0]?.viewers.map((viewer) => viewer.accountId)).not.toContain(otherId)
    const draft = need(chirp.services.drafts.create({ replyTo: post.uri, quote: null, targets: [otherId], text: 'I do' }))
    expect(draft.targets.map((target) => target.accountId)).toEqual([otherId])
    const [item] = await chirp.publish(draft)
    expect(item).toMatchObject({ state: 'done', accountId: otherId })
    await until(async () => {
      const { data } = await other.agent.getAuthorFeed({ actor: other.did })
      return data.feed.some((each) => (each.post.record as { reply?: { parent: { uri: string } } }).reply?.parent.uri === post.uri)
    })
  })
})

/** The post that the first item of a run became. */
function itemPost(runId: string): string {
  const own = need(chirp.services.outbox.list()).find(({ id }) => id === runId)?.items[0]?.url ?? ''
  return `at://${ann.did}/app.bsky.feed.post/${own.split('/').at(-1) ?? ''}`
}
