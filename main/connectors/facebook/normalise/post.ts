import type { CanonicalPost, LinkCard } from '../../../../shared/model/canonical-post.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { NormalisedAuthor, NormalisedPost } from '../../connector.ts'
import { webAddress } from '../../meta/web-address.ts'
import type { WireAttachment } from '../wire.ts'
import { authorOfFrom, SOMEBODY } from './author.ts'
import { idOf, type Entry } from './entry.ts'
import { postIdOf, writeRemoteId } from './ids.ts'
import { richTextOf } from './text.ts'

/** Whose answer it is: the page, who is told of fully, and the time, epoch ms. */
export type Reader = { readonly self: NormalisedAuthor; readonly now: number }

export function authorOfEntry({ from }: Entry, { self }: Reader): NormalisedAuthor {
  if (from === null) return SOMEBODY
  return from.id === self.remoteId ? self : authorOfFrom(from)
}

/** A post; null when it has no time. `authors` are those of the same answer, by the network's ids of what they wrote. */
export function normaliseEntry(entry: Entry, reader: Reader, authors: ReadonlyMap<string, NormalisedAuthor>): NormalisedPost | null {
  if (entry.at === null) return null
  const { parentId, remote } = entry
  const parent = parentId === null ? undefined : authors.get(parentId)
  const post: CanonicalPost = {
    id: postIdOf(idOf(entry)),
    platform: 'facebook',
    authorId: authorOfEntry(entry, reader).author.id,
    url: webAddress(entry.url),
    createdAt: entry.at,
    indexedAt: null,
    editedAt: null,
    text: richTextOf(entry.text),
    contentWarning: null,
    sensitive: false,
    languages: [],
    media: entry.attachments.flatMap(mediaOf),
    poll: null,
    linkCard: entry.attachments.map(linkCardOf).find((card) => card !== null) ?? null,
    quote: null,
    replyTo:
      parentId === null
        ? null
        : { postId: postIdOf(parentId), authorId: parent?.author.id ?? null, authorHandle: parent?.author.handle ?? null },
    threadRootId: remote.commentId === null ? null : postIdOf(remote.postId),
    visibility: null,
    metrics: { ...entry.counts, quotes: null, bookmarks: null, views: null, measuredAt: reader.now },
  }
  return {
    post,
    viewer: {
      remoteId: writeRemoteId(remote),
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

/** Pictures. Of videos the API gives the picture that stands before them. */
function mediaOf({ media_type: type, media, url }: WireAttachment): MediaAttachment[] {
  const address = webAddress(media?.src)
  if (media === null || address === null || type === 'link') return []
  const kind = type === 'photo' ? 'image' : type === 'video' ? 'video' : 'unknown'
  const isVideo = kind === 'video'
  const size = { width: media.width === 0 ? null : media.width, height: media.height === 0 ? null : media.height }
  return [
    {
      kind,
      url: isVideo ? (webAddress(url) ?? address) : address,
      previewUrl: isVideo ? address : null,
      // Told of a photo alone, which would be a request for each.
      alt: '',
      ...size,
      blurhash: null,
      focalPoint: null,
      durationMs: null,
      mimeType: null,
    },
  ]
}

function linkCardOf(attachment: WireAttachment): LinkCard | null {
  // `url` goes through Facebook, which counts who follows it.
  const url = webAddress(attachment.unshimmed_url) ?? webAddress(attachment.url)
  if (attachment.media_type !== 'link' || url === null) return null
  const { title, description, media } = attachment
  return { url, title: title.trim(), description: description.trim(), provider: null, imageUrl: webAddress(media?.src), imageAlt: '' }
}
