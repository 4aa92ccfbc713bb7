import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import { HOUR, MINUTE } from '../../store/builders.ts'
import { World, value } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

describe('a post for later', () => {
  it('waits for its time without an undo window, and says so', async () => {
    const chirp = world.boot(['ann'], 30)
    const at = world.now + HOUR
    chirp.post(['Later'], ['acc_ann'], { scheduledAt: at })
    await chirp.settle()
    expect(value(chirp.outbox.list())[0]?.undoUntil).toBeNull()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'waiting', waitReason: 'scheduled', notBefore: at, lateMs: null })
    await chirp.pass(HOUR - 1_000, MINUTE)
    expect(world.network.calls).toEqual([])
    await chirp.pass(1_000)
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'posted', lateMs: null })
  })

  it('outlasts a restart, and goes out at once when the app was closed at its time', async () => {
    const first = world.boot(['ann'])
    first.post(['Later'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    await first.kill()
    world.now += 3 * HOUR
    const second = world.boot(['ann'])
    second.start()
    await second.settle()
    expect(second.itemOf('ann')).toMatchObject({ status: 'posted', lateMs: 2 * HOUR, postedAt: world.now })
  })

  it('is not called late for less than an hour', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['Later'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    world.now += HOUR + 59 * MINUTE
    await chirp.settle()
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'posted', lateMs: null })
  })

  it('says how late it is while it still cannot go out', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    chirp.post(['Later'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    await chirp.pass(3 * HOUR, 10 * MINUTE)
    expect(chirp.itemOf('ann')).toMatchObject({ status: 'waiting', waitReason: 'offline', lateMs: 2 * HOUR })
  })

  it('is sent now, with the rest of its thread, when the person says so', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['one', 'two'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    await chirp.settle()
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(world.network.visible().map(({ text }) => text)).toEqual(['one', 'two'])
    expect(chirp.items().map(({ postedAt }) => postedAt)).toEqual([world.now, world.now + 1])
  })

  it('comes back with its time when it is given up, or taken back', async () => {
    const chirp = world.boot(['ann'])
    const at = world.now + HOUR
    for (const how of ['discard', 'undo', 'edit'] as const) {
      const { draftId, runId } = chirp.post(['Later'], ['acc_ann'], { scheduledAt: at })
      await chirp.settle()
      if (how === 'discard') value(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id }))
      else if (how === 'undo') value(chirp.publishing.undo({ runId }))
      else value(chirp.outbox.edit({ runId }))
      const stored = chirp.store.read((db) => getDraft(db, draftId))
      expect([stored?.state, stored?.draft.options.scheduledAt], how).toEqual(['open', at])
      expect(chirp.items(), how).toEqual([])
    }
    await chirp.pass(2 * HOUR, 10 * MINUTE)
    expect(world.network.posts).toEqual([])
  })

  it('cannot be planned for a time that is over', () => {
    const chirp = world.boot(['ann'])
    expect(() => chirp.post(['Later'], ['acc_ann'], { scheduledAt: world.now })).toThrow('schedule-in-the-past')
    expect(chirp.items()).toEqual([])
  })

  it('has the same time in every repeat', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['Later'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    world.network.fail('commit', { at: 'before', error: { kind: 'outcome-unknown', message: null } })
    await chirp.pass(2 * HOUR, MINUTE)
    const [first, second] = world.network.sent.map(({ createdAt }) => createdAt)
    expect(world.network.sent).toHaveLength(2)
    expect(second).toBe(first)
  })
})
