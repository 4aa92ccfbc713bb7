import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost, RemotePost, Witness } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { CreateFailure } from '../../answer-failure.ts'
import { CLOCK_SLACK_MS, plain } from '../../meta/publish-once.ts'
import { timeOf } from '../../meta/time.ts'
import { sinceOnServer } from '../../server-clock.ts'
import { accountGraph } from '../client.ts'
import { commentsIn } from '../normalise/batch.ts'
import { kindOf } from '../normalise/ids.ts'
import { normaliseComment, type CommentPlace } from '../normalise/post.ts'
import { readComments, readMedia } from '../read/comments.ts'
import type { WireReply } from '../wire.ts'

const WireId = z.object({ id: z.string().min(1) })

/** Comments on a media, or answers a comment. Source: .../ig-media/comments and ig-comment/replies, read 2026-11-27. */
export async function writeComment(
  context: ConnectorContext,
  post: OutgoingPost,
  above: RemotePost,
  mediaId: string,
): Promise<CommittedPost> {
  const graph = accountGraph(context)
  const edge = kindOf(above.postId) === 'media' ? 'comments' : 'replies'
  try {
    const answer = await graph.post(`${encodeURIComponent(above.remoteId)}/${edge}`, { message: post.text })
    const { id } = parseAnswer(WireId, answer, graph)
    // What it says is known, and nearly when it was written: nothing has to be asked for, which might fail.
    const now = context.clock()
    const comment = { id, username: context.account.handle, text: post.text, timestamp: new Date(now).toISOString(), like_count: null }
    return committed(comment, placeBelow(above, mediaId), now)
  } catch (error) {
    throw new CreateFailure(error)
  }
}

/** Looks for a comment of the account's own among those of the media since `since` (epoch ms), by what it says. */
export async function witnessComment(context: ConnectorContext, post: OutgoingPost, mediaId: string, since: number): Promise<Witness> {
  const graph = accountGraph(context)
  const media = await readMedia(graph, mediaId)
  const { comments, isWhole, skipped, serverTime } = await readComments(graph, mediaId)
  const window = sinceOnServer(since, serverTime, context.clock())
  if (window === null) return { kind: 'cannot-tell' }
  const alike = commentsIn({ media, comments }).filter(({ comment }) => isIt(comment, post, context, window.perhaps))
  const like = alike.filter(({ comment }) => isAfter(comment, window.surely))
  const [match] = like
  // What is from a time that our clock was set in may be it.
  if (like.length < alike.length) return { kind: 'cannot-tell' }
  if (match !== undefined && like.length === 1) return { kind: 'there', post: committed(match.comment, match.place, context.clock()) }
  // What cannot be read may be it.
  return { kind: like.length === 0 && isWhole && skipped === 0 ? 'not-there' : 'cannot-tell' }
}

/** A reply to a reply goes below the comment above both, which the next reading shows. */
function placeBelow(above: RemotePost, mediaId: string): CommentPlace {
  return { mediaId, parent: { kind: kindOf(above.postId), id: above.remoteId, username: null } }
}

function committed(comment: WireReply, place: CommentPlace, now: number): CommittedPost {
  const normalised = normaliseComment(comment, place, now)
  if (normalised === null) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return { normalised, author: null }
}

function isIt(comment: WireReply, post: OutgoingPost, { account }: ConnectorContext, since: number): boolean {
  const isOwn = comment.username.toLowerCase() === account.handle.toLowerCase()
  return isOwn && plain(comment.text) === plain(post.text) && isAfter(comment, since)
}

function isAfter({ timestamp }: WireReply, time: number): boolean {
  return (timeOf(timestamp) ?? time) >= time - CLOCK_SLACK_MS
}
