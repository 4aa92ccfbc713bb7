import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { systemTimer } from '../../main/connectors/rate-limiter.ts'
import type { Log } from '../../main/core/ports.ts'
import { Checkpointer } from '../../main/services/storage/checkpointer.ts'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../main/store/open-database.ts'
import { addAccount, batchOf, MINUTE, NOON, postOf } from './builders.ts'

let folder: string
let path: string
const warnings: string[] = []
const log: Log = { info: () => undefined, warn: (message) => warnings.push(message), error: (message) => warnings.push(message) }
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chirp-checkpointer-'))
  path = join(folder, 'chirp.sqlite')
  warnings.length = 0
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const WAIT = { timeout: 20_000 }

/** Writes a read of posts with long texts; about 100 pages of the log. */
function writeRead(store: Store, read: number): void {
  const posts = Array.from({ length: 20 }, (_, number) =>
    postOf(`${read}-${number}`, 'ann', NOON + (read * 20 + number) * MINUTE, { text: { text: `post ${number} `.repeat(1200), spans: [] } }),
  )
  store.write((db) => ingestBatch(db, batchOf(posts), { accountId: 'acc_ann', requestedAt: NOON, now: NOON + 5000 * MINUTE }))
}

test('a log that became long is taken over into the file, with everything that was written', async () => {
  using store = openStore(path, { clock: () => NOON })
  addAccount(store, 'ann')
  await using checkpointer = new Checkpointer({ store, timer: systemTimer, log })
  let reads = 0
  while (store.logPages() < 1000) writeRead(store, reads++)
  await vi.waitFor(() => expect(store.logPages()).toBe(0), WAIT)
  // The file alone has it all.
  copyFileSync(path, join(folder, 'alone.sqlite'))
  const alone = new Database(join(folder, 'alone.sqlite'))
  expect(alone.prepare('select count(*) from post').pluck().get()).toBe(reads * 20)
  expect(alone.pragma('integrity_check', { simple: true })).toBe('ok')
  alone.close()
  writeRead(store, reads)
  expect(store.read((db) => db.get<{ posts: number }>('select count(*) as posts from post')?.posts)).toBe((reads + 1) * 20)
  await checkpointer[Symbol.asyncDispose]()
  expect(warnings).toEqual([])
})

test('a short log is left alone', async () => {
  using store = openStore(path, { clock: () => NOON })
  addAccount(store, 'ann')
  writeRead(store, 0)
  const before = store.logPages()
  const due: (() => void)[] = []
  await using checkpointer = new Checkpointer({ store, timer: { after: (_, run) => (due.push(run), () => undefined) }, log })
  writeRead(store, 1)
  const written = store.logPages()
  expect(written).toBeGreaterThan(before)
  due.shift()?.()
  await checkpointer[Symbol.asyncDispose]()
  expect(store.logPages()).toBe(written)
})

test('disposing of it waits for the thread, so that the file can be moved then', async () => {
  const store = openStore(path, { clock: () => NOON })
  addAccount(store, 'ann')
  const due: (() => void)[] = []
  const checkpointer = new Checkpointer({ store, timer: { after: (_, run) => (due.push(run), () => undefined) }, log })
  for (let read = 0; store.logPages() < 1000; read++) writeRead(store, read)
  due.shift()?.()
  await checkpointer[Symbol.asyncDispose]()
  expect(store.logPages()).toBe(0)
  store.close()
  rmSync(path)
  expect(warnings).toEqual([])
})

test('a thread that cannot do it is no reason to fail: it is said in the log', async () => {
  using store = openStore(path, { clock: () => NOON })
  addAccount(store, 'ann')
  const due: (() => void)[] = []
  const elsewhere: Store = Object.assign(Object.create(store) as Store, { path: join(folder, 'not-there.sqlite') })
  const checkpointer = new Checkpointer({ store: elsewhere, timer: { after: (_, run) => (due.push(run), () => undefined) }, log })
  for (let read = 0; store.logPages() < 1000; read++) writeRead(store, read)
  due.shift()?.()
  await checkpointer[Symbol.asyncDispose]()
  expect(warnings).toEqual(['What was written could not be taken over into the database file.'])
  expect(store.logPages()).toBeGreaterThan(1000)
})
