import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, OutgoingMedia, OutgoingPost, PreparedParts } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { uploadFiles } from '../../upload-files.ts'
import { pageGraph } from '../client.ts'
import { manifest } from '../manifest.ts'
import { WireCreated } from '../wire.ts'
import { refuseNoReel, uploadVideo } from './video.ts'

const MediaId = z.string().regex(/^\d{1,40}$/)

/** What `prepare` leaves: the network's ids of the pictures, or of the video, which stand in no post yet. */
export const Prepared = z.object({ photoIds: z.array(MediaId), videoId: MediaId.nullable().default(null) })
export type Prepared = z.infer<typeof Prepared>

/**
 * Uploads the files of a post without publishing them. Rejects with `invalid-input` where a comment has several: it takes one.
 * Source: https://developers.facebook.com/docs/graph-api/reference/photo and object/comments (`attachment_id`), read 2026-11-27.
 */
export async function prepare(
  context: ConnectorContext,
  post: OutgoingPost,
  onProgress: (share: number) => void,
  parts?: PreparedParts,
): Promise<Prepared> {
  const count = post.media.length
  if (post.replyTo !== null && count > 1) {
    const values = { network: manifest.name, limit: 1, count }
    throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'media', code: 'too-many-files', values }] })
  }
  const video = post.media.find(({ mimeType }) => mimeType.startsWith('video/'))
  if (video !== undefined) {
    refuseNoReel(post)
    return { photoIds: [], videoId: await uploadVideo(context, video, onProgress, parts) }
  }
  const photoIds = await uploadFiles(context, post.media, MediaId, parts, onProgress, async (media, http) => {
    const graph = await pageGraph(context, http)
    return parseAnswer(WireCreated, await graph.post(`${graph.pageId}/photos`, await formOf(media)), graph).id
  })
  return { photoIds, videoId: null }
}

async function formOf(media: OutgoingMedia): Promise<FormData> {
  const form = new FormData()
  form.set('source', new File([await media.read()], media.fileName, { type: media.mimeType }))
  form.set('published', 'false')
  if (media.alt !== '') form.set('alt_text_custom', media.alt)
  return form
}
