import { beforeAll, describe, expect, test } from 'vitest'
import type { ConnectorContext, WireViewer } from '../../../main/connectors/connector.ts'
import type { PostHandle, TestAccount } from '../../support/bluesky-network.ts'
import { bluesky, errorOf, network, newcomer, remote } from './support.ts'

let bob: TestAccount
let ann: TestAccount
let context: ConnectorContext
let post: PostHandle

beforeAll(async () => {
  ;({ account: ann, context } = await newcomer('ann'))
  bob = await network.createAccount('bob')
  post = await network.post(bob, 'Like me')
  await network.processAll()
})

function engage() {
  if (bluesky.engage?.follow === undefined) throw new Error('Cannot engage')
  return { set: bluesky.engage.set, follow: bluesky.engage.follow }
}

async function seen(handle = post): Promise<WireViewer | null | undefined> {
  await network.processAll()
  return (await bluesky.resolvePost?.(context, handle.uri, null))?.posts[0]?.viewer
}

async function records(collection: string): Promise<number> {
  const { data } = await ann.agent.com.atproto.repo.listRecords({ repo: ann.did, collection })
  return data.records.length
}

describe.each([
  ['like', 'liked', 'likeRef', 'app.bsky.feed.like'],
  ['repost', 'reposted', 'repostRef', 'app.bsky.feed.repost'],
] as const)('A %s', (verb, state, refName, collection) => {
  test('is given once, however often one presses, and taken back', async () => {
    const { ref } = await engage().set(context, verb, true, remote(post), null)
    expect(await seen()).toMatchObject({ [state]: true, [refName]: ref })
    // Pressed again, with and without knowing that it was done.
    expect(await engage().set(context, verb, true, remote(post), null)).toEqual({ ref })
    expect(await records(collection)).toBe(1)
    expect(await engage().set(context, verb, false, remote(post), ref)).toEqual({ ref: null })
    expect(await seen()).toMatchObject({ [state]: false, [refName]: null })
    await engage().set(context, verb, false, remote(post), ref)
    await engage().set(context, verb, false, remote(post), null)
    expect(await records(collection)).toBe(0)
  })

  test('whose handle was lost is taken back all the same', async () => {
    await engage().set(context, verb, true, { ...remote(post), revision: null }, null)
    expect(await seen()).toMatchObject({ [state]: true })
    await engage().set(context, verb, false, remote(post), null)
    expect(await seen()).toMatchObject({ [state]: false })
  })
})

test('A bookmark is kept and taken away', async () => {
  await engage().set(context, 'bookmark', true, remote(post), null)
  await engage().set(context, 'bookmark', true, { ...remote(post), revision: null }, null)
  expect(await seen()).toMatchObject({ bookmarked: true })
  await engage().set(context, 'bookmark', false, remote(post), null)
  await engage().set(context, 'bookmark', false, remote(post), null)
  expect(await seen()).toMatchObject({ bookmarked: false })
})

test('A follow is one follow, and can be ended', async () => {
  const author = { authorId: bob.did, remoteId: bob.did, handle: bob.handle }
  const { ref } = await engage().follow(context, author, true, null)
  await network.processAll()
  expect(await engage().follow(context, author, true, null)).toEqual({ ref, requested: false })
  expect((await bluesky.profile?.(context, author))?.normalised.relationship).toMatchObject({ following: true, followRef: ref })
  await engage().follow(context, author, false, null)
  await network.processAll()
  expect((await bluesky.profile?.(context, author))?.normalised.relationship).toMatchObject({ following: false, followRef: null })
  expect(await records('app.bsky.graph.follow')).toBe(0)
})

test('A post that is gone cannot be liked, and taking the like back is no trouble', async () => {
  const gone = await network.post(bob, 'Soon gone')
  await network.processAll()
  await bob.agent.deletePost(gone.uri)
  await network.processAll()
  expect(await errorOf(engage().set(context, 'like', true, remote(gone), null))).toMatchObject({ kind: 'post-not-found' })
  expect(await engage().set(context, 'like', false, remote(gone), null)).toEqual({ ref: null })
})

test('What an author does not allow is known before it is tried', async () => {
  const closed = await network.post(bob, 'Closed')
  const rkey = closed.uri.split('/').at(-1) ?? ''
  const createdAt = new Date().toISOString()
  await bob.agent.app.bsky.feed.threadgate.create({ repo: bob.did, rkey }, { post: closed.uri, createdAt, allow: [] })
  await bob.agent.app.bsky.feed.postgate.create(
    { repo: bob.did, rkey },
    { post: closed.uri, createdAt, embeddingRules: [{ $type: 'app.bsky.feed.postgate#disableRule' }] },
  )
  expect(await seen(closed)).toMatchObject({ canReply: false, canQuote: false, canRepost: true })
})
