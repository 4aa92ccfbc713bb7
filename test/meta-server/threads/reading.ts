import { userOf, param, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter } from '../http/graph-error.ts'
import { pageOf } from '../http/paging.ts'
import type { MetaPost } from '../world/types.ts'
import { statusOf } from '../world/containers.ts'
import { presentPost, presentProfile, wantedFields } from './present.ts'
import { ContainerStatus, Media, MediaList, Profile } from './schemas.ts'
import { isVisible, mentions, newestFirst, visiblePost } from './visible.ts'
import { z } from 'zod'

/** A list of posts, between `since` and `until` where those are said (seconds, the second excluded). */
function list(call: Call, posts: readonly MetaPost[]): Answer {
  const viewer = userOf(call)
  const bound = (name: string, otherwise: number): number => {
    const given = call.input.get(name)
    const at = given === undefined ? otherwise : Number(given) * 1000
    if (Number.isNaN(at)) throw badParameter(`${name} must be a Unix timestamp`)
    return at
  }
  const [since, until] = [bound('since', 0), bound('until', Number.POSITIVE_INFINITY)]
  const within = posts.filter(({ at }) => at >= since && at < until)
  return { json: pageOf(call, within, (post) => presentPost(call, post, viewer)) }
}

function ownPosts(call: Call, replies: boolean): Answer {
  const { id } = userOf(call)
  return list(
    call,
    newestFirst(call.world.posts.values()).filter((post) => post.userId === id && (post.repliedTo !== null) === replies),
  )
}

function mentioning(call: Call): Answer {
  const { id, username } = userOf(call)
  const isTold = (post: MetaPost): boolean =>
    post.userId !== id && mentions(post.text, username) && call.world.users.get(post.userId)?.isPrivate !== true
  return list(call, newestFirst(call.world.posts.values()).filter(isTold))
}

/** Replies below a post: those to it alone, or all of its thread. The newest come first unless `reverse` is false. */
function below(call: Call, wanted: (post: MetaPost, above: MetaPost) => boolean): Answer {
  const viewer = userOf(call)
  const above = visiblePost(call.world, param(call, 'id'), viewer)
  const found = newestFirst(call.world.posts.values()).filter((post) => wanted(post, above))
  return list(call, call.input.get('reverse') === 'false' ? found.toReversed() : found)
}

/** A post or a container, whichever the id is of: Graph's ids are of one kind. */
function one(call: Call): Answer {
  const id = param(call, 'id')
  const container = call.world.containers.get(id)
  if (container?.userId !== userOf(call).id) return { json: presentPost(call, visiblePost(call.world, id, userOf(call)), userOf(call)) }
  const wanted = wantedFields(call.input.get('fields') ?? '')
  const status = statusOf(call.world, container)
  if (status === 'IN_PROGRESS' && !container.fetching) container.pollsLeft--
  return {
    json: {
      id,
      ...(wanted.has('status') ? { status } : {}),
      ...(wanted.has('error_message') && status === 'ERROR' ? { error_message: container.error } : {}),
    },
  }
}

function search(call: Call): Answer {
  const q = call.input.get('q')?.toLowerCase() ?? ''
  if (q === '') throw badParameter('The parameter q is required')
  // Until an app has been reviewed, only the person's own posts are searched.
  const found = newestFirst(call.world.posts.values()).filter(
    (post) => post.userId === userOf(call).id && post.text.toLowerCase().includes(q),
  )
  return list(call, found)
}

/** Pages: threads-profiles, retrieve-posts, replies-and-conversations, threads-mentions, keyword-search; read 2026-11-27. */
export const readingRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/v1.0/me',
    permissions: ['threads_basic'],
    answer: Profile,
    handle: (call) => ({ json: presentProfile(call, userOf(call)) }),
  },
  { method: 'GET', path: '/v1.0/me/threads', permissions: ['threads_basic'], answer: MediaList, handle: (call) => ownPosts(call, false) },
  {
    method: 'GET',
    path: '/v1.0/me/replies',
    permissions: ['threads_basic', 'threads_read_replies'],
    answer: MediaList,
    handle: (call) => ownPosts(call, true),
  },
  {
    method: 'GET',
    path: '/v1.0/me/mentions',
    permissions: ['threads_basic', 'threads_manage_mentions'],
    answer: MediaList,
    handle: mentioning,
  },
  {
    method: 'GET',
    path: '/v1.0/keyword_search',
    permissions: ['threads_basic', 'threads_keyword_search'],
    answer: MediaList,
    handle: search,
  },
  {
    method: 'GET',
    path: '/v1.0/{id}/replies',
    permissions: ['threads_basic', 'threads_read_replies'],
    answer: MediaList,
    handle: (call) => below(call, (post, above) => post.repliedTo === above.id),
  },
  {
    method: 'GET',
    path: '/v1.0/{id}/conversation',
    permissions: ['threads_basic', 'threads_read_replies'],
    answer: MediaList,
    handle: (call) => below(call, (post, above) => isBelow(call, post, above)),
  },
  { method: 'GET', path: '/v1.0/{id}', permissions: ['threads_basic'], answer: z.union([Media, ContainerStatus]), handle: one },
]

function isBelow({ world, user }: Call, post: MetaPost, above: MetaPost): boolean {
  if (post.id === above.id || user === null || !isVisible(world, post, user)) return false
  for (let at: string | null = post.repliedTo; at !== null; at = world.posts.get(at)?.repliedTo ?? null) if (at === above.id) return true
  return false
}
