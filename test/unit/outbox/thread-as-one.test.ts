import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getOutboxItem } from '../../../main/store/tables/outbox-items.ts'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import type { Fault } from './fake-network.ts'
import { MINUTE } from '../../store/builders.ts'
import { World, value, type Process } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
  world.network.mostParts = 10
})
afterEach(() => world.remove())

const unanswered = { kind: 'outcome-unknown', message: null } as const
const refused = { kind: 'remote-rejected', message: 'Text is too rude', code: null } as const
const expired = { kind: 'authentication', reason: 'expired', message: null } as const

const texts = () => world.network.visible().map(({ text }) => text)
const commits = () => world.network.callsOf('commit').map(({ key }) => key?.split(' ').length)
const states = (chirp: Process) => chirp.items().map(({ state }) => state)

async function live(chirp: Process, ms: number): Promise<void> {
  for (let passed = 0; passed < ms && !chirp.isDead(); passed += 10_000) {
    world.now += 10_000
    await chirp.settle()
  }
}

describe('a thread that goes as one', () => {
  it('is one request, in which each post answers the one before it, and the first what the draft answers (bluesky-crossposter#102)', async () => {
    const chirp = world.boot(['ann'])
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    expect(commits()).toEqual([3])
    const [first, second] = ['post:net-1 remote post:net-1 rev-1', 'post:net-2 remote post:net-2 rev-2']
    expect(world.network.visible().map(({ text, replyTo, replyRoot }) => ({ text, replyTo, replyRoot }))).toEqual([
      { text: 'one', replyTo: null, replyRoot: null },
      { text: 'two', replyTo: first, replyRoot: first },
      { text: 'three', replyTo: second, replyRoot: first },
    ])
    expect(chirp.items().map(({ status, url, asOne }) => [status, url !== null, asOne])).toEqual(
      Array.from({ length: 3 }, () => ['posted', true, true]),
    )
  })

  it('has all its keys on the disk before anything leaves', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'hang' })
    chirp.post(['one', 'two', 'three'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    const stored = chirp.items().map(({ id }) => chirp.store.read((db) => getOutboxItem(db, id)))
    expect(stored.map((item) => item?.state)).toEqual(['sending', 'sending', 'sending'])
    expect(stored.map((item) => item?.commitKey).join(' ')).toBe(world.network.callsOf('commit')[0]?.key)
  })

  it('that is longer than one request takes goes in several, in order', async () => {
    world.network.mostParts = 2
    const chirp = world.boot(['ann'])
    chirp.post(['one', 'two', 'three', 'four', 'five'])
    await chirp.settle()
    expect(commits()).toEqual([2, 2, 1])
    expect(world.network.visible().map(({ text, replyTo, replyRoot }) => [text, replyTo?.split(' ')[0], replyRoot?.split(' ')[0]])).toEqual(
      [
        ['one', undefined, undefined],
        ['two', 'post:net-1', 'post:net-1'],
        ['three', 'post:net-2', 'post:net-1'],
        ['four', 'post:net-3', 'post:net-1'],
        ['five', 'post:net-4', 'post:net-1'],
      ],
    )
  })

  it('is in doubt as one when the answer is lost, and found as one', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    world.network.fail('witness', { at: 'before', error: { kind: 'offline' } })
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    expect(states(chirp)).toEqual(['unknown', 'unknown', 'unknown'])
    await live(chirp, 2 * MINUTE)
    expect(states(chirp)).toEqual(['done', 'done', 'done'])
    expect(texts()).toEqual(['one', 'two', 'three'])
    expect(commits()).toEqual([3])
  })

  it('that waits until it is asked about again says so in every post', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    world.network.fail('witness', { at: 'before', error: { kind: 'offline' } })
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    const [first] = chirp.items()
    expect(first?.notBefore).toBeGreaterThan(world.now)
    expect(chirp.items().map(({ status, waitReason, notBefore }) => [status, waitReason, notBefore])).toEqual(
      Array.from({ length: 3 }, () => ['waiting', 'offline', first?.notBefore]),
    )
  })

  it('of which one post is prepared again later says so in every post', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('prepare', { at: 'before', error: { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } })
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    const [first] = chirp.items()
    expect(first?.notBefore).toBeGreaterThan(world.now)
    expect(chirp.items().map(({ status, waitReason, notBefore }) => [status, waitReason, notBefore])).toEqual(
      Array.from({ length: 3 }, () => ['waiting', 'retry', first?.notBefore]),
    )
  })

  it('that is not there is sent again as one, under the same keys', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: unanswered })
    chirp.post(['one', 'two', 'three'])
    await live(chirp, 5 * MINUTE)
    const [first, second] = world.network.callsOf('commit').map(({ key }) => key)
    expect(second).toBe(first)
    expect(commits()).toEqual([3, 3])
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  it('of which only a part is there, whatever the network promised, goes on behind that part', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'after', error: unanswered })
    world.network.fail('witness', { at: 'before', error: { kind: 'offline' } })
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    world.network.posts.splice(1)
    await live(chirp, 5 * MINUTE)
    expect(commits()).toEqual([3, 2])
    expect(world.network.visible().map(({ text, replyTo }) => [text, replyTo?.split(' ')[0]])).toEqual([
      ['one', undefined],
      ['two', 'post:net-1'],
      ['three', 'post:net-2'],
    ])
    expect(states(chirp)).toEqual(['done', 'done', 'done'])
  })

  it('is refused as one, and retried as one', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: refused })
    chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    expect(chirp.items().map(({ state, error }) => [state, error])).toEqual(Array.from({ length: 3 }, () => ['failed', refused]))
    value(chirp.outbox.retry({ itemId: chirp.items()[1]?.id ?? '' }))
    await chirp.settle()
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  it('of which one post cannot be prepared does not go without it', async () => {
    const chirp = world.boot(['ann'])
    chirp.setAccountState('ann', { kind: 'paused' })
    chirp.post(['one', 'two', 'three'])
    world.network.fail('prepare', { at: 'before', error: { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } })
    world.network.fail('prepare', { at: 'before', error: refused })
    chirp.setAccountState('ann', { kind: 'connected' })
    await live(chirp, 5 * MINUTE)
    expect(states(chirp)).toEqual(['failed', 'failed', 'failed'])
    expect(world.network.posts).toEqual([])
    value(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  it('waits as one for a post whose upload has to be tried again', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('prepare', { at: 'before', error: { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null } })
    chirp.post(['one', 'two'])
    await chirp.settle()
    expect(world.network.callsOf('prepare')).toHaveLength(1)
    expect(world.network.posts).toEqual([])
    await live(chirp, MINUTE)
    expect(commits()).toEqual([2])
  })

  it('whose sign-in ended at the commit goes on where it was, with nothing prepared anew', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: expired })
    chirp.post(['one', 'two'])
    await chirp.settle()
    expect(chirp.items().map(({ status, waitReason }) => [status, waitReason])).toEqual([
      ['needs-you', 'sign-in'],
      ['needs-you', 'sign-in'],
    ])
    chirp.setAccountState('ann', { kind: 'connected' })
    await chirp.settle()
    const [first, second] = world.network.callsOf('commit').map(({ key }) => key)
    expect(second).toBe(first)
    expect(world.network.callsOf('prepare')).toHaveLength(2)
    expect(texts()).toEqual(['one', 'two'])
  })

  it('is given up as one, and comes back as the draft', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    const { draftId } = chirp.post(['one', 'two', 'three'])
    await chirp.settle()
    value(chirp.outbox.discard({ itemId: chirp.items()[2]?.id ?? '' }))
    expect(chirp.items()).toEqual([])
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('open')
    world.network.online = true
    await live(chirp, MINUTE)
    expect(world.network.posts).toEqual([])
  })

  it('cannot be given up in part while it is being sent', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'hang' })
    chirp.post(['one', 'two'])
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(chirp.outbox.discard({ itemId: chirp.items()[1]?.id ?? '' })).toEqual({ ok: false, error: { kind: 'conflict', message: null } })
    expect(states(chirp)).toEqual(['sending', 'sending'])
  })

  it('is there as one when the person says that a post of it is', async () => {
    const chirp = world.boot(['ann'])
    world.network.blind = true
    world.network.fail('commit', { at: 'after', error: unanswered })
    chirp.post(['one', 'two'])
    await live(chirp, 2 * MINUTE)
    expect(chirp.items().map(({ status }) => status)).toEqual(['needs-you', 'needs-you'])
    value(chirp.outbox.confirmPosted({ itemId: chirp.itemOf('ann').id }))
    expect(chirp.items().map(({ status }) => status)).toEqual(['posted', 'posted'])
  })
})

describe('a thread that goes as one, in a process that is killed', () => {
  const faults: readonly (Fault | null)[] = [null, { at: 'after', error: unanswered }, { at: 'before', error: unanswered }]
  const cases = Array.from({ length: 26 }, (_, step) => faults.map((fault) => [step, fault] as const)).flat()

  it.each(cases)('after step %i is there once (%j)', async (step, fault) => {
    const first = world.boot(['ann'])
    first.post(['one', 'two', 'three'])
    if (fault !== null) world.network.fail('commit', fault)
    world.fuse = step
    await first.settle()
    await first.kill()
    world.fuse = null
    const second = world.boot(['ann'])
    second.start()
    await live(second, 5 * MINUTE)
    expect(states(second)).toEqual(['done', 'done', 'done'])
    expect(texts()).toEqual(['one', 'two', 'three'])
  })
})
