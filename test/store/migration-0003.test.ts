import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createSearch } from '../../main/services/reading/search.ts'
import { SearchIndexer } from '../../main/services/reading/search-indexer.ts'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore, type Store } from '../../main/store/open-database.ts'
import { deleteAccount } from '../../main/store/tables/accounts.ts'
import { getPost } from '../../main/store/tables/posts.ts'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { setViewerFlag } from '../../main/store/tables/post-accounts.ts'
import { silentLog } from '../unit/sync/fake-network.ts'
import { addAccount, authorOf, batchOf, HOUR, MINUTE, NOON, normalisedPost, postOf } from './builders.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chirp-migration-'))
  path = join(folder, 'chirp.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const POSTS = 300

/** A store as the second schema had it, written without a word of today's code. */
function fillOldStore(): void {
  using old = openStore(path, { migrations: migrations.slice(0, 2) })
  addAccount(old, 'ann')
  const author = authorOf('ann')
  old.write((db) => {
    db.run(
      `insert into author (id, platform, handle, display_name, emojis, bot, updated_at) values (?, ?, ?, ?, '[]', 0, ?)`,
      author.id,
      author.platform,
      author.handle,
      author.displayName,
      NOON,
    )
    for (let number = 0; number < POSTS; number++) {
      const { id, url, createdAt, metrics, text, ...rest } = postOf(`${number}`, 'ann', NOON - number * MINUTE)
      const { editedAt, contentWarning, sensitive, languages, media, poll, linkCard, quote, replyTo, visibility } = rest
      const body = { editedAt, contentWarning, sensitive, languages, media, poll, linkCard, quote, replyTo, visibility, spans: text.spans }
      const words = `number ${number} of 東京`
      const { lastRow } = db.run(
        `insert into post (id, platform, author_row, url, created_at, sort_at, text, body, metrics, updated_at) values (?, 'testnet', 1, ?, ?, ?, ?, ?, ?, ?)`,
        id,
        url,
        createdAt,
        createdAt,
        words,
        JSON.stringify(body),
        JSON.stringify(metrics),
        NOON,
      )
      db.run('insert into post_words (rowid, text, author) values (?, ?, ?)', lastRow, words, 'ann')
      db.run('insert into post_trigrams (rowid, text) values (?, ?)', lastRow, words)
      db.run(
        `insert into post_account (account_id, post_row, remote_id, liked, reposted, bookmarked, can_reply, can_quote, can_repost)
         values ('acc_ann', ?, 'r', ?, 0, 0, 1, 1, 1)`,
        lastRow,
        number === 7 ? 1 : 0,
      )
    }
  })
}

function searchIn(store: Store) {
  const search = createSearch({ store, views: { mediaAddress: (url) => url, platformName: (platform) => platform } })
  return (text: string): { ids: string[]; indexing: boolean } => {
    const found = search.posts({ text, cursor: null, limit: 400 })
    if (!found.ok) throw new Error(found.error.kind)
    return { ids: found.value.postIds.map((id) => id.slice('post:'.length)), indexing: found.value.indexing }
  }
}

/** A timer whose time comes when it is told to. */
function handTimer() {
  const waiting: (() => void)[] = []
  return {
    after: (_: number, run: () => void) => {
      waiting.push(run)
      return () => void waiting.splice(waiting.indexOf(run), 1)
    },
    next: (): boolean => {
      const run = waiting.shift()
      run?.()
      return run !== undefined
    },
  }
}

test('what an older Chirp stored is indexed in slices while all of it can be used, and what is new is found at once', () => {
  fillOldStore()
  using store = openStore(path, { clock: () => NOON })
  const found = searchIn(store)
  expect(found('number')).toEqual({ ids: [], indexing: true })
  // New, edited and liked before its turn came.
  const fresh = postOf('fresh', 'ann', NOON + MINUTE, { text: { text: 'number one of today', spans: [] } })
  const edited = postOf('200', 'ann', NOON - 200 * MINUTE, { text: { text: 'other words', spans: [] }, editedAt: NOON })
  const batch = batchOf([fresh, edited])
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_ann', requestedAt: NOON + HOUR, now: NOON + HOUR }))
  store.write((db) => setViewerFlag(db, 'acc_ann', 'post:250', 'like', true, NOON))
  expect(found('number')).toEqual({ ids: ['fresh', '250'], indexing: true })

  const timer = handTimer()
  let now = 0
  using indexer = new SearchIndexer({ store, timer, monotonic: () => (now += 8), log: silentLog })
  indexer.start()
  let slices = 0
  let newest: string[] = []
  while (timer.next()) {
    slices++
    if (slices === 3) newest = found('number').ids.filter((id) => Number(id) > 250)
  }
  expect(slices).toBeGreaterThan(10)
  // The rows that came last are ready first.
  expect(newest.at(-1)).toBe('299')
  expect(newest.length).toBeLessThan(40)
  const all = Array.from({ length: POSTS }, (_, number) => String(number)).filter((number) => number !== '200')
  expect(found('number')).toEqual({ ids: ['fresh', ...all], indexing: false })
  expect(found('東京').ids).toEqual(all)
  expect(found('"number 42"').ids).toEqual(['42'])
  expect(found('other words').ids).toEqual(['200'])
  expect(found('is:liked').ids).toEqual(['7', '250'])
  expect(found('account:ann lang:en').ids).toHaveLength(POSTS + 1)
})

test('a store closed in the middle goes on where it was', () => {
  fillOldStore()
  for (let run = 0; run < 2; run++) {
    using store = openStore(path, { clock: () => NOON })
    const timer = handTimer()
    using indexer = new SearchIndexer({ store, timer, monotonic: () => 0, log: silentLog })
    indexer.start()
    for (let slice = 0; slice < 2; slice++) timer.next()
  }
  using store = openStore(path)
  const before = searchIn(store)('number').ids
  expect(before.length).toBeGreaterThan(100)
  expect(new Set(before).size).toBe(before.length)
})

test('what only a removed account liked is liked no more', () => {
  using store = openStore(path)
  for (const name of ['ann', 'bob']) addAccount(store, name)
  const post = postOf('shared', 'carl', NOON)
  for (const [accountId, liked] of [
    ['acc_ann', true],
    ['acc_bob', false],
  ] as const) {
    const batch = batchOf([post], {
      posts: [normalisedPost(post, { liked })],
      entries: [{ postId: post.id, repostedBy: null, sortAt: NOON }],
    })
    store.write((db) => ingestBatch(db, batch, { accountId, requestedAt: NOON, now: NOON }))
  }
  const found = searchIn(store)
  const timer = handTimer()
  using indexer = new SearchIndexer({ store, timer, monotonic: () => 0, log: silentLog })
  indexer.start()
  while (timer.next());
  expect([found('is:liked').ids, found('account:ann').ids, found('account:bob').ids]).toEqual([['shared'], ['shared'], ['shared']])
  store.write((db) => deleteAccount(db, 'acc_ann'))
  while (timer.next());
  expect([found('is:liked').ids, found('account:ann').ids, found('account:bob').ids]).toEqual([[], [], ['shared']])
  expect(found('shared').indexing).toBe(false)
  expect(store.read((db) => getPost(db, 'post:shared'))).not.toBeNull()
})
