import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import { getOutboxItem } from '../../../main/store/tables/outbox-items.ts'
import { HOUR, MINUTE } from '../../store/builders.ts'
import { World, value, type Process } from './world.ts'

let world: World
beforeEach(() => {
  world = new World()
})
afterEach(() => world.remove())

const refused = { kind: 'remote-rejected', message: 'Text is too rude', code: null } as const
const conflict = { ok: false, error: { kind: 'conflict', message: null } } as const

const keysOf = (chirp: Process) => chirp.items().map(({ id }) => chirp.store.read((db) => getOutboxItem(db, id))?.commitKey)
const publish = (chirp: Process, draft: { readonly id: string; readonly revision: number }) =>
  value(chirp.publishing.publish({ draftId: draft.id, revision: draft.revision }))
const copies = (accountId?: string) => world.network.visible(accountId).map(({ text }) => text)

describe('edit and send again', () => {
  it('opens the very draft of which nothing is posted, and sends it under new keys', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_ann')
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { draftId, runId } = chirp.post(['Rude'])
    await chirp.settle()
    const before = keysOf(chirp)
    const draft = value(chirp.outbox.edit({ runId }))
    expect([draft.id, draft.targets.map(({ accountId }) => accountId)]).toEqual([draftId, ['acc_ann', 'acc_bob']])
    expect(chirp.items()).toEqual([])
    const [segment] = draft.content.segments
    if (segment === undefined) throw new Error('A draft without a segment')
    const saved = value(
      chirp.drafts.save({
        id: draft.id,
        revision: draft.revision,
        content: { ...draft.content, segments: [{ ...segment, text: 'Polite' }] },
        targets: draft.targets,
        options: draft.options,
      }),
    )
    publish(chirp, saved)
    await chirp.settle()
    expect(copies()).toEqual(['Polite', 'Polite'])
    for (const key of keysOf(chirp)) expect(before).not.toContain(key)
  })

  it('leaves alone what is posted: a new draft goes only where nothing is', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { draftId, runId } = chirp.post(['Hello'])
    await chirp.settle()
    const draft = value(chirp.outbox.edit({ runId }))
    expect(draft.id).not.toBe(draftId)
    expect(draft.targets.map(({ accountId }) => accountId)).toEqual(['acc_bob'])
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('posted')
    expect(chirp.items().map(({ status }) => status)).toEqual(['posted', 'cancelled'])
    publish(chirp, draft)
    await chirp.settle()
    expect([copies('acc_ann'), copies('acc_bob')]).toEqual([['Hello'], ['Hello']])
  })

  it('is refused where everything is posted', async () => {
    const chirp = world.boot(['ann'])
    const { runId } = chirp.post(['one', 'two'])
    await chirp.settle()
    expect(chirp.outbox.edit({ runId })).toEqual(conflict)
  })

  it('goes on with the numbers and the parent of a thread that stopped in the middle', async () => {
    const chirp = world.boot(['ann'])
    const { runId } = chirp.post(['one', 'two', 'three'], ['acc_ann'], { numbered: true })
    let commits = 0
    world.network.onCommit = () => {
      if (++commits === 2) world.network.fail('commit', { at: 'before', error: refused })
    }
    await chirp.settle()
    expect(chirp.items().map(({ status }) => status)).toEqual(['posted', 'failed', 'waiting'])
    const draft = value(chirp.outbox.edit({ runId }))
    expect(draft).toMatchObject({ replyTo: 'post:net-1', quote: null, options: { numbered: false } })
    expect(draft.content.segments.map(({ text }) => text)).toEqual(['two 2/3', 'three 3/3'])
    expect(chirp.items().map(({ status }) => status)).toEqual(['posted', 'cancelled', 'cancelled'])
    publish(chirp, draft)
    await chirp.settle()
    expect(world.network.visible().map(({ text, replyTo }) => [text, replyTo?.split(' ')[0]])).toEqual([
      ['one 1/3', undefined],
      ['two 2/3', 'post:net-1'],
      ['three 3/3', 'post:net-2'],
    ])
  })

  it('opens a draft for each account whose thread was begun, since each answers another post', async () => {
    const chirp = world.boot(['ann', 'bob', 'cid'])
    const { runId } = chirp.post(['one', 'two'])
    const begun = new Set<string>()
    world.network.onCommit = (accountId) => {
      if (accountId === 'acc_cid' || begun.has(accountId)) world.network.fail('commit', { at: 'before', error: refused }, accountId)
      begun.add(accountId)
    }
    await chirp.settle()
    expect(copies().sort()).toEqual(['one', 'one'])
    const draft = value(chirp.outbox.edit({ runId }))
    // The one of which nothing is there is the one to go on with; the others are among the drafts.
    expect([draft.targets.map(({ accountId }) => accountId), draft.replyTo]).toEqual([['acc_cid'], null])
    const open = value(chirp.drafts.list()).map(({ id, accountIds, text }) => [accountIds, text, id === draft.id])
    expect(open).toHaveLength(3)
    expect(open).toContainEqual([['acc_ann'], 'two', false])
    expect(open).toContainEqual([['acc_bob'], 'two', false])
  })

  it('is refused, and changes nothing, while something is being sent or nobody knows whether it is there', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_ann')
    world.network.fail('commit', { at: 'after', error: { kind: 'outcome-unknown', message: null } }, 'acc_bob')
    world.network.blind = true
    const { runId } = chirp.post(['Hello'])
    await chirp.settle()
    const before = chirp.items()
    expect(before.map(({ state }) => state)).toEqual(['failed', 'unknown'])
    expect(chirp.outbox.edit({ runId })).toEqual(conflict)
    expect(chirp.items()).toEqual(before)
  })

  it('takes back what waits for the network', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    const { draftId, runId } = chirp.post(['Hello'])
    await chirp.settle()
    expect(value(chirp.outbox.edit({ runId })).id).toBe(draftId)
    world.network.online = true
    chirp.runner.wake()
    await chirp.pass(MINUTE)
    expect(world.network.posts).toEqual([])
  })

  it('does not bring back a target that was given up', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_ann')
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { runId } = chirp.post(['Hello'])
    await chirp.settle()
    value(chirp.outbox.discard({ itemId: chirp.itemOf('bob').id }))
    expect(value(chirp.outbox.edit({ runId })).targets.map(({ accountId }) => accountId)).toEqual(['acc_ann'])
  })

  it('drops a planned time that is over', async () => {
    const chirp = world.boot(['ann'])
    world.network.fail('commit', { at: 'before', error: refused })
    const { runId } = chirp.post(['Hello'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    await chirp.pass(2 * HOUR, 10 * MINUTE)
    expect(value(chirp.outbox.edit({ runId })).options.scheduledAt).toBeNull()
  })
})

describe('giving up a run', () => {
  it('gives up one account of it, or all that is not posted, and what is posted stays', async () => {
    const chirp = world.boot(['ann', 'bob', 'cid'])
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_cid')
    const { draftId, runId } = chirp.post(['one', 'two'])
    await chirp.settle()
    value(chirp.outbox.discardRun({ runId, accountId: 'acc_bob' }))
    const statuses = () =>
      Object.fromEntries(
        ['ann', 'bob', 'cid'].map((name) => [
          name,
          chirp.items().flatMap((item) => (item.accountId === `acc_${name}` ? [item.status] : [])),
        ]),
      )
    expect(statuses()).toEqual({ ann: ['posted', 'posted'], bob: ['cancelled', 'cancelled'], cid: ['failed', 'waiting'] })
    value(chirp.outbox.discardRun({ runId, accountId: null }))
    expect(statuses()['cid']).toEqual(['cancelled', 'cancelled'])
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('posted')
    expect(chirp.outbox.discardRun({ runId, accountId: null })).toEqual(conflict)
  })

  it('brings the draft back when nothing of it is posted', async () => {
    const chirp = world.boot(['ann', 'bob'])
    world.network.online = false
    const { draftId, runId } = chirp.post(['one', 'two'])
    await chirp.settle()
    value(chirp.outbox.discardRun({ runId, accountId: null }))
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('open')
  })
})

describe('what was queued without a network', () => {
  it('goes out in order, once, though the first tries fail', async () => {
    const chirp = world.boot(['ann'])
    world.network.online = false
    for (const text of ['first', 'second', 'third']) chirp.post([text])
    await chirp.settle()
    world.network.online = true
    const unreachable = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null } as const
    world.network.fail('prepare', { at: 'before', error: unreachable })
    world.network.fail('commit', { at: 'before', error: unreachable })
    world.network.fail('commit', { at: 'before', error: { kind: 'offline' } })
    await chirp.pass(5 * MINUTE)
    expect(copies()).toEqual(['first', 'second', 'third'])
  })
})
