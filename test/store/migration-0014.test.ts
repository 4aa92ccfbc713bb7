import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { addHostedFile, dueHostedFiles, nextHostedFileDue } from '../../main/store/tables/hosted-files.ts'
import { hasMediaHost, listMediaHosts } from '../../main/store/tables/media-hosts.ts'
import { NOON } from './builders.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-hosted-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('an older store has no media host and no files on one, and takes some', () => {
  const path = join(directory, 'chirp.sqlite')
  openStore(path, { migrations: migrations.filter(({ number }) => number < 14) }).close()
  using store = openStore(path)
  expect([store.read(listMediaHosts), store.read(hasMediaHost), store.read(nextHostedFileDue)]).toEqual([[], false, null])
  store.write((db) => addHostedFile(db, { name: 'chirp/a.jpg', hostId: 'h', accountId: 'acc_me', sha256: 'a'.repeat(64) }, NOON))
  expect(store.read((db) => dueHostedFiles(db, NOON, 5))).toEqual([
    { name: 'chirp/a.jpg', hostId: 'h', state: 'putting', url: null, dueAt: NOON, triedAt: null, tries: 0 },
  ])
})
