import type { ConnectorContext, RemotePost, ThreadBatch } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { pageGraph } from '../client.ts'
import { normaliseEntries } from '../normalise/batch.ts'
import { entryOfComment, type Entry } from '../normalise/entry.ts'
import { postIdOf, readRemoteId } from '../normalise/ids.ts'
import { COMMENT_FIELDS, WireComment } from '../wire.ts'
import { readEntry } from './one.ts'
import { readerOf } from './self.ts'

const PAGE = 100
const MOST_PAGES = 3

/** A post with the comments below it, and what answers those. */
export async function thread(context: ConnectorContext, { remoteId }: RemotePost): Promise<ThreadBatch> {
  const graph = await pageGraph(context)
  const reader = await readerOf(context, graph)
  const remote = readRemoteId(remoteId)
  const root = await readEntry(graph, { postId: remote.postId, commentId: null })
  const below = await readBelow(graph, remote.postId)
  // Of a long thread the comment itself may be beyond what was read.
  const isRead = remote.commentId === null || below.entries.some((entry) => entry.remote.commentId === remote.commentId)
  const asked = isRead ? [] : [await readEntry(graph, remote)]
  const { posts, authors, skipped } = normaliseEntries([root, ...below.entries, ...asked], reader)
  return {
    batch: { posts, authors, entries: [], inbox: [], older: null, chronological: true, skipped: skipped + below.skipped },
    rootId: postIdOf(remote.postId),
    complete: below.isWhole,
  }
}

async function readBelow(
  graph: Graph,
  postId: string,
): Promise<{ readonly entries: readonly Entry[]; readonly isWhole: boolean; readonly skipped: number }> {
  const entries: Entry[] = []
  const query = { fields: COMMENT_FIELDS, filter: 'stream', order: 'chronological', limit: PAGE }
  let skipped = 0
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof readPage<WireComment>>> = await readPage(
      graph,
      `${encodeURIComponent(postId)}/comments`,
      query,
      after,
      WireComment,
    )
    entries.push(...answer.items.map((comment) => entryOfComment(comment, postId)))
    skipped += answer.skipped
    after = answer.after
    if (after === null) return { entries, isWhole: true, skipped }
  }
  return { entries, isWhole: false, skipped }
}
