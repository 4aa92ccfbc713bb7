import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { takeAwayPosts } from '../../main/store/take-away-posts.ts'
import { getViewer } from '../../main/store/tables/post-accounts.ts'
import { addAccount } from './builders.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chirp-migration-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const COLUMNS = `account_id, post_row, remote_id, revision, liked, reposted, bookmarked, like_ref, repost_ref, can_reply, can_quote, can_repost, acted_at,
  filter_how, filter_reason`
const ALL = `select ${COLUMNS} from post_account order by post_row, account_id`

test('how accounts saw posts in an older Chirp stays to the letter, and goes with its account or post', () => {
  const path = join(folder, 'chirp.sqlite')
  let before: unknown
  {
    using old = openStore(path, { migrations: migrations.filter(({ number }) => number < 16) })
    for (const name of ['m', 'n']) addAccount(old, name, {})
    old.write((db) => {
      db.run(
        `insert into author (row, id, platform, handle, display_name, emojis, bot, updated_at) values (1, 'author', 'testnet', 'a', '', '[]', 0, 0)`,
      )
      for (const row of [1, 2, 3]) {
        db.run(
          `insert into post (row, id, platform, author_row, created_at, sort_at, text, body, metrics, updated_at)
           values (?, ?, 'testnet', 1, 0, ?, '', '{}', '{}', 0)`,
          row,
          `post${row}`,
          row,
        )
        for (const account of row === 2 ? ['acc_n'] : ['acc_m', 'acc_n'])
          db.run(
            `insert into post_account (${COLUMNS}) values (?, ?, ?, 'cid', ?, 0, 1, 'like', null, 1, 0, 1, 77, ?, 'Elections')`,
            account,
            row,
            `at://${account}/${row}`,
            row % 2,
            row === 3 ? 'muffle' : null,
          )
      }
    })
    before = old.read((db) => db.all(ALL))
  }
  using store = openStore(path)
  expect(store.read((db) => db.all(ALL))).toEqual(before)
  expect(before).toHaveLength(5)
  expect(store.read((db) => getViewer(db, 'acc_m', 'post3'))).toMatchObject({ liked: true, filter: { how: 'muffle', reason: 'Elections' } })
  store.write((db) => takeAwayPosts(db, 'acc_n', ['at://acc_n/1'], 100))
  const left = (): unknown => store.read((db) => db.all('select account_id as by, post_row as post from post_account order by 1, 2'))
  expect(left()).toEqual([
    { by: 'acc_m', post: 1 },
    { by: 'acc_m', post: 3 },
    { by: 'acc_n', post: 2 },
    { by: 'acc_n', post: 3 },
  ])
  store.write((db) => db.run("delete from account where id = 'acc_n'"))
  expect(left()).toEqual([
    { by: 'acc_m', post: 1 },
    { by: 'acc_m', post: 3 },
  ])
  expect(store.read((db) => db.all('pragma foreign_key_check'))).toEqual([])
})
