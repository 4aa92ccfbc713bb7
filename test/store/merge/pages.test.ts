import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { retireAccount, deleteAccount, saveAccount } from '../../../main/store/tables/accounts.ts'
import { markPostDeleted } from '../../../main/store/tables/posts.ts'
import { accountOf, MINUTE, NOON } from '../builders.ts'
import { ago, DAY, MergeWorld, range } from './merge-world.ts'
import { batchOfEntries } from './scripted-feed.ts'

let world: MergeWorld
beforeEach(() => (world = new MergeWorld()))
afterEach(() => world[Symbol.dispose]())

const names = (prefix: string, from: number, to: number): string =>
  range(from, to)
    .map((minute) => `${prefix}${minute}`)
    .join(' ')

describe('pages that networks give', () => {
  test('an empty page with a token is gone past', async () => {
    const feed = world.join('a', range(1, 20))
    await world.read('a')
    feed.script = [feed.answers((batch) => ({ entries: [], posts: [], older: batch.older }))]
    await world.older()
    expect(world.shown()).toBe(`${names('a', 1, 10)} ${names('a', 16, 20)}`)
  })

  test('a first page that is empty but has a token says nothing about an end', async () => {
    const feed = world.join('a', range(1, 20))
    feed.script = ['1002', '1001', '1000'].map((older) => feed.answers(() => ({ entries: [], posts: [], older })))
    await world.read('a')
    expect(world.shown()).toBe(names('a', 1, 5))
    expect(world.sources()).toBe('a behind')
  })

  test('a page that answers its own token is the end', async () => {
    const feed = world.join('a', range(1, 20))
    await world.read('a')
    feed.script = [feed.answers(() => ({ older: feed.asked.at(-1) ?? null }))]
    await world.older()
    expect(world.shown()).toBe(names('a', 1, 15))
    expect(world.sources()).toBe('a exhausted')
  })

  test('tokens that lead in a circle are an end too, and not asked for again', async () => {
    const feed = world.join('a', range(1, 10))
    feed.pageSize = 3
    await world.read('a')
    const [first, second] = [feed.asked[1] ?? '', '1']
    feed.script = range(1, 20).map((turn) => feed.answers(() => ({ ...pageOf('a', 1, 3), older: turn % 2 === 0 ? first : second })))
    for (let turn = 0; turn < 4; turn++) await world.older()
    expect(feed.asked.length).toBeLessThan(12)
    expect(world.sources()).toBe('a exhausted')
    expect(world.shown()).toBe(names('a', 1, 6))
  })

  test('the same page twice shows nothing twice', async () => {
    const feed = world.join('a', range(1, 20))
    await world.read('a')
    feed.script = [feed.answers(() => ({ ...pageOf('a', 6, 10), older: '10.5' }))]
    await world.older()
    expect(world.shown()).toBe(names('a', 1, 15))
  })

  test('a stray old post at the end of a page does not make it look longer than it is', async () => {
    const feed = world.join('a', [1, 2, 3, 4, 5, 6, 7, 8, 9])
    feed.entries = [
      ...feed.entries,
      { name: 'stray', at: ago(3000), rank: 0 },
      ...range(10, 14).map((minute) => ({ name: `a${minute}`, at: ago(minute), rank: -minute })),
    ]
    world.join('b', [11.5, 2000, 4000])
    await world.read('a', 'b')
    expect(world.shown()).toBe(names('a', 1, 9))
    await world.older()
    expect(world.shown()).toBe(`${names('a', 1, 11)} b11.5 ${names('a', 12, 14)} b2000 stray b4000`)
  })

  test('a repost of an old post stands at the time of the repost, beside the post itself', async () => {
    const feed = world.join('a', [1, 3, 90])
    feed.push({ name: 'a90', at: ago(90), repostedBy: { name: 'bob', at: ago(0) } })
    await world.read('a')
    expect(world.shown()).toBe('bob:a90 a1 a3 a90')
  })

  test('a repost that is taken back and made again is not taken for the end of what is new', async () => {
    const feed = world.join('a', range(20, 24))
    feed.push({ name: 'old', at: ago(900), repostedBy: { name: 'bob', at: ago(19) } })
    await world.read('a')
    feed.entries = feed.entries.filter((entry) => entry.name !== 'old')
    world.post('a', ...range(2, 13))
    feed.push({ name: 'old', at: ago(900), repostedBy: { name: 'bob', at: ago(1) } })
    await world.read('a')
    expect(world.shown()).toBe(`${names('a', 2, 13)} bob:old ${names('a', 20, 24)}`)
  })

  test('a post deleted while paging is neither shown nor stumbled over', async () => {
    const feed = world.join('a', range(1, 20))
    await world.read('a')
    const first = world.page(null, 4)
    world.store.write((db) => {
      for (const name of ['a4', 'a5']) markPostDeleted(db, `post:${name}`, NOON)
    })
    feed.remove('a10')
    expect(world.rows(4, first.older).map((row) => row.sortAt)).toEqual(range(6, 10).map(ago))
    await world.older()
    expect(world.shown()).toBe(`a1 a2 a3 ${names('a', 6, 15)}`)
  })

  test('a post that is edited keeps its place', async () => {
    const feed = world.join('a', range(1, 5))
    await world.read('a')
    feed.entries = feed.entries.map((entry) => (entry.name === 'a3' ? { ...entry, at: ago(-2) } : entry))
    world.now += 5 * MINUTE
    await world.read('a')
    expect(world.shown()).toBe(names('a', 1, 5))
  })

  test("the person's own post is there at once, and once when the network shows it too", async () => {
    const feed = world.join('a', range(1, 5))
    await world.read('a')
    const own = { name: 'own', at: ago(0) }
    world.send('a', own)
    expect(world.shown()).toBe(`own ${names('a', 1, 5)}`)
    feed.push(own)
    world.post('a', -2, -1)
    world.now += 3 * MINUTE
    await world.read('a')
    expect(world.shown()).toBe(`a-2 a-1 own ${names('a', 1, 5)}`)
  })

  test("the person's own post does not hide what came between it and the last read", async () => {
    world.join('a', range(31, 35))
    await world.read('a')
    world.send('a', { name: 'own', at: ago(0) })
    world.post('a', ...range(11, 30))
    world.feed('a').push({ name: 'own', at: ago(0) })
    await world.read('a')
    expect(world.shown()).toBe(`own ${names('a', 11, 35)}`)
  })

  test('a post in the feeds of two accounts is one row, in both', async () => {
    world.join('a', [1, 3])
    world.join('b', [2])
    world.feed('a').push({ name: 'both', at: ago(0) })
    world.feed('b').push({ name: 'both', at: ago(0) })
    await world.read('a', 'b')
    expect(world.shown()).toBe('both a1 b2 a3')
    expect(world.rows()[0]).toMatchObject({ accountIds: ['acc_a', 'acc_b'] })
    expect(world.shown('b')).toBe('both b2')
  })
})

describe('cursors', () => {
  test('one from another day still leads on from its place', async () => {
    const feed = world.join('a', range(1, 10))
    await world.read('a')
    const [, , third] = world.rows()
    world.now = NOON + DAY
    feed.push(...range(0, 8).map((step) => ({ name: `n${step}`, at: NOON + DAY - step * MINUTE })))
    await world.read('a')
    expect(world.rows(2, third?.cursor ?? '').map((row) => row.sortAt)).toEqual(range(4, 10).map(ago))
  })

  test("the network's own token from another day goes on where it was left", async () => {
    world.join('a', range(1, 20))
    await world.read('a')
    world.now = NOON + DAY
    world.post('a', -1400, -1300)
    await world.read('a')
    await world.older()
    expect(world.shown()).toBe(`a-1400 a-1300 ${names('a', 1, 15)}`)
  })

  test('one that is not of Chirp is refused', () => {
    expect(world.timelines.page({ cursor: "0' or 1=1", limit: 5, accountIds: null })).toMatchObject({
      ok: false,
      error: { kind: 'invalid-input' },
    })
  })

  test('pages of every size from every row give the same list', async () => {
    world.join('a', range(1, 9))
    world.join('b', range(1, 9))
    await world.read('a', 'b')
    const whole = world.rows()
    for (const limit of [1, 2, 5]) {
      for (const [index, row] of whole.entries())
        expect(world.rows(limit, row.cursor).map(keyOf)).toEqual(whole.slice(index + 1).map(keyOf))
    }
  })
})

describe('accounts that come and go', () => {
  test('one added in the middle: its posts come in where they belong, and its frontier is kept to', async () => {
    world.join('a', range(1, 10))
    await world.read('a')
    expect(world.shown()).toBe(names('a', 1, 10))
    world.join('b', [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22])
    world.feed('b').pageSize = 2
    expect(world.shown()).toBe('')
    await world.read('b')
    expect(world.shown()).toBe('b0 a1 b2 a2 a3 b4 a4 a5 b6 a6')
    expect(world.sources()).toBe('a exhausted, b behind')
  })

  test('one removed with its posts kept: they stay, it holds nobody back and is named no more', async () => {
    world.join('a', range(1, 12))
    world.join('b', [3, 100])
    await world.read('a', 'b')
    world.store.write((db) => retireAccount(db, 'acc_a', NOON))
    expect(world.shown()).toBe(`a1 a2 b3 ${names('a', 3, 10)} b100`)
    expect(world.sources()).toBe('b exhausted')
  })

  test('one removed with all it had: only the others are left', async () => {
    world.join('a', range(1, 12))
    world.join('b', [3, 100])
    await world.read('a', 'b')
    world.store.write((db) => deleteAccount(db, 'acc_a'))
    expect(world.shown()).toBe('b3 b100')
    expect(world.sources()).toBe('b exhausted')
  })

  test('one removed and taken up again goes on, with a gap for what it missed', async () => {
    world.join('a', range(31, 40))
    await world.read('a')
    world.store.write((db) => retireAccount(db, 'acc_a', NOON))
    world.post('a', ...range(1, 30))
    world.store.write((db) => saveAccount(db, accountOf('a', { addedAt: NOON })))
    await world.read('a')
    expect(world.shown()).toBe(`${names('a', 1, 25)} [gap a] ${names('a', 31, 40)}`)
  })

  test('a filter by account is merged by the sources chosen alone', async () => {
    world.join('a', range(1, 30))
    world.join('b', [2, 50, 60])
    await world.read('a', 'b')
    expect(world.shown('b')).toBe('b2 b50 b60')
    expect(world.sources('b')).toBe('b exhausted')
    expect(world.shown('a')).toBe(names('a', 1, 10))
  })
})

describe('a restart in the middle', () => {
  test('goes on where it was: nothing twice, nothing lost', async () => {
    using disk = new MergeWorld('disk')
    disk.join('a', range(1, 20))
    disk.join('b', range(1, 20))
    await disk.read('a', 'b')
    const before = disk.shown()
    disk.restart()
    expect(disk.shown()).toBe(before)
    await disk.read('a', 'b')
    for (let turn = 0; turn < 4; turn++) await disk.older()
    expect(disk.shown().split(' ').toSorted()).toEqual(
      [...range(1, 20).map((minute) => `a${minute}`), ...range(1, 20).map((minute) => `b${minute}`)].toSorted(),
    )
  })

  test('in a gap that is half filled goes on from there', async () => {
    using disk = new MergeWorld('disk')
    const feed = disk.join('a', range(61, 70))
    await disk.read('a')
    disk.post('a', ...range(11, 60))
    feed.script = [null, null, feed.fails()]
    await disk.read('a')
    disk.restart()
    await disk.read('a')
    expect(disk.shown()).toBe(`${names('a', 11, 20)} [gap a] ${names('a', 61, 70)}`)
    for (let turn = 0; turn < 5; turn++) await disk.fill()
    expect(disk.shown()).toBe(names('a', 11, 70))
  })

  test('keeps what failed by name', async () => {
    using disk = new MergeWorld('disk')
    const feed = disk.join('a', range(1, 20))
    await disk.read('a')
    feed.script = [feed.fails({ kind: 'offline' })]
    await disk.older()
    disk.restart()
    expect(disk.sources()).toBe('a failed offline')
  })
})

function keyOf(row: { readonly key: string }): string {
  return row.key
}

/** A page of posts that the network had given before. */
function pageOf(name: string, from: number, to: number) {
  const { entries, posts } = batchOfEntries(range(from, to).map((minute) => ({ name: `${name}${minute}`, at: ago(minute) })))
  return { entries, posts }
}
