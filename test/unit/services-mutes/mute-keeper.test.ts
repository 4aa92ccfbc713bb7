import { afterEach, beforeEach, expect, test } from 'vitest'
import { MuteKeeper } from '../../../main/services/mutes/mute-keeper.ts'
import { createMutes } from '../../../main/services/mutes/mutes.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { addMuteRule, listMuteRules } from '../../../main/store/mutes/rules.ts'
import type { Touch } from '../../../main/store/sql.ts'
import { addAccount, HOUR, homeBatch, NOON, postOf } from '../../store/builders.ts'
import { silentLog } from '../sync/fake-network.ts'
import { virtualTime } from '../kit/virtual-time.ts'
import { valueOf } from '../services-read/world.ts'

const time = virtualTime(NOON)
let store: Store
let keeper: MuteKeeper
let touches: Touch[]
beforeEach(() => {
  store = openStore(':memory:', { clock: time.clock })
  addAccount(store, 'me')
  keeper = new MuteKeeper({ store, timer: time.timer, clock: time.clock, monotonic: time.elapsed, log: silentLog })
  touches = []
  store.onCommitted((touched) => touches.push(...touched))
})
afterEach(() => {
  keeper[Symbol.dispose]()
  store.close()
})

const spoilers = (count: number): void =>
  store.write((db) => {
    const posts = Array.from({ length: count }, (_, n) => postOf(`p${n}`, 'ann', NOON - n, { text: { text: 'spoiler', spans: [] } }))
    ingestBatch(db, homeBatch(posts), { accountId: 'acc_me', requestedAt: NOON, now: NOON })
  })
const matched = (): number => store.read((db) => db.get<{ count: number }>('select count(*) as count from mute_match'))?.count ?? 0

test('older posts are looked through after the newest ones, a slice at a time, also where Chirp was closed meanwhile', async () => {
  spoilers(1_000)
  const mutes = createMutes({ store, clock: time.clock, onChanged: () => keeper.look() })
  const rule = valueOf(mutes.save({ id: null, subject: { kind: 'words', text: 'spoiler' }, how: 'mute', accountId: null, until: null }))
  expect(rule.searching).toBe(true)
  expect(matched()).toBeGreaterThan(0)
  expect(matched()).toBeLessThan(1_000)
  await time.run(time.clock() + HOUR)
  // It was not started yet.
  expect(matched()).toBeLessThan(1_000)
  keeper.start()
  await time.run(time.clock() + HOUR)
  expect(matched()).toBe(1_000)
  expect(store.read(listMuteRules)).toMatchObject([{ searching: false }])
})

test('whoever looks is told when a rule ends, and not before', async () => {
  keeper.start()
  const until = time.clock() + 30 * 24 * HOUR
  store.write((db) =>
    addMuteRule(db, { subject: { kind: 'reposts', authorId: null, handle: null }, how: 'mute', accountId: null, until }, time.clock()),
  )
  keeper.look()
  touches = []
  await time.run(until - 1)
  expect(touches).toEqual([])
  await time.run(until + 2 * HOUR)
  expect(touches).toEqual([{ topic: 'mutes' }])
})
