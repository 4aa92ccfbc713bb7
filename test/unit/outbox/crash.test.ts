import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { updateOutboxItem, getOutboxItem, type OutboxRow } from '../../../main/store/tables/outbox-items.ts'
import { MINUTE } from '../../store/builders.ts'
import type { Fault, FakeNetwork } from './fake-network.ts'
import { World, value, type Process } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const unanswered = { kind: 'outcome-unknown', message: null } as const
const unavailable = (reason: 'server-error' | 'bad-answer' | 'timeout' | 'unreachable') =>
  ({ kind: 'platform-unavailable', reason, server: null, message: null }) as const

/** How often each text is on the network for each account. */
function copies(network: FakeNetwork): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const post of network.posts) counted.set(`${post.accountId} ${post.text}`, (counted.get(`${post.accountId} ${post.text}`) ?? 0) + 1)
  return counted
}

function givesUp(kind: string): boolean {
  return kind === 'remote-rejected' || kind === 'internal'
}

/** Waits until the process has died or has nothing more to do, or until `ms` of its time have passed. */
async function live(chirp: Process, ms: number): Promise<void> {
  for (let passed = 0; passed < ms && !chirp.isDead(); passed += 10_000) {
    world.now += 10_000
    await chirp.settle()
  }
}

describe('a process that is killed', () => {
  // A run of two segments to two accounts takes this many transactions and calls, counted at both their ends.
  const steps = Array.from({ length: 40 }, (_, step) => step)

  it.each(steps)('after step %i leaves one post per segment and target for the next one to finish', async (step) => {
    const first = world.boot()
    first.post(['one', 'two'])
    world.fuse = step
    await first.settle()
    await first.kill()
    world.fuse = null
    const second = world.boot()
    second.start()
    await live(second, 5 * MINUTE)
    expect(second.items().map((item) => item.status)).toEqual(['posted', 'posted', 'posted', 'posted'])
    expect([...copies(world.network)].sort()).toEqual([
      ['acc_ann one', 1],
      ['acc_ann two', 1],
      ['acc_bob one', 1],
      ['acc_bob two', 1],
    ])
  })

  it('was killed at every one of its steps by those tests', async () => {
    const chirp = world.boot()
    chirp.post(['one', 'two'])
    world.fuse = 1_000
    await chirp.settle()
    expect(1_000 - world.fuse).toBeLessThanOrEqual(steps.length)
  })

  it.each([
    ['preparing', 'queued', 'prepare'],
    ['sending', 'unknown', 'witness'],
  ] as const)('while %s makes the next one start from %s', async (state, next, firstCall) => {
    const first = world.boot(['ann'])
    world.network.fail(state === 'preparing' ? 'prepare' : 'commit', { at: 'hang' })
    first.post(['Hello'])
    await new Promise((resolve) => setTimeout(resolve, 40))
    const id = first.itemOf('ann').id
    expect(first.itemOf('ann').state).toBe(state)
    await first.kill()
    const second = world.boot(['ann'])
    world.network.calls.length = 0
    world.network.online = false
    second.start()
    await second.settle()
    expect(second.store.read((db) => getOutboxItem(db, id))).toMatchObject({ state: next })
    world.network.online = true
    await live(second, 5 * MINUTE)
    expect(world.network.calls[0]?.step).toBe(firstCall)
    expect(world.network.posts).toHaveLength(1)
  })

  it('while armed makes the next one send what was prepared, under the key that was written down', async () => {
    const first = world.boot(['ann'])
    first.setAccountState('ann', { kind: 'paused' })
    first.post(['Hello'])
    await first.settle()
    const queued = first.store.read((db) => getOutboxItem(db, first.itemOf('ann').id)) as OutboxRow
    first.store.write((db) =>
      updateOutboxItem(db, { ...queued, state: 'armed', commitKey: 'key-from-before', prepared: '{"uploaded":0}', preparedAt: world.now }),
    )
    await first.kill()
    const second = world.boot(['ann'])
    second.setAccountState('ann', { kind: 'connected' })
    second.start()
    await second.settle()
    expect(world.network.posts.map((post) => post.key)).toEqual(['key-from-before'])
    expect(world.network.callsOf('prepare')).toEqual([])
  })

  it('loses no part of an undo window', async () => {
    const first = world.boot(['ann'], 30)
    first.post(['Hello'])
    await first.pass(20_000)
    await first.kill()
    const second = world.boot(['ann'], 30)
    second.start()
    await second.pass(9_000, 1_000)
    expect(world.network.calls).toEqual([])
    expect(second.itemOf('ann')).toMatchObject({ status: 'waiting', waitReason: 'undo' })
    await second.pass(1_000)
    expect(second.itemOf('ann').status).toBe('posted')
  })
})

describe('whatever goes wrong', () => {
  const before = fc
    .constantFrom(
      unanswered,
      unavailable('server-error'),
      unavailable('bad-answer'),
      unavailable('timeout'),
      unavailable('unreachable'),
      { kind: 'offline' } as const,
      { kind: 'internal', reference: 'x' } as const,
      { kind: 'remote-rejected', message: 'No', code: null } as const,
      { kind: 'rate-limit-exceeded', retryAt: 0, message: null } as const,
    )
    .map((error): Fault => ({ at: 'before', error }))
  const after = fc
    .constantFrom(unanswered, unavailable('server-error'), unavailable('bad-answer'), unavailable('timeout'), {
      kind: 'internal',
      reference: 'x',
    } as const)
    .map((error): Fault => ({ at: 'after', error }))
  const late = fc.integer({ min: 0, max: 59_999 }).map((byMs): Fault => ({ at: 'late', byMs }))
  const hang = fc.constantFrom<Fault>({ at: 'hang' }, { at: 'hang-after' })
  const account = fc.constantFrom('acc_ann', 'acc_bob')
  const fault = fc.oneof(
    fc.record({ step: fc.constant('commit' as const), accountId: account, fault: fc.oneof(before, after, late, hang) }),
    fc.record({ step: fc.constant('prepare' as const), accountId: account, fault: before }),
    fc.record({ step: fc.constant('witness' as const), accountId: account, fault: fc.oneof(before, hang) }),
  )
  const life = fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 40 }) }, { weight: 1, arbitrary: fc.constant(null) })

  it('ends with one post per segment and target, or with a state that says why not, and never with two', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 8 }),
        fc.array(life, { maxLength: 4 }),
        fc.array(fc.nat({ max: 90_000 }), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        async (faults, lives, pauses, blind) => {
          await world.remove()
          world = new World()
          world.timing = { preparePatienceMs: 15, commitPatienceMs: 15, witnessPatienceMs: 15 }
          const network = world.network
          network.blind = blind
          for (const { step, accountId, fault: what } of faults) network.fail(step, what, accountId)
          let chirp = world.boot()
          chirp.post(['one', 'two'])
          for (const [index, fuse] of lives.entries()) {
            world.fuse = fuse
            await live(chirp, 30_000)
            await chirp.kill()
            world.fuse = null
            world.now += pauses[index] ?? 0
            chirp = world.boot()
            chirp.start()
          }
          // Nothing goes wrong any more, and there is all the time in the world.
          network.clearFaults()
          await live(chirp, 20 * MINUTE)
          const found = copies(network)
          // Where a network will not say, or refuses to be asked, the person alone can.
          const mayAsk =
            blind || faults.some(({ step, fault: what }) => step === 'witness' && what.at === 'before' && givesUp(what.error.kind))
          for (const item of chirp.items()) {
            const text = item.segmentIndex === 0 ? 'one' : 'two'
            const there = found.get(`${item.accountId} ${text}`) ?? 0
            if (item.status === 'posted') expect(there, 'posted').toBe(1)
            else if (item.status === 'failed') expect(there, 'failed').toBe(0)
            else if (item.status === 'needs-you') expect(mayAsk && there <= 1, 'needs the person, who alone can tell').toBe(true)
            else expect([item.waitReason, there], 'behind a segment that is not there').toEqual(['earlier-segment', 0])
          }
          // The person looks, and presses Retry on everything that failed: still no second copy.
          network.blind = false
          for (let round = 0; round < 3; round++) {
            for (const item of chirp.items())
              if (item.status === 'failed' || item.status === 'needs-you') value(chirp.outbox.retry({ itemId: item.id }))
            await live(chirp, 3 * MINUTE)
          }
          expect(chirp.items().map((item) => item.status)).toEqual(['posted', 'posted', 'posted', 'posted'])
          expect([...copies(network).values()]).toEqual([1, 1, 1, 1])
          await chirp.kill()
        },
      ),
      { numRuns: Number(process.env['CHIRP_RUNS'] ?? 60), endOnFailure: false },
    )
  }, 600_000)
})
