import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { streamPlaceUpTo } from '../../main/store/retention/stream-places.ts'
import { NOON } from './builders.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-places-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('an older store knows from where each of its streams leads on', () => {
  const path = join(directory, 'chirp.sqlite')
  openStore(path, { migrations: migrations.filter(({ number }) => number < 8) }).close()
  const old = new Database(path)
  old.exec(`
    insert into account values ('acc_me', 'testnet', 'author:me', 'me', 'me', null, 'https://one.test', 'password', '{"kind":"connected"}', '{}', 0, null, 0, null);
    insert into sync_cursor (account_id, stream, older, exhausted, reached_at, read_at) values
      ('acc_me', 'home', 'further', 0, ${NOON}, 0), ('acc_me', 'notifications', null, 1, ${NOON}, 0);`)
  old.close()
  using store = openStore(path)
  store.read((db) => {
    expect(streamPlaceUpTo(db, 'acc_me', 'home', NOON)).toEqual({ at: NOON, token: 'further' })
    expect(streamPlaceUpTo(db, 'acc_me', 'home', NOON - 1)).toBeNull()
    expect(streamPlaceUpTo(db, 'acc_me', 'notifications', NOON)).toBeNull()
  })
})
