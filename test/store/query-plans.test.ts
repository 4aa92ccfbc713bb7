import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listSources } from '../../main/services/reading/merge/sources.ts'
import { parseSearch } from '../../main/services/reading/parse-search.ts'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import type { Store } from '../../main/store/open-database.ts'
import { openStore } from '../../main/store/open-database.ts'
import { planSearch } from '../../main/store/plan-search.ts'
import type { ReadableDatabase, SqlValue, WritableDatabase } from '../../main/store/sql.ts'
import { completeAuthors, getAuthorsByRow, getProfile } from '../../main/store/tables/authors.ts'
import { listGaps } from '../../main/store/tables/gaps.ts'
import { countUnread, listInboxItems, markInboxRead, newestInboxItem, newestInboxPlace } from '../../main/store/tables/inbox.ts'
import { listMetricsSamples } from '../../main/store/tables/metrics-samples.ts'
import { getRemotePost, getViewers, listViewers } from '../../main/store/tables/post-accounts.ts'
import { adjustCount, getPosts, getReplies, listPostsByAuthor, markPostDeleted } from '../../main/store/tables/posts.ts'
import { getRemoteAuthor, listRelationships } from '../../main/store/tables/relationships.ts'
import { searchPosts } from '../../main/store/tables/search-posts.ts'
import {
  accountsOfRows,
  countTimelineRows,
  listTimelineRows,
  newestEntryAt,
  newestPlace,
  oldestPlace,
} from '../../main/store/tables/timeline.ts'
import { addAccount, homeBatch, NOON, normalisedAuthor, authorOf, postOf } from './builders.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
  addAccount(store, 'me')
})
afterEach(() => store.close())

/** Tables that grow with what was seen: nothing a person does may look at every row of one. The index of unread items holds just those. */
const LARGE =
  /^SCAN (post|author|author_account|author_profile|post_account|timeline_row|timeline_entry|inbox_item|metrics_sample)\b(?! USING INDEX inbox_item_unread)/

/** The steps of the plans of every statement that `work` runs, as SQLite explains them. */
function plansOf(work: (db: WritableDatabase) => unknown): string[] {
  const steps: string[] = []
  store.write((db) => {
    const explain = (sql: string, parameters: readonly SqlValue[]): void => {
      steps.push(...db.all<{ detail: string }>(`explain query plan ${sql}`, ...parameters).map((step) => step.detail))
    }
    work({
      get: <Row>(sql: string, ...parameters: readonly SqlValue[]): Row | undefined => {
        explain(sql, parameters)
        return db.get<Row>(sql, ...parameters)
      },
      all: <Row>(sql: string, ...parameters: readonly SqlValue[]): Row[] => {
        explain(sql, parameters)
        return db.all<Row>(sql, ...parameters)
      },
      run: (sql, ...parameters) => {
        explain(sql, parameters)
        return db.run(sql, ...parameters)
      },
      reportBroken: (table, key, cause) => {
        throw new Error(`${table} ${key}`, { cause })
      },
      touch: (touch) => {
        db.touch(touch)
      },
    })
  })
  return steps
}
const search = (db: ReadableDatabase, text: string): unknown => {
  const plan = planSearch(parseSearch(text), () => ['testnet'])
  return plan === null ? null : searchPosts(db, { ...plan, before: { sortAt: NOON, row: 5 }, limit: 20 })
}

const range = { olderThan: newestPlace, newerThan: oldestPlace }
const place = { sortAt: NOON, row: 7 }
const cases: [string, (db: WritableDatabase) => unknown][] = [
  ['a page of the merged timeline', (db) => listTimelineRows(db, { ...range, accountIds: null }, 'newest', 50)],
  ['a page of one account', (db) => listTimelineRows(db, { ...range, accountIds: ['acc_me'] }, 'newest', 50)],
  [
    'what is newer',
    (db) => [listTimelineRows(db, { ...range, accountIds: null }, 'oldest', 50), countTimelineRows(db, { ...range, accountIds: null })],
  ],
  ['what is newer for one account', (db) => countTimelineRows(db, { ...range, accountIds: ['acc_me'] })],
  ['whose feeds have rows', (db) => accountsOfRows(db, [1, 2, 3])],
  ['where a feed begins', (db) => [newestEntryAt(db, 'acc_me'), newestEntryAt(db, 'acc_me', NOON)]],
  ['gaps', (db) => [listGaps(db, 'home', ['acc_me'], 0, NOON), listGaps(db, 'home', null, 0, NOON, 'older')]],
  ['where the sources of a timeline were read to', (db) => listSources(db, null)],
  ['posts by id', (db) => getPosts(db, ['a', 'b'])],
  ['replies', (db) => getReplies(db, ['a', 'b'], 100)],
  ["an author's posts", (db) => listPostsByAuthor(db, 'author:alice', place, 50)],
  [
    'how accounts see posts',
    (db) => [getViewers(db, [{ row: 1, id: 'a' }]), listViewers(db, 'post:one'), getRemotePost(db, 'acc_me', 'post:one')],
  ],
  ['authors', (db) => [getAuthorsByRow(db, [1, 2]), getProfile(db, 'author:alice'), listRelationships(db, 'author:alice')]],
  ["an author's handle", (db) => getRemoteAuthor(db, 'acc_me', 'author:alice')],
  ['completion of names', (db) => completeAuthors(db, 'al', 10)],
  ['a page of the inbox', (db) => listInboxItems(db, null, null, newestInboxPlace, 50)],
  ['a page of mentions of one account', (db) => listInboxItems(db, ['mention', 'reply'], ['acc_me'], newestInboxPlace, 50)],
  ['unread counts', (db) => countUnread(db)],
  ['marking as read', (db) => [markInboxRead(db, 'acc_me', NOON), newestInboxItem(db, 'acc_me', NOON)]],
  ['samples of counts', (db) => listMetricsSamples(db, 'post:one')],
  [
    'deleting and counting',
    (db) => {
      adjustCount(db, 'post:one', 'likes', 1)
      markPostDeleted(db, 'post:one', NOON)
    },
  ],
  ['a search for words', (db) => search(db, 'hello world')],
  ['a search for characters', (db) => search(db, '日本語')],
  ['a search in text alone', (db) => search(db, ':)')],
  ['a search by date and kind', (db) => search(db, 'after:2026 is:reply has:image')],
  [
    'storing a read',
    (db) => {
      const batch = homeBatch([postOf('one', 'alice', NOON), postOf('mine', 'me', NOON)], {
        authors: [normalisedAuthor(authorOf('alice')), normalisedAuthor(authorOf('me'))],
        inbox: [{ remoteId: 'n1', kind: 'mention', actorId: 'author:alice', postId: 'post:one', at: NOON, read: null }],
      })
      for (let time = 0; time < 2; time++) ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON + time, now: NOON + time })
    },
  ],
]

describe('no large table is scanned for', () => {
  test.each(cases)('%s', (_name, work) => {
    const steps = plansOf(work)
    expect(steps).not.toEqual([])
    expect(steps.filter((step) => LARGE.test(step))).toEqual([])
  })

  test('this test would notice', () => {
    const steps = plansOf((db) => db.all("select id from post where text like '%x%'"))
    expect(steps.filter((step) => LARGE.test(step))).toEqual(['SCAN post'])
  })
})

test('the ends of gaps are found by their time', () => {
  for (const end of ['newer', 'older'] as const) {
    const steps = plansOf((db) => listGaps(db, 'home', null, 0, NOON, end))
    expect(steps.filter((step) => /timeline_gap/.test(step))).toEqual([
      `SEARCH timeline_gap USING INDEX timeline_gap_by_${end === 'newer' ? 'time' : 'end'} (${end}_at>? AND ${end}_at<?)`,
    ])
  }
})

test('pages of the timeline and the inbox come out of their index in order', () => {
  const sorted = (work: (db: WritableDatabase) => unknown): string[] => plansOf(work).filter((step) => step.includes('TEMP B-TREE'))
  expect(sorted((db) => listTimelineRows(db, { ...range, accountIds: null }, 'newest', 50))).toEqual([])
  expect(sorted((db) => listTimelineRows(db, { ...range, accountIds: ['acc_me'] }, 'oldest', 50))).toEqual([])
  expect(sorted((db) => listInboxItems(db, null, null, newestInboxPlace, 50))).toEqual([])
  expect(sorted((db) => listPostsByAuthor(db, 'author:alice', place, 50))).toEqual([])
})
