import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAuthors, type Authors } from '../../../main/services/reading/authors.ts'
import { createMetrics } from '../../../main/services/reading/metrics.ts'
import { refreshOwn } from '../../../main/sync/refresh-own.ts'
import { getAccount } from '../../../main/store/tables/accounts.ts'
import { contract } from '../../../shared/bridge/contract.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { AuthorProfile } from '../../../shared/model/author.ts'
import { authorOf, batchOf, capabilities, HOUR, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { valueOf, World } from './world.ts'

let world: World
let authors: Authors
let me: string
beforeEach(() => {
  world = new World()
  me = world.join('me')
  authors = createAuthors({ store: world.store, contextFor: world.contextFor, views: world.views, clock: world.clock })
})
afterEach(() => world[Symbol.dispose]())

function profileOf(name: string, changes: Partial<AuthorProfile> = {}): AuthorProfile {
  return {
    author: authorOf(name),
    description: { text: ':x: hi', spans: [{ kind: 'emoji', start: 0, end: 3, shortcode: 'x', url: 'https://e.test/x.png' }] },
    headerUrl: 'https://media.test/header.png',
    followers: 10,
    following: 5,
    posts: 3,
    fields: [],
    joinedAt: NOON,
    ...changes,
  }
}
const following = { following: true, requested: false, followedBy: false, muted: false, blocked: false, followRef: 'f' }

describe('a profile', () => {
  test('that was never read opens at once with what is known', () => {
    world.ingest(me, batchOf([postOf('a1', 'ann', NOON)]))
    expect(valueOf(authors.profile({ authorId: 'author:ann' }))).toMatchObject({
      profile: {
        author: { handle: 'ann.test', avatarUrl: '/media?https://media.test/ann.png' },
        followers: null,
        description: { text: '' },
      },
      relationships: [],
      ownAccountId: null,
      platformName: 'testnet name',
    })
    expect(authors.profile({ authorId: 'author:nobody' })).toEqual({ ok: false, error: { kind: 'post-not-found', message: null } })
  })

  test('is read from the network with its newest posts', async () => {
    world.ingest(me, batchOf([postOf('a1', 'ann', NOON - HOUR)]))
    world.extras.set(me, {
      profile: () => Promise.resolve({ profile: profileOf('ann'), normalised: normalisedAuthor(authorOf('ann'), following) }),
      read: (_context, { stream }) => Promise.resolve(batchOf(stream.kind === 'author' ? [postOf('a2', 'ann', NOON)] : [])),
    })
    expect(await authors.refreshProfile({ authorId: 'author:ann' })).toEqual({ ok: true, value: {} })
    const view = valueOf(authors.profile({ authorId: 'author:ann' }))
    expect(view).toMatchObject({
      profile: {
        followers: 10,
        headerUrl: '/media?https://media.test/header.png',
        description: { spans: [{ url: '/media?https://e.test/x.png' }] },
      },
      relationships: [{ accountId: me, following: true }],
    })
    expect(contract['authors.profile'].output.parse(view)).toEqual(view)
    const first = valueOf(authors.posts({ authorId: 'author:ann', cursor: null, limit: 1 }))
    expect(first.postIds).toEqual(['post:a2'])
    expect(valueOf(authors.posts({ authorId: 'author:ann', cursor: first.older, limit: 1 }))).toMatchObject({
      postIds: ['post:a1'],
      older: null,
    })
  })

  test('of someone an account does not know yet is looked up, and failures are told', async () => {
    world.ingest(me, batchOf([postOf('a1', 'ann', NOON)]))
    world.store.write((db) => db.run('delete from author_account'))
    world.extras.set(me, {
      resolveAuthor: (_context, author) => Promise.resolve(normalisedAuthor(author)),
      profile: () => Promise.reject(new AppFailure({ kind: 'offline' })),
    })
    expect(await authors.refreshProfile({ authorId: 'author:ann' })).toEqual({ ok: false, error: { kind: 'offline' } })
  })
})

test('completion answers names with pictures on the own host', () => {
  world.ingest(me, batchOf([postOf('a1', 'ann', NOON), postOf('b1', 'bob', NOON)]))
  expect(valueOf(authors.complete({ text: 'an', limit: 5 }))).toEqual([
    { authorId: 'author:ann', platform: 'testnet', handle: 'ann.test', displayName: 'ann', avatarUrl: '/media?https://media.test/ann.png' },
  ])
})

describe("the person's own posts", () => {
  test('are brought up to date: name, followers, counts and their history', async () => {
    world.ingest(me, batchOf([postOf('mine', 'me', NOON - HOUR), postOf('theirs', 'ann', NOON)]))
    world.now = NOON + 2 * HOUR
    const asked: string[][] = []
    world.extras.set(me, {
      check: () => Promise.resolve(normalisedAuthor(authorOf('me', { displayName: 'Renamed' }))),
      profile: () => Promise.resolve({ profile: profileOf('me', { followers: 42 }), normalised: normalisedAuthor(authorOf('me')) }),
      metrics: (_context, posts) => {
        asked.push(posts.map((post) => post.remoteId))
        return Promise.resolve(
          posts.map((post) => ({
            postId: post.postId,
            metrics: { replies: 1, reposts: 2, likes: 3, quotes: null, bookmarks: null, views: 99, measuredAt: NOON + 2 * HOUR },
          })),
        )
      },
    })
    expect(await refreshOwn(world, me, new AbortController().signal)).toEqual({ ok: true, value: null })
    expect(asked).toEqual([['remote post:mine']])
    expect(world.store.read((db) => getAccount(db, me)?.displayName)).toBe('Renamed')

    const metrics = createMetrics({ store: world.store, views: world.views })
    const own = valueOf(metrics.ownPosts({ accountIds: null, limit: 10 }))
    expect(own.posts.map((view) => [view.post.id, view.post.metrics.likes, view.post.metrics.views])).toEqual([['post:mine', 3, 99]])
    expect(own.followers).toEqual([{ accountId: me, followers: 42 }])
    expect(valueOf(metrics.history({ postId: 'post:mine' })).map(({ likes }) => likes)).toEqual([0, 3])
    expect(valueOf(metrics.ownPosts({ accountIds: [], limit: 10 }))).toEqual({ posts: [], followers: [] })
  })

  test('come with what the account can do, which its server is asked anew once a day', async () => {
    const lists = (): boolean | undefined => world.store.read((db) => getAccount(db, me)?.capabilities.streams.lists)
    world.extras.set(me, {
      discover: () => Promise.resolve({ ...capabilities, streams: { ...capabilities.streams, lists: false }, askedAt: world.now }),
    })
    world.now = NOON + 23 * HOUR
    await refreshOwn(world, me, new AbortController().signal)
    expect(lists()).toBe(true)
    world.now = NOON + 25 * HOUR
    await refreshOwn(world, me, new AbortController().signal)
    expect(lists()).toBe(false)
  })

  test('are listed over all accounts, newest first, as many as asked for', () => {
    const other = world.join('other')
    world.ingest(me, batchOf([1, 3, 5].map((minute) => postOf(`m${minute}`, 'me', NOON - minute * MINUTE))))
    world.ingest(other, batchOf([2, 4].map((minute) => postOf(`o${minute}`, 'other', NOON - minute * MINUTE))))
    const metrics = createMetrics({ store: world.store, views: world.views })
    const { posts, followers } = valueOf(metrics.ownPosts({ accountIds: null, limit: 4 }))
    expect(posts.map((view) => view.post.id)).toEqual(['post:m1', 'post:o2', 'post:m3', 'post:o4'])
    expect(followers).toEqual([
      { accountId: me, followers: null },
      { accountId: other, followers: null },
    ])
  })
})
