import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrations } from '../../main/store/migrations/list.ts'
import { searchForMutes } from '../../main/store/mutes/match-posts.ts'
import { addMuteRule, listMuteRules } from '../../main/store/mutes/rules.ts'
import { openStore } from '../../main/store/open-database.ts'
import { getViewer } from '../../main/store/tables/post-accounts.ts'
import { listTimelineRows, newestPlace, oldestPlace } from '../../main/store/tables/timeline.ts'
import { addAccount, NOON } from './builders.ts'

let folder: string
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'chirp-migration-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('what an older Chirp stored is shown as before, and can be muted', () => {
  const path = join(folder, 'chirp.sqlite')
  {
    using old = openStore(path, { migrations: migrations.filter(({ number }) => number < 6) })
    addAccount(old, 'm', {})
    old.write((db) => {
      db.run(
        `insert into author (row, id, platform, handle, display_name, emojis, bot, updated_at) values (1, 'author', 'testnet', 'a', '', '[]', 0, 0)`,
      )
      for (const [index, text] of ['a spoiler', 'fine'].entries()) {
        const row = index + 1
        const body = JSON.stringify({ contentWarning: null, media: [], poll: null, linkCard: null, spans: [] })
        db.run(
          `insert into post (row, id, platform, author_row, created_at, sort_at, text, body, metrics, updated_at)
           values (?, ?, 'testnet', 1, 0, ?, ?, ?, '{}', 0)`,
          row,
          `post${row}`,
          row,
          text,
          body,
        )
        db.run(
          `insert into post_account (account_id, post_row, remote_id, liked, reposted, bookmarked, can_reply, can_quote, can_repost)
           values ('acc_m', ?, 'r', 1, 0, 0, 1, 1, 1)`,
          row,
        )
        db.run('insert into timeline_row (id, post_row, reposter_row, sort_at) values (?1, ?1, 0, ?1)', row)
        db.run(`insert into timeline_entry (account_id, row_id, sort_at) values ('acc_m', ?1, ?1)`, row)
      }
    })
  }
  using store = openStore(path, { clock: () => NOON })
  const shown = (): string[] =>
    store
      .read((db) => listTimelineRows(db, { accountIds: null, olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 10))
      .map(({ postId }) => postId)
  expect(shown()).toEqual(['post2', 'post1'])
  expect(store.read((db) => getViewer(db, 'acc_m', 'post1'))).toMatchObject({ liked: true, filter: null })
  store.write((db) => {
    addMuteRule(db, { subject: { kind: 'words', text: 'Spoiler' }, how: 'mute', accountId: null, until: null }, NOON)
    while (searchForMutes(db, 10));
  })
  expect(shown()).toEqual(['post2'])
  expect(store.read(listMuteRules)).toHaveLength(1)
})
