import { detectFacets } from '../../../../shared/text/facets.ts'
import type { OutgoingPost } from '../../connector.ts'
import type { Parameters } from '../../meta/graph.ts'
import type { PageGraph } from '../client.ts'
import { readRemoteId } from '../normalise/ids.ts'
import type { Prepared } from './prepare.ts'

/** The request that a post is published with. What answers something is a comment. Source: https://developers.facebook.com/docs/pages-api/posts, read 2026-11-27. */
export function requestOf(
  { pageId }: PageGraph,
  post: OutgoingPost,
  { photoIds }: Prepared,
): { readonly path: string; readonly form: Parameters } {
  const message = post.text === '' ? undefined : post.text
  if (post.replyTo !== null) {
    const { postId, commentId } = readRemoteId(post.replyTo.remoteId)
    return { path: `${encodeURIComponent(commentId ?? postId)}/comments`, form: { message, attachment_id: photoIds[0] } }
  }
  const photos = photoIds.map((id, index) => [`attached_media[${String(index)}]`, JSON.stringify({ media_fbid: id })] as const)
  return {
    path: `${pageId}/feed`,
    // Facebook shows a link's page below a post only where it is told of the link apart from the text, and not beside pictures.
    form: { message, link: photoIds.length > 0 ? undefined : firstLink(post.text), ...Object.fromEntries(photos) },
  }
}

/** The first address of a text that a browser opens. */
export function firstLink(text: string): string | undefined {
  for (const facet of detectFacets(text)) if (facet.kind === 'link' && /^https?:/i.test(facet.uri)) return facet.uri
  return undefined
}
