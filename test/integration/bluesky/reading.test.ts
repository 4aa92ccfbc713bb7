import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext } from '../../../main/connectors/connector.ts'
import type { PostHandle, TestAccount } from '../../support/bluesky-network.ts'
import { bluesky, contextOf, errorOf, httpTo, network, newcomer, outgoing, picture, publish, remote, signIn } from './support.ts'

let ann: TestAccount
let bob: TestAccount
let eve: TestAccount
let context: ConnectorContext

beforeAll(async () => {
  ;({ account: ann, context } = await newcomer('ann'))
  bob = await network.createAccount('bob')
  eve = await network.createAccount('eve')
  await network.follow(ann, bob)
  await network.processAll()
})

async function read(stream: Parameters<typeof bluesky.read>[1]['stream'], given = context) {
  await network.processAll()
  return bluesky.read(given, { stream, older: null, limit: 50 })
}

describe('The home timeline', () => {
  test('has what those one follows write and repost, with who reposted it', async () => {
    const own = await network.post(bob, 'Good morning')
    const other = await network.post(eve, 'From somebody else')
    await network.processAll()
    await network.repost(bob, other)
    const { entries, authors } = await read({ kind: 'home' })
    expect(entries).toMatchObject([
      { postId: other.uri, repostedBy: bob.did },
      { postId: own.uri, repostedBy: null },
    ])
    expect(authors.map(({ author }) => author.handle).toSorted()).toEqual([bob.handle, eve.handle].toSorted())
    expect(authors.find(({ remoteId }) => remoteId === bob.did)?.relationship).toMatchObject({ following: true, followedBy: false })
  })

  test('goes on where it stopped while new posts arrive', async () => {
    const { account: reader, context: quiet } = await newcomer('reader')
    const writer = await network.createAccount('writer')
    await network.follow(reader, writer)
    const written: string[] = []
    for (let number = 0; number < 9; number++) written.push((await network.post(writer, `Number ${number}`)).uri)
    await network.processAll()
    const seen: string[] = []
    let older: string | null = null
    do {
      const page: Awaited<ReturnType<typeof bluesky.read>> = await bluesky.read(quiet, { stream: { kind: 'home' }, older, limit: 4 })
      seen.push(...page.entries.map(({ postId }) => postId))
      older = page.older
      await network.post(writer, 'Too late for this walk')
      await network.processAll()
    } while (older !== null)
    expect(seen).toEqual(written.toReversed())
  })
})

test('what a person mutes and hides in the network’s own app is told of each post of their home timeline', async () => {
  const { account: reader, context: own } = await newcomer('reader')
  const writer = await network.createAccount('writer')
  await network.follow(reader, writer)
  const fine = await network.post(writer, 'A quiet day')
  const muted = await network.post(writer, 'The finale, with spoilers')
  const hidden = await network.post(writer, 'Not this one')
  await reader.agent.addMutedWord({ value: 'spoilers', targets: ['content', 'tag'], actorTarget: 'all' })
  await reader.agent.hidePost(hidden.uri)
  const { posts } = await read({ kind: 'home' }, own)
  expect(new Map(posts.map(({ post, viewer }) => [post.id, viewer?.filter]))).toEqual(
    new Map([
      [fine.uri, null],
      [muted.uri, { how: 'mute', reason: 'spoilers' }],
      [hidden.uri, { how: 'mute', reason: null }],
    ]),
  )
})

describe('A thread', () => {
  let root: PostHandle
  let middle: PostHandle
  let leaf: PostHandle
  beforeAll(async () => {
    root = await network.post(bob, 'Who is coming?')
    await network.processAll()
    middle = await network.reply(eve, root, 'I am')
    await network.processAll()
    leaf = await network.reply(bob, middle, 'Good', root)
    await network.reply(ann, root, 'Me too')
    await network.processAll()
  })

  test('is read from any of its posts, upwards and downwards', async () => {
    const thread = await bluesky.thread?.(context, remote(middle))
    expect(thread).toMatchObject({ rootId: root.uri, complete: true })
    expect(thread?.batch.posts.map(({ post }) => post.text.text).toSorted()).toEqual(['Good', 'I am', 'Who is coming?'])
    expect(thread?.batch.posts.find(({ post }) => post.id === leaf.uri)?.post).toMatchObject({
      replyTo: { postId: middle.uri },
      threadRootId: root.uri,
    })
    expect((await bluesky.thread?.(context, remote(root)))?.batch.posts).toHaveLength(4)
  })

  test('of a post that is gone is not to be had', async () => {
    const gone = await network.post(bob, 'Never mind')
    await network.processAll()
    await bob.agent.deletePost(gone.uri)
    await network.processAll()
    expect(await errorOf(Promise.resolve(bluesky.thread?.(context, remote(gone))))).toMatchObject({ kind: 'post-not-found' })
  })

  test('with a post by somebody who is blocked does without it', async () => {
    const { account: zoe, context: careful } = await newcomer('zoe')
    await zoe.agent.app.bsky.graph.block.create({ repo: zoe.did }, { subject: eve.did, createdAt: new Date().toISOString() })
    await network.processAll()
    const thread = await bluesky.thread?.(careful, remote(root))
    expect(thread?.batch.posts.map(({ post }) => post.text.text).toSorted()).toEqual(['Me too', 'Who is coming?'])
  })
})

describe('People and posts', () => {
  test('are found by profile, by address and by the page on the web', async () => {
    await bob.agent.upsertProfile(() => ({ displayName: 'Bob 🌻', description: 'See https://example.com' }))
    const post = await network.post(bob, 'Findable')
    await network.processAll()
    const author = { authorId: bob.did, remoteId: bob.did, handle: bob.handle }
    expect((await bluesky.profile?.(context, author))?.profile).toMatchObject({
      author: { displayName: 'Bob 🌻', handle: bob.handle },
      description: { text: 'See https://example.com', spans: [{ kind: 'link', uri: 'https://example.com' }] },
      followers: 1,
    })
    const page = `https://bsky.app/profile/${bob.handle}/post/${post.uri.split('/').at(-1) ?? ''}`
    for (const found of [await bluesky.resolvePost?.(context, post.uri, null), await bluesky.resolvePost?.(context, page, page)]) {
      expect(found?.posts).toMatchObject([{ post: { id: post.uri, url: page }, viewer: { revision: post.cid } }])
    }
    expect(await bluesky.resolvePost?.(context, 'at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3aaaaaaaaaaaa', null)).toBeNull()
    expect(await bluesky.resolvePost?.(context, 'https://example.com/@ann/1', 'https://example.com/@ann/1')).toBeNull()
    const { author: described } = await bluesky.check(await contextOf(await signIn(bob)))
    expect((await bluesky.resolveAuthor?.(context, described))?.author.id).toBe(bob.did)
  })

  test('are searched for', async () => {
    const post = await network.post(eve, 'A word like quetzalcoatlus is rare')
    const found = await read({ kind: 'search', query: 'quetzalcoatlus' })
    expect(found.entries.map(({ postId }) => postId)).toEqual([post.uri])
    expect((await read({ kind: 'search', query: ':) "' })).entries).toEqual([])
  })

  test('have their pictures and films where they can be fetched', async () => {
    const { normalised } = await publish(context, outgoing('A picture', { media: [picture(30, 20, 'Noise')] }))
    const [media] = normalised.post.media
    expect(media).toMatchObject({ kind: 'image', alt: 'Noise', width: 30, height: 20 })
    const address = await bluesky.resolveMedia?.(
      { http: httpTo(network.urls.pds), clock: Date.now, log: context.log, signal: context.signal },
      media?.url ?? '',
    )
    const bytes = await (await fetch(address ?? '')).bytes()
    expect(Buffer.from(bytes).subarray(1, 4).toString()).toBe('PNG')
    const { posts } = await read({ kind: 'author', author: { authorId: ann.did, remoteId: ann.did, handle: ann.handle } })
    const indexed = posts.find(({ post }) => post.id === normalised.post.id)?.post.media[0]
    expect(indexed).toMatchObject({ kind: 'image', alt: 'Noise', width: 30, height: 20 })
    expect((await fetch(indexed?.url ?? '')).headers.get('content-type')).toMatch(/^image\//)
  })
})

describe('Notifications', () => {
  test('tell who did what to which post, newest first, with the posts they are about', async () => {
    const { account: pia, context: hers } = await newcomer('pia')
    const own = await network.post(pia, 'My post')
    await network.processAll()
    await network.follow(bob, pia)
    await network.like(bob, own)
    await network.repost(eve, own)
    const reply = await network.reply(bob, own, 'An answer')
    await network.processAll()
    const quote = await network.quote(eve, own, 'A quote')
    await network.processAll()
    const mention = (await publish(context, outgoing(`Hello @${pia.handle}`))).normalised.post.id
    const { inbox, posts } = await read({ kind: 'notifications' }, hers)
    expect(inbox.map(({ kind, actorId, postId }) => [kind, actorId, postId])).toEqual([
      ['mention', ann.did, mention],
      ['quote', eve.did, quote.uri],
      ['reply', bob.did, reply.uri],
      ['repost', eve.did, own.uri],
      ['like', bob.did, own.uri],
      ['follow', bob.did, null],
    ])
    expect(new Set(posts.map(({ post }) => post.id))).toEqual(new Set([mention, quote.uri, reply.uri, own.uri]))
    expect(new Set(inbox.map(({ remoteId }) => remoteId)).size).toBe(6)
  })

  test('are unread until they are marked, up to and including a time', async () => {
    const { account: kim, context: theirs } = await newcomer('kim')
    const own = await network.post(kim, 'Mine')
    await network.processAll()
    await network.like(bob, own)
    await network.processAll()
    await network.reply(eve, own, 'First')
    const before = await read({ kind: 'notifications' }, theirs)
    // Nobody ever said what was seen: the network knows nothing.
    expect(before.inbox.map(({ read: seen }) => seen)).toEqual([null, null])
    expect(await bluesky.readMark?.(theirs)).toBeNull()

    const upTo = before.inbox[0]
    await bluesky.markRead?.(theirs, { at: upTo?.at ?? 0, remoteId: upTo?.remoteId ?? '' })
    await network.reply(bob, own, 'Second')
    const after = await read({ kind: 'notifications' }, theirs)
    expect(after.inbox.map(({ kind, read: seen }) => [kind, seen])).toEqual([
      ['reply', false],
      ['reply', true],
      ['like', true],
    ])
    expect((await bluesky.readMark?.(theirs))?.at).toBe((upTo?.at ?? 0) + 1)

    await bluesky.markRead?.(theirs, { at: 1, remoteId: '' })
    expect((await bluesky.readMark?.(theirs))?.at).toBe((upTo?.at ?? 0) + 1)
  })
})

describe('Counts', () => {
  test('of posts are as the network has them now, and null where it has none', async () => {
    const post = await network.post(bob, 'Count me')
    await network.processAll()
    await network.like(eve, post)
    await network.quote(eve, post, 'Look')
    await network.processAll()
    const counted = await bluesky.metrics?.(context, [
      remote(post),
      remote({ uri: 'at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3aaaaaaaaaaaa', cid: 'x' }),
    ])
    expect(counted).toEqual([
      {
        postId: post.uri,
        metrics: { likes: 1, quotes: 1, replies: 0, reposts: 0, bookmarks: 0, views: null, measuredAt: expect.any(Number) as number },
      },
    ])
  })
})
