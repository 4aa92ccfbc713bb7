import { param, userOf, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, graphError, missing, noPermission } from '../http/graph-error.ts'
import { publishContainer, quotaReached, startFetching } from '../world/containers.ts'
import type { MetaContainer } from '../world/types.ts'
import { spentOf } from '../world/world.ts'
import { countText, linksIn } from './count.ts'
import { Created, Deleted, PublishingLimit } from './schemas.ts'

const LONGEST_TEXT = 500
const MOST_LINKS = 5
const CHILDREN = { least: 2, most: 20 }
const KINDS = ['TEXT', 'IMAGE', 'VIDEO', 'CAROUSEL'] as const
const REPLY_CONTROLS = ['everyone', 'accounts_you_follow', 'mentioned_only', 'parent_post_author_only', 'followers_only']

function create(call: Call): Answer {
  const { world, input } = call
  const said = (name: string): string => input.get(name) ?? ''
  const kind = KINDS.find((each) => each === said('media_type'))
  if (kind === undefined) throw badParameter('media_type must be one of the following values: TEXT, IMAGE, VIDEO, CAROUSEL')
  const address = kind === 'IMAGE' ? said('image_url') : kind === 'VIDEO' ? said('video_url') : null
  if (address !== null && URL.parse(address) === null) throw badParameter('The address of the media is missing or not valid')
  checkText(said('text'), kind)
  const replyToId = said('reply_to_id') === '' ? null : said('reply_to_id')
  checkReply(call, replyToId)
  const replyControl = said('reply_control') === '' ? 'everyone' : said('reply_control')
  if (!REPLY_CONTROLS.includes(replyControl)) throw badParameter('reply_control is not one of its values')
  // Source: developers.facebook.com/docs/threads/posts, "topic_tag": 1 to 50 characters, no periods or ampersands; read 2026-11-27.
  const topicTag = said('topic_tag') === '' ? null : said('topic_tag')
  if (topicTag !== null && (topicTag.length > 50 || /[.&]/.test(topicTag))) throw badParameter('topic_tag is not valid')
  const container: MetaContainer = {
    id: world.nextId(),
    userId: userOf(call).id,
    kind,
    isItem: said('is_carousel_item') === 'true',
    text: said('text'),
    altText: said('alt_text'),
    children: kind === 'CAROUSEL' ? childrenOf(call) : [],
    replyToId,
    quotePostId: said('quote_post_id') === '' ? null : said('quote_post_id'),
    replyControl,
    topicTag,
    linkUrl: said('link_attachment') === '' ? null : said('link_attachment'),
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

function checkText(text: string, kind: MetaContainer['kind']): void {
  if (kind === 'TEXT' && text === '') throw badParameter('The parameter text is required')
  if (countText(text) > LONGEST_TEXT) throw badParameter(`Param text must be at most ${String(LONGEST_TEXT)} characters long`)
  if (linksIn(text).size > MOST_LINKS) throw graphError(400, 100, 'THREADS_API__LINK_LIMIT_EXCEEDED')
}

/** Source: developers.facebook.com/docs/threads/retrieve-and-manage-replies/create-replies, read 2026-11-27. */
function checkReply(call: Call, replyToId: string | null): void {
  if (replyToId === null) return
  const parent = call.world.posts.get(replyToId)
  if (parent === undefined) throw missing(replyToId)
  const root = call.world.posts.get(parent.rootId ?? parent.id)
  const may = ['threads_keyword_search', 'threads_manage_mentions'].some((name) => call.token?.permissions.includes(name))
  if (root?.userId !== call.user?.id && !may) throw noPermission('threads_manage_mentions')
}

function childrenOf({ world, input, user }: Call): string[] {
  const ids = (input.get('children') ?? '').split(',').filter((id) => id !== '')
  if (ids.length < CHILDREN.least || ids.length > CHILDREN.most) throw badParameter('A carousel has from 2 to 20 children')
  for (const id of ids) {
    const child = world.containers.get(id)
    if (child?.userId !== user?.id || child?.isItem !== true || child.file === null)
      throw badParameter(`${id} is not a child that is ready`)
  }
  return ids
}

function publish(call: Call): Answer {
  const id = call.input.get('creation_id') ?? ''
  const container = call.world.containers.get(id)
  if (container?.userId !== userOf(call).id) throw missing(id)
  return { json: { id: publishContainer(call.world, container).id } }
}

function remove(call: Call): Answer {
  const { world } = call
  const { id: userId } = userOf(call)
  const post = world.posts.get(param(call, 'id'))
  if (post?.userId !== userId) throw missing(param(call, 'id'))
  if (spentOf(world, userId, 'deletion') >= world.settings.quotas.deletions) throw quotaReached()
  world.posts.delete(post.id)
  world.spent.push({ kind: 'deletion', userId, at: world.now() })
  return { json: { success: true, deleted_id: post.id } }
}

function limit(call: Call): Answer {
  const { world, input } = call
  const { id } = userOf(call)
  const { posts, replies, deletions } = world.settings.quotas
  const quota = (total: number) => ({ quota_total: total, quota_duration: 86_400 })
  const all = {
    quota_usage: spentOf(world, id, 'post'),
    config: quota(posts),
    reply_quota_usage: spentOf(world, id, 'reply'),
    reply_config: quota(replies),
    delete_quota_usage: spentOf(world, id, 'deletion'),
    delete_config: quota(deletions),
  }
  const wanted = (input.get('fields') ?? 'quota_usage').split(',')
  return { json: { data: [Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)))] } }
}

/** Pages: posts, reference/publishing, overview, posts/delete-posts; read 2026-11-27. */
export const publishingRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1.0/me/threads',
    permissions: ['threads_basic', 'threads_content_publish'],
    answer: Created,
    handle: create,
  },
  {
    method: 'POST',
    path: '/v1.0/me/threads_publish',
    permissions: ['threads_basic', 'threads_content_publish'],
    answer: Created,
    handle: publish,
  },
  { method: 'DELETE', path: '/v1.0/{id}', permissions: ['threads_basic', 'threads_delete'], answer: Deleted, handle: remove },
  {
    method: 'GET',
    path: '/v1.0/me/threads_publishing_limit',
    permissions: ['threads_basic', 'threads_content_publish'],
    answer: PublishingLimit,
    handle: limit,
  },
]
