import type { WireAttachment, WireComment, WireFrom, WirePost } from '../wire.ts'
import type { RemoteId } from './ids.ts'

/** A post or a comment, which Chirp shows alike. */
export type Entry = {
  readonly remote: RemoteId
  /** What it answers: a post, or a comment below the same. */
  readonly parentId: string | null
  readonly text: string
  /** Of the text, what somebody wrote: all of it, or nothing. */
  readonly written: string
  /** Epoch ms; null when it does not tell, without which it has no place in any list. */
  readonly at: number | null
  readonly url: string | null
  readonly from: WireFrom | null
  readonly attachments: readonly WireAttachment[]
  readonly counts: { readonly replies: number | null; readonly reposts: number | null; readonly likes: number | null }
}

export function entryOfPost(post: WirePost): Entry {
  return {
    remote: { postId: post.id, commentId: null },
    parentId: null,
    // Where there is nothing that was written, the network tells what happened ("… updated their cover photo").
    text: post.message === '' ? post.story : post.message,
    written: post.message,
    at: timeOf(post.created_time),
    url: post.permalink_url,
    from: post.from,
    attachments: post.attachments.flatMap((one) => (one.subattachments.length > 0 ? one.subattachments : [one])),
    counts: { replies: post.comments, reposts: post.shares, likes: post.reactions },
  }
}

/** `postId`: the post that the comment stands below. */
export function entryOfComment(comment: WireComment, postId: string): Entry {
  return {
    remote: { postId, commentId: comment.id },
    parentId: comment.parent ?? postId,
    text: comment.message,
    written: comment.message,
    at: timeOf(comment.created_time),
    url: comment.permalink_url,
    from: comment.from,
    attachments: comment.attachment === null ? [] : [comment.attachment],
    counts: { replies: comment.comment_count, reposts: null, likes: comment.like_count },
  }
}

/** The id that the network has for it. */
export function idOf({ remote }: Entry): string {
  return remote.commentId ?? remote.postId
}

function timeOf(text: string): number | null {
  // `+0000`, which not every reader of dates takes.
  const at = Date.parse(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'))
  return Number.isNaN(at) ? null : at
}
