import { AppFailure } from '../../../../shared/errors.ts'
import type { ReadBatch, RemotePost, ThreadBatch } from '../../connector.ts'
import { ask, type Connection } from '../agent.ts'
import { normaliseThread } from '../normalise/pages.ts'
import { understood } from './read.ts'

/** How far a thread is read down and up; the lexicon allows 1000 each, and the AppView gives about 50 levels at most. */
const DEPTH = 50
const PARENT_HEIGHT = 80

/** The thread around a post. It is not complete where the answer was cut off below or above. Rejects with `post-not-found`. */
export async function readThread(connection: Connection, post: RemotePost): Promise<ThreadBatch> {
  const answer = await ask(connection, (agent, options) =>
    agent.app.bsky.feed.getPostThread({ uri: post.remoteId, depth: DEPTH, parentHeight: PARENT_HEIGHT }, options),
  )
  const batch = understood(normaliseThread(answer, connection.context.clock()))
  // The focus comes as "not found" or "blocked", which is no post.
  if (!batch.posts.some((each) => each.post.id === post.postId)) throw new AppFailure({ kind: 'post-not-found', message: null })
  return { batch, rootId: rootOf(batch, post.postId), complete: isComplete(batch) }
}

/** The topmost post above `focus` that could be read: the thread's first, unless that is gone or hidden. */
function rootOf(batch: ReadBatch, focus: string): string {
  const parents = new Map(batch.posts.map(({ post }) => [post.id, post.replyTo?.postId ?? null]))
  const seen = new Set<string>()
  let top = focus
  for (
    let above = parents.get(top);
    above !== undefined && above !== null && parents.has(above) && !seen.has(above);
    above = parents.get(top)
  ) {
    seen.add(above)
    top = above
  }
  return top
}

/**
 * Whether nothing was cut off: the first post's parent is not one that is merely too far up, and no post that has replies came without any.
 * Single replies that are hidden from the reader count on the server and never come, so the numbers themselves tell nothing.
 */
function isComplete(batch: ReadBatch): boolean {
  const answered = new Set(batch.posts.map(({ post }) => post.replyTo?.postId))
  const cutBelow = batch.posts.some(({ post }) => (post.metrics.replies ?? 0) > 0 && !answered.has(post.id))
  return !cutBelow && batch.posts.length < PARENT_HEIGHT
}
