import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listSources } from '../../main/services/reading/merge/sources.ts'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import type { Store } from '../../main/store/open-database.ts'
import { openStore } from '../../main/store/open-database.ts'
import { searchNames } from '../../main/store/search/names.ts'
import { planSearch } from '../../main/store/search/plan-search.ts'
import { searchPosts } from '../../main/store/search/search-posts.ts'
import { indexWaiting, isIndexing } from '../../main/store/search/waiting.ts'
import type { ReadableDatabase, WritableDatabase } from '../../main/store/sql.ts'
import { completeAuthors, getAuthorsByRow, getProfile } from '../../main/store/tables/authors.ts'
import { listGapEnds, listGaps } from '../../main/store/tables/gaps.ts'
import {
  dueHostedFiles,
  findHostedFile,
  hasHostedFiles,
  nextHostedFileDue,
  postponeHostedFile,
  releaseHostedFile,
  useHostedFile,
} from '../../main/store/tables/hosted-files.ts'
import {
  listReadGroups,
  markAllRead,
  markGroupsRead,
  markGroupsUnread,
  nextWake,
  putGroupsAway,
  putGroupsBack,
  undoChange,
  wakeGroups,
} from '../../main/store/inbox/acts.ts'
import { countSnoozed, countUnread } from '../../main/store/inbox/count.ts'
import { getInboxGroups } from '../../main/store/inbox/groups.ts'
import { listGroupPeople, listInboxGroups, newestGroupPlace, type InboxChoice } from '../../main/store/inbox/list.ts'
import { addInboxNews, hasInboxNews, takeInboxNews } from '../../main/store/inbox/news.ts'
import { settleInbox } from '../../main/store/inbox/settle.ts'
import { listInboxPostsDownTo, markInboxRead, newestInboxItem, oldestUnreadAt } from '../../main/store/tables/inbox.ts'
import { takeAwayPosts } from '../../main/store/take-away-posts.ts'
import { listMetricsSamples } from '../../main/store/tables/metrics-samples.ts'
import { getRemotePost, getViewers, listViewers } from '../../main/store/tables/post-accounts.ts'
import { adjustCount, getPosts, getPostsByRow, getReplies, listPostsByAuthor, markPostDeleted } from '../../main/store/tables/posts.ts'
import { getRemoteAuthor, listRelationships } from '../../main/store/tables/relationships.ts'
import { getSameAuthor, putSameAuthor } from '../../main/store/tables/same-authors.ts'
import { listFoldedRows } from '../../main/store/tables/same-post-folding.ts'
import { findByAuthors, findByIds, findByKeys, putLookupKeys } from '../../main/store/tables/same-post-keys.ts'
import {
  getMember,
  listGroupsOf,
  listGroupsOfAuthors,
  listMembers,
  mergeGroups,
  putMember,
  removeMember,
  setSplit,
} from '../../main/store/tables/same-post.ts'
import {
  accountsOfRows,
  countTimelineRows,
  listTimelineRows,
  listEntriesDownTo,
  newestEntryAt,
  newestPlace,
  oldestPlace,
} from '../../main/store/tables/timeline.ts'
import { parseSearch } from '../../shared/search/parse-search.ts'
import { matchMutes, searchForMutes } from '../../main/store/mutes/match-posts.ts'
import { addMuteRule, changeMuteRule, nextMuteEnd, removeMuteRule } from '../../main/store/mutes/rules.ts'
import { listRepostSilences, listSilences } from '../../main/store/mutes/silences.ts'
import { endViewsAbove } from '../../main/store/retention/end-views.ts'
import { addSavedView, changeSavedView, removeSavedView, reorderSavedViews } from '../../main/store/views/saved-views.ts'
import { listViewCursors, markViewFailed, saveViewCursor } from '../../main/store/views/view-cursors.ts'
import {
  accountsOfViewRows,
  addViewEntry,
  dropViewEntries,
  findViewEntry,
  highestPlace,
  highestPlaceOf,
  listViewRows,
  placesOfView,
  takeFromViews,
  touchViewsOf,
  withRows,
} from '../../main/store/views/view-rows.ts'
import { LARGE, plansOf as plansOfStore } from '../support/query-plans.ts'
import { addAccount, homeBatch, NOON, normalisedAuthor, authorOf, postOf } from './builders.ts'

let store: Store
beforeEach(() => {
  store = openStore(':memory:')
  addAccount(store, 'me')
})
afterEach(() => store.close())

const plansOf = (work: (db: WritableDatabase) => unknown): string[] => plansOfStore(store, work)
const search = (db: ReadableDatabase, text: string): unknown => {
  const plan = planSearch(parseSearch(text), { ...searchNames(db), platformsNamed: (name) => [name] })
  return plan === null ? null : searchPosts(db, plan, { before: Number.MAX_SAFE_INTEGER, limit: 20 })
}

const everything: InboxChoice = {
  classes: ['conversation', 'quote', 'like', 'repost', 'follow', 'other'],
  accountIds: ['acc_me', 'acc_other'],
  place: 'inbox',
  unreadOnly: false,
}
/** Two people liked a post, and one wrote about it. */
function storeLikes(db: WritableDatabase): void {
  const item = (remoteId: string, kind: 'like' | 'reply', actor: string) => ({
    remoteId,
    kind,
    actorId: `author:${actor}`,
    postId: 'post:mine',
    at: NOON,
    read: null,
  })
  const batch = homeBatch([postOf('mine', 'me', NOON)], {
    authors: ['me', 'alice', 'bob'].map((name) => normalisedAuthor(authorOf(name))),
    inbox: [item('n1', 'like', 'alice'), item('n2', 'like', 'bob'), item('n3', 'reply', 'bob')],
  })
  ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: NOON, now: NOON })
  settleInbox(db)
}

const range = { olderThan: newestPlace, newerThan: oldestPlace }
const place = { sortAt: NOON, row: 7 }
const hosted = { name: 'chirp/a', hostId: 'h', accountId: 'acc_me', sha256: 'a'.repeat(64) }
const cases: [string, (db: WritableDatabase) => unknown][] = [
  ['a file that is on a media host', (db) => findHostedFile(db, hosted, NOON)],
  ['using it once more', (db) => useHostedFile(db, 'chirp/a', NOON)],
  ['letting go of it', (db) => releaseHostedFile(db, 'chirp/a', NOON)],
  ['files that are due on media hosts', (db) => [dueHostedFiles(db, NOON, 50), nextHostedFileDue(db)]],
  ['putting off a removal', (db) => postponeHostedFile(db, 'chirp/a', NOON, NOON)],
  ['whether a media host has files', (db) => hasHostedFiles(db, 'h')],
  ['a page of the merged timeline', (db) => listTimelineRows(db, { ...range, accountIds: null }, 'newest', 50)],
  ['a page of one account', (db) => listTimelineRows(db, { ...range, accountIds: ['acc_me'] }, 'newest', 50)],
  [
    'what is newer',
    (db) => [listTimelineRows(db, { ...range, accountIds: null }, 'oldest', 50), countTimelineRows(db, { ...range, accountIds: null })],
  ],
  ['what is newer for one account', (db) => countTimelineRows(db, { ...range, accountIds: ['acc_me'] })],
  ['whose feeds have rows', (db) => accountsOfRows(db, [1, 2, 3])],
  ['where a feed begins', (db) => [newestEntryAt(db, 'acc_me'), newestEntryAt(db, 'acc_me', NOON)]],
  ['what should be on a page', (db) => [listEntriesDownTo(db, 'acc_me', NOON), listInboxPostsDownTo(db, 'acc_me', NOON)]],
  ['taking away what is gone', (db) => takeAwayPosts(db, 'acc_me', ['remote post:mine', 'unknown'], NOON)],
  ['gaps', (db) => [listGapEnds(db, 'home', ['acc_me'], 0, NOON), listGaps(db, 'home', null, 0, NOON)]],
  ['where the sources of a timeline were read to', (db) => listSources(db, null)],
  ['posts by id', (db) => getPosts(db, ['a', 'b'])],
  ['posts by row', (db) => getPostsByRow(db, [1, 2])],
  ['replies', (db) => getReplies(db, ['a', 'b'], 100)],
  ["an author's posts", (db) => listPostsByAuthor(db, 'author:alice', place, 50)],
  [
    'how accounts see posts',
    (db) => [getViewers(db, [{ row: 1, id: 'a' }]), listViewers(db, 'post:one'), getRemotePost(db, 'acc_me', 'post:one')],
  ],
  ['authors', (db) => [getAuthorsByRow(db, [1, 2]), getProfile(db, 'author:alice'), listRelationships(db, 'author:alice')]],
  ["an author's handle", (db) => getRemoteAuthor(db, 'acc_me', 'author:alice')],
  ['completion of names', (db) => completeAuthors(db, 'al', 10)],
  ['a page of the inbox', (db) => listInboxGroups(db, everything, newestGroupPlace, 50)],
  [
    'a page of what is archived or put off',
    (db) => {
      listInboxGroups(db, { ...everything, place: 'archived' }, newestGroupPlace, 50)
      return listInboxGroups(db, { ...everything, place: 'snoozed' }, newestGroupPlace, 50)
    },
  ],
  ['a page of what is unread', (db) => listInboxGroups(db, { ...everything, unreadOnly: true }, newestGroupPlace, 50)],
  [
    'a row of the inbox and its people',
    (db) => {
      storeLikes(db)
      return [getInboxGroups(db, [1, 2], ['acc_me', 'acc_other'], 12), listGroupPeople(db, 1, ['acc_me'], newestGroupPlace, 50)]
    },
  ],
  ['unread counts', (db) => [countUnread(db, ['acc_me', 'acc_other']), countSnoozed(db, ['acc_me'])]],
  ['marking as read', (db) => [markInboxRead(db, 'acc_me', NOON), newestInboxItem(db, 'acc_me', NOON), oldestUnreadAt(db, 'acc_me')]],
  [
    'acts on the inbox',
    (db) => {
      storeLikes(db)
      const seen = [{ groupId: 1, upTo: 100 }]
      const change = markGroupsRead(db, seen, ['acc_me'])
      settleInbox(db)
      undoChange(db, change)
      markGroupsUnread(db, seen, ['acc_me'])
      markAllRead(db, everything, NOON)
      listReadGroups(db, everything)
      undoChange(db, putGroupsAway(db, seen, 'archived', null))
      putGroupsAway(db, seen, 'snoozed', NOON)
      nextWake(db)
      wakeGroups(db, NOON)
      putGroupsBack(db, seen)
      settleInbox(db)
    },
  ],
  [
    'grouping after posts changed, and news',
    (db) => {
      storeLikes(db)
      addInboxNews(db, 'acc_me', 'n1')
      if (!hasInboxNews(db)) throw new Error('No news')
      takeInboxNews(db)
      db.run('insert into inbox_moved_post values (1)')
      settleInbox(db)
    },
  ],
  ['samples of counts', (db) => listMetricsSamples(db, 'post:one')],
  [
    'deleting and counting',
    (db) => {
      adjustCount(db, 'post:one', 'likes', 1)
      markPostDeleted(db, 'post:one', NOON)
    },
  ],
  [
    'the posts that may be the same',
    (db) => [findByKeys(db, [1, 2], NOON), findByAuthors(db, [1, 2], NOON), findByIds(db, ['a']), getSameAuthor(db, 1, 2)],
  ],
  [
    'groups of the same post',
    (db) => [getMember(db, 1), listMembers(db, 1), listGroupsOf(db, [1, 2]), listFoldedRows(db, [1, 2]), listGroupsOfAuthors(db, 1, 2)],
  ],
  [
    'keeping that posts are the same',
    (db) => {
      ingestBatch(db, homeBatch([postOf('one', 'alice', NOON), postOf('two', 'bob', NOON)]), {
        accountId: 'acc_me',
        requestedAt: NOON,
        now: NOON,
      })
      putLookupKeys(db, 1, NOON, { text: 1, link: 2 })
      putLookupKeys(db, 2, NOON, null)
      const group = putMember(db, null, { row: 1, reason: 'text', decidedBy: 'rule', part: false })
      putMember(db, group, { row: 2, reason: 'text', decidedBy: 'rule', part: false })
      mergeGroups(db, group, group)
      setSplit(db, group, true)
      putSameAuthor(db, 1, 2, true, 'rule')
      const member = getMember(db, 1)
      if (member === null) throw new Error('No member')
      removeMember(db, member)
    },
  ],
  [
    'muting',
    (db) => {
      ingestBatch(db, homeBatch([postOf('one', 'alice', NOON)]), { accountId: 'acc_me', requestedAt: NOON, now: NOON })
      const content = { how: 'mute', accountId: null, until: null } as const
      const id = addMuteRule(db, { ...content, subject: { kind: 'words', text: 'one' } }, NOON)
      addMuteRule(db, { ...content, subject: { kind: 'author', authorId: 'author:alice', handle: '' } }, NOON)
      searchForMutes(db, 100)
      matchMutes(db, [1, 2])
      listSilences(db, [{ postRow: 1, authorRow: 1, accountIds: ['acc_me'] }])
      listRepostSilences(db, [{ reposterRow: 1, accountIds: ['acc_me'] }])
      nextMuteEnd(db)
      changeMuteRule(db, id ?? '', { ...content, subject: { kind: 'words', text: 'two' } })
      removeMuteRule(db, id ?? '')
    },
  ],
  ['a search for words', (db) => search(db, 'hello world')],
  ['a search for characters', (db) => search(db, '日本語')],
  ['a search in text alone', (db) => search(db, ':)')],
  ['a search by date and kind', (db) => search(db, 'after:2026 is:reply has:image')],
  ['a search by people and accounts', (db) => search(db, 'from:al -from:bo is:mine account:me lang:de network:testnet')],
  [
    'indexing what waits',
    (db) => {
      db.run('insert into search_waiting select row from post where row < 3')
      return [isIndexing(db), indexWaiting(db, 10)]
    },
  ],
  [
    'views of the person’s own',
    (db) => {
      ingestBatch(db, homeBatch([postOf('one', 'alice', NOON)]), { accountId: 'acc_me', requestedAt: NOON, now: NOON })
      const id = addSavedView(db, { title: 'Cats', source: { kind: 'tag', tag: 'cats', accountIds: null } }, NOON)
      const [entry] = withRows(db, [{ postId: 'post:one', repostedBy: 'author:alice' }])
      const added = addViewEntry(db, id, 'acc_me', { postRow: entry?.postRow ?? 0, reposterRow: 0, place: NOON })
      findViewEntry(db, id, 'acc_me', 1, 0)
      markViewFailed(db, id, 'acc_me', { kind: 'offline' })
      saveViewCursor(db, id, { accountId: 'acc_me', older: null, exhausted: true, reachedAt: null, readAt: NOON, failure: null })
      listViewCursors(db, id)
      listViewRows(db, id, highestPlace, 0, 50)
      accountsOfViewRows(db, [added.id])
      placesOfView(db, id)
      highestPlaceOf(db, id, 'acc_me')
      touchViewsOf(db, 'post:one')
      endViewsAbove(db, [1])
      takeFromViews(db, 'acc_me', 1)
      dropViewEntries(db, id, 'acc_me', new Set())
      reorderSavedViews(db, [id])
      changeSavedView(db, id, { title: 'Dogs', source: { kind: 'search', text: 'dogs' } })
      removeSavedView(db, id)
    },
  ],
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
  const steps = plansOf((db) => listGapEnds(db, 'home', null, 0, NOON))
  expect(steps.filter((step) => /timeline_gap/.test(step))).toEqual([
    'SEARCH timeline_gap USING INDEX timeline_gap_by_time (newer_at>? AND newer_at<?)',
    'SEARCH timeline_gap USING INDEX timeline_gap_by_end (older_at>? AND older_at<?)',
  ])
})

test('pages of the timeline, the inbox and views come out of their index in order', () => {
  const sorted = (work: (db: WritableDatabase) => unknown): string[] => plansOf(work).filter((step) => step.includes('TEMP B-TREE'))
  expect(sorted((db) => listTimelineRows(db, { ...range, accountIds: null }, 'newest', 50))).toEqual([])
  expect(sorted((db) => listTimelineRows(db, { ...range, accountIds: ['acc_me'] }, 'oldest', 50))).toEqual([])
  expect(sorted((db) => listInboxGroups(db, everything, newestGroupPlace, 50))).toEqual([])
  expect(sorted((db) => listInboxGroups(db, { ...everything, unreadOnly: true }, newestGroupPlace, 50))).toEqual([])
  expect(sorted((db) => listViewRows(db, '1', highestPlace, 0, 50))).toEqual([])
  expect(sorted((db) => listPostsByAuthor(db, 'author:alice', place, 50))).toEqual([])
})
