import { afterEach, beforeEach, expect, test } from 'vitest'
import { ingestBatch, type IncomingBatch } from '../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../main/store/open-database.ts'
import { storeBeginning, storePosts, type PostsContext } from '../../main/store/store-posts.ts'
import { getAuthor } from '../../main/store/tables/authors.ts'
import { getPost } from '../../main/store/tables/posts.ts'
import { listTimelineRows, newestPlace, oldestPlace } from '../../main/store/tables/timeline.ts'
import { addAccount, authorOf, batchOf, homeBatch, MINUTE, NOON, normalisedAuthor, normalisedPost, postOf } from './builders.ts'

let store: Store
let commits: number
let broken: string[]
let leaving: AbortController
beforeEach(() => {
  broken = []
  store = openStore(':memory:', { onBroken: (table) => broken.push(table) })
  addAccount(store, 'me')
  commits = 0
  leaving = new AbortController()
  store.onCommitted(() => commits++)
})
afterEach(() => store.close())

const context = (): PostsContext => ({ accountId: 'acc_me', requestedAt: NOON, clock: () => NOON, signal: leaving.signal })
const posts = Array.from({ length: 60 }, (_, index) => postOf(`p${index}`, `a${index % 20}`, NOON - index * MINUTE))
const feed = (): readonly string[] =>
  store
    .read((db) => listTimelineRows(db, { accountIds: null, olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 100))
    .map(({ postId }) => postId)
const row = (table: string) => store.read((db) => db.all(`select * from ${table}`))

/** Stored in slices, and then the rest. */
async function inSlices(batch: IncomingBatch): Promise<void> {
  const stored = await storeBeginning(store, batch, context())
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON, now: NOON, stored }))
}

test('the posts come a few at a time, belong to no feed until the rest is stored, and are all there then', async () => {
  const batch = homeBatch(posts)
  const stored = await storeBeginning(store, batch, context())
  expect(commits).toBeGreaterThan(1)
  expect(feed()).toEqual([])
  expect(row('post').length).toBeGreaterThan(0)
  expect(row('post').length).toBeLessThan(60)
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON, now: NOON, stored }))
  expect(feed()).toEqual(posts.map(({ id }) => id))
  expect(broken).toEqual([])
})

test('in slices or at once, the same is stored', async () => {
  const quoted = postOf('quoted', 'far', NOON - 3 * MINUTE)
  const ahead = postOf('ahead', 'a1', NOON + 400 * MINUTE)
  const farther = postOf('farther', 'a2', NOON + 500 * MINUTE)
  const home = homeBatch([farther, ahead, ...posts])
  const batch: IncomingBatch = {
    ...home,
    authors: [...home.authors, normalisedAuthor(authorOf('far')), normalisedAuthor(authorOf('booster'))],
    // In full and, thinner, inside another one.
    posts: [normalisedPost(quoted, null), ...home.posts, normalisedPost({ ...posts[3]!, text: { text: 'thin', spans: [] } }, null)],
    entries: [{ postId: posts[5]!.id, repostedBy: authorOf('booster').id, sortAt: NOON + MINUTE }, ...home.entries],
    inbox: [{ remoteId: 'n1', kind: 'like', actorId: authorOf('far').id, postId: posts[0]!.id, at: NOON, read: false }],
  }
  const tables = ['post', 'author', 'author_account', 'post_account', 'timeline_row', 'timeline_entry', 'inbox_item', 'search_place']
  await inSlices(batch)
  const sliced = tables.map((table) => row(table).length)
  const order = feed()
  const texts = posts.map(({ id }) => store.read((db) => getPost(db, id)?.post.text.text))
  store.close()
  store = openStore(':memory:', { onBroken: (table) => broken.push(table) })
  addAccount(store, 'me')
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON, now: NOON }))
  expect(tables.map((table) => row(table).length)).toEqual(sliced)
  expect(feed()).toEqual(order)
  expect(posts.map(({ id }) => store.read((db) => getPost(db, id)?.post.text.text))).toEqual(texts)
  expect(broken).toEqual([])
})

test('what belongs to no feed is stored whole', async () => {
  await storePosts(store, homeBatch(posts), context())
  expect(commits).toBeGreaterThan(1)
  expect(row('post')).toHaveLength(60)
  expect(row('author')).toHaveLength(20)
})

test('a read that can be stored in one turn is one transaction', async () => {
  const batch = homeBatch(posts.slice(0, 3))
  const stored = await storeBeginning(store, batch, context())
  expect([stored.posts.size, stored.authors.size, commits]).toEqual([0, 0, 0])
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON, now: NOON, stored }))
  expect(commits).toBe(1)
  expect(feed()).toEqual(posts.slice(0, 3).map(({ id }) => id))
})

test('who told of no post is stored too', async () => {
  const batch = { ...batchOf([]), authors: [normalisedAuthor(authorOf('alone'))] }
  await storePosts(store, batch, context())
  expect(store.read((db) => getAuthor(db, authorOf('alone').id))).not.toBeNull()
})

test('nothing to store is no transaction', async () => {
  await storePosts(store, batchOf([]), context())
  expect(commits).toBe(0)
})

test('it stops between two slices, and what was stored is whole', async () => {
  store.onCommitted(() => leaving.abort(new Error('The account is leaving')))
  await expect(storePosts(store, homeBatch(posts), context())).rejects.toThrow('The account is leaving')
  expect(commits).toBe(1)
  const there = row('post').length
  expect(there).toBeGreaterThan(0)
  expect(there).toBeLessThan(60)
  expect(row('search_place')).toHaveLength(there)
  expect(row('post_account')).toHaveLength(there)
})

test('what was pruned between its slice and the rest is stored again', async () => {
  const batch = homeBatch(posts)
  const stored = await storeBeginning(store, batch, context())
  store.write((db) => {
    for (const table of ['post_account', 'same_post_key', 'search_place']) db.run(`delete from ${table} where 1`)
    db.run('delete from post where id = ?', posts[7]!.id)
  })
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON, now: NOON, stored }))
  expect(feed()).toEqual(posts.map(({ id }) => id))
  expect(broken).toEqual([])
})
