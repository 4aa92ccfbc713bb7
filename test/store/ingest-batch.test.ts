import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ingestBatch, type IncomingBatch } from '../../main/store/ingest-batch.ts'
import type { Store } from '../../main/store/open-database.ts'
import { openStore } from '../../main/store/open-database.ts'
import type { Touch } from '../../main/store/sql.ts'
import { deleteAccount, getAccount, listAccounts, retireAccount } from '../../main/store/tables/accounts.ts'
import { completeAuthors, getAuthor, saveAuthor } from '../../main/store/tables/authors.ts'
import { deleteEngagementJob, getEngagementJob, insertEngagementJob } from '../../main/store/tables/engagement-jobs.ts'
import { countUnread } from '../../main/store/inbox/count.ts'
import { markInboxRead } from '../../main/store/tables/inbox.ts'
import { listMetricsSamples } from '../../main/store/tables/metrics-samples.ts'
import { getViewer, setViewerFlag } from '../../main/store/tables/post-accounts.ts'
import { adjustCount, getPost, markPostDeleted, unmarkPostDeleted } from '../../main/store/tables/posts.ts'
import { getFollowRef, getRemoteAuthor, listRelationships, setFollowing } from '../../main/store/tables/relationships.ts'
import { listTimelineRows, newestPlace, oldestPlace } from '../../main/store/tables/timeline.ts'
import { addAccount, authorOf, batchOf, homeBatch, HOUR, MINUTE, NOON, normalisedAuthor, normalisedPost, postOf } from './builders.ts'

let store: Store
let touched: Touch[]
let broken: string[]
beforeEach(() => {
  broken = []
  store = openStore(':memory:', { onBroken: (table) => broken.push(table) })
  addAccount(store, 'me')
  addAccount(store, 'other', { position: 1, server: 'https://two.test' })
  touched = []
  store.onCommitted((touches) => touched.push(...touches))
})
afterEach(() => store.close())

function ingest(batch: IncomingBatch, at = NOON, accountId = 'acc_me', requestedAt = at) {
  touched.length = 0
  return store.write((db) => ingestBatch(db, batch, { accountId, requestedAt, now: at }))
}
const stored = (name: string) => store.read((db) => getPost(db, `post:${name}`))
const viewer = (name: string, accountId = 'acc_me') => store.read((db) => getViewer(db, accountId, `post:${name}`))
const count = (table: string): number => store.read((db) => db.get<{ n: number }>(`select count(*) as n from ${table}`)?.n ?? 0)
const rows = () =>
  store.read((db) => listTimelineRows(db, { accountIds: null, olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 100))

describe('posts', () => {
  const post = postOf('hello', 'alice', NOON - HOUR, {
    text: { text: 'hello @bob', spans: [{ kind: 'mention', start: 6, end: 10, authorId: 'author:bob', handle: 'bob.test', uri: null }] },
    media: [
      {
        kind: 'image',
        url: 'https://media.test/1.png',
        previewUrl: null,
        alt: 'A cat',
        width: 10,
        height: 20,
        blurhash: null,
        focalPoint: null,
        durationMs: null,
        mimeType: null,
      },
    ],
    replyTo: { postId: 'post:before', authorId: null, authorHandle: 'bob.test' },
    threadRootId: 'post:root',
  })

  test('come out as they went in', () => {
    ingest(homeBatch([post]))
    expect(stored('hello')?.post).toEqual(post)
  })

  test('the same batch again changes nothing and touches nothing', () => {
    const batch = homeBatch([post, postOf('two', 'bob', NOON - 2 * HOUR)])
    ingest(batch)
    expect(touched).not.toEqual([])
    expect(ingest(batch, NOON + MINUTE).added).toBe(0)
    expect(touched).toEqual([])
    expect(count('post')).toBe(2)
    expect(count('timeline_row')).toBe(2)
    expect(count('post_terms')).toBe(2)
  })

  test('the same counts measured later touch nothing; other counts do', () => {
    ingest(homeBatch([post]))
    ingest(homeBatch([{ ...post, metrics: { ...post.metrics, measuredAt: NOON + MINUTE } }]))
    expect(touched).toEqual([])
    ingest(homeBatch([{ ...post, metrics: { ...post.metrics, likes: 3, measuredAt: NOON + MINUTE } }]))
    expect(touched).toEqual([{ topic: 'posts', id: post.id }])
    expect(stored('hello')?.post.metrics.likes).toBe(3)
  })

  test('an edit is taken over and found by its new words', () => {
    ingest(homeBatch([post]))
    ingest(homeBatch([{ ...post, text: { text: 'goodbye', spans: [] }, editedAt: NOON }]))
    expect(stored('hello')?.post.text.text).toBe('goodbye')
    const found = (word: string) => store.read((db) => db.all('select rowid from post_terms where post_terms match ?', word)).length
    expect([found('hello'), found('goodbye')]).toEqual([0, 1])
  })

  test('a version from before an edit, which was asked for earlier or is another server’s, changes nothing', () => {
    ingest(homeBatch([{ ...post, text: { text: 'goodbye', spans: [] }, editedAt: NOON }]))
    ingest(homeBatch([post]), NOON + MINUTE)
    expect(stored('hello')?.post.text.text).toBe('goodbye')
    ingest(homeBatch([post]), NOON + 48 * HOUR, 'acc_other')
    expect(stored('hello')?.post.text.text).toBe('goodbye')
  })

  test("another server's copy does not rewrite it back and forth, but its edit counts", () => {
    ingest(homeBatch([post]))
    const copy = { ...post, media: post.media.map((media) => ({ ...media, url: 'https://two.test/cache/1.png' })) }
    ingest(homeBatch([copy]), NOON + MINUTE, 'acc_other')
    expect(touched.filter((touch) => touch.topic === 'posts')).toEqual([{ topic: 'posts', id: post.id }])
    expect(stored('hello')?.post.media[0]?.url).toBe('https://media.test/1.png')
    ingest(homeBatch([{ ...copy, editedAt: NOON + MINUTE }]), NOON + 2 * MINUTE, 'acc_other')
    expect(stored('hello')?.post.media[0]?.url).toBe('https://two.test/cache/1.png')
    // Counts: each server knows a part; the higher total stands for an hour.
    ingest(homeBatch([{ ...copy, metrics: { ...post.metrics, likes: 5, measuredAt: NOON } }]), NOON, 'acc_other')
    ingest(homeBatch([{ ...post, metrics: { ...post.metrics, likes: 2, measuredAt: NOON + MINUTE } }]), NOON + MINUTE)
    expect(stored('hello')?.post.metrics.likes).toBe(5)
    ingest(homeBatch([{ ...post, metrics: { ...post.metrics, likes: 2, measuredAt: NOON + 2 * HOUR } }]), NOON + 2 * HOUR)
    expect(stored('hello')?.post.metrics.likes).toBe(2)
  })

  test('a thinner copy inside another post changes nothing, and a full one fills a thin one', () => {
    const thin = { ...post, media: [], replyTo: null, threadRootId: null }
    ingest(batchOf([], { posts: [normalisedPost(thin, null)], authors: [normalisedAuthor(authorOf('alice'))] }))
    expect(stored('hello')?.post.media).toEqual([])
    ingest(homeBatch([post]), NOON + MINUTE, 'acc_other')
    expect(stored('hello')?.post.media).toHaveLength(1)
    ingest(batchOf([], { posts: [normalisedPost(thin, null)], authors: [normalisedAuthor(authorOf('alice'))] }))
    expect(stored('hello')?.post).toEqual(post)
    expect(touched).toEqual([])
  })

  test('a post deleted here stays deleted, and comes back only where the network refuses', () => {
    ingest(homeBatch([post]))
    store.write((db) => markPostDeleted(db, post.id, NOON))
    ingest(homeBatch([{ ...post, text: { text: 'again', spans: [] } }]), NOON + MINUTE)
    expect(stored('hello')).toMatchObject({ deleted: true, post: { text: { text: 'hello @bob' } } })
    expect(rows()).toEqual([])
    store.write((db) => unmarkPostDeleted(db, post.id))
    expect(rows()).toHaveLength(1)
  })

  test('a date in the future, or long before it came in, sorts as when it was seen', () => {
    ingest(homeBatch([postOf('future', 'alice', NOON + 365 * 24 * HOUR), postOf('late', 'alice', NOON, { indexedAt: NOON - HOUR })]))
    expect(rows().map(({ postId, sortAt }) => [postId, sortAt])).toEqual([
      ['post:future', NOON],
      ['post:late', NOON - HOUR],
    ])
  })

  test('hostile sizes and characters are taken in as text', () => {
    const text = `\u0000 half \ud800 pair ${'long '.repeat(200_000)}`
    const hostile = postOf('hostile', 'alice', NOON, {
      text: { text, spans: [{ kind: 'link', start: 900_000, end: 900_004, uri: 'https://a.test' }] },
    })
    ingest(homeBatch([hostile]))
    const kept = stored('hostile')?.post.text
    expect(kept?.text).toHaveLength(200_000)
    expect(kept?.text.startsWith('\u0000 half \ufffd pair long')).toBe(true)
    expect(kept?.spans).toEqual([])
  })

  test('a damaged row is left out and reported', () => {
    ingest(homeBatch([post, postOf('two', 'bob', NOON)]))
    store.write((db) => db.run("update post set body = '{' where id = ?", post.id))
    expect(stored('hello')).toBe(null)
    expect(stored('two')).not.toBe(null)
    expect(broken).toEqual(['post'])
  })

  test('a post without its author, and an entry without its post, are left out and reported', () => {
    const outcome = ingest({ ...homeBatch([post]), authors: [], entries: [{ postId: 'post:nowhere', repostedBy: null, sortAt: NOON }] })
    expect(outcome).toEqual({ entries: [], inbox: [], added: 0 })
    expect(broken).toEqual(['post', 'timeline_entry'])
  })
})

describe('what an account did', () => {
  const post = postOf('hello', 'alice', NOON)
  const liking = (liked: boolean, likeRef: string | null = null): IncomingBatch =>
    batchOf([], { posts: [normalisedPost(post, { liked, likeRef })], authors: [normalisedAuthor(authorOf('alice'))] })

  test('a like that is on its way is not undone by a read, and its handle is kept', () => {
    ingest(liking(false))
    store.write((db) => {
      setViewerFlag(db, 'acc_me', post.id, 'like', true, NOON)
      insertEngagementJob(db, {
        accountId: 'acc_me',
        kind: 'like',
        subjectId: post.id,
        wanted: true,
        before: { on: false, ref: null, requested: false, counted: 1, upTo: null },
        createdAt: NOON,
      })
    })
    ingest(liking(false), NOON + MINUTE)
    expect(viewer('hello')).toMatchObject({ liked: true })
    // Sent: the network's word counts again, but not an answer it was asked for before.
    store.write((db) => {
      deleteEngagementJob(db, getEngagementJob(db, 'acc_me', 'like', post.id)?.id ?? 0)
      setViewerFlag(db, 'acc_me', post.id, 'like', true, NOON + 3 * MINUTE)
    })
    ingest(liking(false), NOON + 4 * MINUTE, 'acc_me', NOON + 2 * MINUTE)
    expect(viewer('hello')).toMatchObject({ liked: true })
    ingest(liking(true, 'like-1'), NOON + 5 * MINUTE)
    expect(viewer('hello')).toMatchObject({ liked: true, likeRef: 'like-1' })
    ingest(liking(false), NOON + 6 * MINUTE)
    expect(viewer('hello')).toMatchObject({ liked: false, likeRef: null })
  })

  test('each account has its own view', () => {
    ingest(liking(true))
    ingest(liking(false), NOON, 'acc_other')
    expect([viewer('hello')?.liked, viewer('hello', 'acc_other')?.liked]).toEqual([true, false])
  })

  test('counts go with the press and never below nothing', () => {
    ingest(liking(false))
    store.write((db) => {
      adjustCount(db, post.id, 'likes', 1)
      adjustCount(db, post.id, 'reposts', -1)
      adjustCount(db, post.id, 'bookmarks', 1)
    })
    expect(stored('hello')?.post.metrics).toMatchObject({ likes: 1, reposts: 0, bookmarks: null })
  })

  test('a follow that is on its way stands, and a known relationship survives an answer that says nothing of it', () => {
    const relationship = { following: false, requested: false, followedBy: true, muted: false, blocked: false, followRef: null }
    const told = batchOf([], { authors: [normalisedAuthor(authorOf('alice'), relationship)] })
    ingest(told)
    store.write((db) => setFollowing(db, 'acc_me', 'author:alice', { following: true, requested: false, followRef: 'f1' }, NOON + MINUTE))
    ingest(told, NOON + 2 * MINUTE, 'acc_me', NOON)
    ingest(batchOf([], { authors: [normalisedAuthor(authorOf('alice'))] }), NOON + 3 * MINUTE)
    expect(store.read((db) => listRelationships(db, 'author:alice'))).toEqual([
      { accountId: 'acc_me', authorId: 'author:alice', following: true, requested: false, followedBy: true, muted: false, blocked: false },
    ])
    expect(store.read((db) => getFollowRef(db, 'acc_me', 'author:alice'))).toBe('f1')
    ingest(told, NOON + 4 * MINUTE)
    expect(store.read((db) => listRelationships(db, 'author:alice'))[0]).toMatchObject({ following: false })
    expect(store.read((db) => getRemoteAuthor(db, 'acc_me', 'author:alice'))).toEqual({
      authorId: 'author:alice',
      remoteId: 'remote author:alice',
      handle: 'alice.test',
    })
  })
})

describe('feeds and notifications', () => {
  test('a repost is a row of its own, at its own time; a post in two feeds is one row', () => {
    const post = postOf('hello', 'alice', NOON - HOUR)
    const batch = homeBatch([post], {
      authors: [normalisedAuthor(authorOf('alice')), normalisedAuthor(authorOf('bob'))],
      entries: [
        { postId: post.id, repostedBy: 'author:bob', sortAt: NOON - MINUTE },
        { postId: post.id, repostedBy: null, sortAt: NOON - HOUR },
      ],
    })
    ingest(batch)
    ingest(batch, NOON, 'acc_other')
    expect(rows().map(({ sortAt, reposterRow }) => [sortAt, reposterRow > 0])).toEqual([
      [NOON - MINUTE, true],
      [NOON - HOUR, false],
    ])
  })

  test('what was read here stays read, whatever the network says', () => {
    const batch: IncomingBatch = {
      ...batchOf([], { authors: [normalisedAuthor(authorOf('alice'))] }),
      inbox: [{ remoteId: 'n1', kind: 'follow', actorId: 'author:alice', postId: null, at: NOON, read: false }],
    }
    ingest(batch)
    expect(store.read((db) => countUnread(db, ['acc_me']).get('follow'))).toBe(1)
    store.write((db) => markInboxRead(db, 'acc_me', NOON))
    ingest(batch, NOON + MINUTE)
    expect(store.read((db) => db.all('select remote_id, read from inbox_item'))).toEqual([{ remote_id: 'n1', read: 1 }])
    expect(touched).toEqual([])
  })

  test('whom the network says to be muted, about whom it had said nothing before, is in no inbox any more', () => {
    ingest(batchOf([], { authors: [normalisedAuthor(authorOf('alice'))] }), NOON, 'acc_other')
    const notice = { remoteId: 'n1', kind: 'follow', actorId: 'author:alice', postId: null, at: NOON, read: false } as const
    ingest(batchOf([], { inbox: [notice] }))
    const unread = () => store.read((db) => countUnread(db, ['acc_me']).get('follow'))
    expect(unread()).toBe(1)
    const relationship = { following: false, requested: false, followedBy: true, muted: true, blocked: false, followRef: null }
    ingest(batchOf([], { authors: [normalisedAuthor(authorOf('alice'), relationship)] }), NOON + MINUTE)
    expect(unread()).toBeUndefined()
  })

  test("the counts of the person's own posts are kept, at most hourly and only where they changed", () => {
    const own = (likes: number, at: number) =>
      homeBatch([
        postOf('mine', 'me', NOON, {
          metrics: { replies: 0, reposts: 0, likes, quotes: null, bookmarks: null, views: null, measuredAt: at },
        }),
      ])
    ingest(own(0, NOON))
    ingest(own(1, NOON + MINUTE), NOON + MINUTE)
    ingest(own(2, NOON + HOUR), NOON + HOUR)
    ingest(own(2, NOON + 3 * HOUR), NOON + 3 * HOUR)
    ingest(homeBatch([postOf('theirs', 'alice', NOON)]))
    expect(store.read((db) => listMetricsSamples(db, 'post:mine')).map(({ likes, measuredAt }) => [likes, measuredAt])).toEqual([
      [0, NOON],
      [2, NOON + HOUR],
    ])
    expect(store.read((db) => listMetricsSamples(db, 'post:theirs'))).toEqual([])
  })
})

describe('accounts that go', () => {
  beforeEach(() => {
    ingest(
      homeBatch([
        postOf('shared', 'alice', NOON),
        postOf('only-mine', 'bob', NOON - MINUTE, { quote: { postId: 'post:quoted', state: 'available' } }),
      ]),
    )
    ingest(
      batchOf([], {
        posts: [normalisedPost(postOf('quoted', 'carol', NOON - HOUR), null)],
        authors: [normalisedAuthor(authorOf('carol'))],
      }),
    )
    ingest(homeBatch([postOf('shared', 'alice', NOON)]), NOON, 'acc_other')
  })

  test('what only it had seen goes with it when that is wanted', () => {
    store.write((db) => deleteAccount(db, 'acc_me'))
    expect([stored('shared'), stored('only-mine'), stored('quoted')].map((post) => post !== null)).toEqual([true, false, false])
    expect(rows().map((row) => row.postId)).toEqual(['post:shared'])
    expect(count('post_terms')).toBe(1)
    expect(store.read((db) => [getAuthor(db, 'author:bob'), getAuthor(db, 'author:alice')?.handle])).toEqual([null, 'alice.test'])
  })

  test('what another post quotes stays with that post', () => {
    ingest(homeBatch([postOf('only-mine', 'bob', NOON - MINUTE)]), NOON, 'acc_other')
    store.write((db) => deleteAccount(db, 'acc_me'))
    expect([stored('only-mine'), stored('quoted')].map((post) => post !== null)).toEqual([true, true])
  })

  test('what it stored can be kept, and the account is gone from every list', () => {
    store.write((db) => retireAccount(db, 'acc_me', NOON))
    expect(store.read((db) => listAccounts(db).map((account) => account.id))).toEqual(['acc_other'])
    expect(store.read((db) => getAccount(db, 'acc_me'))).toBe(null)
    expect(rows().map((row) => row.postId)).toEqual(['post:shared', 'post:only-mine'])
  })
})

describe('completing names', () => {
  test('finds by the beginning of handle or name, whatever the case, those who are followed first', () => {
    const relationship = { following: true, requested: false, followedBy: false, muted: false, blocked: false, followRef: null }
    store.write((db) => {
      saveAuthor(db, authorOf('anna', { displayName: 'Zoë' }), NOON)
      saveAuthor(db, authorOf('bert', { displayName: 'Anton' }), NOON)
      saveAuthor(db, authorOf('hanna', { displayName: 'Hanna' }), NOON)
    })
    ingest(batchOf([], { authors: [normalisedAuthor(authorOf('bert', { displayName: 'Anton' }), relationship)] }))
    const complete = (text: string) => store.read((db) => completeAuthors(db, text, 10).map((author) => author.handle))
    expect(complete('AN')).toEqual(['bert.test', 'anna.test'])
    expect(complete('@anna')).toEqual(['anna.test'])
    expect(complete("'; drop table author; --")).toEqual([])
    expect(complete(' ')).toEqual([])
  })
})

test('posts of one moment stay in the order the network gave them', () => {
  ingest(homeBatch(['third', 'second', 'first'].map((name) => postOf(name, 'alice', NOON - HOUR))))
  expect(rows().map((row) => row.postId)).toEqual(['post:third', 'post:second', 'post:first'])
})
