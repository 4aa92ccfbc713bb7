import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { putGroupsAway } from '../../../main/store/inbox/acts.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { pruneBounds } from '../../../main/store/retention/bounds.ts'
import { pruneNotifications } from '../../../main/store/retention/prune-notifications.ts'
import { prunePosts } from '../../../main/store/retention/prune-posts.ts'
import { noteStreamPlace } from '../../../main/store/retention/stream-places.ts'
import { insertDraft } from '../../../main/store/tables/drafts.ts'
import { insertGap, listGaps } from '../../../main/store/tables/gaps.ts'
import { putMember } from '../../../main/store/tables/same-post.ts'
import { getCursor, saveCursor } from '../../../main/store/tables/sync-cursors.ts'
import { draftOf } from '../../unit/my-data/world.ts'
import { addAccount, authorOf, batchOf, homeBatch, HOUR, MINUTE, NOON, normalisedAuthor, normalisedPost, postOf } from '../builders.ts'

const DAY = 24 * HOUR
/** Everything older than this may go. */
const CUTOFF = NOON - 30 * DAY
const OLD = CUTOFF - 10 * DAY

let store: Store
beforeEach(() => {
  store = openStore(':memory:', { clock: () => NOON })
  addAccount(store, 'me')
  // The newest stay, however old: a feed with enough that is new.
  read(Array.from({ length: 200 }, (_, index) => postOf(`new ${index}`, 'ann', NOON - index * MINUTE)))
})
afterEach(() => store.close())

/** Posts that came in by a home feed when they were written. */
function read(posts: readonly CanonicalPost[], at = posts[0]?.createdAt ?? NOON): void {
  store.write((db) => ingestBatch(db, homeBatch(posts), { accountId: 'acc_me', requestedAt: at, now: at }))
}

/** Forgets in slices until nothing more can go, as the keeper of it does; answers how many went. */
function prune(cutoff = CUTOFF): number {
  let all = 0
  for (let round = 0; round < 5; round++) {
    const bounds = store.read((db) => pruneBounds(db, 'home', cutoff))
    let went = 0
    for (let below: number | null = Number.MAX_SAFE_INTEGER; below !== null;) {
      const from: number = below
      const slice = store.write((db) => prunePosts(db, { below: from, limit: 7, cutoff, bounds }))
      went += slice.pruned
      below = slice.below
    }
    all += went
    if (went === 0) break
  }
  return all
}

const left = (): string[] =>
  store
    .read((db) => db.all<{ id: string }>("select id from post where id not like 'post:new %' order by id"))
    .map(({ id }) => id.replace('post:', ''))

/** Nothing of the store speaks of a post that is not there. */
function expectWhole(): void {
  store.read((db) => {
    expect(db.all('pragma foreign_key_check')).toEqual([])
    expect(
      db.get<{ count: number }>('select count(*) as count from post_terms where rowid not in (select place from search_place)'),
    ).toEqual({ count: 0 })
    expect(db.get('select count(*) as count from same_post group by group_id having count(*) < 2')).toBeUndefined()
    expect(db.get('select 1 from timeline_row where id not in (select row_id from timeline_entry)')).toBeUndefined()
  })
}

describe('old posts', () => {
  it('go with everything that is known of them, and are not found any more', () => {
    read([postOf('plain', 'ann', OLD, { text: { text: 'harbour mist', spans: [] } })])
    expect(prune()).toBe(1)
    expect(left()).toEqual([])
    expectWhole()
    store.read((db) => {
      expect(db.all("select rowid from post_terms where post_terms match 'words: harbour'")).toEqual([])
    })
  })

  it.each<[string, (post: CanonicalPost) => void]>([
    [
      'liked',
      (post) =>
        store.write((db) =>
          ingestBatch(
            db,
            { ...batchOf([post]), posts: [normalisedPost(post, { liked: true })] },
            { accountId: 'acc_me', requestedAt: OLD, now: OLD },
          ),
        ),
    ],
    [
      'reposted',
      (post) =>
        store.write((db) =>
          ingestBatch(
            db,
            { ...batchOf([post]), posts: [normalisedPost(post, { reposted: true })] },
            { accountId: 'acc_me', requestedAt: OLD, now: OLD },
          ),
        ),
    ],
    [
      'bookmarked',
      (post) =>
        store.write((db) =>
          ingestBatch(
            db,
            { ...batchOf([post]), posts: [normalisedPost(post, { bookmarked: true })] },
            { accountId: 'acc_me', requestedAt: OLD, now: OLD },
          ),
        ),
    ],
    ['answered in a draft', (post) => store.write((db) => insertDraft(db, draftOf('d1', 'Yes', { replyTo: post.id })))],
    ['quoted in a draft', (post) => store.write((db) => insertDraft(db, draftOf('d1', 'Yes', { quote: post.id })))],
    ['what a notification is about', (post) => notify('n1', 'mention', OLD, true, post)],
    [
      'reposted to the feed lately',
      (post) =>
        store.write((db) =>
          ingestBatch(
            db,
            {
              ...batchOf([post]),
              authors: [normalisedAuthor(authorOf('ann')), normalisedAuthor(authorOf('bob'))],
              entries: [{ postId: post.id, repostedBy: 'author:bob', sortAt: NOON }],
            },
            { accountId: 'acc_me', requestedAt: NOON, now: NOON },
          ),
        ),
    ],
    ['quoted by a post that stays', () => read([postOf('new quoting', 'bob', NOON, { quote: { postId: 'post:it', state: 'available' } })])],
    [
      'answered by a post that stays',
      () => read([postOf('new answer', 'bob', NOON, { replyTo: { postId: 'post:it', authorId: null, authorHandle: null } })]),
    ],
    [
      'answered by the person',
      () => read([postOf('mine', 'me', OLD, { replyTo: { postId: 'post:it', authorId: null, authorHandle: null } })]),
    ],
    ['read anew by scrolling down', (post) => store.write((db) => db.run('update post set updated_at = ? where id = ?', NOON, post.id))],
  ])('stay where they are %s', (_what, keep) => {
    const post = postOf('it', 'ann', OLD)
    read([post, postOf('other', 'ann', OLD - 1)])
    keep(post)
    prune()
    expect(left().filter((id) => id !== 'mine')).toEqual(['it'])
    expectWhole()
  })

  it('stay where the person wrote them, or wrote in their thread', () => {
    const inThread = { threadRootId: 'post:root' }
    read([
      postOf('mine', 'me', OLD + 3, { ...inThread, replyTo: { postId: 'post:answer', authorId: null, authorHandle: null } }),
      postOf('answer', 'bob', OLD + 2, { ...inThread, replyTo: { postId: 'post:root', authorId: null, authorHandle: null } }),
      postOf('aside', 'bob', OLD + 1, { ...inThread, replyTo: { postId: 'post:root', authorId: null, authorHandle: null } }),
      postOf('root', 'ann', OLD),
      postOf('elsewhere', 'ann', OLD - 1),
    ])
    prune()
    expect(left()).toEqual(['answer', 'aside', 'mine', 'root'])
  })

  it('go along a chain of answers of which nothing stays, whatever the slices', () => {
    const chain = Array.from({ length: 20 }, (_, index) =>
      postOf(
        `c${index}`,
        'ann',
        OLD + index,
        index === 0 ? {} : { replyTo: { postId: `post:c${index - 1}`, authorId: null, authorHandle: null } },
      ),
    )
    read(chain.toReversed(), OLD + 20)
    prune()
    expect(left()).toEqual([])
  })

  it('stay with a copy of them on another network that stays, and leave no group of one behind', () => {
    const liked = postOf('liked', 'bob', OLD)
    read([postOf('copy', 'ann', OLD), liked, postOf('one', 'ann', OLD - 1), postOf('two', 'bob', OLD - 2)])
    store.write((db) => {
      const rowOf = (id: string): number => db.get<{ row: number }>('select row from post where id = ?', `post:${id}`)!.row
      for (const pair of [
        ['copy', 'liked'],
        ['one', 'two'],
      ]) {
        const group = putMember(db, null, { row: rowOf(pair[0]!), reason: 'text', decidedBy: 'rule', part: false })
        putMember(db, group, { row: rowOf(pair[1]!), reason: 'text', decidedBy: 'rule', part: false })
      }
      ingestBatch(
        db,
        { ...batchOf([liked]), posts: [normalisedPost(liked, { liked: true })] },
        { accountId: 'acc_me', requestedAt: OLD, now: OLD },
      )
    })
    prune()
    expect(left()).toEqual(['copy', 'liked'])
    expectWhole()
  })
})

describe('a feed that loses its end', () => {
  const cursor = { accountId: 'acc_me', stream: 'home', older: 'deep', exhausted: false, reachedAt: OLD - DAY, readAt: NOON }

  it('goes on from the newest place that is old enough, and keeps what is above it', () => {
    read([postOf('above', 'ann', CUTOFF - 2 * HOUR), postOf('below', 'ann', CUTOFF - 4 * HOUR)], CUTOFF - 2 * HOUR)
    store.write((db) => {
      saveCursor(db, cursor)
      for (const at of [CUTOFF + HOUR, CUTOFF - 3 * HOUR, CUTOFF - DAY]) noteStreamPlace(db, 'acc_me', 'home', { at, token: `from ${at}` })
      insertGap(db, { accountId: 'acc_me', stream: 'home', newerAt: OLD, olderAt: OLD - HOUR, token: 'gap' })
    })
    expect(prune()).toBe(1)
    expect(left()).toEqual(['above'])
    store.read((db) => {
      expect(getCursor(db, 'acc_me', 'home')).toMatchObject({
        older: `from ${CUTOFF - 3 * HOUR}`,
        reachedAt: CUTOFF - 3 * HOUR,
        exhausted: false,
      })
      expect(listGaps(db, 'home', null, 0, NOON)).toEqual([])
    })
  })

  it('ends where no place leads on', () => {
    read([postOf('old', 'ann', OLD)])
    store.write((db) => saveCursor(db, cursor))
    prune()
    expect(store.read((db) => getCursor(db, 'acc_me', 'home'))).toMatchObject({ older: null, exhausted: true, reachedAt: CUTOFF })
  })

  it('is left as it is where nothing of it goes', () => {
    store.write((db) => saveCursor(db, cursor))
    prune()
    expect(store.read((db) => getCursor(db, 'acc_me', 'home'))).toMatchObject({ older: 'deep', reachedAt: OLD - DAY })
  })

  it('keeps its newest posts, however old they are, so that a read from the top meets them', () => {
    const lonely = addAccount(store, 'lonely')
    const post = postOf('only', 'bob', OLD)
    store.write((db) => ingestBatch(db, homeBatch([post]), { accountId: lonely.id, requestedAt: OLD, now: OLD }))
    prune()
    expect(left()).toEqual(['only'])
  })
})

function notify(
  remoteId: string,
  kind: 'like' | 'mention',
  at: number,
  isRead: boolean,
  post = postOf(`about ${remoteId}`, 'ann', at),
): void {
  store.write((db) =>
    ingestBatch(
      db,
      {
        ...batchOf([post]),
        authors: [normalisedAuthor(authorOf('ann')), normalisedAuthor(authorOf('bob'))],
        inbox: [{ remoteId, kind, actorId: 'author:bob', postId: post.id, at, read: isRead }],
      },
      { accountId: 'acc_me', requestedAt: at, now: at },
    ),
  )
}

describe('old notifications', () => {
  beforeEach(() => {
    for (let index = 0; index < 200; index++) notify(`new ${index}`, 'like', NOON - index, true)
  })
  const pruneInbox = (): number => {
    const bounds = store.read((db) => pruneBounds(db, 'notifications', CUTOFF))
    let went = 0
    for (let after: number | null = 0; after !== null;) {
      const from: number = after
      const slice = store.write((db) => pruneNotifications(db, { after: from, limit: 7, cutoff: CUTOFF, bounds }))
      went += slice.pruned
      after = slice.after
    }
    return went
  }
  const inbox = (): string[] =>
    store
      .read((db) => db.all<{ id: string }>("select remote_id as id from inbox_item where remote_id not like 'new %' order by 1"))
      .map(({ id }) => id)
  const groups = (): number => store.read((db) => db.get<{ count: number }>('select count(*) as count from inbox_group'))!.count

  it('go where all of their group is read and old', () => {
    const before = groups()
    notify('read', 'mention', OLD, true)
    notify('unread', 'mention', OLD - 1, false)
    const post = postOf('liked twice', 'ann', OLD)
    notify('like old', 'like', OLD, true, post)
    notify('like new', 'like', NOON, true, post)
    expect(pruneInbox()).toBe(1)
    expect(inbox()).toEqual(['like new', 'like old', 'unread'])
    expect(groups()).toBe(before + 2)
    expectWhole()
  })

  it('stay where they were put off', () => {
    notify('later', 'mention', OLD, true)
    store.write((db) => {
      const { id } = db.get<{ id: number }>("select group_id as id from inbox_item where remote_id = 'later'")!
      putGroupsAway(db, [{ groupId: id, upTo: Number.MAX_SAFE_INTEGER }], 'snoozed', NOON + DAY)
    })
    expect(pruneInbox()).toBe(0)
    expect(inbox()).toEqual(['later'])
  })

  it('let go of the posts they were about', () => {
    notify('read', 'mention', OLD, true)
    pruneInbox()
    store.write((db) => db.run("delete from post where id like 'post:about new %'"))
    prune()
    expect(left()).not.toContain('about read')
  })
})
