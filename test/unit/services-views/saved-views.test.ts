import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { addMuteRule } from '../../../main/store/mutes/rules.ts'
import { searchForMutes } from '../../../main/store/mutes/match-posts.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import { homeBatch, MINUTE, NOON, postOf } from '../../store/builders.ts'
import { valueOf } from '../services-read/world.ts'
import { ViewsWorld } from './world.ts'

let world: ViewsWorld
let me: string
beforeEach(() => {
  world = new ViewsWorld()
  me = world.join('me')
})
afterEach(() => world[Symbol.dispose]())

const titles = (): string[] => valueOf(world.service.list()).map(({ title }) => title)

describe('the list of views', () => {
  test('keeps the order that the person gave it', () => {
    const [cats, dogs, birds] = ['cats', 'dogs', 'birds'].map((text) => world.view({ kind: 'search', text }))
    expect(titles()).toEqual(['cats', 'dogs', 'birds'])
    valueOf(world.service.reorder({ ids: [birds ?? '', 'unknown', cats ?? ''] }))
    expect(titles()).toEqual(['birds', 'cats', 'dogs'])
    valueOf(world.service.remove({ id: cats ?? '' }))
    expect(titles()).toEqual(['birds', 'dogs'])
    expect(world.touches).toContainEqual({ topic: 'views' })
    expect(world.service.page({ id: cats ?? '', cursor: null, limit: 10 })).toEqual({
      ok: false,
      error: { kind: 'conflict', message: null },
    })
    // Its number is not given to another one.
    expect(world.view({ kind: 'search', text: 'fish' })).not.toBe(dogs)
  })

  test('has each source once, and tags are one however they are written', () => {
    const cats = world.view({ kind: 'tag', tag: '#Cats', accountIds: null })
    expect(world.view({ kind: 'tag', tag: 'cats', accountIds: null }, 'Other')).toBe(cats)
    expect(world.view({ kind: 'tag', tag: 'cats', accountIds: [me] })).not.toBe(cats)
    expect(world.view({ kind: 'list', accountId: me, remoteId: '7' }, 'Friends')).toBe(
      world.view({ kind: 'list', accountId: me, remoteId: '7' }),
    )
    expect(valueOf(world.service.list())).toMatchObject([
      { title: '#Cats', source: { kind: 'tag', tag: 'Cats', accountIds: null } },
      { title: '#cats', source: { kind: 'tag', tag: 'cats', accountIds: [me] } },
      { title: 'Friends', source: { kind: 'list' } },
    ])
  })

  test('takes another title, and another source with what was read for the one before forgotten', () => {
    const id = world.view({ kind: 'search', text: 'cats' })
    expect(valueOf(world.service.save({ id, source: { kind: 'search', text: 'cats' }, title: ' All cats ' }))).toMatchObject({
      id,
      title: 'All cats',
    })
    expect(valueOf(world.service.save({ id, source: { kind: 'search', text: 'dogs' }, title: null }))).toMatchObject({ id, title: 'dogs' })
    world.view({ kind: 'search', text: 'cats' })
    expect(world.service.save({ id, source: { kind: 'search', text: 'cats' }, title: null }).ok).toBe(false)
  })

  test('refuses what could find nothing', () => {
    for (const source of [
      { kind: 'search', text: ' ' },
      { kind: 'search', text: '-cats' },
      { kind: 'tag', tag: '#', accountIds: null },
      { kind: 'tag', tag: 'two words', accountIds: null },
    ] as const)
      expect(world.service.save({ id: null, source, title: null })).toEqual({
        ok: false,
        error: { kind: 'invalid-input', issues: [{ field: 'source', code: 'view-nothing', values: {} }] },
      })
    expect(world.service.save({ id: null, source: { kind: 'list', accountId: 'acc_none', remoteId: '1' }, title: null }).ok).toBe(false)
  })
})

describe('a saved search', () => {
  const say = (name: string, minutes: number, text = 'a cat') =>
    postOf(name, minutes % 2 === 0 ? 'ann' : 'bob', NOON - minutes * MINUTE, { text: { text, spans: [] } })

  test('shows what Search finds, newest first, page by page', () => {
    const posts = Array.from({ length: 25 }, (_, n) => say(`c${n}`, n))
    world.ingest(me, homeBatch([...posts, say('other', 30, 'a dog')]))
    const id = world.view({ kind: 'search', text: 'cat' })
    expect(world.shown(id, 10)).toEqual(posts.map((post) => post.id.replace('post:', '')))
    expect(world.page(id, null, 1)).toMatchObject({
      rows: [{ postId: 'post:c0', repostedBy: null, accountIds: [me], sortAt: NOON }],
      moreOnNetworks: false,
      readAt: null,
      failures: [],
    })
    expect(valueOf(world.search.posts({ text: 'cat', cursor: null, limit: 100 })).postIds).toEqual(posts.map((post) => post.id))
  })

  test('leaves out who and what is muted, and what was deleted, without an early end', () => {
    const posts = Array.from({ length: 40 }, (_, n) => say(`c${n}`, n))
    world.ingest(me, homeBatch(posts))
    world.store.write((db) => {
      addMuteRule(
        db,
        { subject: { kind: 'author', authorId: 'author:ann', handle: 'ann.test' }, how: 'mute', accountId: null, until: null },
        NOON,
      )
      searchForMutes(db, 100)
      markPostDeleted(db, 'post:c1', NOON)
    })
    const id = world.view({ kind: 'search', text: 'cat' })
    const left = posts.flatMap(({ id: postId }, n) => (n % 2 === 1 && n !== 1 ? [postId.replace('post:', '')] : []))
    expect(world.shown(id, 7)).toEqual(left)
  })

  test('has nothing to ask of a network', async () => {
    const id = world.view({ kind: 'search', text: 'cat' })
    expect(await world.service.refresh({ id })).toEqual({ ok: true, value: { added: 0 } })
    expect(await world.service.loadOlder({ id })).toEqual({ ok: true, value: { added: 0, exhausted: true } })
    expect(world.network(me).requests).toEqual([])
  })
})
