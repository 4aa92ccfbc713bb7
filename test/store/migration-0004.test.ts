import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { deleteAccount } from '../../main/store/tables/accounts.ts'
import { insertGap, listGaps } from '../../main/store/tables/gaps.ts'
import { getCursor } from '../../main/store/tables/sync-cursors.ts'
import { addAccount, NOON } from './builders.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chirp-migration-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('cursors and gaps of an older Chirp are kept: in time order, without a failure, and to be filled', () => {
  const path = join(folder, 'chirp.sqlite')
  {
    using old = openStore(path, { migrations: migrations.filter((step) => step.number < 4) })
    addAccount(old, 'ann', {})
    old.write((db) => {
      db.run(
        `insert into sync_cursor (account_id, stream, older, exhausted, reached_at, read_at) values ('acc_ann', 'home', 'next', 0, ?, ?)`,
        NOON,
        NOON,
      )
      db.run(
        `insert into timeline_gap (id, account_id, stream, newer_at, older_at, older_token) values (7, 'acc_ann', 'home', 20, 10, 'token')`,
      )
    })
  }
  using store = openStore(path)
  expect(store.read((db) => getCursor(db, 'acc_ann', 'home'))).toEqual({
    accountId: 'acc_ann',
    stream: 'home',
    older: 'next',
    exhausted: false,
    reachedAt: NOON,
    readAt: NOON,
    chronological: true,
    failure: null,
  })
  const gap = { id: 7, accountId: 'acc_ann', stream: 'home', newerAt: 20, olderAt: 10, token: 'token' }
  expect(store.read((db) => listGaps(db, 'home', null, 0, 100))).toEqual([gap])
  const lost = store.write((db) => insertGap(db, { ...gap, newerAt: 9, olderAt: 5, token: null }))
  expect(lost).toBe(8)
  store.write((db) => deleteAccount(db, 'acc_ann'))
  expect(store.read((db) => listGaps(db, 'home', null, 0, 100))).toEqual([])
})
