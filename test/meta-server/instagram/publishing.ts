import { userOf, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, missing } from '../http/graph-error.ts'
import { addPost, publishContainer, startFetching } from '../world/containers.ts'
import type { MetaContainer } from '../world/types.ts'
import { spentOf } from '../world/world.ts'
import { ownPost } from './reading.ts'
import { Created, PublishingLimit } from './schemas.ts'

const PUBLISH = ['instagram_business_basic', 'instagram_business_content_publish']
const COMMENTS = ['instagram_business_basic', 'instagram_business_manage_comments']
const LONGEST_CAPTION = 2_200
const CHILDREN = { least: 2, most: 10 }

/** Source: developers.facebook.com/docs/instagram-platform/content-publishing and ig-user/media, read 2026-11-27. */
function create(call: Call): Answer {
  const { world, input } = call
  const said = (name: string): string => input.get(name) ?? ''
  const isItem = said('is_carousel_item') === 'true'
  const kind = kindOf(said('media_type'), isItem)
  const address = kind === 'IMAGE' ? said('image_url') : kind === 'VIDEO' ? said('video_url') : null
  if (address !== null && URL.parse(address) === null) throw badParameter('The parameter image_url is required')
  if (said('caption').length > LONGEST_CAPTION) throw badParameter('The caption was too long')
  const children = kind === 'CAROUSEL' ? said('children').split(',') : []
  if (kind === 'CAROUSEL' && (children.length < CHILDREN.least || children.length > CHILDREN.most))
    throw badParameter('A carousel has from 2 to 10 children')
  if (children.some((id) => world.containers.get(id)?.isItem !== true || world.containers.get(id)?.file === null))
    throw badParameter('A child is not ready')
  const container: MetaContainer = {
    id: world.nextId(),
    userId: userOf(call).id,
    kind,
    isItem,
    text: said('caption'),
    // Not for reels.
    altText: kind === 'IMAGE' ? said('alt_text') : '',
    children,
    replyToId: null,
    quotePostId: null,
    replyControl: 'everyone',
    topicTag: null,
    linkUrl: null,
    createdAt: world.now(),
    file: null,
    pollsLeft: address === null ? 0 : world.settings.processingPolls,
    fetching: false,
    error: null,
    publishedAs: null,
  }
  world.containers.set(container.id, container)
  if (address !== null) startFetching(world, container, address)
  return { json: { id: container.id } }
}

function kindOf(type: string, isItem: boolean): MetaContainer['kind'] {
  if (type === '') return 'IMAGE'
  if (type === 'CAROUSEL') return 'CAROUSEL'
  // A video alone is a reel; only within a carousel is it a video.
  if (type === (isItem ? 'VIDEO' : 'REELS')) return 'VIDEO'
  throw badParameter('media_type is not supported')
}

function publish(call: Call): Answer {
  const id = call.input.get('creation_id') ?? ''
  const container = call.world.containers.get(id)
  if (container?.userId !== userOf(call).id) throw missing(id)
  return { json: { id: publishContainer(call.world, container).id } }
}

/** "Replies to a reply will be added to the top-level comment": ig-comment/replies, read 2026-11-27. */
function comment(call: Call, kind: 'media' | 'comment'): Answer {
  const above = ownPost(call, kind)
  const text = call.input.get('message') ?? ''
  if (text === '') throw badParameter('The parameter message is required')
  const top = kind === 'comment' && above.repliedTo !== above.rootId ? above.repliedTo : above.id
  return { json: { id: addPost(call.world, { userId: userOf(call).id, text, repliedTo: top }).id } }
}

function limit(call: Call): Answer {
  const { world } = call
  const quota = { quota_total: world.settings.quotas.posts, quota_duration: 86_400 }
  return { json: { data: [{ quota_usage: spentOf(world, userOf(call).id, 'post'), config: quota }] } }
}

export const publishingRoutes: readonly Route[] = [
  { method: 'POST', path: '/v25.0/me/media', permissions: PUBLISH, answer: Created, handle: create },
  { method: 'POST', path: '/v25.0/me/media_publish', permissions: PUBLISH, answer: Created, handle: publish },
  { method: 'POST', path: '/v25.0/{id}/comments', permissions: COMMENTS, answer: Created, handle: (call) => comment(call, 'media') },
  { method: 'POST', path: '/v25.0/{id}/replies', permissions: COMMENTS, answer: Created, handle: (call) => comment(call, 'comment') },
  { method: 'GET', path: '/v25.0/me/content_publishing_limit', permissions: PUBLISH, answer: PublishingLimit, handle: limit },
]
