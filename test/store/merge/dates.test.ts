import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { datedAt, sortTime } from '../../../shared/model/canonical-post.ts'
import { HOUR, MINUTE, NOON } from '../builders.ts'
import { ago, DAY, MergeWorld, range } from './merge-world.ts'

let world: MergeWorld
beforeEach(() => (world = new MergeWorld()))
afterEach(() => world[Symbol.dispose]())

describe('a post dated in the future', () => {
  test('stands where it was received, and the next ones stand above it', async () => {
    world.join('a', [1, 2])
    world.feed('a').push({ name: 'future', at: NOON + 365 * DAY })
    await world.read('a')
    expect(world.shown()).toBe('future a1 a2')
    world.now = NOON + 10 * MINUTE
    world.post('a', -9, -8)
    world.feed('a').entries = world
      .feed('a')
      .shown()
      .toSorted((one, other) => other.rank - one.rank)
    await world.read('a')
    expect(world.shown()).toBe('a-9 a-8 future a1 a2')
  })

  test('by as little as clocks differ keeps its own time, and is not long at the top', async () => {
    world.join('a', [-3, 1])
    await world.read('a')
    world.now = NOON + 5 * MINUTE
    world.post('a', -5, -4, -2)
    await world.read('a')
    expect(world.shown()).toBe('a-5 a-4 a-3 a-2 a1')
  })

  test('by as little as clocks differ does not make what came after it look as if it had been read', async () => {
    const feed = world.join('a', [-4, ...range(1, 4)])
    await world.read('a')
    // More than one page of posts, none of which is as new as that one was dated.
    world.now = NOON + 3 * MINUTE
    feed.push(...range(0, 29).map((step) => ({ name: `n${step}`, at: NOON + 3 * MINUTE - step * 5_000 })))
    feed.remove('a-4')
    await world.read('a')
    expect(
      world
        .shown()
        .split(' ')
        .filter((word) => word.startsWith('n')),
    ).toHaveLength(25)
    expect(world.shown()).toContain('[gap a]')
    await world.fill()
    expect(world.shown()).toBe(['a-4', ...range(0, 29).map((step) => `n${step}`), 'a1', 'a2', 'a3', 'a4'].join(' '))
  })

  test('that is read while scrolling back does not jump up over what was shown', async () => {
    const feed = world.join('a', range(1, 20))
    feed.entries = feed.entries.map((entry) => (entry.name === 'a13' ? { ...entry, at: ago(5) + 1 } : entry))
    await world.read('a')
    const before = world.shown()
    await world.older()
    expect(world.shown().startsWith(`${before} `)).toBe(true)
    expect(world.shown()).toBe([...range(1, 10), 13, 11, 12, 14, 15].map((minute) => `a${minute}`).join(' '))
  })

  test('that the network knows better: the time it was indexed counts', async () => {
    const feed = world.join('a', [1, 5])
    feed.push({ name: 'ahead', at: NOON + DAY, indexedAt: ago(3) })
    await world.read('a')
    expect(world.shown()).toBe('a1 ahead a5')
  })

  test('as a repost stands where it was received too', async () => {
    const feed = world.join('a', [1, 5])
    feed.push({ name: 'old', at: ago(500), repostedBy: { name: 'bob', at: NOON + DAY } })
    await world.read('a')
    world.now += 10 * MINUTE
    world.post('a', -9)
    await world.read('a')
    expect(world.shown()).toBe('a-9 bob:old a1 a5')
  })
})

describe('a whole source whose clock is a day ahead', () => {
  const ahead = (name: string, minutes: readonly number[]) => minutes.map((minute) => ({ name: `${name}${minute}`, at: ago(minute) + DAY }))

  test('keeps its own order over all its pages and does not stick to the top', async () => {
    world.join('a').push(...ahead('a', range(1, 12)))
    world.join('b', [2, 4])
    await world.read('a', 'b')
    expect(world.shown()).toBe(
      range(1, 10)
        .map((minute) => `a${minute}`)
        .join(' '),
    )
    await world.older()
    expect(world.shown()).toBe([...range(1, 12).map((minute) => `a${minute}`), 'b2', 'b4'].join(' '))
    world.now = NOON + HOUR
    world.post('b', -30)
    await world.read('b', 'a')
    expect(world.shown().startsWith('b-30 a1 a2')).toBe(true)
  })

  test('meets what it had when it is read again, and makes no gap', async () => {
    const feed = world.join('a')
    feed.push(...ahead('a', range(1, 8)))
    await world.read('a')
    world.now = NOON + HOUR
    feed.push(...ahead('a', [-40, -30]))
    await world.read('a')
    expect(world.shown()).toBe(['a-40', 'a-30', ...range(1, 8).map((minute) => `a${minute}`)].join(' '))
  })
})

describe("this machine's clock", () => {
  test('a day behind: the feed keeps its order, and what comes later stands above', async () => {
    world.now = NOON - DAY
    world.join('a', range(1, 12))
    await world.read('a')
    expect(world.shown()).toBe(
      range(1, 10)
        .map((minute) => `a${minute}`)
        .join(' '),
    )
    world.post('a', -2, -1, 0)
    world.now += MINUTE
    await world.read('a')
    expect(world.shown()).toBe(
      range(-2, 10)
        .map((minute) => `a${minute}`)
        .join(' '),
    )
    await world.older()
    expect(world.shown()).toBe(
      range(-2, 12)
        .map((minute) => `a${minute}`)
        .join(' '),
    )
  })

  test('set back a day: what comes in stands above what is there, not a day below it', async () => {
    world.join('a', range(1, 4))
    await world.read('a')
    world.now = NOON - DAY
    world.post('a', -2, -1)
    await world.read('a')
    expect(world.shown()).toBe('a-2 a-1 a1 a2 a3 a4')
    world.post('a', -4, -3)
    await world.read('a')
    expect(world.shown()).toBe('a-4 a-3 a-2 a-1 a1 a2 a3 a4')
  })

  test('set right again after it was behind: nothing twice, nothing lost, no gap', async () => {
    world.now = NOON - DAY
    world.join('a', range(1, 4))
    await world.read('a')
    world.now = NOON + 5 * MINUTE
    world.post('a', -4, -3)
    await world.read('a')
    expect(world.shown()).toBe('a-4 a-3 a1 a2 a3 a4')
  })

  test('a day ahead and set right again: nothing changes for posts that are dated rightly', async () => {
    world.now = NOON + DAY
    world.join('a', range(1, 4))
    await world.read('a')
    world.now = NOON + 5 * MINUTE
    world.post('a', -4, -3)
    await world.read('a')
    expect(world.shown()).toBe('a-4 a-3 a1 a2 a3 a4')
  })

  test('set back: a source that failed is asked again without waiting for the lost day', async () => {
    const feed = world.join('a', range(1, 15))
    await world.read('a')
    feed.script = [feed.fails()]
    await world.older()
    world.now -= DAY
    expect(await world.older()).toMatchObject({ ok: true, value: { added: 5 } })
  })
})

describe('posts of the same time', () => {
  test('of one feed stand in its order, over pages too', async () => {
    const feed = world.join('a')
    feed.push(...range(1, 14).map((index) => ({ name: `s${index}`, at: ago(1) })))
    await world.read('a')
    expect(world.shown()).toBe(
      range(1, 10)
        .map((index) => `s${index}`)
        .join(' '),
    )
    await world.older()
    expect(world.shown()).toBe(
      range(1, 14)
        .map((index) => `s${index}`)
        .join(' '),
    )
  })

  test('at the frontier: what a slower source brings of that time stands below what is shown', async () => {
    world.join('a', [1, 2, 3])
    world.join('b').push(...range(1, 12).map((index) => ({ name: `s${index}`, at: ago(2) })))
    await world.read('a', 'b')
    const before = world.shown()
    expect(before.split(' ')).toHaveLength(12)
    await world.older()
    expect(world.shown().startsWith(before)).toBe(true)
    expect(world.shown().split(' ')).toHaveLength(15)
  })

  test('at the end of what is stored do not make a read stop too early', async () => {
    const feed = world.join('a', [2, 3])
    await world.read('a')
    feed.remove('a2')
    feed.push(...range(1, 8).map((index) => ({ name: `s${index}`, at: ago(2) })))
    await world.read('a')
    const words = world.shown().split(' ')
    expect(words.filter((word) => word.startsWith('s'))).toHaveLength(8)
    expect(words).toHaveLength(10)
  })
})

test('the rule by itself: the earlier of written and indexed, and the time of receipt where that is more than minutes later', () => {
  expect(datedAt({ createdAt: 5, indexedAt: null })).toBe(5)
  expect(datedAt({ createdAt: 5, indexedAt: 3 })).toBe(3)
  expect(sortTime({ createdAt: NOON + 5 * MINUTE, indexedAt: null }, NOON)).toBe(NOON + 5 * MINUTE)
  expect(sortTime({ createdAt: NOON + 5 * MINUTE + 1, indexedAt: null }, NOON)).toBe(NOON)
  expect(sortTime({ createdAt: NOON + DAY, indexedAt: NOON - HOUR }, NOON)).toBe(NOON - HOUR)
})
