import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { contract } from '../../../shared/bridge/contract.ts'
import { MergeWorld, range } from './merge-world.ts'

let world: MergeWorld
beforeEach(() => (world = new MergeWorld()))
afterEach(() => world[Symbol.dispose]())

const away = { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } as const
const names = (prefix: string, from: number, to: number): string =>
  range(from, to)
    .map((minute) => `${prefix}${minute}`)
    .join(' ')

/** An account with ten posts from minute 61 on, and then so many new ones, up to minute 1. A read from the top takes 25. */
async function leaveGap(name: string, posts: number): Promise<void> {
  world.join(name, range(61, 70))
  await world.read(name)
  world.post(name, ...range(61 - posts, 60))
  await world.read(name)
}

describe('a gap', () => {
  test('is left where a read from the top takes too long, and shown as one row', async () => {
    await leaveGap('a', 50)
    expect(world.shown()).toBe(`${names('a', 11, 35)} [gap a] ${names('a', 61, 70)}`)
  })

  test('is not left where a read meets what is there in time', async () => {
    await leaveGap('a', 24)
    expect(world.shown()).toBe(names('a', 37, 70))
  })

  test('is filled from above: what is next to its newer end comes first', async () => {
    await leaveGap('a', 50)
    expect(await world.fill()).toBe(null)
    expect(world.shown()).toBe(`${names('a', 11, 45)} [gap a] ${names('a', 61, 70)}`)
    await world.fill()
    expect(world.shown()).toBe(`${names('a', 11, 55)} [gap a] ${names('a', 61, 70)}`)
    await world.fill()
    expect(world.shown()).toBe(names('a', 11, 70))
  })

  test('of one account while another one has none: its two ends stand around what the other one has', async () => {
    world.join('b', [30, 40, 50, 65])
    await world.read('b')
    await leaveGap('a', 50)
    expect(world.shown()).toBe(
      `${names('a', 11, 30)} b30 ${names('a', 31, 35)} [gap a] b40 b50 [gap a ends] ${names('a', 61, 65)} b65 ${names('a', 66, 70)}`,
    )
  })

  test('is filled from below: all that can be had at once, down to who stands there', async () => {
    world.join('b', [40, 50])
    await world.read('b')
    await leaveGap('a', 50)
    expect(await world.fill(1)).toBe(null)
    expect(world.shown()).toBe(`${names('a', 11, 40)} b40 ${names('a', 41, 50)} b50 ${names('a', 51, 70)}`)
  })

  test('is half filled when the network fails in between, and goes on from there', async () => {
    await leaveGap('a', 50)
    const feed = world.feed('a')
    feed.script = [null, feed.fails(away)]
    expect(await world.fill()).toEqual(away)
    expect(world.shown()).toBe(`${names('a', 11, 40)} [gap a] ${names('a', 61, 70)}`)
    for (let press = 0; press < 3; press++) await world.fill()
    expect(world.shown()).toBe(names('a', 11, 70))
  })

  test('whose end the network no longer has stays, as one that cannot be filled', async () => {
    await leaveGap('a', 50)
    world.feed('a').keeps = 28
    await world.fill()
    expect(world.shown()).toBe(`${names('a', 11, 38)} [lost a] ${names('a', 61, 70)}`)
    expect(world.rows().filter((row) => row.kind === 'gap')).toMatchObject([{ lost: true, accountId: 'acc_a' }])
    const asked = world.feed('a').asked.length
    expect(await world.timelines.fillGap({ key: 'gap:1' })).toEqual({ ok: true, value: {} })
    expect(world.feed('a').asked).toHaveLength(asked)
  })

  test('that is lost from the start is said at once: the network keeps less than what is new', async () => {
    world.join('a', range(61, 70))
    await world.read('a')
    world.post('a', ...range(11, 60))
    world.feed('a').keeps = 12
    await world.read('a')
    expect(world.shown()).toBe(`${names('a', 11, 22)} [lost a] ${names('a', 61, 70)}`)
    // And not again at the next read.
    world.post('a', 10)
    await world.read('a')
    expect(world.shown()).toBe(`${names('a', 10, 22)} [lost a] ${names('a', 61, 70)}`)
  })

  test('an answer without anything is no loss: what is there stays as it is', async () => {
    world.join('a', range(61, 70))
    await world.read('a')
    world.feed('a').keeps = 0
    await world.read('a')
    expect(world.shown()).toBe(names('a', 61, 70))
    world.feed('a').keeps = Number.POSITIVE_INFINITY
    world.post('a', 60)
    await world.read('a')
    expect(world.shown()).toBe(names('a', 60, 70))
  })

  test('two gaps are two, and are filled one by one', async () => {
    await leaveGap('a', 30)
    world.post('a', ...range(1, 30))
    await world.read('a')
    expect(world.shown()).toBe(`${names('a', 1, 25)} [gap a] ${names('a', 31, 55)} [gap a] ${names('a', 61, 70)}`)
    await world.fill(1)
    expect(world.shown()).toBe(`${names('a', 1, 25)} [gap a] ${names('a', 31, 70)}`)
    await world.fill()
    expect(world.shown()).toBe(names('a', 1, 70))
  })

  test('a read that fails half-way leaves one, and the next read closes nothing that was not read', async () => {
    const feed = world.join('a', range(61, 70))
    await world.read('a')
    world.post('a', ...range(31, 60))
    feed.script = [null, feed.fails(away)]
    await world.read('a')
    await world.read('a')
    expect(world.shown()).toBe(`${names('a', 31, 35)} [gap a] ${names('a', 61, 70)}`)
    await world.fill()
    await world.fill()
    await world.fill()
    expect(world.shown()).toBe(names('a', 31, 70))
  })

  test('what stood at its older end was deleted meanwhile: it closes where the time is passed', async () => {
    await leaveGap('a', 30)
    for (const name of ['a61', 'a62', 'a63', 'a64']) world.feed('a').remove(name)
    await world.fill()
    expect(world.shown()).not.toContain('gap')
    expect(world.shown()).toContain('a60 a61')
  })

  test('a filter by account shows only gaps of the accounts chosen', async () => {
    world.join('b', [40, 50])
    await world.read('b')
    await leaveGap('a', 50)
    expect(world.shown('b')).toBe('b40 b50')
    expect(world.shown('a')).toBe(`${names('a', 11, 35)} [gap a] ${names('a', 61, 70)}`)
  })

  test('below the frontier is not shown before the posts around it are', async () => {
    await leaveGap('a', 50)
    world.join('b', range(1, 20))
    await world.read('b')
    expect(world.shown()).not.toContain('gap')
    await world.older()
    await world.older()
    expect(world.shown()).toContain('[gap a]')
  })

  test('is on exactly one page, however long the pages are', async () => {
    world.join('b', [40, 50])
    await world.read('b')
    await leaveGap('a', 50)
    const whole = world.rows().map((row) => row.key)
    for (const limit of [1, 2, 3, 7, 25, 26]) expect(world.rows(limit).map((row) => row.key)).toEqual(whole)
  })

  test('of an account that has to sign in stays and says why it cannot be filled', async () => {
    await leaveGap('a', 50)
    world.feed('a').down = { kind: 'authentication', reason: 'expired', message: null }
    await world.read('a')
    expect(await world.fill()).toEqual({ kind: 'authentication', reason: 'expired', message: null })
    expect(world.shown()).toContain('[gap a]')
  })

  test('its rows and the sources of a page speak the contract', async () => {
    world.join('b', [40, 50]).down = away
    await world.read('b')
    await leaveGap('a', 50)
    world.feed('a').keeps = 26
    await world.fill()
    const page = world.page()
    expect(page.sources.map(({ state }) => state.kind)).toEqual(['failed', 'exhausted'])
    expect(page.rows.filter((row) => row.kind === 'gap')).toHaveLength(1)
    expect(contract['timeline.page'].output.parse(page)).toEqual(page)
  })
})
