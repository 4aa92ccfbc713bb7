import type { NormalisedAuthor, NormalisedInboxItem, NormalisedPost, ReadBatch } from '../../connector.ts'
import { handleOf } from '../../meta/handle.ts'
import type { Reader } from '../../meta/reader.ts'
import type { WireComment, WireMedia, WireReply } from '../wire.ts'
import { authorNamed } from './author.ts'
import { authorIdOf, postIdOf } from './ids.ts'
import { normaliseComment, normaliseMedia, type CommentPlace } from './post.ts'

/** A media with what was read of the comments below it. */
export type Discussion = { readonly media: WireMedia; readonly comments: readonly WireComment[] }

/** A comment with its place. */
export type PlacedComment = { readonly comment: WireReply; readonly place: CommentPlace }

/** All comments of a discussion, replies to comments among them. */
export function commentsIn({ media, comments }: Discussion): PlacedComment[] {
  const below = { mediaId: media.id, parent: { kind: 'media', id: media.id, username: media.username } } as const
  return comments.flatMap((comment) => [
    { comment, place: below },
    ...comment.replies.map((reply) => ({
      comment: reply,
      place: { mediaId: media.id, parent: { kind: 'comment', id: comment.id, username: comment.username } } as const,
    })),
  ])
}

/** The posts and people of discussions, each once. */
export function normaliseDiscussions(
  discussions: readonly Discussion[],
  { self, now }: Reader,
): Pick<ReadBatch, 'posts' | 'authors' | 'skipped'> {
  const placed = discussions.flatMap(commentsIn)
  const all = [
    ...discussions.map(({ media }) => normaliseMedia(media, now)),
    ...placed.map(({ comment, place }) => normaliseComment(comment, place, now)),
  ]
  const posts = new Map(all.flatMap((post): [string, NormalisedPost][] => (post === null ? [] : [[post.post.id, post]])))
  const authors = new Map<string, NormalisedAuthor>([[self.author.id, self]])
  for (const { username } of [...discussions.map(({ media }) => media), ...placed.map(({ comment }) => comment)]) {
    const id = authorIdOf(handleOf(username))
    if (!authors.has(id)) authors.set(id, authorNamed(username))
  }
  return { posts: [...posts.values()], authors: [...authors.values()], skipped: all.filter((post) => post === null).length }
}

/** Media as places in a feed, newest first. */
export function feedBatch(
  media: readonly WireMedia[],
  reader: Reader,
  rest: { readonly older: string | null; readonly skipped: number },
): ReadBatch {
  const normalised = normaliseDiscussions(
    media.map((each) => ({ media: each, comments: [] })),
    reader,
  )
  const entries = normalised.posts.map(({ post }) => ({ postId: post.id, repostedBy: null, sortAt: Math.min(post.createdAt, reader.now) }))
  return {
    ...normalised,
    entries: entries.sort((a, b) => b.sortAt - a.sortAt),
    inbox: [],
    older: rest.older,
    chronological: true,
    skipped: normalised.skipped + rest.skipped,
  }
}

/** A comment that somebody else has written, as a notification. */
export type Notice = { readonly comment: WireReply; readonly at: number }

/** Notices as a batch, with the discussions that they are from. */
export function noticeBatch(
  notices: readonly Notice[],
  discussions: readonly Discussion[],
  reader: Reader,
  rest: { readonly older: string | null; readonly skipped: number },
): ReadBatch {
  const normalised = normaliseDiscussions(discussions, reader)
  const inbox = notices.map(({ comment, at }): NormalisedInboxItem => ({
    remoteId: comment.id,
    kind: 'reply',
    actorId: authorIdOf(handleOf(comment.username)),
    postId: postIdOf('comment', comment.id),
    at,
    read: null,
  }))
  return { ...normalised, entries: [], inbox, older: rest.older, chronological: true, skipped: normalised.skipped + rest.skipped }
}
