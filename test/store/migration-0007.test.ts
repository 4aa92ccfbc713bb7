import Database from 'better-sqlite3'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { countUnread } from '../../main/store/inbox/count.ts'
import { getInboxGroups } from '../../main/store/inbox/groups.ts'
import { listInboxGroups, newestGroupPlace } from '../../main/store/inbox/list.ts'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { NOON } from './builders.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'chirp-inbox-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test('an older inbox is grouped when it is opened, and keeps what was read', () => {
  const path = join(directory, 'chirp.sqlite')
  const before = migrations.filter((step) => step.number < 7)
  openStore(path, { migrations: before }).close()
  const old = new Database(path)
  old.exec(`
    insert into account values ('acc_me', 'testnet', 'author:me', 'me', 'me', null, 'https://one.test', 'password', '{"kind":"connected"}', '{}', 0, null, 0, null);
    insert into author values (1, 'author:me', 'testnet', 'me', 'me', '[]', null, null, 0, null, 0), (2, 'author:ann', 'testnet', 'ann', 'ann', '[]', null, null, 0, null, 0),
      (3, 'author:bob', 'testnet', 'bob', 'bob', '[]', null, null, 0, null, 0);
    insert into post (row, id, platform, author_row, created_at, sort_at, text, body, metrics, reply_to_id, updated_at) values
      (1, 'post:mine', 'testnet', 1, 1, 1, '', '{}', '{}', null, 0), (2, 'post:answer', 'testnet', 2, 2, 2, '', '{}', '{}', 'post:mine', 0);
    insert into inbox_item (account_id, remote_id, kind, actor_row, post_row, at, read) values
      ('acc_me', 'n1', 'like', 2, 1, ${NOON}, 1), ('acc_me', 'n2', 'like', 3, 1, ${NOON + 1}, 0), ('acc_me', 'n3', 'reply', 2, 2, ${NOON + 2}, 0);`)
  old.close()
  using store = openStore(path)
  store.read((db) => {
    const choice = { classes: ['conversation', 'like'] as const, accountIds: ['acc_me'], place: 'inbox' as const, unreadOnly: false }
    const found = listInboxGroups(db, choice, newestGroupPlace, 10).map(({ row }) => row)
    const groups = getInboxGroups(db, found, ['acc_me'], 12)
    expect(groups).toMatchObject([
      { class: 'conversation', people: 1, unread: 1, place: 'inbox' },
      { class: 'like', people: 2, unread: 1, place: 'inbox' },
    ])
    expect([...countUnread(db, ['acc_me'])]).toEqual([
      ['conversation', 1],
      ['like', 1],
    ])
  })
})
