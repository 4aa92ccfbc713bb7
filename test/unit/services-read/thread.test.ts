import { describe, expect, test } from 'vitest'
import { createPosts } from '../../../main/services/reading/posts.ts'
import { arrangeThread, type ThreadPost } from '../../../main/services/reading/thread.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import { contract } from '../../../shared/bridge/contract.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { batchOf, MINUTE, NOON, normalisedPost, postOf } from '../../store/builders.ts'
import { valueOf, World } from './world.ts'

const reply = (name: string, author: string, to: string, minute: number): CanonicalPost =>
  postOf(name, author, NOON + minute * MINUTE, {
    replyTo: { postId: `post:${to}`, authorId: null, authorHandle: null },
    threadRootId: 'post:root',
  })

const thread = [
  postOf('root', 'ann', NOON),
  reply('focus', 'ann', 'root', 1),
  reply('early', 'bob', 'focus', 2),
  reply('continued', 'ann', 'focus', 9),
  reply('early-answer', 'cat', 'early', 5),
  reply('late', 'cat', 'focus', 4),
  reply('beside', 'bob', 'root', 3),
]

function worldWith(posts: readonly CanonicalPost[]) {
  const world = new World()
  const me = world.join('me')
  world.ingest(me, batchOf(posts))
  const service = createPosts({ store: world.store, contextFor: world.contextFor, views: world.views, clock: world.clock })
  return { world, me, service }
}

describe('a thread', () => {
  test('reads from the beginning to the focus, then the answers: its author goes on first, the others by time', () => {
    const { world, service } = worldWith(thread)
    const view = valueOf(service.thread({ postId: 'post:focus' }))
    expect(view.rows).toEqual([
      { postId: 'post:root', depth: 0, relation: 'ancestor' },
      { postId: 'post:focus', depth: 1, relation: 'focus' },
      { postId: 'post:continued', depth: 2, relation: 'reply' },
      { postId: 'post:early', depth: 2, relation: 'reply' },
      { postId: 'post:early-answer', depth: 3, relation: 'reply' },
      { postId: 'post:late', depth: 2, relation: 'reply' },
    ])
    expect(view.complete).toBe(false)
    expect(contract['posts.thread'].output.parse(view)).toEqual(view)
    world[Symbol.dispose]()
  })

  test('of a post nobody has seen is not found', () => {
    const { world, service } = worldWith([])
    expect(service.thread({ postId: 'post:none' })).toEqual({ ok: false, error: { kind: 'post-not-found', message: null } })
    world[Symbol.dispose]()
  })

  test('keeps the place of a deleted post where something hangs below it, without its words', () => {
    const { world, service } = worldWith(thread)
    world.store.write((db) => {
      markPostDeleted(db, 'post:early', NOON)
      markPostDeleted(db, 'post:late', NOON)
    })
    const view = valueOf(service.thread({ postId: 'post:focus' }))
    expect(view.rows.map((row) => row.postId)).toEqual(['post:root', 'post:focus', 'post:continued', 'post:early', 'post:early-answer'])
    expect(view.posts.find((post) => post.post.id === 'post:early')).toMatchObject({
      deleted: true,
      post: { text: { text: '', spans: [] } },
    })
    world[Symbol.dispose]()
  })

  test('that goes round in a circle, or is very deep, ends', () => {
    const at = (id: string, parentId: string | null, sortAt: number): ThreadPost => ({
      id,
      parentId,
      authorId: 'a',
      sortAt,
      deleted: false,
    })
    const circle = [at('a', 'c', 1), at('b', 'a', 2), at('c', 'b', 3)]
    expect(arrangeThread('a', circle).map((row) => row.postId)).toEqual(['b', 'c', 'a'])
    const deep = Array.from({ length: 20_000 }, (_, index) => at(String(index), index === 0 ? null : String(index - 1), index))
    expect(arrangeThread('0', deep).at(-1)).toEqual({ postId: '19999', depth: 19_999, relation: 'reply' })
  })
})

describe('refreshing a thread', () => {
  test('stores what the network has and remembers that it is all', async () => {
    const { world, me, service } = worldWith(thread.slice(0, 2))
    world.extras.set(me, { thread: () => Promise.resolve({ batch: batchOf(thread), rootId: 'post:root', complete: true }) })
    expect(await service.refreshThread({ postId: 'post:focus' })).toEqual({ ok: true, value: {} })
    expect(valueOf(service.thread({ postId: 'post:focus' }))).toMatchObject({ complete: true, rows: { length: 6 } })
    // The home feed is not where threads go.
    expect(world.store.read((db) => db.get<{ n: number }>('select count(*) as n from timeline_row'))).toEqual({ n: 0 })
    world[Symbol.dispose]()
  })

  test('asks another account when the first one fails, and finds the post there first', async () => {
    const { world, me, service } = worldWith(thread.slice(0, 2))
    const other = world.join('other', { position: 1 })
    world.extras.set(me, { thread: () => Promise.reject(new AppFailure({ kind: 'offline' })) })
    const resolved: (string | null)[] = []
    world.extras.set(other, {
      resolvePost: (_context, postId, url) => {
        resolved.push(postId, url)
        return Promise.resolve(batchOf([], { posts: thread.slice(0, 2).map((post) => normalisedPost(post)), authors: [] }))
      },
      thread: () => Promise.resolve({ batch: batchOf(thread), rootId: 'post:root', complete: false }),
    })
    expect(await service.refreshThread({ postId: 'post:focus' })).toEqual({ ok: true, value: {} })
    expect(resolved).toEqual(['post:focus', 'https://one.test/focus'])
    expect(valueOf(service.thread({ postId: 'post:focus' })).rows).toHaveLength(6)
    world[Symbol.dispose]()
  })

  test('answers the first failure where no account brings it', async () => {
    const { world, me, service } = worldWith(thread.slice(0, 2))
    world.extras.set(me, { thread: () => Promise.reject(new AppFailure({ kind: 'post-not-found', message: 'gone' })) })
    world.join('other', { position: 1 })
    expect(await service.refreshThread({ postId: 'post:focus' })).toEqual({ ok: false, error: { kind: 'post-not-found', message: 'gone' } })
    world[Symbol.dispose]()
  })
})
