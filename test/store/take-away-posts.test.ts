import { afterEach, beforeEach, expect, test } from 'vitest'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../main/store/open-database.ts'
import { retireAccount } from '../../main/store/tables/accounts.ts'
import { getPost } from '../../main/store/tables/posts.ts'
import { takeAwayPosts } from '../../main/store/take-away-posts.ts'
import { listTimelineRows, newestPlace, oldestPlace } from '../../main/store/tables/timeline.ts'
import { addAccount, homeBatch, MINUTE, NOON, normalisedPost, postOf } from './builders.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
  addAccount(store, 'me', { server: 'https://one.test' })
  addAccount(store, 'other', { position: 1, server: 'https://two.test' })
})
afterEach(() => store.close())

/** A post of server one, which each account's server calls by a number of its own. */
const post = postOf('hello', 'ann', NOON - MINUTE, { id: 'https://one.test/posts/hello' })
function arrive(account: string, remoteId: string): void {
  const batch = { ...homeBatch([post]), posts: [normalisedPost(post, { remoteId })] }
  store.write((db) => ingestBatch(db, batch, { accountId: `acc_${account}`, requestedAt: NOON, now: NOON }))
}
const takeAway = (account: string, ...remoteIds: string[]) => store.write((db) => takeAwayPosts(db, `acc_${account}`, remoteIds, NOON))
const feedOf = (account: string): string[] =>
  store
    .read((db) => listTimelineRows(db, { accountIds: [`acc_${account}`], olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 10))
    .map((row) => row.postId)
const isDeleted = (): boolean | undefined => store.read((db) => getPost(db, post.id))?.deleted

test('what its own server says is gone is gone for everybody', () => {
  arrive('me', '1')
  arrive('other', '2')
  expect(takeAway('me', '1', 'unknown')).toEqual(['1'])
  expect([isDeleted(), feedOf('me'), feedOf('other')]).toEqual([true, [], []])
})

test('what another server drops leaves the feed of its account alone', () => {
  arrive('me', '1')
  arrive('other', '2')
  expect(takeAway('other', '2')).toEqual(['2'])
  expect([isDeleted(), feedOf('me'), feedOf('other')]).toEqual([false, [post.id], []])
  expect(takeAway('other', '2')).toEqual([])
})

test('what nobody else sees is gone with the only account that saw it', () => {
  arrive('other', '2')
  takeAway('other', '2')
  expect([isDeleted(), feedOf('other')]).toEqual([true, []])
})

test('an account that was removed sees nothing any more', () => {
  arrive('me', '1')
  arrive('other', '2')
  store.write((db) => retireAccount(db, 'acc_me', NOON))
  takeAway('other', '2')
  expect(isDeleted()).toBe(true)
})

test('ids of one account’s server say nothing about another’s', () => {
  arrive('me', '1')
  expect(takeAway('other', '1')).toEqual([])
  expect(isDeleted()).toBe(false)
})
