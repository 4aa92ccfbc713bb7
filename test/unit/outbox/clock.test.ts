import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getOutboxItem } from '../../../main/store/tables/outbox-items.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { batchOf, HOUR, MINUTE, postOf } from '../../store/builders.ts'
import { World, value } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const timeout = { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } as const

describe('a clock that is set back', () => {
  it('does not lengthen the time to undo, in the same process or in the next', async () => {
    for (const restart of [false, true]) {
      await world.remove()
      world = new World()
      let chirp = world.boot(['ann'], 30)
      chirp.post(['Hello'])
      await chirp.settle()
      world.setClock(-5 * HOUR)
      if (restart) {
        await chirp.kill()
        chirp = world.boot(['ann'], 30)
        chirp.start()
      }
      await chirp.settle()
      const [run] = value(chirp.outbox.list())
      expect(run?.undoUntil).toBe(world.now + 30_000)
      expect(chirp.itemOf('ann')).toMatchObject({ waitReason: 'undo', notBefore: world.now + 30_000 })
      await chirp.pass(31_000, 1_000)
      expect(chirp.itemOf('ann').status).toBe('posted')
    }
  })

  it('does not hold back what is to be tried again', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('prepare', { at: 'before', error: timeout })
    chirp.post(['Hello'])
    await chirp.settle()
    world.setClock(-5 * HOUR)
    await chirp.pass(10_000, 1_000)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('does not leave a post of unknown outcome unasked, nor has it sent again too early', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'late', byMs: 40_000 })
    chirp.post(['Hello'])
    await chirp.settle()
    world.setClock(-5 * HOUR)
    world.network.posts.splice(0, 1, ...world.network.posts.map((post) => ({ ...post, appearsAt: world.now + 40_000 })))
    await chirp.pass(2 * MINUTE, 5_000)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('does not change the time the person chose', async () => {
    const chirp = world.boot(['ann'])
    const at = world.now + HOUR
    chirp.post(['Later'], ['acc_ann'], { scheduledAt: at })
    world.setClock(-5 * HOUR)
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ waitReason: 'scheduled', notBefore: at })
    await chirp.pass(5 * HOUR, 10 * MINUTE)
    expect(world.network.posts).toEqual([])
    await chirp.pass(HOUR, 10 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
  })

  it('does not take uploads of long ago for good', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: { kind: 'rate-limit-exceeded', retryAt: world.now + HOUR, message: null } })
    chirp.post(['Hello'])
    await chirp.settle()
    world.setClock(-5 * HOUR)
    await chirp.settle()
    await chirp.pass(HOUR, 10 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.callsOf('prepare')).toHaveLength(2)
  })

  it('sends in the order in which it was pressed', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    chirp.post(['first'])
    world.setClock(-5 * HOUR)
    chirp.post(['second'])
    await chirp.settle()
    world.network.online = true
    await chirp.pass(MINUTE)
    expect(world.network.visible().map(({ text }) => text)).toEqual(['first', 'second'])
  })

  it('does not keep a like for hours', async () => {
    const chirp = world.boot(['ann'])
    const liked = postOf('liked', 'eve', world.now)
    chirp.store.write((db) => ingestBatch(db, batchOf([liked]), { accountId: 'acc_ann', requestedAt: world.now, now: world.now }))
    world.network.fail('engage', { at: 'before', error: timeout })
    value(await chirp.engagement.engage({ postId: liked.id, verb: 'like', on: true, accountId: 'acc_ann' }))
    await chirp.settle()
    world.setClock(-5 * HOUR)
    await chirp.settle()
    expect(world.network.engagements).toHaveLength(1)
  })
})

describe('a clock that is set ahead', () => {
  it('does not have a post sent again while the first may still come', async () => {
    world.network.settleMs = undefined
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'late', byMs: 4 * MINUTE })
    chirp.post(['Hello'])
    await chirp.settle()
    world.setClock(5 * HOUR)
    world.network.posts.splice(0, 1, ...world.network.posts.map((post) => ({ ...post, appearsAt: world.now + 4 * MINUTE })))
    await chirp.pass(10 * MINUTE)
    expect(chirp.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('nor after a restart, since nobody knows how long the app was away', async () => {
    const first = world.boot(['ann'])
    world.network.fail('commit', { at: 'late', byMs: 40_000 })
    first.post(['Hello'])
    await first.settle()
    await first.kill()
    world.setClock(5 * HOUR)
    world.network.posts.splice(0, 1, ...world.network.posts.map((post) => ({ ...post, appearsAt: world.now + 40_000 })))
    const second = world.boot(['ann'])
    second.start()
    await second.pass(5 * MINUTE)
    expect(second.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })

  it('sends what was planned for a time that is over now', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['Later'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    await chirp.settle()
    world.setClock(5 * HOUR)
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'posted', lateMs: 4 * HOUR })
    expect(chirp.store.read((db) => getOutboxItem(db, chirp.itemOf('ann').id))?.postedAt).toBe(world.now)
  })
})
