import type { ConnectorContext, RemotePost, ThreadBatch } from '../../connector.ts'
import { parseAnswer, readPage } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { accountGraph } from '../client.ts'
import { normalisePosts } from '../normalise/batch.ts'
import { postIdOf } from '../normalise/ids.ts'
import { REPLY_FIELDS, WirePost } from '../wire.ts'
import { readerOf } from './self.ts'

const PAGE = 100
const MOST_PAGES = 3

/** One post as it is now. Rejects where there is none for this account. */
export async function readPost(graph: Graph, remoteId: string): Promise<WirePost> {
  return parseAnswer(WirePost, await graph.get(encodeURIComponent(remoteId), { fields: REPLY_FIELDS }), graph)
}

/** The thread around a post: from its first post where the account may see that, else from the post itself. */
export async function thread(context: ConnectorContext, { remoteId }: RemotePost): Promise<ThreadBatch> {
  const graph = accountGraph(context)
  const reader = await readerOf(context, graph)
  const post = await readPost(graph, remoteId)
  const root = post.root_post === null || post.root_post === post.id ? post : ((await readIfThere(graph, post.root_post)) ?? post)
  const below = await readBelow(graph, root.id)
  const { posts, authors, skipped } = normalisePosts([root, post, ...below.posts], reader)
  const rootId = postIdOf(root.id)
  return {
    batch: {
      posts: posts.map(({ post: each, viewer }) => ({ post: each.id === rootId ? each : { ...each, threadRootId: rootId }, viewer })),
      authors,
      entries: [],
      inbox: [],
      older: null,
      chronological: true,
      skipped: skipped + below.skipped,
    },
    rootId,
    complete: root.replied_to === null && below.isWhole,
  }
}

/** Others' posts are often not to be had: the API says the same of them as of those that are gone. */
async function readIfThere(graph: Graph, remoteId: string): Promise<WirePost | null> {
  try {
    return await readPost(graph, remoteId)
  } catch (error) {
    if (hasGraphCode(error, '100/33', '10', '200')) return null
    throw error
  }
}

async function readBelow(
  graph: Graph,
  rootId: string,
): Promise<{ readonly posts: readonly WirePost[]; readonly isWhole: boolean; readonly skipped: number }> {
  const posts: WirePost[] = []
  let skipped = 0
  let after: string | null = null
  try {
    for (let page = 1; page <= MOST_PAGES; page++) {
      const answer: Awaited<ReturnType<typeof readPage<WirePost>>> = await readPage(
        graph,
        `${encodeURIComponent(rootId)}/conversation`,
        { fields: REPLY_FIELDS, limit: PAGE, reverse: 'false' },
        after,
        WirePost,
      )
      posts.push(...answer.items)
      skipped += answer.skipped
      after = answer.after
      if (after === null) return { posts, isWhole: true, skipped }
    }
  } catch (error) {
    // Of a thread that somebody else began the API may keep the rest to itself.
    if (!hasGraphCode(error, '100/33', '10', '200')) throw error
  }
  return { posts, isWhole: false, skipped }
}
