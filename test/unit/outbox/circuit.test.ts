import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CIRCUIT, Circuits, entered, left, signOf, type Circuit, type ServerSign } from '../../../main/outbox/circuit.ts'
import type { AppError } from '../../../shared/errors.ts'
import { batchOf, postOf, MINUTE } from '../../store/builders.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { World, value, type Process } from './world.ts'

const down = { kind: 'platform-unavailable', reason: 'server-error', server: 'https://one.test', message: null } as const
const unanswered = { kind: 'outcome-unknown', message: null } as const
const { failures, firstRestMs, longestRestMs } = CIRCUIT

describe('the circuit of a server', () => {
  const failing = (times: number, from: Circuit = { kind: 'closed', failures: 0 }): Circuit => {
    let circuit = from
    for (let time = 0; time < times; time++) circuit = left(circuit, 'failed', 0)
    return circuit
  }

  it('opens after failures in a row, and not before', () => {
    expect(failing(failures - 1)).toEqual({ kind: 'closed', failures: failures - 1 })
    expect(failing(failures)).toEqual({ kind: 'open', until: firstRestMs, restMs: firstRestMs })
  })

  it('counts afresh after one answer', () => {
    expect(failing(failures - 1, left(failing(failures - 1), 'answered', 0)).kind).toBe('closed')
  })

  it('lets nothing pass while it is open, then one, and nothing beside that one', () => {
    const open = failing(failures)
    expect(entered(open, firstRestMs - 1)).toBeNull()
    const probing = entered(open, firstRestMs)
    expect(probing).toEqual({ kind: 'probing', restMs: firstRestMs })
    expect(probing === null ? null : entered(probing, firstRestMs)).toBeNull()
  })

  it('closes when the one that went ahead is answered, and rests for longer when it is not', () => {
    const probing: Circuit = { kind: 'probing', restMs: firstRestMs }
    expect(left(probing, 'answered', 0)).toEqual({ kind: 'closed', failures: 0 })
    expect(left(probing, 'failed', 10)).toEqual({ kind: 'open', until: 10 + 2 * firstRestMs, restMs: 2 * firstRestMs })
    expect(left(probing, 'nothing', 10)).toEqual({ kind: 'open', until: 10, restMs: firstRestMs })
  })

  it('is not kept open by what was on its way when it opened', () => {
    const open = failing(failures)
    expect(left(open, 'failed', 20_000)).toEqual(open)
  })

  it('never rests for longer than it may, and always lets somebody pass in the end', () => {
    const signs = fc.constantFrom<ServerSign>('answered', 'failed', 'nothing')
    fc.assert(
      fc.property(fc.array(fc.tuple(signs, fc.nat(400_000)), { maxLength: 60 }), (steps) => {
        let circuit: Circuit = { kind: 'closed', failures: 0 }
        let now = 0
        for (const [sign, passes] of steps) {
          const next = entered(circuit, now)
          circuit = next === null ? circuit : left(next, sign, now)
          expect(circuit.kind).not.toBe('probing')
          if (circuit.kind === 'open') expect(circuit.until - now).toBeLessThanOrEqual(longestRestMs)
          now += passes
        }
        expect(entered(circuit, now + longestRestMs)).not.toBeNull()
      }),
    )
  })

  it('of one server is not that of another', () => {
    const circuits = new Circuits(() => 0)
    for (let time = 0; time < failures; time++) {
      circuits.enter('https://a.test')
      circuits.leave('https://a.test', 'failed')
    }
    expect([circuits.restOf('https://a.test'), circuits.restOf('https://b.test')]).toEqual([firstRestMs, 0])
    expect([circuits.enter('https://a.test'), circuits.enter('https://b.test')]).toEqual([false, true])
  })

  it.each<[AppError, ServerSign]>([
    [down, 'failed'],
    [unanswered, 'failed'],
    [{ kind: 'remote-rejected', message: null, code: null }, 'answered'],
    [{ kind: 'authentication', reason: 'expired', message: null }, 'answered'],
    [{ kind: 'rate-limit-exceeded', retryAt: 0, message: null }, 'nothing'],
    [{ kind: 'offline' }, 'nothing'],
    [{ kind: 'storage-unavailable', reason: 'full' }, 'nothing'],
  ])('takes %j for: %s', (error, sign) => {
    expect(signOf(error, true)).toBe(sign)
  })
})

describe('a server that fails again and again', () => {
  let world: World
  beforeEach(() => {
    world = new World()
    world.servers.set('bob', 'https://two.test')
  })
  afterEach(() => world.remove())

  const fail = (step: 'commit' | 'prepare' | 'witness' | 'engage', times: number, accountId: string | null = null): void => {
    for (let time = 0; time < times; time++) world.network.fail(step, { at: 'before', error: down }, accountId)
  }
  const asked = (accountId?: string) => world.network.calls.filter((call) => accountId === undefined || call.accountId === accountId).length

  /** As many failures as it takes, of as many posts of Ann's. */
  async function breakDown(chirp: Process): Promise<void> {
    fail('prepare', failures, 'acc_ann')
    for (let number = 0; number < failures; number++) chirp.post([`post ${String(number)}`], ['acc_ann'])
    await chirp.settle()
    expect(asked('acc_ann')).toBe(failures)
  }

  it('is left alone by all its accounts, and the outbox says until when', async () => {
    const chirp = world.boot(['ann', 'ada', 'bob'])
    await breakDown(chirp)
    chirp.post(['Hello'], ['acc_ada'])
    await chirp.settle()
    expect(asked('acc_ada')).toBe(0)
    expect(chirp.itemOf('ada')).toMatchObject({ status: 'waiting', waitReason: 'server', notBefore: world.now + firstRestMs })
  })

  it('does not hold up another server', async () => {
    const chirp = world.boot(['ann', 'bob'])
    await breakDown(chirp)
    chirp.post(['Hello'], ['acc_bob'])
    await chirp.settle()
    expect(chirp.itemOf('bob').status).toBe('posted')
  })

  it('is asked by one first when its rest is over, and by all when that one is answered', async () => {
    const chirp = world.boot(['ann', 'ada'])
    await breakDown(chirp)
    chirp.post(['Hello'], ['acc_ada'])
    await chirp.settle()
    await chirp.pass(2 * MINUTE)
    expect(chirp.items().map(({ status }) => status)).toEqual(Array.from({ length: failures + 1 }, () => 'posted'))
  })

  it('holds nothing up for longer than its rest', async () => {
    const chirp = world.boot(['ann', 'ada'])
    await breakDown(chirp)
    chirp.post(['Hello'], ['acc_ada'])
    await chirp.settle()
    await chirp.pass(firstRestMs, 1_000)
    expect(chirp.itemOf('ada').status).toBe('posted')
  })

  it('is asked at once when the person presses Retry', async () => {
    const chirp = world.boot(['ann', 'ada'])
    await breakDown(chirp)
    chirp.post(['Hello'], ['acc_ada'])
    await chirp.settle()
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ada').id }))
    await chirp.settle()
    expect(chirp.itemOf('ada').status).toBe('posted')
  })

  it('is not asked what became of a post either, and that post is never sent twice', async () => {
    const chirp = world.boot(['ann'])
    world.network.settleMs = 0
    world.network.fail('commit', { at: 'after', error: unanswered }, 'acc_ann')
    fail('witness', 12, 'acc_ann')
    chirp.post(['Hello'], ['acc_ann'])
    await chirp.pass(45 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
    const times = world.network.callsOf('witness').map(({ at }) => at)
    expect(times).toHaveLength(13)
    // By the retry policy alone they would be half a minute apart.
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBeGreaterThanOrEqual(longestRestMs)
    expect((times.at(-1) ?? 0) - (times.at(-2) ?? 0)).toBeLessThan(longestRestMs + MINUTE)
  })

  it('gets no likes either, and gets them afterwards', async () => {
    const chirp = world.boot(['ann', 'bob'])
    const liked = postOf('liked', 'eve', world.now)
    for (const accountId of ['acc_ann', 'acc_bob'])
      chirp.store.write((db) => ingestBatch(db, batchOf([liked]), { accountId, requestedAt: world.now, now: world.now }))
    await breakDown(chirp)
    for (const accountId of ['acc_ann', 'acc_bob']) value(await chirp.engagement.engage({ postId: liked.id, verb: 'like', on: true, accountId }))
    await chirp.settle()
    expect(world.network.engagements.map(({ accountId }) => accountId)).toEqual(['acc_bob'])
    await chirp.pass(firstRestMs, 1_000)
    expect(world.network.engagements.map(({ accountId }) => accountId)).toEqual(['acc_bob', 'acc_ann'])
  })
})
