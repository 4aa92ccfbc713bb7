import { z } from 'zod'
import { param, userOf, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, missing } from '../http/graph-error.ts'
import { pageOf } from '../http/paging.ts'
import { wantedFields } from '../threads/present.ts'
import { newestFirst } from '../threads/visible.ts'
import { statusOf } from '../world/containers.ts'
import type { MetaFile, MetaPost } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { Comment, CommentList, ContainerStatus, Media, MediaInsights, MediaList, Profile } from './schemas.ts'

const BASIC = ['instagram_business_basic']
const COMMENTS = [...BASIC, 'instagram_business_manage_comments']

function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`
}

function pick(all: Readonly<Record<string, unknown>>, fields: string): Record<string, unknown> {
  const wanted = wantedFields(fields)
  const unknown = [...wanted.keys()].find((name) => !KNOWN.has(name))
  if (unknown !== undefined) throw badParameter(`Tried accessing nonexisting field (${unknown})`)
  return Object.fromEntries([...wanted].flatMap(([name, inner]) => (name in all ? [[name, within(all[name], inner)]] : [])))
}

/** Of what is below a field only what is wanted of it (Graph's field expansion). */
function within(value: unknown, inner: readonly string[] | null): unknown {
  if (typeof value !== 'object' || value === null || !('data' in value) || !Array.isArray(value.data)) return value
  const wanted = new Set(['id', ...(inner ?? [])])
  const all = value.data as readonly Record<string, unknown>[]
  return { data: all.map((each) => Object.fromEntries(Object.entries(each).filter(([name]) => wanted.has(name)))) }
}

const KNOWN = new Set(
  [
    'id user_id username name biography profile_picture_url followers_count follows_count media_count',
    'caption media_type media_url thumbnail_url alt_text children comments_count like_count permalink timestamp',
    'from text media parent_id replies status status_code',
  ].flatMap((line) => line.split(' ')),
)

function fileOf(world: World, file: MetaFile): Record<string, unknown> {
  return {
    id: file.id,
    media_type: file.kind,
    media_url: `${world.base}/media/${file.id}`,
    ...(file.kind === 'VIDEO' ? { thumbnail_url: `${world.base}/media/${file.id}` } : {}),
    ...(file.altText === '' ? {} : { alt_text: file.altText }),
  }
}

function mediaOf(world: World, post: MetaPost): Record<string, unknown> {
  const [only] = post.files
  return {
    ...(post.files.length === 1 && only !== undefined ? fileOf(world, only) : { media_type: 'CAROUSEL_ALBUM' }),
    id: post.id,
    ...(post.files.length > 1 ? { children: { data: post.files.map((file) => fileOf(world, file)) } } : {}),
    ...(post.text === '' ? {} : { caption: post.text }),
    comments_count: [...world.posts.values()].filter(({ rootId }) => rootId === post.id).length,
    like_count: post.counts.likes,
    permalink: `https://www.instagram.com/p/${post.shortcode}/`,
    timestamp: time(post.at),
    username: world.users.get(post.userId)?.username,
  }
}

function commentOf(world: World, post: MetaPost): Record<string, unknown> {
  const username = world.users.get(post.userId)?.username
  const replies = [...world.posts.values()].filter(({ repliedTo }) => repliedTo === post.id)
  return {
    id: post.id,
    from: { id: post.userId, username },
    username,
    text: post.text,
    timestamp: time(post.at),
    like_count: post.counts.likes,
    media: { id: post.rootId },
    ...(post.repliedTo === post.rootId ? {} : { parent_id: post.repliedTo }),
    ...(replies.length === 0 ? {} : { replies: { data: replies.map((reply) => commentOf(world, reply)) } }),
  }
}

/** A media of the account's own, or a comment below one. */
export function ownPost(call: Call, kind: 'media' | 'comment'): MetaPost {
  const post = call.world.posts.get(param(call, 'id'))
  const root = post?.rootId == null ? post : call.world.posts.get(post.rootId)
  const isKind = (post?.rootId === null) === (kind === 'media')
  if (post === undefined || root?.userId !== userOf(call).id || !isKind) throw missing(param(call, 'id'))
  return post
}

function profile(call: Call): Answer {
  const user = userOf(call)
  const all = {
    id: user.id,
    user_id: user.id,
    username: user.username,
    name: user.name,
    biography: user.biography,
    profile_picture_url: `${call.world.base}/pictures/${user.id}`,
    followers_count: 12,
    follows_count: 3,
    media_count: [...call.world.posts.values()].filter(({ userId, rootId }) => userId === user.id && rootId === null).length,
  }
  return { json: pick(all, call.input.get('fields') ?? '') }
}

function list(call: Call, posts: readonly MetaPost[], present: (world: World, post: MetaPost) => Record<string, unknown>): Answer {
  return { json: pageOf(call, posts, (post) => pick(present(call.world, post), call.input.get('fields') ?? '')) }
}

function ownMedia(call: Call): Answer {
  const own = newestFirst(call.world.posts.values()).filter(({ userId, rootId }) => userId === userOf(call).id && rootId === null)
  return list(call, own, mediaOf)
}

function below(call: Call, kind: 'media' | 'comment'): Answer {
  const above = ownPost(call, kind)
  return list(
    call,
    newestFirst(call.world.posts.values()).filter(({ repliedTo }) => repliedTo === above.id),
    commentOf,
  )
}

/** A media, a comment or a container, whichever the id is of. */
function one(call: Call): Answer {
  const { world } = call
  const id = param(call, 'id')
  const fields = call.input.get('fields') ?? ''
  const container = world.containers.get(id)
  if (container?.userId === userOf(call).id) {
    const status = statusOf(world, container)
    if (status === 'IN_PROGRESS' && !container.fetching) container.pollsLeft--
    return { json: pick({ id, status_code: status, status: status === 'ERROR' ? `Error: ${container.error ?? ''}` : status }, fields) }
  }
  const isComment = world.posts.get(id)?.rootId != null
  const post = ownPost(call, isComment ? 'comment' : 'media')
  return { json: pick(isComment ? commentOf(world, post) : mediaOf(world, post), fields) }
}

function insights(call: Call): Answer {
  const post = ownPost(call, 'media')
  const comments = [...call.world.posts.values()].filter(({ rootId }) => rootId === post.id).length
  const counts: Readonly<Record<string, number>> = { views: post.counts.views, likes: post.counts.likes, comments, saved: 2 }
  const wanted = (call.input.get('metric') ?? '').split(',')
  const data = wanted.map((name) => {
    const value = counts[name]
    if (value === undefined) throw badParameter(`metric[0] must be one of the following values: ${Object.keys(counts).join(', ')}`)
    const id = `${post.id}/insights/${name}/lifetime`
    return { name, period: 'lifetime', values: [{ value }], title: name, description: `The number of ${name}.`, id }
  })
  return { json: { data } }
}

/** Pages: reference/instagram-media, ig-media/comments, ig-comment/replies, ig-user, instagram-media/insights; read 2026-11-27. */
export const readingRoutes: readonly Route[] = [
  { method: 'GET', path: '/v25.0/me', permissions: BASIC, answer: Profile, handle: profile },
  { method: 'GET', path: '/v25.0/me/media', permissions: BASIC, answer: MediaList, handle: ownMedia },
  { method: 'GET', path: '/v25.0/{id}/comments', permissions: COMMENTS, answer: CommentList, handle: (call) => below(call, 'media') },
  { method: 'GET', path: '/v25.0/{id}/replies', permissions: COMMENTS, answer: CommentList, handle: (call) => below(call, 'comment') },
  {
    method: 'GET',
    path: '/v25.0/{id}/insights',
    permissions: [...BASIC, 'instagram_business_manage_insights'],
    answer: MediaInsights,
    handle: insights,
  },
  { method: 'GET', path: '/v25.0/{id}', permissions: BASIC, answer: z.union([Media, Comment, ContainerStatus]), handle: one },
]
