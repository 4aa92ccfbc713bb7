import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { getAccount } from '../../main/store/tables/accounts.ts'
import { addSavedView, listSavedViews } from '../../main/store/views/saved-views.ts'
import { capabilities, NOON } from './builders.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-views-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('an older store has no views yet, takes some, and says of its accounts that they cannot read lists before they were asked', () => {
  const path = join(directory, 'chirp.sqlite')
  openStore(path, { migrations: migrations.filter(({ number }) => number < 10) }).close()
  const { home, notifications, live, author } = capabilities.streams
  const asked = { ...capabilities, streams: { home, notifications, live, author }, search: { posts: true, people: false } }
  const old = new Database(path)
  old
    .prepare(
      `insert into account values ('acc_me', 'testnet', 'author:me', 'me', 'me', null, 'https://one.test', 'password', ?, ?, 0, null, 0, null)`,
    )
    .run('{"kind":"connected"}', JSON.stringify(asked))
  old.close()
  using store = openStore(path)
  expect(store.read((db) => getAccount(db, 'acc_me'))?.capabilities).toMatchObject({
    streams: { home: true, lists: false, feeds: false, tags: false },
    search: { posts: true, filters: [] },
  })
  expect(store.read(listSavedViews)).toEqual([])
  store.write((db) => addSavedView(db, { title: 'Friends', source: { kind: 'list', accountId: 'acc_me', remoteId: '7' } }, NOON))
  expect(store.read(listSavedViews)).toMatchObject([{ title: 'Friends', createdAt: NOON }])
})
