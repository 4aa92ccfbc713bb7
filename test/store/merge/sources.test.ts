import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { HOUR, NOON } from '../builders.ts'
import { ago, MergeWorld, range } from './merge-world.ts'

let world: MergeWorld
beforeEach(() => (world = new MergeWorld()))
afterEach(() => world[Symbol.dispose]())

const away = { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } as const
const signedOut = { kind: 'authentication', reason: 'expired', message: null } as const
const refused = { kind: 'remote-rejected', message: null, code: '400' } as const

describe('who holds the timeline back', () => {
  test('one source alone: all that was read', async () => {
    world.join('a', range(1, 12))
    await world.read('a')
    expect(world.shown()).toBe('a1 a2 a3 a4 a5 a6 a7 a8 a9 a10')
    expect(world.sources()).toBe('a behind')
    expect(world.page().moreOnNetworks).toBe(true)
  })

  test('a late source: nothing is shown before it has answered, since all of it may be newer', async () => {
    world.join('a', [2, 4])
    world.join('b', [1, 3])
    await world.read('a')
    expect(world.shown()).toBe('')
    expect(world.sources()).toBe('a exhausted, b waiting')
    await world.read('b')
    expect(world.shown()).toBe('b1 a2 b3 a4')
    expect(world.sources()).toBe('a exhausted, b exhausted')
  })

  test('a source that does not answer for long is waited for no more, and named', async () => {
    world.join('a', [2, 4])
    world.join('b', [1, 3])
    await world.read('a')
    world.now = NOON + 19_000
    expect(world.shown()).toBe('')
    world.now = NOON + 20_000
    expect(world.shown()).toBe('a2 a4')
    expect(world.sources()).toBe('a exhausted, b waiting')
  })

  test('the slower of two sources: its frontier is the end, also for the one that was read further', async () => {
    world.join('a', range(1, 40))
    world.join('b', [2, 60, 100, 200, 300, 400, 500, 600, 700, 800, 900])
    await world.read('a', 'b')
    expect(world.shown()).toBe('a1 b2 a2 a3 a4 a5 a6 a7 a8 a9 a10')
    expect(world.sources()).toBe('a behind, b ahead')
  })

  test('loading older asks only the one that holds the others back, until it is abreast', async () => {
    world.join('a', range(1, 40))
    world.join(
      'b',
      range(1, 12).map((hour) => hour * 100),
    )
    await world.read('a', 'b')
    const before = world.feed('b').asked.length
    await world.older()
    expect(world.shown()).toBe(
      range(1, 15)
        .map((minute) => `a${minute}`)
        .join(' '),
    )
    expect(world.feed('b').asked).toHaveLength(before)
  })

  test('an exhausted source holds nobody back and is named', async () => {
    world.join('a', range(1, 8))
    world.join('b', [3])
    await world.read('a', 'b')
    expect(world.shown()).toBe('a1 a2 b3 a3 a4 a5 a6 a7 a8')
    expect(world.sources()).toBe('a exhausted, b exhausted')
    expect(world.page()).toMatchObject({ older: null, moreOnNetworks: false })
    expect(await world.older()).toEqual({ ok: true, value: { added: 0, exhausted: true } })
  })

  test('a source whose every post is newer than the others does not hide them once it is at its end', async () => {
    world.join('a', [50, 60, 70])
    world.join('b', range(1, 12))
    await world.read('a', 'b')
    expect(world.shown()).toBe(
      range(1, 10)
        .map((minute) => `b${minute}`)
        .join(' '),
    )
    await world.older()
    expect(world.shown()).toBe([...range(1, 12).map((minute) => `b${minute}`), 'a50', 'a60', 'a70'].join(' '))
  })

  test('a source without a single post holds nobody back', async () => {
    world.join('a', [1, 2])
    world.join('b')
    await world.read('a', 'b')
    expect(world.shown()).toBe('a1 a2')
    expect(world.sources()).toBe('a exhausted, b exhausted')
  })
})

describe('a source that fails', () => {
  test('at its first read holds nobody back and is named with the reason', async () => {
    world.join('a', [1, 3])
    world.join('b', [2, 4]).down = away
    await world.read('a', 'b')
    expect(world.shown()).toBe('a1 a3')
    expect(world.sources()).toBe('a exhausted, b failed platform-unavailable')
  })

  test('and comes back is merged where its posts belong, nothing twice', async () => {
    world.join('a', [1, 3])
    world.join('b', [2, 4]).down = away
    await world.read('a', 'b')
    world.feed('b').down = null
    await world.read('b')
    expect(world.shown()).toBe('a1 b2 a3 b4')
    expect(world.sources()).toBe('a exhausted, b exhausted')
  })

  test('after it was read shows what it had and lets the others go on', async () => {
    world.join('a', range(1, 30))
    world.join('b', [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22])
    await world.read('b', 'a')
    world.feed('b').down = away
    await world.read('b')
    expect(world.shown()).toBe('a1 a2 b2 a3 a4 b4 a5 a6 b6 a7 a8 b8 a9 a10 b10')
    await world.older()
    expect(world.shown().split(' ')).toHaveLength(22)
    expect(world.sources()).toBe('a behind, b failed platform-unavailable')
  })

  test('only for older posts holds nobody back either, is asked again after a while, and then holds again', async () => {
    const slow = world.join('a', range(1, 30))
    world.join(
      'b',
      range(1, 30).map((minute) => minute * 10),
    )
    await world.read('a', 'b')
    expect(world.sources()).toBe('a behind, b ahead')
    slow.script = [slow.fails(refused)]
    expect(await world.older()).toEqual({ ok: false, error: refused })
    expect(world.sources()).toBe('a failed remote-rejected, b behind')
    expect(world.shown().split(' ')).toContain('b100')
    // Not at once: the others go on.
    await world.older()
    expect(slow.asked).toHaveLength(3)
    world.now += 11_000
    await world.older()
    expect(world.sources()).toBe('a behind, b ahead')
    expect(world.shown().split(' ')).toEqual([...range(1, 15).map((minute) => `a${minute}`), 'b10'].sort(byTime))
  })

  test('all sources fail: what is there is shown, and asking for older says why not', async () => {
    world.join('a', [1, 3])
    world.join('b', [2, 4])
    await world.read('a', 'b')
    world.feed('a').down = away
    world.feed('b').down = { kind: 'offline' }
    await world.read('a', 'b')
    expect(world.shown()).toBe('a1 b2 a3 b4')
    expect(world.sources()).toBe('a failed platform-unavailable, b failed offline')
    expect(await world.older()).toEqual({ ok: false, error: away })
  })

  test('sign-in lost: named as such, its posts stay, nobody waits', async () => {
    world.join('a', range(1, 12))
    world.join(
      'b',
      range(1, 12).map((minute) => minute * 2),
    )
    await world.read('a', 'b')
    world.feed('a').down = signedOut
    await world.read('a')
    expect(world.sources()).toBe('a failed authentication, b behind')
    expect(world.shown().split(' ')).toContain('b20')
  })

  test('paused: named as such, its posts stay, nobody waits, and loading older does not ask it', async () => {
    world.join('a', range(1, 12))
    world.join(
      'b',
      range(1, 12).map((minute) => minute * 2),
    )
    await world.read('a', 'b')
    world.setState('a', { kind: 'paused' })
    expect(world.sources()).toBe('a paused, b behind')
    await world.older()
    expect(world.shown().split(' ')).toContain('b24')
    expect(world.feed('a').asked).toHaveLength(2)
  })

  test('at its limit: named with the time it ends, nobody waits', async () => {
    world.join('a', [1])
    await world.read('a')
    world.setState('a', { kind: 'rate-limited', until: NOON + HOUR })
    expect(world.page().sources).toEqual([
      { accountId: 'acc_a', state: { kind: 'failed', error: { kind: 'rate-limit-exceeded', retryAt: NOON + HOUR, message: null } } },
    ])
  })
})

describe('a source that is not in time order', () => {
  test('is named, holds nobody back, and its posts stand by their time', async () => {
    const ranked = world.join('b')
    ranked.chronological = false
    ranked.push({ name: 'b9', at: ago(9) }, { name: 'b1', at: ago(1) }, { name: 'b5', at: ago(5) }, { name: 'b300', at: ago(300) })
    world.join('a', range(2, 20))
    await world.read('a', 'b')
    expect(world.shown()).toBe('b1 a2 a3 a4 b5 a5 a6 a7 a8 b9 a9 a10 a11')
    expect(world.sources()).toBe('b exhausted, a behind')
  })

  test('can be read on, and makes no gap', async () => {
    const ranked = world.join('b', range(1, 30))
    ranked.chronological = false
    await world.read('b')
    expect(world.sources()).toBe('b unordered')
    await world.older()
    world.post('b', ...range(-40, 0))
    await world.read('b')
    expect(world.shown()).not.toContain('gap')
    expect(world.sources()).toBe('b unordered')
  })
})

/** By the time in their names; where that is the same, the later one read stands above: here b was read after a. */
function byTime(one: string, other: string): number {
  const minutes = (name: string): number => Number(name.slice(1))
  return minutes(one) - minutes(other) || (one < other ? 1 : -1)
}
