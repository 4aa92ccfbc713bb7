import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { entryOfComment, entryOfPost, type Entry } from '../normalise/entry.ts'
import type { RemoteId } from '../normalise/ids.ts'
import { COMMENT_FIELDS, POST_FIELDS, WireComment, WirePost } from '../wire.ts'

/** One post or comment as it is now. Rejects where there is none for this page. */
export async function readEntry(graph: Graph, { postId, commentId }: RemoteId): Promise<Entry> {
  if (commentId === null)
    return entryOfPost(parseAnswer(WirePost, await graph.get(encodeURIComponent(postId), { fields: POST_FIELDS }), graph))
  const comment = parseAnswer(WireComment, await graph.get(encodeURIComponent(commentId), { fields: COMMENT_FIELDS }), graph)
  return entryOfComment(comment, postId)
}
