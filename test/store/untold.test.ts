import { expect, test } from 'vitest'
import { ingestBatch } from '../../main/store/ingest-batch.ts'
import { openStore } from '../../main/store/open-database.ts'
import { getViewer, type StoredViewer } from '../../main/store/tables/post-accounts.ts'
import { addAccount, batchOf, NOON, normalisedPost, postOf } from './builders.ts'

test('what a network does not say of one’s own acts stays as it was, and what it says does not', () => {
  using store = openStore(':memory:')
  const { id } = addAccount(store, 'me')
  const post = postOf('p', 'writer', NOON)
  const read = (viewer: Partial<StoredViewer>): void =>
    void store.write((db) =>
      ingestBatch(db, batchOf([post], { posts: [normalisedPost(post, viewer)] }), {
        accountId: id,
        requestedAt: NOON,
        now: NOON,
      }),
    )
  const acts = () => {
    const viewer = store.read((db) => getViewer(db, id, post.id))
    return [viewer?.liked, viewer?.reposted, viewer?.bookmarked]
  }
  // Nothing is known yet: it counts as not done.
  read({ untold: ['repost', 'bookmark'] })
  expect(acts()).toEqual([false, false, false])
  read({ reposted: true, bookmarked: true })
  read({ liked: true, untold: ['repost', 'bookmark'] })
  expect(acts()).toEqual([true, true, true])
  read({ untold: ['bookmark'] })
  expect(acts()).toEqual([false, false, true])
})
