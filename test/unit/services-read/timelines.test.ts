import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createTimelines, type Timelines } from '../../../main/services/reading/timelines.ts'
import { setAccountState } from '../../../main/store/tables/accounts.ts'
import { insertGap } from '../../../main/store/tables/gaps.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import { contract } from '../../../shared/bridge/contract.ts'
import { authorOf, batchOf, homeBatch, HOUR, MINUTE, NOON, normalisedAuthor, normalisedPost, postOf } from '../../store/builders.ts'
import { valueOf, World } from './world.ts'

let world: World
let timelines: Timelines
let me: string
let other: string
beforeEach(() => {
  world = new World()
  me = world.join('me')
  other = world.join('other')
  timelines = createTimelines({ store: world.store, reader: world.reader, views: world.views, clock: world.clock })
})
afterEach(() => world[Symbol.dispose]())

const ago = (minutes: number): number => NOON - minutes * MINUTE
/** Posts called by how many minutes ago they were written. */
const posts = (author: string, ...minutes: number[]) => minutes.map((minute) => postOf(`${author}${minute}`, author, ago(minute)))
const page = (cursor: string | null = null, limit = 50, accountIds: string[] | null = null) =>
  valueOf(timelines.page({ cursor, limit, accountIds }))
const names = ({ rows }: { rows: readonly { kind: string; key: string }[] }): string[] =>
  rows.map((row) => ('postId' in row ? String(row.postId).replace('post:', '') : row.kind))
const everything = { reachedAt: null, exhausted: true }

describe('a page', () => {
  test('merges all accounts by time, newest first, and speaks the contract', () => {
    world.feed(me, posts('a', 1, 3, 5), everything)
    world.feed(other, posts('b', 2, 4), everything)
    const first = page()
    expect(names(first)).toEqual(['a1', 'b2', 'a3', 'b4', 'a5'])
    expect(first).toMatchObject({ older: null, moreOnNetworks: false, newest: first.rows[0]?.cursor })
    expect(first.posts.map((view) => view.post.id)).toEqual(['post:a1', 'post:b2', 'post:a3', 'post:b4', 'post:a5'])
    expect(contract['timeline.page'].output.parse(first)).toEqual(first)
  })

  test('goes on from any of its rows, without losing or repeating one, also among posts of the same time', () => {
    const same = Array.from({ length: 25 }, (_, index) => postOf(`same${index}`, 'a', ago(1)))
    world.feed(me, [...same, ...posts('a', 2, 3)], everything)
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const next: ReturnType<typeof page> = page(cursor, 4)
      seen.push(...names(next))
      cursor = next.older
    } while (cursor !== null)
    expect(seen).toHaveLength(27)
    expect(new Set(seen).size).toBe(27)
    const whole = page()
    expect(seen).toEqual(names(whole))
    expect(names(page(whole.rows[9]?.cursor ?? '', 3))).toEqual(seen.slice(10, 13))
  })

  test('of some accounts shows just those, and says whose feed a row is in', () => {
    world.feed(me, posts('a', 1, 3), everything)
    world.feed(other, [...posts('a', 1), ...posts('b', 2)], everything)
    expect(names(page(null, 50, [other]))).toEqual(['a1', 'b2'])
    expect(names(page(null, 50, [me, other, me]))).toEqual(['a1', 'b2', 'a3'])
    expect(names(page(null, 50, []))).toEqual([])
    expect(page().rows.map((row) => row.kind === 'post' && row.accountIds)).toEqual([[me, other], [other], [me]])
  })

  test('shows who reposted, with addresses on the own host', () => {
    world.ingest(me, {
      ...homeBatch(posts('a', 9)),
      authors: [
        normalisedAuthor(authorOf('a')),
        normalisedAuthor(authorOf('bob', { emojis: [{ shortcode: 'x', url: 'https://e.test/x.png' }] })),
      ],
      entries: [{ postId: 'post:a9', repostedBy: 'author:bob', sortAt: ago(1) }],
    })
    expect(page().rows).toMatchObject([
      {
        kind: 'post',
        postId: 'post:a9',
        sortAt: ago(1),
        repostedBy: {
          id: 'author:bob',
          avatarUrl: '/media?https://media.test/bob.png',
          emojis: [{ shortcode: 'x', url: '/media?https://e.test/x.png' }],
        },
      },
    ])
  })

  test('leaves out what was deleted', () => {
    world.feed(me, posts('a', 1, 2), everything)
    world.store.write((db) => markPostDeleted(db, 'post:a1', NOON))
    expect(names(page())).toEqual(['a2'])
  })

  test('refuses a cursor it did not make', () => {
    expect(timelines.page({ cursor: "1' or 1=1", limit: 5, accountIds: null })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-input' },
    })
  })
})

describe('the frontier', () => {
  beforeEach(() => {
    world.feed(me, posts('a', 1, 30, 60, 190), { reachedAt: ago(190), exhausted: false })
    world.feed(other, posts('b', 2, 40), { reachedAt: ago(40), exhausted: false })
  })

  test('nothing older than what the slowest account has reached is shown', () => {
    expect(names(page())).toEqual(['a1', 'b2', 'a30', 'b40'])
    expect(page()).toMatchObject({ older: null, moreOnNetworks: true })
    expect(names(page(null, 50, [me]))).toEqual(['a1', 'a30', 'a60', 'a190'])
  })

  test.each([
    ['fails', { kind: 'unavailable', error: { kind: 'offline' }, since: NOON, retryAt: null }],
    ['has to sign in', { kind: 'needs-sign-in', error: { kind: 'authentication', reason: 'expired', message: null } }],
    ['is paused', { kind: 'paused' }],
    ['is limited', { kind: 'rate-limited', until: NOON + HOUR }],
  ] as const)('an account that %s holds nobody back', (_name, state) => {
    world.store.write((db) => setAccountState(db, other, state))
    expect(names(page())).toEqual(['a1', 'b2', 'a30', 'b40', 'a60', 'a190'])
  })

  test('an account at its end holds nobody back', () => {
    world.feed(other, [], { reachedAt: ago(40), exhausted: true })
    expect(names(page())).toHaveLength(6)
    expect(page().moreOnNetworks).toBe(true)
  })

  test('loading older asks those that hold the others back, and moves it', async () => {
    world.network(other).post(ago(50), ago(70), ago(100))
    world.store.write((db) => db.run(`update sync_cursor set older = ? where account_id = ?`, String(ago(40)), other))
    expect(valueOf(await timelines.loadOlder({ accountIds: null }))).toEqual({ added: 3, exhausted: false })
    expect(world.network(me).requests).toEqual([])
    expect(names(page())).toEqual(['a1', 'b2', 'a30', 'b40', `p${ago(50)}`, 'a60', `p${ago(70)}`, `p${ago(100)}`, 'a190'])
  })

  test('an account that cannot be asked does not spoil loading for the others, and all failing is a failure', async () => {
    world.feed(me, [], { reachedAt: ago(45), exhausted: false })
    world.network(me).down = { kind: 'offline' }
    world.network(other).post(ago(50))
    world.store.write((db) => db.run(`update sync_cursor set older = ? where account_id = ?`, String(ago(40)), other))
    expect(valueOf(await timelines.loadOlder({ accountIds: null }))).toEqual({ added: 1, exhausted: false })
    world.network(other).down = { kind: 'offline' }
    expect(await timelines.loadOlder({ accountIds: [me] })).toEqual({ ok: false, error: { kind: 'offline' } })
  })
})

test('where no account can be asked for older posts the reason is told, and none is needed for paused ones', async () => {
  world.store.write((db) => {
    setAccountState(db, me, { kind: 'paused' })
    setAccountState(db, other, { kind: 'unavailable', error: { kind: 'offline' }, since: NOON, retryAt: null })
  })
  expect(await timelines.loadOlder({ accountIds: null })).toEqual({ ok: false, error: { kind: 'offline' } })
  expect(await timelines.loadOlder({ accountIds: [me] })).toEqual({ ok: true, value: { added: 0, exhausted: true } })
})

describe('gaps', () => {
  const gap = (newer: number, older: number) =>
    world.store.write((db) =>
      insertGap(db, { accountId: me, stream: 'home', newerAt: ago(newer), olderAt: ago(older), token: String(ago(newer)) }),
    )

  test('stand below the last row before them, on one page only, and lead on', () => {
    world.feed(me, posts('a', 1, 2, 3, 7, 8), everything)
    gap(3, 7)
    expect(names(page())).toEqual(['a1', 'a2', 'a3', 'gap', 'a7', 'a8'])
    const first = page(null, 3)
    expect(names(first)).toEqual(['a1', 'a2', 'a3'])
    const second = page(first.older, 3)
    expect(names(second)).toEqual(['gap', 'a7', 'a8'])
    expect(names(page(second.rows[0]?.cursor ?? '', 3))).toEqual(['a7', 'a8'])
    expect(names(page(null, 50, [other]))).toEqual([])
  })

  test('are filled from the network', async () => {
    world.feed(me, posts('a', 1, 2, 3, 7, 8), everything)
    const id = gap(3, 7)
    world.network(me).home = posts('a', 1, 2, 3, 4, 5, 6, 7, 8)
    expect(valueOf(await timelines.fillGap({ key: `gap:${id}` }))).toEqual({})
    expect(names(page())).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8'])
    expect(await timelines.fillGap({ key: `gap:${id}` })).toEqual({ ok: true, value: {} })
    expect(await timelines.fillGap({ key: 'row:1' })).toMatchObject({ ok: false, error: { kind: 'invalid-input' } })
  })
})

describe('what is newer', () => {
  test('is counted in full and answered from the reader on', () => {
    world.feed(me, posts('a', 10), everything)
    const { newest } = page()
    world.feed(me, posts('a', 1, 2, 3, 4, 5), everything)
    const newer = valueOf(timelines.newer({ since: newest ?? '', accountIds: null, limit: 2 }))
    expect(newer.count).toBe(5)
    expect(names(newer)).toEqual(['a4', 'a5'])
    const all = valueOf(timelines.newer({ since: newest ?? '', accountIds: null, limit: 200 }))
    expect(names(all)).toEqual(['a1', 'a2', 'a3', 'a4', 'a5'])
    expect(contract['timeline.newer'].output.parse(all)).toEqual(all)
    expect(names(valueOf(timelines.newer({ since: newer.newest ?? '', accountIds: [me], limit: 200 })))).toEqual(['a1', 'a2', 'a3'])
  })

  test('holds the gap between it and the reader', () => {
    world.feed(me, posts('a', 10), everything)
    const { newest } = page()
    world.feed(me, posts('a', 1, 2), everything)
    world.store.write((db) => insertGap(db, { accountId: me, stream: 'home', newerAt: ago(2), olderAt: ago(10), token: 't' }))
    expect(names(valueOf(timelines.newer({ since: newest ?? '', accountIds: null, limit: 200 })))).toEqual(['a1', 'a2', 'gap'])
  })
})

test('a place is kept per view', () => {
  expect(valueOf(timelines.position({ view: 'home' }))).toBe(null)
  const place = { key: 'row:1', cursor: '1.1', offset: 12.5 }
  timelines.setPosition({ view: 'home', ...place })
  timelines.setPosition({ view: 'acc', ...place, offset: 1 })
  timelines.setPosition({ view: 'home', ...place, offset: 20 })
  expect(valueOf(timelines.position({ view: 'home' }))).toEqual({ ...place, offset: 20 })
})

test('quoted and answered posts come with a page, once, with every address mapped', () => {
  const quoted = postOf('quoted', 'q', ago(50))
  const parent = postOf('parent', 'p', ago(40))
  const post = postOf('post', 'me', ago(1), {
    quote: { postId: quoted.id, state: 'available' },
    replyTo: { postId: parent.id, authorId: 'author:p', authorHandle: 'p.test' },
    text: {
      text: ':x: https://a.test',
      spans: [
        { kind: 'emoji', start: 0, end: 3, shortcode: 'x', url: 'https://e.test/x.png' },
        { kind: 'link', start: 4, end: 18, uri: 'https://a.test' },
      ],
    },
    linkCard: { url: 'https://a.test', title: 'A', description: '', provider: null, imageUrl: 'https://a.test/i.png', imageAlt: '' },
    media: [
      {
        kind: 'image',
        url: 'https://m.test/1',
        previewUrl: 'https://m.test/1s',
        alt: '',
        width: null,
        height: null,
        blurhash: null,
        focalPoint: null,
        durationMs: null,
        mimeType: null,
      },
    ],
  })
  world.ingest(me, batchOf([quoted, parent], { posts: [normalisedPost(quoted, null), normalisedPost(parent, null)] }))
  world.feed(me, [post], everything)
  const { posts: views } = page()
  expect(views.map((view) => view.post.id)).toEqual(['post:post', 'post:quoted', 'post:parent'])
  expect(views[0]).toMatchObject({
    ownAccountId: me,
    deleted: false,
    platformName: 'testnet name',
    viewers: [{ accountId: me, postId: 'post:post', liked: false }],
    author: { avatarUrl: '/media?https://media.test/me.png' },
    post: {
      text: { spans: [{ url: '/media?https://e.test/x.png' }, { uri: 'https://a.test' }] },
      linkCard: { url: 'https://a.test', imageUrl: '/media?https://a.test/i.png' },
      media: [{ url: '/media?https://m.test/1', previewUrl: '/media?https://m.test/1s' }],
    },
  })
})
