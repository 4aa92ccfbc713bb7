import { AppFailure } from '../../../../shared/errors.ts'
import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { CommittedPost, ConnectorContext } from '../../connector.ts'
import { blobAddress } from '../normalise/embed.ts'
import { normalisePost } from '../normalise/post.ts'
import type { PreparedPost, Uploaded } from './prepared.ts'

/**
 * A post just written, as it will be read: from the record itself, since the AppView needs a moment. Its pictures and
 * its video are in the own repository until the AppView has smaller ones.
 */
export function committedPost(
  context: Pick<ConnectorContext, 'account' | 'clock'>,
  created: { readonly uri: string; readonly cid: string; readonly value?: unknown },
  prepared: PreparedPost,
): CommittedPost {
  const { authorId, handle } = context.account
  const now = context.clock()
  const normalised = normalisePost(
    {
      uri: created.uri,
      cid: created.cid,
      author: { did: authorId, handle },
      record: created.value,
      indexedAt: new Date(now).toISOString(),
      viewer: {},
      replyCount: 0,
      repostCount: 0,
      likeCount: 0,
      quoteCount: 0,
      bookmarkCount: 0,
    },
    now,
  )
  // The server took it, and gave it an address that is none: it has to be looked for.
  if (normalised === null) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  const { post, viewer } = normalised.main
  const images = prepared.images.map((one) => attachmentOf(authorId, 'image', one.image, one))
  const media = prepared.video === null ? images : [attachmentOf(authorId, 'video', prepared.video.video, prepared.video)]
  const quote = prepared.quote === null ? null : { postId: prepared.quote.uri, state: 'available' as const }
  return { normalised: { post: { ...post, media, quote }, viewer }, author: null }
}

function attachmentOf(
  did: string,
  kind: MediaAttachment['kind'],
  blob: Uploaded['blob'],
  { alt, aspectRatio }: Pick<Uploaded, 'alt' | 'aspectRatio'>,
): MediaAttachment {
  return {
    kind,
    url: blobAddress(did, blob.ref.$link),
    previewUrl: null,
    alt,
    width: aspectRatio?.width ?? null,
    height: aspectRatio?.height ?? null,
    blurhash: null,
    focalPoint: null,
    durationMs: null,
    mimeType: blob.mimeType,
  }
}
