import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import { getOutboxItem } from '../../../main/store/tables/outbox-items.ts'
import { MINUTE } from '../../store/builders.ts'
import { World, type Process } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const notices = (chirp: Process) => chirp.notices.map((event) => ('code' in event ? event.code : event.topic))

describe.each(['full', 'read-only'] as const)('a disk that is %s', (disk) => {
  it('refuses Post with a sentence for the person, and keeps the draft', () => {
    const chirp = world.boot(['ann'])
    const written = chirp.drafts.create({ replyTo: null, quote: null, targets: ['acc_ann'], text: 'Hello' })
    if (!written.ok) throw new Error('No draft')
    const { id, revision } = written.value
    world.disk = disk
    expect(() => chirp.publishing.publish({ draftId: id, revision })).toThrow(
      expect.objectContaining({ error: { kind: 'storage-unavailable', reason: disk } }),
    )
    world.disk = 'fine'
    expect(chirp.store.read((db) => getDraft(db, id))?.state).toBe('open')
    expect(chirp.items()).toEqual([])
  })

  it('lets nothing leave before it is written down, says so once, and goes on when there is room', async () => {
    const chirp = world.boot(['ann', 'bob'])
    for (const name of ['ann', 'bob']) chirp.setAccountState(name, { kind: 'paused' })
    chirp.post(['one', 'two'])
    await chirp.settle()
    for (const name of ['ann', 'bob']) chirp.setAccountState(name, { kind: 'connected' })
    world.disk = disk
    await chirp.pass(5 * MINUTE)
    expect(world.network.callsOf('commit')).toEqual([])
    expect(notices(chirp)).toEqual([`sending-stopped-${disk}`])
    // Tried again now and then, not in a circle.
    expect(world.refusedWrites).toBeLessThan(200)
    world.disk = 'fine'
    await chirp.pass(2 * MINUTE)
    expect(chirp.items().map(({ status }) => status)).toEqual(['posted', 'posted', 'posted', 'posted'])
    expect(world.network.posts).toHaveLength(4)
  })

  it.each(['in the same process', 'after a restart'])(
    'when the answer comes: the post is looked for %s, and not sent again',
    async (when) => {
      let chirp = world.boot(['ann'])
      world.network.onCommit = () => {
        world.disk = disk
      }
      chirp.post(['Hello'])
      await chirp.settle()
      await chirp.pass(MINUTE)
      const { id } = chirp.itemOf('ann')
      expect(chirp.store.read((db) => getOutboxItem(db, id))?.state).toBe('sending')
      world.network.onCommit = () => undefined
      if (when === 'after a restart') {
        await chirp.kill()
        world.disk = 'fine'
        chirp = world.boot(['ann'])
        chirp.start()
      }
      world.disk = 'fine'
      await chirp.pass(3 * MINUTE)
      expect(chirp.itemOf('ann').status).toBe('posted')
      expect(world.network.callsOf('commit')).toHaveLength(1)
      expect(world.network.callsOf('witness').length).toBeGreaterThan(0)
    },
  )

  it('does not keep Chirp from starting, and what was under way is put right when there is room', async () => {
    const first = world.boot(['ann'])
    world.network.fail('commit', { at: 'hang-after' })
    first.post(['Hello'])
    await new Promise((resolve) => setTimeout(resolve, 40))
    await first.kill()
    const second = world.boot(['ann'])
    world.disk = disk
    second.start()
    await second.settle()
    expect(notices(second)).toEqual([`sending-stopped-${disk}`])
    world.disk = 'fine'
    await second.pass(5 * MINUTE)
    expect(second.itemOf('ann').status).toBe('posted')
    expect(world.network.posts).toHaveLength(1)
  })
})
