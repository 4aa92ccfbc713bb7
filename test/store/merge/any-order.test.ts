import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TimelineRow } from '../../../shared/bridge/views.ts'
import { MINUTE, NOON } from '../builders.ts'
import { MergeWorld } from './merge-world.ts'

/**
 * Whatever comes in whatever order, what is shown is the newest part of the true merge: of every source the posts that were published when
 * it was last read, sorted by time, down to the frontier, and without what a gap row says is missing.
 */

/** Posts of the very same time that come on different pages stand 1 ms below each other. */
const TIES_MS = 100
const SOURCES = ['a', 'b', 'c', 'd'] as const
type Name = (typeof SOURCES)[number]

type Step =
  | { readonly kind: 'publish'; readonly source: Name; readonly posts: number; readonly apartMs: number }
  | { readonly kind: 'read' | 'fail first' | 'fail second'; readonly source: Name }
  | { readonly kind: 'older' | 'older fails'; readonly source: Name }
  | { readonly kind: 'fill'; readonly index: number; readonly fails: boolean }
  | { readonly kind: 'restart' }
  | { readonly kind: 'wait'; readonly minutes: number }
  | { readonly kind: 'join'; readonly source: Name }

const source = fc.constantFrom(...SOURCES)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('publish' as const),
      source,
      posts: fc.integer({ min: 1, max: 60 }),
      apartMs: fc.constantFrom(0, 1000, 30_000),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('read' as const), source }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('fail first' as const, 'fail second' as const), source }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('older' as const), source }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('older fails' as const), source }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('fill' as const), index: fc.nat(3), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'restart' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 300 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('join' as const), source }) },
)

/** What is true, beside the real thing. */
class Model {
  /** Of every source that joined: all that was published, and how much of it was when it was last read from the top. */
  readonly published = new Map<Name, { readonly name: string; readonly at: number }[]>()
  readonly seen = new Map<Name, number>()
  #number = 0

  publish(world: MergeWorld, name: Name, posts: number, apartMs: number): void {
    const list = this.published.get(name)
    if (list === undefined) return
    const newest = list.at(-1)?.at ?? Number.NEGATIVE_INFINITY
    const fresh = Array.from({ length: posts }, (_, index) => ({
      name: `${name}-${++this.#number}`,
      at: Math.max(newest, world.now - (posts - 1 - index) * apartMs),
    }))
    list.push(...fresh)
    world.feed(name).push(...fresh.toReversed())
  }
}

async function run(world: MergeWorld, model: Model, steps: readonly Step[], check: (did: Step) => void): Promise<void> {
  const away = { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } as const
  for (const did of steps) {
    if ('source' in did && did.kind !== 'join' && !model.published.has(did.source)) continue
    switch (did.kind) {
      case 'publish':
        model.publish(world, did.source, did.posts, did.apartMs)
        break
      case 'join':
        if (model.published.has(did.source)) continue
        model.published.set(did.source, [])
        world.join(did.source).pageSize = 3
        model.publish(world, did.source, 12, MINUTE)
        break
      case 'read':
      case 'fail first':
      case 'fail second': {
        const feed = world.feed(did.source)
        feed.script = did.kind === 'read' ? [] : did.kind === 'fail first' ? [feed.fails(away)] : [null, feed.fails(away)]
        const before = feed.asked.length
        await world.read(did.source)
        // One page that came is enough to know what was on top.
        const came = feed.asked.length - before - (did.kind !== 'read' && feed.script.length === 0 ? 1 : 0)
        feed.script = []
        if (came > 0) model.seen.set(did.source, model.published.get(did.source)?.length ?? 0)
        break
      }
      case 'older':
      case 'older fails': {
        const feed = world.feed(did.source)
        const first = feed.asked.length
        feed.script = did.kind === 'older fails' ? [feed.fails(away), feed.fails(away)] : []
        await world.older()
        // A source that was never read is read from the top.
        if (feed.asked.slice(first).includes(null) && did.kind === 'older')
          model.seen.set(did.source, model.published.get(did.source)?.length ?? 0)
        for (const [name, other] of world.feeds) {
          other.script = []
          if (name !== did.source && !model.seen.has(name as Name) && other.asked.includes(null))
            model.seen.set(name as Name, model.published.get(name as Name)?.length ?? 0)
        }
        break
      }
      case 'fill': {
        const open = world.rows().filter((row) => row.kind === 'gap')
        const row = open[did.index % Math.max(1, open.length)]
        if (row?.kind !== 'gap') continue
        const feed = world.feed(row.accountId.replace('acc_', ''))
        feed.script = did.fails ? [null, feed.fails(away)] : []
        await world.timelines.fillGap({ key: row.key })
        feed.script = []
        break
      }
      case 'restart':
        world.restart()
        break
      case 'wait':
        world.now += did.minutes * MINUTE
        break
    }
    check(did)
  }
}

const isPost = (row: TimelineRow): row is Extract<TimelineRow, { kind: 'post' }> => row.kind === 'post'
const nameOf = (row: TimelineRow): string => (isPost(row) ? row.postId.replace('post:', '') : row.key)

/** What must be true of the timeline after any step. */
function checkTimeline(world: MergeWorld, model: Model): void {
  const rows = world.rows()
  const posts = rows.filter(isPost)
  const shown = new Set(posts.map(nameOf))
  // Nothing twice, and in order.
  expect(shown.size).toBe(posts.length)
  expect(rows.map((row) => row.sortAt)).toEqual(rows.map((row) => row.sortAt).toSorted((a, b) => b - a))
  const end = rows.at(-1)?.sortAt ?? Number.POSITIVE_INFINITY
  const { sources } = world.page()
  const gaps = rows.filter((row) => row.kind === 'gap')
  for (const { accountId, state } of sources) {
    const name = accountId.replace('acc_', '') as Name
    const published = model.published.get(name) ?? []
    const known = published.slice(0, model.seen.get(name) ?? 0)
    // In its feed's own order; what has the same time may stand either way.
    const times = new Map(published.map((post) => [post.name, post.at]))
    const own = posts.filter((row) => row.accountIds.includes(accountId)).map((row) => times.get(nameOf(row)) ?? 0)
    expect(own).toEqual(own.toSorted((a, b) => b - a))
    // Nothing lost: what is newer than the end is shown, unless its source is named as failing, or a gap says that it is missing.
    if (state.kind === 'failed' || state.kind === 'waiting') continue
    const missing = known.filter((post) => post.at > end + TIES_MS && !shown.has(post.name))
    const unexplained = missing.filter(
      (post) => !gaps.some((gap) => gap.accountId === accountId && post.at <= gap.newerAt + TIES_MS && post.at >= gap.olderAt),
    )
    expect(unexplained).toEqual([])
  }
}

/** What was shown stays as it was: rows come in on top and in gaps, and where a source joined or came back, which the reader was told. */
function checkSteady(before: readonly TimelineRow[], after: readonly TimelineRow[], frontier: number): void {
  const kept = new Set(after.map(nameOf))
  const order = before.filter(isPost).map(nameOf)
  // Nothing that may still be shown is taken away, and nothing changes its order.
  expect(
    after
      .filter(isPost)
      .map(nameOf)
      .filter((name) => order.includes(name)),
  ).toEqual(order.filter((name) => kept.has(name)))
  const gone = before.filter((row) => isPost(row) && !kept.has(nameOf(row)))
  for (const row of gone) expect(row.sortAt).toBeLessThan(frontier)
}

/** Where the sources say that the timeline ends. */
function frontierOf(world: MergeWorld): number {
  const { sources } = world.page()
  const reached = sources.flatMap(({ state }) =>
    state.kind === 'behind' ? [state.reachedAt] : state.kind === 'waiting' ? [Number.POSITIVE_INFINITY] : [],
  )
  return Math.max(Number.NEGATIVE_INFINITY, ...reached)
}

const everyStep = fc
  .array(step, { minLength: 4, maxLength: 40 })
  .map((steps): Step[] => [{ kind: 'join', source: 'a' }, { kind: 'read', source: 'a' }, ...steps])

test('for any order of pages, failures, restarts and new posts, what is shown is a prefix of the true merge, nothing twice, nothing lost', async () => {
  await fc.assert(
    fc.asyncProperty(everyStep, async (steps) => {
      using world = new MergeWorld('disk')
      const model = new Model()
      let before: TimelineRow[] = []
      await run(world, model, steps, () => {
        checkTimeline(world, model)
        const rows = world.rows()
        checkSteady(before, rows, frontierOf(world))
        before = rows
      })
    }),
    { numRuns: 60 },
  )
}, 300_000)

test('while nothing fails and nobody joins, loading older changes nothing of what is shown: it only grows at its end', async () => {
  const calm = fc.array(
    fc.oneof(
      fc.record({ kind: fc.constant('older' as const), source: fc.constantFrom('a' as const, 'b' as const, 'c' as const) }),
      fc.constant({ kind: 'restart' as const }),
      fc.record({
        kind: fc.constant('publish' as const),
        source: fc.constantFrom('a' as const, 'b' as const, 'c' as const),
        posts: fc.integer({ min: 1, max: 5 }),
        apartMs: fc.constantFrom(0, 1000),
      }),
    ),
    { minLength: 3, maxLength: 20 },
  )
  const begin = fc.array(fc.record({ posts: fc.integer({ min: 0, max: 40 }), apartMs: fc.constantFrom(0, 1, 1000, 60_000) }), {
    minLength: 3,
    maxLength: 3,
  })
  await fc.assert(
    fc.asyncProperty(begin, calm, async (feeds, steps) => {
      using world = new MergeWorld('disk')
      const model = new Model()
      const names = ['a', 'b', 'c'] as const
      for (const [index, { posts, apartMs }] of feeds.entries()) {
        const name = names[index] ?? 'a'
        model.published.set(name, [])
        world.join(name).pageSize = 3
        model.publish(world, name, posts, apartMs)
      }
      for (const name of names) await world.read(name)
      let before = world.rows().map(nameOf)
      await run(world, model, steps, () => {
        const now = world.rows().map(nameOf)
        expect(now.slice(0, before.length)).toEqual(before)
        before = now
      })
    }),
    { numRuns: 60 },
  )
}, 300_000)

test('scrolling from any row in pages of any size neither repeats nor skips, also when posts come in meanwhile', async () => {
  await fc.assert(
    fc.asyncProperty(everyStep, fc.nat(), fc.integer({ min: 1, max: 7 }), async (steps, at, limit) => {
      using world = new MergeWorld()
      const model = new Model()
      await run(
        world,
        model,
        steps.filter((one) => one.kind !== 'restart'),
        () => undefined,
      )
      // All that failed are back, so that only what is new can come in.
      for (const name of model.published.keys()) await world.read(name)
      const whole = world.rows()
      const from = whole[at % Math.max(1, whole.length)]
      if (from === undefined) return
      const below = whole.slice(whole.indexOf(from) + 1).map(nameOf)
      expect(world.rows(limit, from.cursor).map(nameOf)).toEqual(below)
      const first = world.page(from.cursor, limit)
      world.now = NOON + 1000 * MINUTE
      for (const name of model.published.keys()) {
        model.publish(world, name, 2, 1000)
        await world.read(name)
      }
      const rest = first.older === null ? [] : world.rows(limit, first.older)
      expect([...first.rows, ...rest].map(nameOf)).toEqual(below)
    }),
    { numRuns: 60 },
  )
}, 300_000)
