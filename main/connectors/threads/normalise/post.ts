import type { CanonicalPost } from '../../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { NormalisedPost } from '../../connector.ts'
import { handleOf } from '../../meta/handle.ts'
import { richTextOf } from '../../meta/rich-text.ts'
import { timeOf } from '../../meta/time.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WireFile, WirePost } from '../wire.ts'
import { authorIdOf, people, postIdOf } from './ids.ts'

const KINDS: Readonly<Record<string, MediaAttachment['kind']>> = { IMAGE: 'image', VIDEO: 'video', AUDIO: 'audio' }

/** What a post needs to know of the others in its answer. `now` is epoch ms. */
export type PostContext = { readonly authors: ReadonlyMap<string, string>; readonly now: number }

/** A post; null when it has no time. `context.authors` are the names of who wrote the posts of the same answer, by the network's ids of those. */
export function normalisePost(post: WirePost, { authors, now }: PostContext): NormalisedPost | null {
  const createdAt = timeOf(post.timestamp)
  if (createdAt === null) return null
  const repliedTo = post.replied_to
  const parent = repliedTo === null ? undefined : authors.get(repliedTo)
  const canonical: CanonicalPost = {
    id: postIdOf(post.id),
    platform: 'threads',
    authorId: authorIdOf(handleOf(post.username)),
    url: webAddress(post.permalink),
    createdAt,
    indexedAt: null,
    editedAt: null,
    text: richTextOf(post.text, people),
    contentWarning: null,
    sensitive: false,
    languages: [],
    media: filesOf(post),
    poll: null,
    linkCard: null,
    quote:
      post.quoted_post === null
        ? null
        : { postId: postIdOf(post.quoted_post), state: authors.has(post.quoted_post) ? 'available' : 'unavailable' },
    replyTo:
      repliedTo === null
        ? null
        : { postId: postIdOf(repliedTo), authorId: parent === undefined ? null : authorIdOf(parent), authorHandle: parent ?? null },
    threadRootId: post.root_post === null || post.root_post === post.id ? null : postIdOf(post.root_post),
    visibility: null,
    // Only insights tell, and only of one's own posts.
    metrics: { replies: null, reposts: null, likes: null, quotes: null, bookmarks: null, views: null, measuredAt: now },
  }
  return {
    post: canonical,
    viewer: {
      remoteId: post.id,
      revision: null,
      liked: false,
      reposted: false,
      bookmarked: false,
      likeRef: null,
      repostRef: null,
      canReply: true,
      canQuote: true,
      canRepost: false,
    },
  }
}

function filesOf(post: WirePost): MediaAttachment[] {
  const gif = webAddress(post.gif_url)
  return [
    ...(post.children.length > 0 ? post.children : [post]).flatMap((file) => normaliseFile(file) ?? []),
    ...(gif === null ? [] : [attachment('gif', gif, null, '')]),
  ]
}

function normaliseFile(file: WireFile): MediaAttachment | null {
  const url = webAddress(file.media_url)
  if (url === null) return null
  const kind = KINDS[file.media_type] ?? 'unknown'
  return attachment(kind, url, kind === 'video' ? webAddress(file.thumbnail_url) : null, file.alt_text.trim())
}

function attachment(kind: MediaAttachment['kind'], url: string, previewUrl: string | null, alt: string): MediaAttachment {
  return { kind, url, previewUrl, alt, width: null, height: null, blurhash: null, focalPoint: null, durationMs: null, mimeType: null }
}
