import type { CanonicalPost } from '../../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { NormalisedPost } from '../../connector.ts'
import { handleOf } from '../../meta/handle.ts'
import { richTextOf } from '../../meta/rich-text.ts'
import { timeOf } from '../../meta/time.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WireFile, WireMedia, WireReply } from '../wire.ts'
import { authorIdOf, people, postIdOf } from './ids.ts'

/** What a comment answers: a media, or a comment below it; with the name of who wrote that, as far as it is known. */
export type CommentPlace = {
  readonly mediaId: string
  readonly parent: { readonly kind: 'media' | 'comment'; readonly id: string; readonly username: string | null }
}

/** A media as a post; null when it has no time. `now` is epoch ms. */
export function normaliseMedia(media: WireMedia, now: number): NormalisedPost | null {
  const files = (media.children.length > 0 ? media.children : [media]).flatMap((file) => normaliseFile(file) ?? [])
  const counts = { replies: media.comments_count, likes: media.like_count }
  const id = postIdOf('media', media.id)
  return normalised(media.id, media, { id, url: webAddress(media.permalink), text: media.caption, media: files }, counts, now)
}

/** A comment as a post that answers one; null when it has no time. */
export function normaliseComment(comment: WireReply, { mediaId, parent }: CommentPlace, now: number): NormalisedPost | null {
  const parentHandle = parent.username === null ? null : handleOf(parent.username)
  return normalised(
    comment.id,
    comment,
    {
      id: postIdOf('comment', comment.id),
      url: null,
      text: comment.text,
      media: [],
      replyTo: {
        postId: postIdOf(parent.kind, parent.id),
        authorId: parentHandle === null ? null : authorIdOf(parentHandle),
        authorHandle: parentHandle,
      },
      threadRootId: postIdOf('media', mediaId),
    },
    { replies: null, likes: comment.like_count },
    now,
  )
}

type Said = Pick<CanonicalPost, 'id' | 'url' | 'media'> & { readonly text: string } & Partial<
    Pick<CanonicalPost, 'replyTo' | 'threadRootId'>
  >

function normalised(
  remoteId: string,
  wire: { readonly username: string; readonly timestamp: string },
  { text, ...said }: Said,
  counts: { readonly replies: number | null; readonly likes: number | null },
  now: number,
): NormalisedPost | null {
  const createdAt = timeOf(wire.timestamp)
  if (createdAt === null) return null
  return {
    post: {
      platform: 'instagram',
      authorId: authorIdOf(handleOf(wire.username)),
      createdAt,
      indexedAt: null,
      editedAt: null,
      text: richTextOf(text, people),
      contentWarning: null,
      sensitive: false,
      languages: [],
      poll: null,
      linkCard: null,
      quote: null,
      replyTo: null,
      threadRootId: null,
      visibility: null,
      metrics: { ...counts, reposts: null, quotes: null, bookmarks: null, views: null, measuredAt: now },
      ...said,
    },
    viewer: {
      remoteId,
      revision: null,
      liked: false,
      reposted: false,
      bookmarked: false,
      likeRef: null,
      repostRef: null,
      canReply: true,
      canQuote: false,
      canRepost: false,
    },
  }
}

function normaliseFile(file: WireFile): MediaAttachment | null {
  const url = webAddress(file.media_url)
  if (url === null) return null
  const kind = file.media_type === 'IMAGE' ? 'image' : file.media_type === 'VIDEO' ? 'video' : 'unknown'
  return {
    kind,
    url,
    previewUrl: kind === 'video' ? webAddress(file.thumbnail_url) : null,
    alt: file.alt_text.trim(),
    width: null,
    height: null,
    blurhash: null,
    focalPoint: null,
    durationMs: null,
    mimeType: null,
  }
}
