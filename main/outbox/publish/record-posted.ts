import { AppFailure } from '../../../shared/errors.ts'
import type { Author } from '../../../shared/model/author.ts'
import type { CommittedPost } from '../../connectors/connector.ts'
import { groupSentTogether } from '../../store/group-same-posts.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { WritableDatabase } from '../../store/sql.ts'
import { getAccount } from '../../store/tables/accounts.ts'
import { findAuthorRow, saveAuthor } from '../../store/tables/authors.ts'
import { getOutboxItem, updateOutboxItem, type OutboxRow } from '../../store/tables/outbox-items.ts'
import { putPostMapping } from '../../store/tables/post-mappings.ts'
import { adjustCount, getPost } from '../../store/tables/posts.ts'
import { addTimelineEntry } from '../../store/tables/timeline.ts'
import type { OutboxDependencies } from '../dependencies.ts'
import { settleRun } from '../state/settle-run.ts'
import { transition } from '../state/states.ts'

type RecordDependencies = Pick<OutboxDependencies, 'store' | 'log' | 'onStep'>

/** An item and the post that it became. */
export type Posted = { readonly itemId: string; readonly committed: CommittedPost }

/**
 * Writes down that items are on their network: item, mapping, draft, and the post itself, which appears in the account's timeline at once.
 * Answers whether their run is over with that. All of it is on the disk when it returns, or it throws `storage-unavailable`.
 */
export function recordPosted(deps: RecordDependencies, posts: readonly Posted[], now: number): boolean {
  for (const { itemId } of posts) deps.onStep?.('before posted', itemId)
  const isOver = deps.store.writeDurably((db) => {
    let over = false
    for (const { itemId, committed } of posts) {
      const item = getOutboxItem(db, itemId)
      if (item !== null && recordOne(deps, db, item, committed, now)) over = settleRun(db, item.runId, now) || over
    }
    return over
  })
  for (const { itemId } of posts) deps.onStep?.('after posted', itemId)
  return isOver
}

function recordOne(
  { store, log }: RecordDependencies,
  db: WritableDatabase,
  item: OutboxRow,
  committed: CommittedPost,
  now: number,
): boolean {
  const { post, viewer } = committed.normalised
  const as = { postId: post.id, remoteId: viewer?.remoteId ?? post.id, url: post.url, postedAt: post.createdAt }
  const done = transition(item, { kind: 'posted', as }, now)
  if (done === null) return false
  updateOutboxItem(db, { ...done, updatedAt: now })
  const { draftId, segmentId, accountId } = item
  // A changed post is still the one that another draft became.
  if (item.operation === 'create') putPostMapping(db, { draftId, segmentId, accountId, ...as })
  try {
    // A savepoint: that it is posted stays true even if it cannot be shown.
    store.write((inner) => showPosted(inner, item, committed, now))
  } catch (error) {
    // A disk that is full may have undone the whole transaction.
    if (error instanceof AppFailure) throw error
    log.error('A post is on its network but could not be stored; the next read brings it.', { error })
  }
  return true
}

function showPosted(db: WritableDatabase, item: OutboxRow, committed: CommittedPost, now: number): void {
  const { accountId } = item
  const { post } = committed.normalised
  const account = getAccount(db, accountId)
  if (committed.author === null && findAuthorRow(db, post.authorId) === null && account?.authorId === post.authorId) {
    const { authorId: id, platform, handle, displayName, avatarUrl } = account
    const author: Author = { id, platform, handle, displayName, avatarUrl, emojis: [], url: null, bot: false }
    saveAuthor(db, author, now)
  }
  const authors = committed.author === null ? [] : [committed.author]
  // Nothing can be newer than what was just made.
  ingestBatch(db, { posts: [committed.normalised], authors, entries: [], inbox: [] }, { accountId, requestedAt: now, now })
  if (item.operation === 'edit') return
  groupSentTogether(db, post.id)
  // Answers to others stay out of one's own home feed, as they do on the networks.
  const stored = post.replyTo === null || post.replyTo.authorId === post.authorId ? getPost(db, post.id) : null
  if (stored !== null) addTimelineEntry(db, { accountId, postRow: stored.row, reposterRow: 0, sortAt: stored.sortAt, local: true })
  if (post.replyTo?.postId != null) adjustCount(db, post.replyTo.postId, 'replies', 1)
  if (post.quote?.postId != null) adjustCount(db, post.quote.postId, 'quotes', 1)
}
