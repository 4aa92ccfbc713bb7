import { parseAnswer, readPage } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { COMMENT_FIELDS, MEDIA_FIELDS, WireComment, WireMedia } from '../wire.ts'

const PAGE = 50
const MOST_PAGES = 4

/** One media as it is now. Rejects where there is none for this account. */
export async function readMedia(graph: Graph, remoteId: string): Promise<WireMedia> {
  return parseAnswer(WireMedia, await graph.get(encodeURIComponent(remoteId), { fields: MEDIA_FIELDS }), graph)
}

/** `serverTime` is what the server says its time is, epoch ms; null where it says none. */
type Comments = {
  readonly comments: readonly WireComment[]
  readonly isWhole: boolean
  readonly skipped: number
  readonly serverTime: number | null
}

/** What is below a media, in whatever order: none is promised. `isWhole` is false where there is more than is asked for. */
export async function readComments(graph: Graph, mediaId: string): Promise<Comments> {
  const comments: WireComment[] = []
  let skipped = 0
  let after: string | null = null
  let serverTime: number | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof readPage<WireComment>>> = await readPage(
      graph,
      `${encodeURIComponent(mediaId)}/comments`,
      { fields: COMMENT_FIELDS, limit: PAGE },
      after,
      WireComment,
    )
    comments.push(...answer.items)
    skipped += answer.skipped
    serverTime = answer.serverTime
    after = answer.after
    if (after === null) return { comments, isWhole: true, skipped, serverTime }
  }
  return { comments, isWhole: false, skipped, serverTime }
}
