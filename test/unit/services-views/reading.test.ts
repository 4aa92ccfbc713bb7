import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { searchForMutes } from '../../../main/store/mutes/match-posts.ts'
import { addMuteRule } from '../../../main/store/mutes/rules.ts'
import { deleteAccount, retireAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { getPost, markPostDeleted } from '../../../main/store/tables/posts.ts'
import { endViewsAbove } from '../../../main/store/retention/end-views.ts'
import type { AppError } from '../../../shared/errors.ts'
import { putMember, setSplit } from '../../../main/store/tables/same-post.ts'
import { highestPlace, listViewRows } from '../../../main/store/views/view-rows.ts'
import { authorOf, batchOf, MINUTE, NOON, normalisedAuthor, postOf } from '../../store/builders.ts'
import { valueOf } from '../services-read/world.ts'
import { namesOf, postsOf, ViewsWorld } from './world.ts'

let world: ViewsWorld
let me: string
beforeEach(() => {
  world = new ViewsWorld()
  me = world.join('me')
})
afterEach(() => world[Symbol.dispose]())

const down: AppError = { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null }
const refresh = async (id: string): Promise<number> => valueOf(await world.service.refresh({ id })).added
const loadOlder = async (id: string) => valueOf(await world.service.loadOlder({ id }))
const timelineRows = (): number =>
  world.store.read((db) => db.get<{ count: number }>('select count(*) as count from timeline_row'))?.count ?? -1

describe('a list', () => {
  let id: string
  beforeEach(() => {
    id = world.view({ kind: 'list', accountId: me, remoteId: '7' }, 'Friends')
  })
  const holds = (posts: ReturnType<typeof postsOf>): void => void world.network(me).others.set('list 7', posts)

  test('is read to its end page by page, is there without a network, and is in no home feed', async () => {
    holds(postsOf(25))
    expect(world.page(id)).toMatchObject({ rows: [], moreOnNetworks: true, readAt: null, newest: null })
    world.now = NOON + MINUTE
    expect(await refresh(id)).toBe(10)
    expect(world.page(id)).toMatchObject({ older: null, moreOnNetworks: true, readAt: NOON + MINUTE, failures: [] })
    expect(await loadOlder(id)).toEqual({ added: 10, exhausted: false })
    expect(await loadOlder(id)).toEqual({ added: 5, exhausted: true })
    world.network(me).down = down
    expect(world.shown(id, 4)).toEqual(namesOf(25))
    expect(world.page(id)).toMatchObject({
      moreOnNetworks: false,
      rows: [{ accountIds: [me], sortAt: NOON, repostedBy: null }, ...Array<unknown>(24).fill({})],
    })
    expect(timelineRows()).toBe(0)
    expect(world.touches).toContainEqual({ topic: 'view', id })
    expect(world.touches).not.toContainEqual({ topic: 'timeline' })
  })

  test('takes what is new on top, as far down as what is there', async () => {
    holds(postsOf(15, 30))
    await refresh(id)
    holds(postsOf(45))
    world.network(me).requests.length = 0
    expect(await refresh(id)).toBe(30)
    // Three pages of ten, and the one that met what was there.
    expect(world.network(me).requests).toHaveLength(4)
    expect(await loadOlder(id)).toEqual({ added: 5, exhausted: true })
    expect(world.shown(id)).toEqual(namesOf(45))
    expect(await refresh(id)).toBe(0)
  })

  test('leaves the older stretch behind where what is new does not reach it, and scrolling down reads it again', async () => {
    holds(postsOf(10, 80))
    await refresh(id)
    expect(world.shown(id)).toEqual(namesOf(10, 80))
    holds(postsOf(90))
    expect(await refresh(id)).toBe(50)
    expect(world.shown(id)).toEqual(namesOf(50))
    while (!(await loadOlder(id)).exhausted);
    expect(world.shown(id, 7)).toEqual(namesOf(90))
  })

  test('has no hole where old posts are forgotten while older ones are asked for', async () => {
    holds(postsOf(40))
    await refresh(id)
    const held = Promise.withResolvers<undefined>()
    world.network(me).hold = held.promise
    const loading = loadOlder(id)
    world.store.write((db) => endViewsAbove(db, [getPost(db, 'post:p5')?.row ?? 0]))
    held.resolve(undefined)
    await loading
    expect(world.shown(id)).toEqual(namesOf(5))
    expect(world.page(id)).toMatchObject({ moreOnNetworks: false })
  })

  test('keeps what is there when an answer is empty, and what only its network no longer shows', async () => {
    holds(postsOf(10))
    await refresh(id)
    holds([])
    expect(await refresh(id)).toBe(0)
    expect(world.shown(id)).toEqual(namesOf(10))
  })

  test('names an account that fails, until it is well', async () => {
    holds(postsOf(3))
    await refresh(id)
    world.network(me).failures.push(down)
    expect(await world.service.refresh({ id })).toEqual({ ok: false, error: down })
    expect(world.outcomes.at(-1)).toEqual([me, down])
    expect(world.page(id).failures).toEqual([{ accountId: me, error: down }])
    expect(world.shown(id)).toEqual(namesOf(3))
    await refresh(id)
    expect(world.page(id).failures).toEqual([])
    expect(world.outcomes.at(-1)).toEqual([me, null])
  })

  test('shows nothing of whom and what is muted, nor what was deleted, and says that it changed', async () => {
    holds([...postsOf(2), postOf('spoiler', 'bob', NOON - 10 * MINUTE), postOf('loud', 'eve', NOON - 11 * MINUTE), ...postsOf(2, 20)])
    await refresh(id)
    world.store.write((db) => {
      addMuteRule(db, { subject: { kind: 'words', text: 'spoiler' }, how: 'mute', accountId: me, until: null }, NOON)
      addMuteRule(
        db,
        { subject: { kind: 'author', authorId: 'author:eve', handle: 'eve.test' }, how: 'mute', accountId: null, until: null },
        NOON,
      )
      searchForMutes(db, 100)
    })
    expect(world.shown(id)).toEqual(['p0', 'p1', 'p20', 'p21'])
    world.touches.length = 0
    world.store.write((db) => markPostDeleted(db, 'post:p1', NOON))
    expect(world.touches).toContainEqual({ topic: 'view', id })
    expect(world.shown(id, 1)).toEqual(['p0', 'p20', 'p21'])
  })

  test('is not asked for while its account is paused or has to sign in, and goes with it', async () => {
    holds(postsOf(3))
    await refresh(id)
    const requests = world.network(me).requests.length
    world.store.write((db) => setAccountState(db, me, { kind: 'paused' }))
    expect(await refresh(id)).toBe(0)
    expect(world.page(id)).toMatchObject({ moreOnNetworks: false, failures: [] })
    const error: AppError = { kind: 'authentication', reason: 'revoked', message: null }
    world.store.write((db) => setAccountState(db, me, { kind: 'needs-sign-in', error }))
    expect(await refresh(id)).toBe(0)
    expect(world.page(id)).toMatchObject({ failures: [{ accountId: me, error }] })
    expect(world.network(me).requests).toHaveLength(requests)
    expect(world.shown(id)).toEqual(namesOf(3))

    world.store.write((db) => deleteAccount(db, me))
    expect(valueOf(world.service.list())).toEqual([])
    const left = ['view_row', 'view_entry', 'view_cursor', 'post'].map(
      (table) => world.store.read((db) => db.get<{ count: number }>(`select count(*) as count from ${table}`))?.count,
    )
    expect(left).toEqual([0, 0, 0, 0])
  })

  test('is asked once where two ask at the same time, and forgets what comes for one that was removed meanwhile', async () => {
    holds(postsOf(3))
    let release: () => void = () => undefined
    world.network(me).hold = new Promise<void>((resolve) => (release = resolve))
    const both = [world.service.refresh({ id }), world.service.refresh({ id })]
    release()
    expect((await Promise.all(both)).map(valueOf)).toEqual([{ added: 3 }, { added: 3 }])
    expect(world.network(me).requests).toHaveLength(1)
    world.network(me).hold = new Promise<void>((resolve) => (release = resolve))
    const late = world.service.refresh({ id })
    valueOf(world.service.remove({ id }))
    release()
    expect(valueOf(await late)).toEqual({ added: 0 })
  })
})

describe('a feed with an order of its own', () => {
  let id: string
  beforeEach(() => {
    id = world.view({ kind: 'feed', accountId: me, remoteId: 'at://feed' })
  })
  /** Old and new in any order. */
  const [a, b, c, d, e, f, g] = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name, index) =>
    postOf(name, 'writer', NOON - ((index * 5) % 7) * MINUTE),
  )
  const holds = (...posts: readonly (typeof a)[]): void =>
    void world.network(me).others.set(
      'feed at://feed',
      posts.flatMap((post) => post ?? []),
    )

  test('keeps the order of the network over its pages, with the time of each post', async () => {
    world.network(me).pageSize = 3
    holds(c, a, f, b, g, d, e)
    expect(await refresh(id)).toBe(3)
    expect(await loadOlder(id)).toEqual({ added: 3, exhausted: false })
    expect(await loadOlder(id)).toEqual({ added: 1, exhausted: true })
    expect(world.shown(id, 2)).toEqual(['c', 'a', 'f', 'b', 'g', 'd', 'e'])
    expect(world.page(id).rows.map(({ sortAt }) => sortAt)).toEqual([c, a, f, b, g, d, e].map((post) => post?.createdAt))
  })

  test('takes what is new on top, in its order, and repeats and moves nothing', async () => {
    holds(c, a, f)
    await refresh(id)
    const before = world.page(id).rows.map(({ key, cursor }) => ({ key, cursor }))
    holds(g, f, b, c, d)
    expect(await refresh(id)).toBe(3)
    expect(world.shown(id)).toEqual(['g', 'b', 'd', 'c', 'a', 'f'])
    expect(
      world
        .page(id)
        .rows.slice(3)
        .map(({ key, cursor }) => ({ key, cursor })),
    ).toEqual(before)
    expect(await refresh(id)).toBe(0)
  })

  test('that is another one altogether is read on from where it is now, below what was there', async () => {
    world.network(me).pageSize = 2
    holds(a, b, c)
    await refresh(id)
    holds(d, e, f, c, g)
    await refresh(id)
    expect(world.shown(id)).toEqual(['d', 'e', 'a', 'b'])
    while (!(await loadOlder(id)).exhausted);
    expect(world.shown(id, 3)).toEqual(['d', 'e', 'a', 'b', 'f', 'c', 'g'])
  })
})

describe('a hashtag', () => {
  let other: string
  let id: string
  beforeEach(() => {
    other = world.join('other')
    id = world.view({ kind: 'tag', tag: 'cats', accountIds: null })
  })

  test('is read through every account that can, each post once, and no further down than the slowest of them', async () => {
    world.network(me).others.set('tag cats', postsOf(30))
    world.network(other).others.set('tag cats', [...postsOf(2), ...postsOf(10, 100)])
    expect(await refresh(id)).toBe(18)
    expect(world.shown(id)).toEqual(namesOf(10))
    expect(world.page(id).rows.map(({ accountIds }) => accountIds.length)).toEqual([2, 2, 1, 1, 1, 1, 1, 1, 1, 1])
    expect(world.page(id)).toMatchObject({ older: null, moreOnNetworks: true })
    world.network(other).requests.length = 0
    expect(await loadOlder(id)).toEqual({ added: 10, exhausted: false })
    expect(world.shown(id)).toEqual(namesOf(20))
    // Who was read further waits.
    expect(world.network(other).requests).toEqual([])
    while (!(await loadOlder(id)).exhausted);
    expect(world.shown(id, 5)).toEqual([...namesOf(30), ...namesOf(10, 100)])
  })

  test('goes on with the others where one fails', async () => {
    world.network(me).others.set('tag cats', postsOf(5))
    world.network(other).down = down
    expect(await refresh(id)).toBe(5)
    expect(world.page(id)).toMatchObject({ failures: [{ accountId: other, error: down }] })
    expect(world.shown(id)).toEqual(namesOf(5))
  })

  test('shows what is muted for one account where another one has it too', async () => {
    for (const account of [me, other]) world.network(account).others.set('tag cats', postsOf(2))
    world.network(me).others.set('tag cats', postsOf(3))
    await refresh(id)
    const subject = { kind: 'author', authorId: 'author:writer', handle: 'writer.test' } as const
    world.store.write((db) => addMuteRule(db, { subject, how: 'mute', accountId: me, until: null }, NOON))
    expect(world.shown(id)).toEqual(['p0', 'p1'])
  })

  test('shows a post that is on two networks once, and again where it is told apart', async () => {
    world.network(me).others.set('tag cats', [postOf('here', 'writer', NOON)])
    world.network(other).others.set('tag cats', [postOf('there', 'writer', NOON)])
    await refresh(id)
    expect(world.shown(id).toSorted()).toEqual(['here', 'there'])
    const [first] = world.shown(id).toReversed()
    world.store.write((db) => {
      const rows = db.all<{ row: number }>('select row from post order by row').map(({ row }) => row)
      const group = rows.reduce<number | null>(
        (before, row) => putMember(db, before, { row, reason: 'text', decidedBy: 'rule', part: false }),
        null,
      )
      if (group === null) throw new Error('No group')
      expect(listViewRows(db, id, highestPlace, 0, 10).map(({ postId }) => postId)).toEqual([`post:${first}`])
      setSplit(db, group, true)
    })
    expect(world.shown(id).toSorted()).toEqual(['here', 'there'])
  })

  test('folds what somebody reposts who is muffled', async () => {
    world.network(other).others.set('tag cats', [])
    world.extras.set(me, {
      read: () =>
        Promise.resolve({
          ...batchOf([postOf('one', 'ann', NOON)], { authors: [normalisedAuthor(authorOf('ann')), normalisedAuthor(authorOf('bob'))] }),
          entries: [{ postId: 'post:one', repostedBy: 'author:bob', sortAt: NOON }],
        }),
    })
    await refresh(id)
    const subject = { kind: 'reposts', authorId: 'author:bob', handle: 'bob.test' } as const
    const rule = world.store.write((db) => addMuteRule(db, { subject, how: 'muffle', accountId: null, until: null }, NOON))
    expect(world.page(id).rows).toMatchObject([
      { postId: 'post:one', repostedBy: { id: 'author:bob' }, silence: { how: 'muffle', by: { kind: 'rule', ruleId: rule } } },
    ])
    world.store.write((db) => addMuteRule(db, { subject, how: 'mute', accountId: null, until: null }, NOON))
    expect(world.page(id).rows).toEqual([])
  })

  test('keeps what a removed account had read where that is to be kept, and loses it where it is not', async () => {
    world.network(me).others.set('tag cats', postsOf(2))
    world.network(other).others.set('tag cats', postsOf(2, 1))
    await refresh(id)
    expect(world.shown(id)).toEqual(namesOf(3))
    world.store.write((db) => retireAccount(db, other, NOON))
    expect(world.shown(id)).toEqual(namesOf(3))
    expect(world.page(id).rows.map(({ accountIds }) => accountIds)).toEqual([[me], [me], []])
    world.store.write((db) => deleteAccount(db, other))
    expect(world.shown(id)).toEqual(namesOf(2))
    expect(world.touches).toContainEqual({ topic: 'views' })
  })
})
