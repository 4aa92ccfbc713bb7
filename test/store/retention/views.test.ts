import { afterEach, beforeEach, expect, test } from 'vitest'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { pruneBounds } from '../../../main/store/retention/bounds.ts'
import { prunePosts } from '../../../main/store/retention/prune-posts.ts'
import { addSavedView } from '../../../main/store/views/saved-views.ts'
import { listViewCursors, saveViewCursor } from '../../../main/store/views/view-cursors.ts'
import { addViewEntry, highestPlace, listViewRows, withRows } from '../../../main/store/views/view-rows.ts'
import type { ViewSource } from '../../../shared/model/saved-view.ts'
import { addAccount, batchOf, HOUR, NOON, normalisedPost, postOf } from '../builders.ts'

const DAY = 24 * HOUR
const CUTOFF = NOON - 30 * DAY

let store: Store
beforeEach(() => {
  store = openStore(':memory:', { clock: () => NOON })
  addAccount(store, 'me')
  addAccount(store, 'other')
})
afterEach(() => store.close())

/** One of them is liked, and stays. */
const ages = [1, 10, 40, 50, 60]
const posts = ages.map((days) => postOf(`${days} days`, 'ann', NOON - days * DAY))

/** A view with all of them, read when they were written. */
function read(source: ViewSource, reachedAt: { me: number | null; other: number | null }): string {
  return store.write((db) => {
    const id = addSavedView(db, { title: 'View', source }, NOON)
    for (const [index, post] of posts.entries()) {
      const at = post.createdAt
      const batch = { ...batchOf([post]), posts: [normalisedPost(post, { liked: index === 3 })], entries: [], inbox: [] }
      ingestBatch(db, batch, { accountId: 'acc_me', requestedAt: at, now: at })
      const [entry] = withRows(db, [{ postId: post.id, repostedBy: null }])
      if (entry !== undefined) addViewEntry(db, id, 'acc_me', { ...entry, place: source.kind === 'feed' ? index : at })
    }
    for (const [name, reached] of Object.entries(reachedAt))
      saveViewCursor(db, id, { accountId: `acc_${name}`, older: 'more', exhausted: false, reachedAt: reached, readAt: NOON, failure: null })
    return id
  })
}

function prune(): number {
  return store.write((db) => prunePosts(db, { below: 1_000, limit: 100, cutoff: CUTOFF, bounds: pruneBounds(db, 'home', CUTOFF) })).pruned
}

const shown = (id: string): string[] =>
  store.read((db) => listViewRows(db, id, highestPlace, Number.MIN_SAFE_INTEGER, 100)).map(({ postId }) => postId.replace('post:', ''))

test('a view ends above what is forgotten, so that it never has a hole', () => {
  const id = read({ kind: 'tag', tag: 'cats', accountIds: null }, { me: NOON - 60 * DAY, other: NOON - 5 * DAY })
  expect(prune()).toBe(2)
  // What was liked 50 days ago stays in the store, and would stand alone in the view.
  expect(store.read((db) => db.get("select 1 as there from post where id = 'post:50 days'"))).toEqual({ there: 1 })
  expect(shown(id)).toEqual(['1 days', '10 days'])
  expect(store.read((db) => listViewCursors(db, id))).toMatchObject([
    { accountId: 'acc_me', older: null, exhausted: true, reachedAt: NOON - 40 * DAY },
    { accountId: 'acc_other', older: 'more', exhausted: false, reachedAt: NOON - 5 * DAY },
  ])
  expect(store.read((db) => db.all('pragma foreign_key_check'))).toEqual([])
})

test('a feed, whose order is not that of time, has only what is forgotten no more', () => {
  const id = read({ kind: 'feed', accountId: 'acc_me', remoteId: 'at://feed' }, { me: null, other: null })
  expect(prune()).toBe(2)
  expect(shown(id)).toEqual(['50 days', '10 days', '1 days'])
  expect(store.read((db) => listViewCursors(db, id))).toMatchObject([{ older: 'more', exhausted: false }, { older: 'more' }])
})
