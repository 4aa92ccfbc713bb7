import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { forgetAccountHealth, getAccountHealth, saveAccountHealth } from '../../main/store/tables/account-health.ts'
import { deleteAccount, retireAccount } from '../../main/store/tables/accounts.ts'
import type { HealthReport } from '../../shared/model/account-health.ts'
import { addAccount, NOON } from './builders.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-health-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const report: HealthReport = {
  missing: ['Deleting posts.'],
  limits: [{ of: 'posts', used: 18, most: 250, perMs: 86_400_000 }],
  apiEndsOn: '2028-07-29',
}

test('accounts of an older store were never checked, and what a check says is kept as long as the account is there', () => {
  const path = join(directory, 'chirp.sqlite')
  openStore(path, { migrations: migrations.filter(({ number }) => number < 15) }).close()
  using store = openStore(path)
  addAccount(store, 'me')
  const stored = () => store.read((db) => getAccountHealth(db, 'acc_me'))
  expect(stored()).toBeNull()
  store.write((db) => saveAccountHealth(db, 'acc_me', report, NOON))
  store.write((db) => saveAccountHealth(db, 'acc_me', { ...report, missing: null }, NOON + 1))
  expect(stored()).toEqual({ ...report, missing: null, checkedAt: NOON + 1 })
  store.write((db) => forgetAccountHealth(db, 'acc_me'))
  expect(stored()).toBeNull()
  store.write((db) => retireAccount(db, 'acc_me', NOON))
  store.write((db) => saveAccountHealth(db, 'acc_me', report, NOON))
  expect(stored()).toBeNull()
  store.write((db) => deleteAccount(db, 'acc_me'))
  store.write((db) => saveAccountHealth(db, 'acc_me', report, NOON))
  expect(stored()).toBeNull()
})
