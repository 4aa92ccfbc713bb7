import Database from 'better-sqlite3'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import { draftOf } from '../unit/my-data/world.ts'
import { FIRST_TOP, idOf, timeOf } from './feed.ts'
import type { ToldDraft } from './messages.ts'

const POSTS = 3_000
const NOTES = 600
const DRAFTS = 20

/** A database as an older Chirp left it, of schema 2, with posts, notifications and drafts; answers the drafts. */
export function writeOlderFile(path: string): readonly ToldDraft[] {
  openStore(path, { migrations: migrations.filter(({ number }) => number <= 2) }).close()
  const database = new Database(path)
  const drafts: ToldDraft[] = []
  database.transaction(() => {
    database.exec(`insert into account values ('acc_me', 'testnet', 'author:me', 'me.test', 'me', null, 'https://one.test', 'password', '{"kind":"connected"}',
      '{}', 0, null, 0, null)`)
    const author = database.prepare(`insert into author values (?, ?, 'testnet', ?, 'name', '[]', null, null, 0, 'acc_me', 0)`)
    for (let person = 1; person <= 50; person++) author.run(person, `author:person${person % 50}`, `person${person % 50}.test`)
    const post = database.prepare(
      `insert into post (row, id, platform, author_row, created_at, sort_at, text, body, metrics, source_account_id, reply_to_id, updated_at)
       values (?, ?, 'testnet', ?, ?, ?, ?, ?, ?, 'acc_me', ?, ?)`,
    )
    const row = database.prepare('insert into timeline_row values (?, ?, 0, ?)')
    const entry = database.prepare(`insert into timeline_entry values ('acc_me', ?, ?, 0)`)
    const note = database.prepare(
      `insert into inbox_item (account_id, remote_id, kind, actor_row, post_row, at, read) values ('acc_me', ?, 'mention', ?, ?, ?, 1)`,
    )
    const body = JSON.stringify({
      editedAt: null,
      contentWarning: null,
      sensitive: false,
      languages: [],
      media: [],
      poll: null,
      linkCard: null,
      quote: null,
      replyTo: null,
      visibility: null,
      spans: [],
    })
    const counts = JSON.stringify({ replies: 0, reposts: 0, likes: 0, quotes: null, bookmarks: null, views: null, measuredAt: 0 })
    for (let index = 1; index <= POSTS; index++) {
      const number = FIRST_TOP - POSTS + index
      const at = timeOf(number)
      post.run(
        index,
        idOf(number),
        1 + (number % 50),
        at,
        at,
        `Post ${number} of an older Chirp`,
        body,
        counts,
        number % 7 === 0 ? idOf(number - 1) : null,
        at,
      )
      row.run(index, index, at)
      entry.run(index, at)
      if (index <= NOTES) note.run(`note ${idOf(number)}`, 1 + (number % 50), index, at)
    }
    database
      .prepare(`insert into sync_cursor (account_id, stream, older, exhausted, reached_at, read_at) values ('acc_me', 'home', ?, 0, ?, 0)`)
      .run(String(FIRST_TOP - POSTS + 1), timeOf(FIRST_TOP - POSTS + 1))
    const draft = database.prepare(
      `insert into draft (id, content, targets, created_at, updated_at, revision, state) values (?, ?, '[]', 0, 0, 1, 'open')`,
    )
    for (let index = 0; index < DRAFTS; index++) {
      const told = { id: `older-${index}`, revision: 1, text: `Written in an older Chirp, ${index}` }
      draft.run(told.id, JSON.stringify(draftOf(told.id, told.text).content))
      drafts.push(told)
    }
  })()
  database.close()
  return drafts
}
