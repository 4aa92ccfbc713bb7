import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { getMember, listMembers } from '../../main/store/tables/same-post.ts'
import { addAccount, NOON } from './builders.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chirp-migration-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what an older Chirp sent to several networks at once is one post afterwards', () => {
  const path = join(folder, 'chirp.sqlite')
  {
    using old = openStore(path, { migrations: migrations.filter(({ number }) => number < 5) })
    addAccount(old, 'm', {})
    old.write((db) => {
      db.run(
        `insert into author (row, id, platform, handle, display_name, emojis, bot, updated_at) values (1, 'author', 'testnet', 'a', '', '[]', 0, 0)`,
      )
      for (const [row, segment] of ['one', 'one', 'two'].entries()) {
        db.run(
          `insert into post (row, id, platform, author_row, created_at, sort_at, text, body, metrics, updated_at)
           values (?, ?, 'testnet', 1, 0, 0, '', '{}', '{}', 0)`,
          row + 1,
          `post${row + 1}`,
        )
        db.run(
          `insert into network_post_mapping (draft_id, segment_id, account_id, post_id, remote_id, posted_at) values ('d', ?, ?, ?, 'r', 0)`,
          segment,
          `acc${row}`,
          `post${row + 1}`,
        )
      }
    })
  }
  using store = openStore(path, { clock: () => NOON })
  const group = store.read((db) => listMembers(db, getMember(db, 1)?.groupId ?? 0))
  expect(group.map(({ id, decidedBy, split }) => ({ id, decidedBy, split }))).toEqual([
    { id: 'post1', decidedBy: 'chirp', split: false },
    { id: 'post2', decidedBy: 'chirp', split: false },
  ])
  expect(store.read((db) => getMember(db, 3))).toBeNull()
})
