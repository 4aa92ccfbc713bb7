import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getAccount } from '../../../main/store/tables/accounts.ts'
import { getOutboxItem } from '../../../main/store/tables/outbox-items.ts'
import type { AppError } from '../../../shared/errors.ts'
import { MINUTE } from '../../store/builders.ts'
import { World, type Process } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const expired = { kind: 'authentication', reason: 'expired', message: null } as const
const accountState = (chirp: Process) => chirp.store.read((db) => getAccount(db, 'acc_ann'))?.state.kind

describe('a sign-in that ends in the middle of a thread', () => {
  it('stops there, and once signed in again goes on exactly there, under the key it had', async () => {
    const chirp = world.boot(['ann'])
    let commits = 0
    world.network.onCommit = () => {
      if (++commits === 2) world.network.fail('commit', { at: 'before', error: expired })
    }
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    expect(chirp.items().map(({ status, waitReason }) => [status, waitReason])).toEqual([
      ['posted', null],
      ['needs-you', 'sign-in'],
      ['needs-you', 'sign-in'],
    ])
    const second = chirp.items()[1]?.id ?? ''
    const key = chirp.store.read((db) => getOutboxItem(db, second))?.commitKey
    // Time alone changes nothing.
    await chirp.pass(30 * MINUTE, MINUTE)
    expect(commits).toBe(2)
    chirp.setAccountState('ann', { kind: 'connected' })
    await chirp.settle()
    expect(world.network.visible().map(({ text }) => text)).toEqual(['one', 'two', 'three'])
    expect(world.network.posts[1]?.key).toBe(key)
  })

  it('holds up no other account', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: expired }, 'acc_ann')
    chirp.post(['Hello'])
    await chirp.settle()
    expect([chirp.itemOf('ann').status, chirp.itemOf('bob').status]).toEqual(['needs-you', 'posted'])
  })
})

describe('trouble that passes', () => {
  const troubles: readonly AppError[] = [
    { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null },
    { kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null },
    { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null },
    { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null },
    { kind: 'rate-limit-exceeded', retryAt: 0, message: null },
    { kind: 'offline' },
    { kind: 'outcome-unknown', message: null },
    { kind: 'storage-unavailable', reason: 'full' },
    { kind: 'authentication', reason: 'forbidden', message: 'Not this' },
    { kind: 'internal', reference: 'x' },
  ]
  const cases = troubles.flatMap((error) => (['prepare', 'commit', 'witness'] as const).map((step) => [step, error] as const))

  it.each(cases)('at %s does not ask for a sign-in (%j)', async (step, error) => {
    const chirp = world.boot(['ann'])
    if (step === 'witness') world.network.fail('commit', { at: 'after', error: { kind: 'outcome-unknown', message: null } })
    world.network.fail(step, { at: 'before', error })
    chirp.post(['Hello'])
    await chirp.pass(5 * MINUTE)
    expect(world.network.faultsLeft).toBe(0)
    expect(accountState(chirp)).toBe('connected')
  })
})
