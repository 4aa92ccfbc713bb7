import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createInbox } from '../../../main/services/inbox/inbox.ts'
import { createPosts } from '../../../main/services/reading/posts.ts'
import { createSamePosts, type SamePosts } from '../../../main/services/reading/same-posts.ts'
import { createTimelines, type Timelines } from '../../../main/services/reading/timelines.ts'
import { countsForRail } from '../../../main/store/tables/counts.ts'
import { markPostDeleted, unmarkPostDeleted } from '../../../main/store/tables/posts.ts'
import { contract } from '../../../shared/bridge/contract.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { MINUTE, NOON, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'
import { valueOf, World } from './world.ts'

let world: World
let timelines: Timelines
let samePosts: SamePosts
let onMastodon: string
let onBluesky: string
beforeEach(() => {
  world = new World()
  onMastodon = world.join('m', { platform: 'mastodon', authorId: 'author:me-m' })
  onBluesky = world.join('b', { platform: 'bluesky', authorId: 'author:me-b' })
  timelines = createTimelines({ store: world.store, reader: world.reader, views: world.views, clock: world.clock })
  samePosts = createSamePosts({ store: world.store })
})
afterEach(() => world[Symbol.dispose]())

const ago = (minutes: number): number => NOON - minutes * MINUTE
const authors: Record<string, Author> = Object.fromEntries(
  [
    ['mastodon', 'amara@tidepool.example'],
    ['bluesky', 'amara.example.com'],
  ].map(([platform = '', handle = '']) => [
    platform,
    { id: `author:amara-${platform}`, platform, handle, displayName: 'Amara Oyelaran', emojis: [], avatarUrl: null, url: null, bot: false },
  ]),
)

/** Amara's post so many minutes ago, as one of the networks has it. */
function posted(platform: 'mastodon' | 'bluesky', minutes: number, changes: Partial<CanonicalPost> = {}): CanonicalPost {
  const text = { text: `Remark number ${minutes}, which is long enough that nobody says it twice in a day.`, spans: [] }
  const at = ago(minutes) + (platform === 'mastodon' ? 9000 : 0)
  return { ...postOf(`${platform}${minutes}`, `amara-${platform}`, at), platform, url: null, text, ...changes }
}

/** Puts posts into the home feed of the account of their network. */
function receive(...posts: readonly CanonicalPost[]): void {
  for (const post of posts) {
    const author = authors[post.platform]
    world.ingest(post.platform === 'mastodon' ? onMastodon : onBluesky, {
      authors: author === undefined ? [] : [normalisedAuthor(author)],
      posts: [normalisedPost(post)],
      entries: [{ postId: post.id, repostedBy: null, sortAt: post.createdAt }],
      inbox: [],
    })
  }
}

const page = (cursor: string | null = null, limit = 50, accountIds: string[] | null = null) =>
  valueOf(timelines.page({ cursor, limit, accountIds }))
const shown = ({ rows }: { rows: readonly object[] }): string[] =>
  rows.map((row) => ('postId' in row ? String(row.postId).replace('post:', '') : 'gap'))

describe('in the timeline', () => {
  test('a post of two networks is one row, with the accounts of both, and both posts in the answer', () => {
    receive(posted('bluesky', 5), posted('mastodon', 5), posted('mastodon', 3))
    const first = page()
    expect(shown(first)).toEqual(['mastodon3', 'bluesky5'])
    expect(first.rows[1]).toMatchObject({ accountIds: [onBluesky, onMastodon] })
    expect(first.posts.find(({ post }) => post.id === 'post:bluesky5')?.samePost).toEqual({ others: ['post:mastodon5'], split: false })
    expect(first.posts.find(({ post }) => post.id === 'post:mastodon5')?.samePost).toEqual({ others: ['post:bluesky5'], split: false })
    expect(contract['timeline.page'].output.parse(first)).toEqual(first)
  })

  test('the row that was there stays when another network brings the same post, and nothing counts as new', () => {
    receive(posted('mastodon', 5))
    const before = page()
    receive(posted('bluesky', 5))
    expect(page().rows.map(({ key }) => key)).toEqual(before.rows.map(({ key }) => key))
    expect(valueOf(timelines.newer({ since: before.newest ?? '', accountIds: null, limit: 10 })).count).toBe(0)
  })

  test('"N new posts" counts a card once', () => {
    receive(posted('mastodon', 50))
    const { newest } = page()
    receive(posted('bluesky', 5), posted('mastodon', 5), posted('mastodon', 4), posted('bluesky', 4), posted('bluesky', 3))
    const newer = valueOf(timelines.newer({ since: newest ?? '', accountIds: null, limit: 1 }))
    expect([newer.count, newer.rows.length]).toEqual([3, 1])
    expect(valueOf(timelines.newer({ since: newest ?? '', accountIds: null, limit: 10 })).rows).toHaveLength(3)
  })

  test('pages neither repeat nor skip, however short they are', () => {
    for (let minutes = 1; minutes <= 30; minutes++) {
      if (minutes % 3 !== 0) receive(posted('mastodon', minutes))
      if (minutes % 2 === 0) receive(posted('bluesky', minutes))
      if (minutes % 6 === 3) receive(posted('bluesky', minutes))
    }
    const all = shown(page())
    expect(all).toHaveLength(30)
    expect(new Set(all.map((name) => /\d+/.exec(name)?.[0])).size).toBe(30)
    for (const limit of [1, 2, 3, 7]) {
      const seen: string[] = []
      let cursor: string | null = null
      do {
        const next: ReturnType<typeof page> = page(cursor, limit)
        seen.push(...shown(next))
        cursor = next.older
      } while (cursor !== null)
      expect(seen).toEqual(all)
    }
  })

  test('the feed of one account has its own row', () => {
    receive(posted('bluesky', 5), posted('mastodon', 5))
    expect(shown(page(null, 50, [onMastodon]))).toEqual(['mastodon5'])
    expect(shown(page(null, 50, [onBluesky]))).toEqual(['bluesky5'])
    expect(shown(page(null, 50, [onBluesky, onMastodon]))).toEqual(['bluesky5'])
    expect(valueOf(timelines.newer({ since: '0.0', accountIds: [onMastodon, onBluesky], limit: 1 })).count).toBe(1)
  })

  test('when the shown post is deleted the other one stands for it', () => {
    receive(posted('bluesky', 5), posted('mastodon', 5))
    world.store.write((db) => markPostDeleted(db, 'post:bluesky5', NOON))
    const after = page()
    expect(shown(after)).toEqual(['mastodon5'])
    expect(after.posts.map(({ samePost }) => samePost)).toEqual([undefined])
    world.store.write((db) => unmarkPostDeleted(db, 'post:bluesky5'))
    expect(shown(page())).toEqual(['bluesky5'])
  })

  test('where one network has only a part, the whole is shown in its place', () => {
    const whole =
      'The second row of seats in the tram is always taken by the same four people, and they have begun to keep minutes. Today they voted on the window. It stays closed.'
    receive(
      posted('bluesky', 5, { text: { text: `${whole.slice(0, 110)}…`, spans: [] } }),
      posted('mastodon', 5, { text: { text: whole, spans: [] } }),
    )
    expect(shown(page())).toEqual(['mastodon5'])
  })

  test('a repost is a row of its own', () => {
    receive(posted('bluesky', 5), posted('mastodon', 5))
    const author = authors['bluesky']
    if (author === undefined) throw new Error('No author')
    world.ingest(onBluesky, {
      authors: [normalisedAuthor(author), normalisedAuthor({ ...author, id: 'author:bob', handle: 'bob.example.com', displayName: 'Bob' })],
      posts: [normalisedPost(posted('bluesky', 5))],
      entries: [{ postId: 'post:bluesky5', repostedBy: 'author:bob', sortAt: ago(1) }],
      inbox: [],
    })
    expect(shown(page())).toEqual(['bluesky5', 'bluesky5'])
  })
})

describe('the person can', () => {
  const views = (postId: string) =>
    valueOf(
      createPosts({ store: world.store, contextFor: world.contextFor, views: world.views, clock: world.clock }).get({ ids: [postId] }),
    )[0]?.samePost

  test('split a card and join it again', () => {
    receive(posted('bluesky', 5), posted('mastodon', 5))
    expect(samePosts.split({ postId: 'post:mastodon5', authors: false })).toEqual({ ok: true, value: {} })
    expect(shown(page())).toEqual(['mastodon5', 'bluesky5'])
    expect(views('post:bluesky5')).toEqual({ others: ['post:mastodon5'], split: true })
    receive(posted('bluesky', 5), posted('mastodon', 5, { editedAt: NOON }))
    expect(shown(page())).toEqual(['mastodon5', 'bluesky5'])
    expect(samePosts.join({ postId: 'post:bluesky5' })).toEqual({ ok: true, value: {} })
    expect(shown(page())).toEqual(['bluesky5'])
  })

  test('keep all posts of two authors apart, and take that back', () => {
    receive(posted('bluesky', 8), posted('mastodon', 8), posted('bluesky', 5), posted('mastodon', 5))
    valueOf(samePosts.split({ postId: 'post:mastodon5', authors: true }))
    receive(posted('bluesky', 3), posted('mastodon', 3))
    expect(shown(page())).toHaveLength(6)
    valueOf(samePosts.join({ postId: 'post:mastodon5' }))
    receive(posted('bluesky', 1), posted('mastodon', 1))
    expect(shown(page())).toHaveLength(6)
    expect(shown(page())[0]).toBe('bluesky1')
  })

  test('not split what is no group', () => {
    receive(posted('bluesky', 5))
    expect(samePosts.split({ postId: 'post:bluesky5', authors: false })).toMatchObject({ ok: false, error: { kind: 'post-not-found' } })
    expect(samePosts.join({ postId: 'post:nowhere' })).toMatchObject({ ok: false })
  })
})

test('a mention that came by two networks is one in the inbox, read when both are', () => {
  const inbox = createInbox({
    store: world.store,
    reader: world.reader,
    contextFor: world.contextFor,
    views: world.views,
    clock: world.clock,
    onEnqueued: () => undefined,
    onSnoozed: () => undefined,
  })
  for (const post of [posted('bluesky', 5), posted('mastodon', 5), posted('bluesky', 3)]) {
    const author = authors[post.platform]
    world.ingest(post.platform === 'mastodon' ? onMastodon : onBluesky, {
      authors: author === undefined ? [] : [normalisedAuthor(author)],
      posts: [normalisedPost(post)],
      entries: [],
      inbox: [{ remoteId: `n-${post.id}`, kind: 'mention', actorId: post.authorId, postId: post.id, at: post.createdAt, read: null }],
    })
  }
  const rows = (accountIds: string[] | null = null) =>
    valueOf(inbox.page({ cursor: null, limit: 10, filter: 'mentions', accountIds, place: 'inbox', unreadOnly: false })).rows.map(
      ({ postId, read }) => [postId, read],
    )
  expect(rows()).toEqual([
    ['post:bluesky3', false],
    ['post:bluesky5', false],
  ])
  expect(rows([onMastodon])).toEqual([['post:mastodon5', false]])
  expect(valueOf(inbox.unread({ accountIds: null }))).toMatchObject({ mentions: 2, all: 2 })
  expect(world.store.read((db) => countsForRail(db)).inboxUnread).toBe(2)
  valueOf(inbox.markRead({ upTo: ago(5), accountIds: [onBluesky], filter: 'all' }))
  expect(rows()).toEqual([
    ['post:bluesky3', false],
    ['post:bluesky5', false],
  ])
  valueOf(inbox.markRead({ upTo: ago(4), accountIds: null, filter: 'all' }))
  expect(rows()).toEqual([
    ['post:bluesky3', false],
    ['post:bluesky5', true],
  ])
  expect(valueOf(inbox.unread({ accountIds: null })).mentions).toBe(1)
})
