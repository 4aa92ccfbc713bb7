import { describe, expect, test } from 'vitest'
import { jittered, paceOf, type Pace } from '../../../main/sync/pace.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const seconds = (pace: Partial<Pace>): number => paceOf({ everyMs: 20 * SECOND, quiet: 0, visible: true, live: false, ...pace }) / SECOND

describe('How soon a stream is read again', () => {
  test.each([
    [{}, 20],
    [{ quiet: 2 }, 20],
    [{ quiet: 3 }, 40],
    [{ quiet: 8 }, 80],
    [{ quiet: 1_000 }, 80],
    [{ visible: false }, 100],
    [{ visible: false, quiet: 3 }, 200],
    [{ visible: false, quiet: 8 }, 400],
    [{ live: true }, 600],
    [{ live: true, quiet: 100 }, 600],
    [{ live: true, visible: false }, 1_200],
    [{ everyMs: 60 * SECOND, visible: false, quiet: 8 }, 900],
    // What is read rarely anyway is not read more often than its network wants, whoever looks.
    [{ everyMs: 30 * MINUTE }, 1_800],
    [{ everyMs: 30 * MINUTE, visible: false }, 9_000],
    [{ everyMs: 30 * MINUTE, live: true }, 1_800],
  ] satisfies [Partial<Pace>, number][])('%j: %d s', (pace, expected) => expect(seconds(pace)).toBe(expected))

  test('is never sooner for being hidden, quiet or live', () => {
    for (const everyMs of [10, 15, 20, 30, 60, 1_800].map((each) => each * SECOND)) {
      const wait = paceOf({ everyMs, quiet: 0, visible: true, live: false })
      for (const quiet of [0, 1, 3, 8, 50])
        for (const visible of [true, false])
          for (const live of [true, false]) expect(paceOf({ everyMs, quiet, visible, live })).toBeGreaterThanOrEqual(wait)
    }
  })

  test('is spread by a tenth to both sides', () => {
    expect([0, 0.5, 1].map((random) => jittered(20_000, random))).toEqual([18_000, 20_000, 22_000])
  })

  test('a day over twelve accounts, of which one is busy by day and nobody looks at night, is some thousand requests and no burst', () => {
    const HOUR = 60 * MINUTE
    const asked: number[] = []
    for (let account = 0; account < 12; account++) {
      let quiet = 0
      let last = -1
      for (let at = account * 200; at < 24 * HOUR;) {
        asked.push(at)
        const hour = at / HOUR
        const visible = hour >= 8 && hour < 20
        // A post every ten minutes on the one, every two hours on the others.
        const everyMs = account === 0 ? 10 * MINUTE : 2 * HOUR
        const news = Math.floor(at / everyMs) !== last
        last = Math.floor(at / everyMs)
        quiet = news ? 0 : quiet + 1
        at += jittered(paceOf({ everyMs: 20 * SECOND, quiet, visible, live: false }), ((asked.length * 7919) % 1_000) / 1_000)
      }
    }
    expect(asked.length).toBeGreaterThan(12 * 12 * 60)
    expect(asked.length).toBeLessThan(12 * 24 * 60 * 0.75 + 1_000)
    const perSecond = new Map<number, number>()
    for (const at of asked.filter((each) => each > MINUTE))
      perSecond.set(Math.floor(at / 1_000), (perSecond.get(Math.floor(at / 1_000)) ?? 0) + 1)
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(6)
  })
})
