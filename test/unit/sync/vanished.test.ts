import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RemotePost } from '../../../main/connectors/connector.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getPost } from '../../../main/store/tables/posts.ts'
import { Vanished, type LookUp } from '../../../main/sync/vanished.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { addAccount, batchOf, homeBatch, MINUTE, NOON, postOf } from '../../store/builders.ts'

let store: Store
let now: number
let vanished: Vanished
let asked: string[][]
let gone: Set<string>
let there: CanonicalPost[]

beforeEach(() => {
  store = openStore(':memory:')
  addAccount(store, 'me')
  now = NOON
  vanished = new Vanished(store, () => now)
  asked = []
  gone = new Set()
  there = []
})
afterEach(() => store.close())

const posts = (...minutes: readonly number[]): CanonicalPost[] =>
  minutes.toSorted((a, b) => b - a).map((minute) => postOf(`p${minute}`, 'writer', NOON + minute * MINUTE))
const keep = (batch: ReturnType<typeof homeBatch>) =>
  store.write((db) => ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: now, now }))
const lookUp: LookUp = async (wanted: readonly RemotePost[]) => {
  const ids = wanted.map(({ remoteId }) => remoteId)
  asked.push(ids)
  return { batch: batchOf(there), gone: ids.filter((id) => gone.has(id)) }
}
/** The feed is read from the top and holds these. */
const read = async (minutes: readonly number[], older: string | null = 'more'): Promise<void> => {
  const batch = homeBatch(posts(...minutes), { older })
  keep(batch)
  await vanished.look('acc_me', 'home', { batch }, lookUp)
}
const isDeleted = (minute: number): boolean | undefined => store.read((db) => getPost(db, `post:p${minute}`))?.deleted

test('nothing is asked where a page has everything that is stored down to its end', async () => {
  await read([1, 2, 3, 4])
  await read([3, 4, 5])
  expect(asked).toEqual([])
})

test('what a page should have had is looked up, and gone only when it was so twice', async () => {
  await read([1, 2, 3])
  gone.add('remote post:p2')
  now += MINUTE
  await read([1, 3])
  expect([asked, isDeleted(2)]).toEqual([[['remote post:p2']], false])
  now += 1_000
  await read([1, 3])
  expect(asked).toHaveLength(1)
  now += MINUTE
  await read([1, 3])
  expect(isDeleted(2)).toBe(true)
  await read([1, 3])
  expect(asked).toHaveLength(2)
})

test('a server that has a hole once takes nothing away', async () => {
  await read([1, 2, 3])
  gone.add('remote post:p2')
  now += MINUTE
  await read([1, 3])
  gone.clear()
  now += MINUTE
  await read([1, 3])
  gone.add('remote post:p2')
  now += MINUTE
  await read([1, 3])
  expect(isDeleted(2)).toBe(false)
})

test('what is there and only not in the feed stays, is brought up to date, and is left in peace for an hour', async () => {
  await read([1, 2, 3])
  there = [{ ...postOf('p2', 'writer', NOON + 2 * MINUTE), text: { text: 'better', spans: [] }, editedAt: NOON + 3 * MINUTE }]
  for (let minute = 0; minute < 50; minute++) {
    now += MINUTE
    await read([1, 3])
  }
  expect(asked).toEqual([['remote post:p2']])
  expect(store.read((db) => getPost(db, 'post:p2'))?.post.text.text).toBe('better')
})

test('what is older than the page says nothing, unless the feed ends with it', async () => {
  await read([1, 2, 3])
  await read([2, 3])
  expect(asked).toEqual([])
  await read([2, 3], null)
  expect(asked).toEqual([['remote post:p1']])
})

test('a feed in no order of time says nothing', async () => {
  await read([1, 2, 3])
  const batch = homeBatch(posts(1, 3), { chronological: false })
  await vanished.look('acc_me', 'home', { batch }, lookUp)
  expect(asked).toEqual([])
})

test('a mention that is no longer among the notifications is looked up too', async () => {
  const mentions = (...minutes: readonly number[]) => {
    const all = posts(...minutes)
    const inbox = all.map((post) => ({
      remoteId: `n ${post.id}`,
      kind: 'mention' as const,
      actorId: post.authorId,
      postId: post.id,
      at: post.createdAt,
      read: null,
    }))
    return batchOf(all, { inbox, older: 'more' })
  }
  now += 10 * MINUTE
  keep(mentions(1, 2, 3))
  gone.add('remote post:p2')
  for (let times = 0; times < 2; times++) {
    now += MINUTE
    await vanished.look('acc_me', 'notifications', { batch: mentions(1, 3) }, lookUp)
  }
  expect([asked, isDeleted(2), isDeleted(3)]).toEqual([[['remote post:p2'], ['remote post:p2']], true, false])
})
