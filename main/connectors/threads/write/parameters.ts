import { AppFailure } from '../../../../shared/errors.ts'
import { countElements } from '../../../../shared/text/text-elements.ts'
import type { OutgoingMedia, OutgoingPost } from '../../connector.ts'
import type { Parameters } from '../../meta/graph.ts'
import type { ContainerParameters } from '../../meta/make-containers.ts'
import { singleAudience } from '../../single-audience.ts'
import { MOST_FILES, MOST_LINKS, TOPIC } from '../capabilities.ts'
import { manifest } from '../manifest.ts'

/** Source: https://developers.facebook.com/docs/threads/reply-management, read 2026-11-27. */
const REPLY_CONTROLS = {
  everyone: 'everyone',
  mentioned: 'mentioned_only',
  following: 'accounts_you_follow',
  followers: 'followers_only',
} as const

/** What the containers of a post are made with. Source: https://developers.facebook.com/docs/threads/reference/publishing, read 2026-11-27. */
export function parametersOf(post: OutgoingPost): ContainerParameters {
  const common: Parameters = {
    text: post.text === '' ? undefined : post.text,
    reply_to_id: post.replyTo?.remoteId,
    quote_post_id: post.quote?.remoteId,
    topic_tag: post.topicTag ?? undefined,
    reply_control: post.replyPolicy === null ? undefined : REPLY_CONTROLS[singleAudience(post.replyPolicy)],
  }
  return {
    ofText: () => ({ media_type: 'TEXT', ...common }),
    ofFile: (media, url) => ({ ...fileOf(media, url), ...common }),
    ofItem: (media, url) => ({ ...fileOf(media, url), is_carousel_item: 'true' }),
    ofItems: (ids) => ({ media_type: 'CAROUSEL', children: ids.join(','), ...common }),
  }
}

function fileOf(media: OutgoingMedia, url: string): Parameters {
  const alt = media.alt === '' ? undefined : media.alt
  return media.mimeType.startsWith('video/')
    ? { media_type: 'VIDEO', video_url: url, alt_text: alt }
    : { media_type: 'IMAGE', image_url: url, alt_text: alt }
}

/** Rejects, with `invalid-input`, what the network would refuse, though the draft's checks should have: no container is made for it. */
export function refuse(post: OutgoingPost): void {
  const links = countElements(post.text, 'links')
  if (links > MOST_LINKS.value) throw refusal('text', 'too-many-links', { count: links, limit: MOST_LINKS.value })
  const topic = post.topicTag ?? ''
  const found = TOPIC.forbidden.filter((character) => topic.includes(character)).join(' ')
  if (topic.length > TOPIC.maxLength.value)
    throw refusal('topicTag', 'topic-too-long', { count: topic.length, limit: TOPIC.maxLength.value })
  if (found !== '') throw refusal('topicTag', 'topic-characters', { found })
  if (post.media.length > MOST_FILES.value) throw refusal('media', 'too-many-files', { count: post.media.length, limit: MOST_FILES.value })
}

function refusal(field: string, code: string, values: Readonly<Record<string, number | string>>): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field, code, values: { network: manifest.name, ...values } }] })
}
