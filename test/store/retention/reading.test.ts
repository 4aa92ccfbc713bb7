import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { pruneBounds } from '../../../main/store/retention/bounds.ts'
import { prunePosts } from '../../../main/store/retention/prune-posts.ts'
import { LARGE, plansOf } from '../../support/query-plans.ts'
import { MINUTE, NOON } from '../builders.ts'
import { ago, MergeWorld, range } from '../merge/merge-world.ts'

/** A feed of a post a minute; what is older than 500 minutes is to go. */
const CUTOFF = ago(500)

let world: MergeWorld
beforeEach(async () => {
  world = new MergeWorld()
  const feed = world.join('a', range(1, 900))
  feed.pageSize = 50
  // Each post came in when it was written.
  world.now = ago(250)
  feed.entries = feed.entries.filter(({ at }) => at <= ago(250))
  await world.read('a')
  for (let pages = 0; pages < 6; pages++) await world.older('a')
  world.now = NOON
  for (const minute of range(1, 249).toReversed()) world.post('a', minute)
  await world.read('a')
  world.store.write((db) => db.run('update post set updated_at = created_at'))
})
afterEach(() => world[Symbol.dispose]())

function prune(): number {
  const bounds = world.store.read((db) => pruneBounds(db, 'home', CUTOFF))
  return world.store.write((db) => prunePosts(db, { below: Number.MAX_SAFE_INTEGER, limit: 10_000, cutoff: CUTOFF, bounds })).pruned
}

const oldest = (): number => Math.max(...world.rows().map((row) => (NOON - row.sortAt) / MINUTE))
const stored = (): number => world.store.read((db) => db.get<{ count: number }>('select count(*) as count from post'))!.count

describe('what was forgotten', () => {
  test('is below the end of the timeline, which has no hole', () => {
    const before = oldest()
    expect(prune()).toBeGreaterThan(0)
    const end = oldest()
    expect(end).toBeGreaterThanOrEqual(500)
    expect(end).toBeLessThan(before)
    expect(world.rows()).toHaveLength(end)
    expect(world.sources()).toBe('a behind')
  })

  test('is not brought back by reading, and is by scrolling down there', async () => {
    prune()
    const end = oldest()
    const count = stored()
    world.now += 10 * MINUTE
    await world.read('a')
    await world.read('a')
    expect(stored()).toBe(count)
    await world.older('a')
    expect(oldest()).toBeGreaterThan(end)
    expect(world.rows()).toHaveLength(oldest())
    // It was asked for just now.
    const asked = stored()
    expect(prune()).toBe(0)
    expect(stored()).toBe(asked)
  })
})

test('forgetting looks at no table as a whole', () => {
  const bounds = world.store.read((db) => pruneBounds(db, 'home', CUTOFF))
  const steps = plansOf(world.store, (db) => prunePosts(db, { below: Number.MAX_SAFE_INTEGER, limit: 20, cutoff: NOON, bounds }))
  expect(steps.filter((step) => LARGE.test(step))).toEqual([])
})
