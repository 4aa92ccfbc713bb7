import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import { countsForRail } from '../../../main/store/tables/counts.ts'
import { getPost } from '../../../main/store/tables/posts.ts'
import { batchOf, MINUTE, NOON, postOf } from '../../store/builders.ts'
import { value, World, type Process } from '../outbox/world.ts'

let world: World
let chirp: Process
beforeEach(() => {
  world = new World()
  chirp = world.boot(['ann', 'bob'], 10)
})
afterEach(() => world.remove())

const draft = (text: string, targets = ['acc_ann', 'acc_bob']) => value(chirp.drafts.create({ replyTo: null, quote: null, targets, text }))
const conflict = { ok: false, error: { kind: 'conflict', message: null } }
const refused = { kind: 'remote-rejected', message: 'No', code: null } as const

describe('pressing Post', () => {
  it('turns the draft into one item per segment and target, and nothing leaves within the undo window', async () => {
    const { draftId } = chirp.post(['one', 'two'])
    await chirp.pass(9_000, 1_000)
    expect(world.network.calls).toEqual([])
    const [run] = value(chirp.outbox.list())
    expect(run).toMatchObject({ undoUntil: NOON + 10_000, createdAt: NOON, draft: { id: draftId } })
    expect(run?.items.map((item) => [item.accountId, item.segmentIndex, item.status, item.waitReason, item.notBefore])).toEqual([
      ['acc_ann', 0, 'waiting', 'undo', NOON + 10_000],
      ['acc_bob', 0, 'waiting', 'undo', NOON + 10_000],
      ['acc_ann', 1, 'waiting', 'undo', NOON + 10_000],
      ['acc_bob', 1, 'waiting', 'undo', NOON + 10_000],
    ])
    await chirp.pass(1_000)
    expect(world.network.posts).toHaveLength(4)
  })

  it('refuses what a target does not allow, with its problems, and leaves the draft open', () => {
    const empty = draft('')
    expect(chirp.publishing.publish({ draftId: empty.id, revision: 0 })).toEqual({
      ok: false,
      error: {
        kind: 'invalid-input',
        issues: [{ field: empty.content.segments[0]?.id, code: 'empty-post', values: {} }],
      },
    })
    const nowhere = value(chirp.drafts.save({ ...draft('Hello'), targets: [] }))
    const result = chirp.publishing.publish({ draftId: nowhere.id, revision: nowhere.revision })
    expect(result).toMatchObject({ ok: false, error: { kind: 'invalid-input', issues: [{ code: 'no-target' }] } })
    expect(value(chirp.publishing.validate({ draftId: nowhere.id })).map((problem) => problem.code)).toEqual(['no-target'])
    expect(chirp.store.read((db) => getDraft(db, nowhere.id))?.state).toBe('open')
    expect(value(chirp.outbox.list())).toEqual([])
  })

  it('posts the version the person saw, or none', async () => {
    const seen = draft('Hello')
    const changed = value(chirp.drafts.save({ ...seen }))
    expect(chirp.publishing.publish({ draftId: seen.id, revision: seen.revision })).toEqual(conflict)
    value(chirp.publishing.publish({ draftId: seen.id, revision: changed.revision }))
    expect(chirp.publishing.publish({ draftId: seen.id, revision: seen.revision })).toEqual(conflict)
    await chirp.pass(10_000)
    expect(world.network.posts).toHaveLength(2)
  })

  it("sends a target's own version where it has one", async () => {
    const shared = draft('for all')
    const own = { ...shared.content, segments: [{ id: 'own', text: 'for Bob', media: [], poll: null }] }
    const targets = shared.targets.map((target) => (target.accountId === 'acc_bob' ? { ...target, override: own } : target))
    const saved = value(chirp.drafts.save({ ...shared, targets }))
    value(chirp.publishing.publish({ draftId: saved.id, revision: saved.revision }))
    await chirp.pass(10_000)
    expect(world.network.posts.map((post) => [post.accountId, post.text]).sort()).toEqual([
      ['acc_ann', 'for all'],
      ['acc_bob', 'for Bob'],
    ])
  })

  it('answers a post with its handle, its thread and one more reply at once', async () => {
    const root = postOf('root', 'carol', NOON)
    const parent = postOf('parent', 'carol', NOON + 1, {
      replyTo: { postId: root.id, authorId: 'author:carol', authorHandle: null },
      threadRootId: root.id,
    })
    chirp.store.write((db) => ingestBatch(db, batchOf([parent, root]), { accountId: 'acc_ann', requestedAt: NOON, now: NOON + 2 }))
    const reply = value(chirp.drafts.create({ replyTo: parent.id, quote: null, targets: null, text: 'Yes' }))
    value(chirp.publishing.publish({ draftId: reply.id, revision: reply.revision }))
    await chirp.pass(10_000)
    expect(world.network.posts).toMatchObject([
      { accountId: 'acc_ann', replyTo: 'post:parent remote post:parent -', replyRoot: 'post:root remote post:root -' },
    ])
    expect(chirp.store.read((db) => getPost(db, parent.id))?.post.metrics.replies).toBe(1)
  })

  it('fails plainly when what it answers cannot be found by that account', async () => {
    chirp.store.write((db) =>
      ingestBatch(db, batchOf([postOf('parent', 'carol', NOON)]), { accountId: 'acc_ann', requestedAt: NOON, now: NOON }),
    )
    const reply = value(chirp.drafts.create({ replyTo: 'post:parent', quote: null, targets: null, text: 'Yes' }))
    const saved = value(
      chirp.drafts.save({
        ...reply,
        targets: [{ accountId: 'acc_bob', override: null, visibility: null, replyPolicy: null, quotePolicy: null, topicTag: null }],
      }),
    )
    value(chirp.publishing.publish({ draftId: saved.id, revision: saved.revision }))
    await chirp.pass(10_000)
    expect(chirp.itemOf('bob')).toMatchObject({ status: 'failed', error: { kind: 'post-not-found' } })
    world.network.others.set('post:parent', postOf('parent', 'carol', NOON))
    value(chirp.outbox.retry({ itemId: chirp.itemOf('bob').id }))
    await chirp.settle()
    expect(world.network.posts).toMatchObject([{ accountId: 'acc_bob', replyTo: 'post:parent remote post:parent -' }])
  })
})

describe('undo', () => {
  it('takes the whole run back, and the draft is open again as it was', async () => {
    const { draftId, runId } = chirp.post(['Oops'])
    await chirp.pass(9_000, 1_000)
    const back = value(chirp.publishing.undo({ runId }))
    expect(back.id).toBe(draftId)
    expect(value(chirp.outbox.list())).toEqual([])
    expect(value(chirp.drafts.list()).map((one) => one.text)).toEqual(['Oops'])
    await chirp.pass(10 * MINUTE, MINUTE)
    expect(world.network.calls).toEqual([])
    value(chirp.publishing.publish({ draftId, revision: back.revision }))
    await chirp.pass(10_000)
    expect(world.network.posts).toHaveLength(2)
  })

  it('is refused once anything has begun', async () => {
    const { runId } = chirp.post(['Oops'])
    await chirp.pass(10_000)
    expect(chirp.publishing.undo({ runId })).toEqual(conflict)
    expect(chirp.publishing.undo({ runId: 'run_none' })).toEqual({ ok: false, error: { kind: 'post-not-found', message: null } })
  })

  it('is refused when a part is posted and another is not, or is being prepared', async () => {
    world.network.fail('prepare', { at: 'hang' }, 'acc_ann')
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { draftId, runId } = chirp.post(['Oops'])
    world.now += 10_000
    chirp.runner.look()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(chirp.items().map((item) => item.state)).toEqual(['preparing', 'failed'])
    expect(chirp.publishing.undo({ runId })).toEqual(conflict)
    value(chirp.outbox.retry({ itemId: chirp.itemOf('bob').id }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(chirp.itemOf('bob').state).toBe('done')
    expect(chirp.publishing.undo({ runId })).toEqual(conflict)
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('publishing')
  })

  it('still works after the window while nothing could begin', async () => {
    world.network.online = false
    const { runId } = chirp.post(['Oops'])
    await chirp.pass(5 * MINUTE, MINUTE)
    value(chirp.publishing.undo({ runId }))
    world.network.online = true
    await chirp.pass(5 * MINUTE, MINUTE)
    expect(world.network.posts).toEqual([])
  })
})

describe('the outbox', () => {
  const failBoth = async (): Promise<string> => {
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_ann')
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { draftId } = chirp.post(['Hello'])
    await chirp.pass(10_000)
    return draftId
  }

  it('gives the draft back when everything was given up, so that no text is lost', async () => {
    const draftId = await failBoth()
    value(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id }))
    expect(chirp.itemOf('ann').status).toBe('cancelled')
    expect(value(chirp.drafts.list())).toEqual([])
    value(chirp.outbox.discard({ itemId: chirp.itemOf('bob').id }))
    expect(value(chirp.drafts.list()).map((one) => [one.id, one.text])).toEqual([[draftId, 'Hello']])
    expect(value(chirp.outbox.list())).toEqual([])
  })

  it('counts the draft as posted when some of it was, and the rest given up', async () => {
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_bob')
    const { draftId } = chirp.post(['Hello'])
    await chirp.pass(10_000)
    value(chirp.outbox.discard({ itemId: chirp.itemOf('bob').id }))
    expect(chirp.store.read((db) => getDraft(db, draftId))?.state).toBe('posted')
  })

  it('gives up the rest of a thread with one of its segments', async () => {
    world.network.fail('commit', { at: 'before', error: refused }, 'acc_ann')
    chirp.post(['one', 'two', 'three'], ['acc_ann'])
    await chirp.pass(10_000)
    value(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id }))
    expect(value(chirp.drafts.list())).toMatchObject([{ segments: 3 }])
    await chirp.pass(5 * MINUTE, MINUTE)
    expect(world.network.posts).toEqual([])
  })

  it('stops an upload that was given up', async () => {
    world.network.fail('prepare', { at: 'hang' })
    chirp.post(['Hello'], ['acc_ann'])
    world.now += 10_000
    chirp.runner.look()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(chirp.itemOf('ann').state).toBe('preparing')
    value(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id }))
    await chirp.settle()
    expect(value(chirp.drafts.list())).toHaveLength(1)
    expect(world.network.callsOf('commit')).toEqual([])
  })

  it('does not take back what is on its way', async () => {
    world.network.fail('commit', { at: 'hang' })
    chirp.post(['Hello'], ['acc_ann'])
    world.now += 10_000
    chirp.runner.look()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(chirp.itemOf('ann').state).toBe('sending')
    expect(chirp.outbox.discard({ itemId: chirp.itemOf('ann').id })).toEqual(conflict)
    expect(chirp.outbox.retry({ itemId: chirp.itemOf('ann').id })).toEqual(conflict)
    expect(chirp.outbox.confirmPosted({ itemId: chirp.itemOf('ann').id })).toEqual(conflict)
  })

  it('lists the newest run first and clears only what is over', async () => {
    const ids: string[] = []
    for (const text of ['first', 'second']) {
      ids.push(chirp.post([text], ['acc_ann']).runId)
      await chirp.pass(10_000)
    }
    world.network.fail('commit', { at: 'before', error: refused })
    ids.push(chirp.post(['third'], ['acc_ann']).runId)
    await chirp.pass(10_000)
    expect(value(chirp.outbox.list()).map((run) => run.id)).toEqual([...ids].reverse())
    value(chirp.outbox.clearFinished())
    expect(value(chirp.outbox.list()).map((run) => run.id)).toEqual([ids[2]])
  })

  it('is counted for the rail', async () => {
    await failBoth()
    chirp.post(['Later'], ['acc_ann'])
    expect(chirp.store.read(countsForRail)).toMatchObject({ outboxPending: 1, outboxNeedsYou: 2, drafts: 0 })
  })
})
