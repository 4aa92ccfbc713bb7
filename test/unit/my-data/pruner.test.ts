import { afterEach, beforeEach, expect, it } from 'vitest'
import { Pruner } from '../../../main/services/storage/pruner.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { findCachedMedia, putCachedMedia, removeCachedMedia } from '../../../main/store/tables/cached-media.ts'
import { setSettings } from '../../../main/store/tables/settings.ts'
import { addAccount, homeBatch, HOUR, MINUTE, NOON, postOf } from '../../store/builders.ts'

const DAY = 24 * HOUR

let store: Store
let pruner: Pruner
let waiting: { readonly ms: number; readonly run: () => void } | null
beforeEach(() => {
  store = openStore(':memory:', { clock: () => NOON })
  addAccount(store, 'me')
  const old = Array.from({ length: 40 }, (_, index) => postOf(`old ${index}`, 'ann', NOON - 60 * DAY - index))
  const fresh = Array.from({ length: 200 }, (_, index) => postOf(`new ${index}`, 'ann', NOON - index * MINUTE))
  store.write((db) => {
    for (const [posts, now] of [
      [old, NOON - 60 * DAY],
      [fresh, NOON],
    ] as const)
      ingestBatch(db, homeBatch(posts), { accountId: 'acc_me', requestedAt: now, now })
    putCachedMedia(db, 'old picture', { mimeType: 'image/png', bytes: 1 }, NOON - 60 * DAY)
    putCachedMedia(db, 'new picture', { mimeType: 'image/png', bytes: 1 }, NOON)
  })
  waiting = null
  pruner = new Pruner({
    store,
    forgetPictures: async (keys) => {
      store.write((db) => removeCachedMedia(db, keys))
    },
    timer: {
      after: (ms, run) => {
        const mine = { ms, run }
        waiting = mine
        return () => {
          if (waiting === mine) waiting = null
        }
      },
    },
    clock: () => NOON,
    monotonic: () => performance.now(),
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  })
  pruner.start()
})
afterEach(() => {
  pruner[Symbol.dispose]()
  store.close()
})

/** Lets one pass go by; answers how many times it gave the thread back, and when the next one is. */
function pass(): { readonly slices: number; readonly nextMs: number } {
  for (let slices = 0; ; slices++) {
    const due = waiting
    if (due === null) throw new Error('Nothing waits')
    if (slices > 0 && due.ms >= DAY) return { slices, nextMs: due.ms }
    waiting = null
    due.run()
  }
}
const posts = (): number => store.read((db) => db.get<{ count: number }>('select count(*) as count from post'))?.count ?? 0

it('nothing goes while the person wants to keep everything', () => {
  expect(pass()).toEqual({ slices: 1, nextMs: DAY })
  expect(posts()).toBe(240)
})

it('a pass comes soon after the person chose a time, in slices, and then once a day', () => {
  pass()
  store.write((db) => setSettings(db, { theme: 'dark' }))
  expect(waiting?.ms).toBe(DAY)
  store.write((db) => setSettings(db, { keepPostsDays: 30 }))
  expect(waiting?.ms).toBe(MINUTE)
  const { slices, nextMs } = pass()
  expect(posts()).toBe(200)
  expect(slices).toBeGreaterThan(2)
  expect(nextMs).toBe(DAY)
})

it('pictures nobody looked at go, and no others', () => {
  store.write((db) => setSettings(db, { keepPicturesDays: 30 }))
  pass()
  expect(store.read((db) => ['old picture', 'new picture'].map((key) => findCachedMedia(db, key) !== null))).toEqual([false, true])
  expect(posts()).toBe(240)
})

it('is over when it is disposed of', () => {
  pruner[Symbol.dispose]()
  expect(waiting).toBeNull()
  store.write((db) => setSettings(db, { keepPostsDays: 30 }))
  expect(waiting).toBeNull()
})
