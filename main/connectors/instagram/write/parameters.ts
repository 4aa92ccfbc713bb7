import { AppFailure } from '../../../../shared/errors.ts'
import { countElements } from '../../../../shared/text/text-elements.ts'
import type { OutgoingMedia, OutgoingPost } from '../../connector.ts'
import type { Parameters } from '../../meta/graph.ts'
import type { ContainerParameters } from '../../meta/make-containers.ts'
import { MOST_FILES, MOST_HASHTAGS, MOST_MENTIONS } from '../capabilities.ts'
import { manifest } from '../manifest.ts'

/** What the containers of a post are made with. Source: .../instagram-graph-api/reference/ig-user/media and content-publishing, read 2026-11-27. */
export function parametersOf(post: OutgoingPost): ContainerParameters {
  const caption = post.text === '' ? undefined : post.text
  return {
    ofText: () => {
      throw refusal('media', 'media-required', {})
    },
    ofFile: (media, url) => ({ ...fileOf(media, url, 'REELS'), caption }),
    ofItem: (media, url) => ({ ...fileOf(media, url, 'VIDEO'), is_carousel_item: 'true' }),
    ofItems: (ids) => ({ media_type: 'CAROUSEL', children: ids.join(','), caption }),
  }
}

/** A video alone is a reel, which has no alternative text; only within a carousel is it a video. */
function fileOf(media: OutgoingMedia, url: string, video: 'REELS' | 'VIDEO'): Parameters {
  return media.mimeType.startsWith('video/')
    ? { media_type: video, video_url: url }
    : { image_url: url, alt_text: media.alt === '' ? undefined : media.alt }
}

/** Rejects, with `invalid-input`, what the network would refuse, though the draft's checks should have: no container is made for it. */
export function refuse(post: OutgoingPost): void {
  if (post.replyTo !== null) {
    if (post.media.length > 0) throw refusal('media', 'media-in-reply', {})
    if (post.text.trim() === '') throw refusal('text', 'required', {})
    return
  }
  if (post.media.length === 0) throw refusal('media', 'media-required', {})
  const most = (field: string, code: string, count: number, limit: number): void => {
    if (count > limit) throw refusal(field, code, { count, limit })
  }
  most('media', 'too-many-files', post.media.length, MOST_FILES.value)
  most('text', 'too-many-hashtags', countElements(post.text, 'hashtags'), MOST_HASHTAGS.value)
  most('text', 'too-many-mentions', countElements(post.text, 'mentions'), MOST_MENTIONS.value)
}

function refusal(field: string, code: string, values: Readonly<Record<string, number>>): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values: { network: manifest.name, ...values } }] })
}
