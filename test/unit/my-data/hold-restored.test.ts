import { afterEach, beforeEach, expect, it } from 'vitest'
import { holdRestored, restoredDoubt } from '../../../main/services/storage/hold-restored.ts'
import { outboxItemsOfRun } from '../../../main/store/tables/outbox-items.ts'
import { statusOf } from '../../../main/outbox/state/states.ts'
import { insertEngagementJob, listEngagementJobs } from '../../../main/store/tables/engagement-jobs.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { getPost, markPostDeleted } from '../../../main/store/tables/posts.ts'
import type { Store } from '../../../main/store/open-database.ts'
import { OutboxState } from '../../../shared/model/outbox-item.ts'
import { addAccount, HOUR, homeBatch, NOON, postOf } from '../../store/builders.ts'
import { addDraft, addRun, DataFolder, draftOf, itemOf } from './world.ts'
import { value, World } from '../outbox/world.ts'

let folder: DataFolder
let store: Store
beforeEach(() => {
  folder = new DataFolder()
  store = folder.open()
})
afterEach(() => {
  store.close()
  folder[Symbol.dispose]()
})

it('nothing of a restored outbox goes out by itself: whatever was not over waits for the person', () => {
  const draft = addDraft(store, draftOf('d1', 'Once'))
  const states = OutboxState.options
  addRun(
    store,
    draft,
    states.map((state) =>
      itemOf(state, draft, { state, notBefore: NOON + HOUR, waitReason: 'scheduled', commitKey: state === 'armed' ? 'key' : null }),
    ),
  )
  store.write((db) => holdRestored(db, NOON))
  const after = store.read((db) => outboxItemsOfRun(db, 'run_d1'))
  expect(Object.fromEntries(after.map((item) => [item.id, statusOf(item)]))).toEqual({
    queued: 'needs-you',
    preparing: 'needs-you',
    armed: 'needs-you',
    sending: 'needs-you',
    held: 'needs-you',
    unknown: 'needs-you',
    done: 'posted',
    failed: 'failed',
    cancelled: 'cancelled',
  })
  expect(after.find(({ id }) => id === 'armed')).toMatchObject({ commitKey: 'key', notBefore: null, error: restoredDoubt })
})

it('likes are not made again, and what was being deleted is shown until a network says otherwise', () => {
  addAccount(store, 'ann')
  store.write((db) => {
    ingestBatch(db, homeBatch([postOf('one', 'ann', NOON)]), { accountId: 'acc_ann', requestedAt: NOON, now: NOON })
    markPostDeleted(db, 'post:one', NOON)
    const before = { on: false, requested: false, ref: null, counted: 0, upTo: null }
    for (const kind of ['delete', 'like'] as const) {
      insertEngagementJob(db, { accountId: 'acc_ann', kind, subjectId: 'post:one', wanted: true, before, createdAt: NOON })
    }
    holdRestored(db, NOON)
  })
  expect(store.read(listEngagementJobs)).toEqual([])
  expect(store.read((db) => getPost(db, 'post:one')?.deleted)).toBe(false)
})

it('the person can still send it: what had no key is sent once, all of its thread', async () => {
  const world = new World()
  try {
    const first = world.boot(['ann'], 30)
    first.post(['one', 'two'], ['acc_ann'], { scheduledAt: world.now + HOUR })
    await first.settle()
    await first.kill()
    world.now += 2 * HOUR
    const second = world.boot(['ann'])
    second.store.write((db) => holdRestored(db, world.now))
    second.start()
    await second.settle()
    expect(world.network.visible()).toEqual([])
    expect(second.items().map(({ status }) => status)).toEqual(['needs-you', 'needs-you'])
    value(second.outbox.retry({ itemId: second.items()[0]!.id }))
    await second.settle()
    expect(world.network.visible().map(({ text }) => text)).toEqual(['one', 'two'])
  } finally {
    await world.remove()
  }
})
