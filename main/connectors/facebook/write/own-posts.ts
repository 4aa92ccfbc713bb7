import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, PostSource, RemotePost } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { pageGraph } from '../client.ts'
import { normaliseEntries } from '../normalise/batch.ts'
import { readRemoteId } from '../normalise/ids.ts'
import { readEntry } from '../read/one.ts'
import { readerOf } from '../read/self.ts'
import { WirePhoto, WireSuccess } from '../wire.ts'

/** Deletes a post of the page, or a comment of its own. One that is gone already is as wanted. */
export async function deletePost(context: ConnectorContext, post: RemotePost): Promise<void> {
  const graph = await pageGraph(context)
  const { postId, commentId } = readRemoteId(post.remoteId)
  try {
    parseAnswer(WireSuccess, await graph.delete(encodeURIComponent(commentId ?? postId)), graph)
  } catch (error) {
    if (!hasGraphCode(error, '100/33')) throw error
  }
}

/** What an own post was written as, with the descriptions of its pictures, which posts do not tell. */
export async function readSource(context: ConnectorContext, { remoteId }: RemotePost): Promise<PostSource> {
  const graph = await pageGraph(context)
  const entry = await readEntry(graph, readRemoteId(remoteId))
  const [normalised] = normaliseEntries([entry], await readerOf(context, graph)).posts
  const files = entry.attachments.filter(({ media_type: type }) => type !== 'link')
  const media = normalised?.post.media ?? []
  // A file that is not told of must not be left out, and a video is told of as a picture of it.
  if (entry.from?.id !== graph.pageId || media.length < files.length || media.some(({ kind }) => kind !== 'image'))
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'source', message: null })
  const described: PostSource['media'][number][] = []
  for (const [index, attachment] of media.entries()) {
    const photoId = files[index]?.target
    if (photoId == null) throw new AppFailure({ kind: 'capability-not-supported', capability: 'source', message: null })
    const photo = parseAnswer(WirePhoto, await graph.get(encodeURIComponent(photoId), { fields: 'id,alt_text_custom' }), graph)
    described.push({ attachedAs: null, attachment: { ...attachment, alt: photo.alt_text_custom.trim() } })
  }
  return {
    text: entry.written,
    contentWarning: null,
    sensitive: false,
    language: null,
    media: described,
    replyPolicy: null,
    quotePolicy: null,
    topicTag: null,
  }
}
