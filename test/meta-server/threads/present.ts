import type { Call } from '../http/call.ts'
import { badParameter } from '../http/graph-error.ts'
import type { MetaFile, MetaPost, MetaUser } from '../world/types.ts'
import type { World } from '../world/world.ts'

/** `2023-10-17T05:42:03+0000`, as the pages show times. */
function time(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+0000`
}

function fileUrl(world: World, file: MetaFile): string {
  return `${world.base}/media/${file.id}`
}

function pictureOf(world: World, user: MetaUser): string {
  return `${world.base}/pictures/${user.id}`
}

/** A post's page; the network's own site, which nobody visits here. */
export function permalinkOf(world: World, post: MetaPost): string {
  return `https://www.threads.com/@${userNameOf(world, post.userId)}/post/${post.shortcode}`
}

function userNameOf(world: World, userId: string): string {
  return world.users.get(userId)?.username ?? 'nobody'
}

function fileFields(world: World, file: MetaFile): Record<string, unknown> {
  return {
    media_type: file.kind,
    media_url: fileUrl(world, file),
    ...(file.kind === 'VIDEO' ? { thumbnail_url: `${fileUrl(world, file)}/thumbnail` } : {}),
    ...(file.altText === '' ? {} : { alt_text: file.altText }),
  }
}

/** Every field that a post has for whoever asks. What does not apply is left out, as the pages say. */
function allFields(world: World, post: MetaPost, viewer: MetaUser): Record<string, unknown> {
  const author = world.users.get(post.userId)
  const [only] = post.files
  const isOwn = post.userId === viewer.id
  return {
    id: post.id,
    media_product_type: 'THREADS',
    media_type: post.type,
    permalink: permalinkOf(world, post),
    shortcode: post.shortcode,
    username: userNameOf(world, post.userId),
    ...(post.text === '' ? {} : { text: post.text }),
    timestamp: time(post.at),
    ...(post.files.length === 1 && only !== undefined ? { ...fileFields(world, only), media_type: post.type } : {}),
    ...(post.files.length > 1 ? { children: { data: post.files.map((file) => ({ id: file.id, ...fileFields(world, file) })) } } : {}),
    is_quote_post: post.quotes !== null && post.type !== 'REPOST_FACADE',
    ...(post.quotes === null ? {} : { [post.type === 'REPOST_FACADE' ? 'reposted_post' : 'quoted_post']: { id: post.quotes } }),
    has_replies: [...world.posts.values()].some(({ repliedTo }) => repliedTo === post.id),
    is_reply: post.repliedTo !== null,
    ...(post.repliedTo === null ? {} : { replied_to: { id: post.repliedTo }, is_reply_owned_by_me: isOwn }),
    ...(post.rootId === null ? {} : { root_post: { id: post.rootId } }),
    ...(isOwn ? { reply_audience: post.replyControl.toUpperCase() } : {}),
    ...(isOwn && post.repliedTo === null ? { owner: { id: post.userId } } : {}),
    ...(post.topicTag === null ? {} : { topic_tag: post.topicTag }),
    ...(post.linkUrl === null ? {} : { link_attachment_url: post.linkUrl }),
    ...(author === undefined ? {} : { is_verified: author.verified, profile_picture_url: pictureOf(world, author) }),
  }
}

/** Names of fields, and within braces those that are wanted of what they refer to (Graph's field expansion). */
export function wantedFields(fields: string): Map<string, string[] | null> {
  const wanted = new Map<string, string[] | null>([['id', null]])
  for (const [, name = '', inner] of fields.matchAll(/([a-z_]+)(?:\{([^}]*)\})?/g)) {
    wanted.set(name, inner === undefined ? null : inner.split(','))
  }
  return wanted
}

const KNOWN = new Set(
  [
    'id media_product_type media_type media_url permalink owner username text timestamp shortcode thumbnail_url children is_quote_post',
    'quoted_post reposted_post alt_text link_attachment_url has_replies is_reply is_reply_owned_by_me root_post replied_to hide_status',
    'reply_audience topic_tag is_verified profile_picture_url gif_url poll_attachment',
  ].flatMap((line) => line.split(' ')),
)

/** A post with the fields that the request wants. A field that there is not is refused, as Graph does. */
export function presentPost(call: Call, post: MetaPost, viewer: MetaUser): Record<string, unknown> {
  const wanted = wantedFields(call.input.get('fields') ?? '')
  const unknown = [...wanted.keys()].find((name) => !KNOWN.has(name))
  if (unknown !== undefined) throw badParameter(`Tried accessing nonexisting field (${unknown})`)
  const all = allFields(call.world, post, viewer)
  return Object.fromEntries(
    [...wanted].flatMap(([name, inner]) => {
      if (!(name in all)) return []
      return [[name, name === 'children' ? withChildren(all[name], inner ?? ['id']) : all[name]]]
    }),
  )
}

function withChildren(children: unknown, fields: readonly string[]): unknown {
  const { data } = children as { data: readonly Record<string, unknown>[] }
  const wanted = new Set(['id', ...fields])
  return { data: data.map((child) => Object.fromEntries(Object.entries(child).filter(([name]) => wanted.has(name)))) }
}

/** A profile with the fields that the request wants. */
export function presentProfile(call: Call, user: MetaUser): Record<string, unknown> {
  const wanted = wantedFields(call.input.get('fields') ?? '')
  const all = {
    id: user.id,
    username: user.username,
    name: user.name,
    threads_profile_picture_url: pictureOf(call.world, user),
    threads_biography: user.biography,
    is_verified: user.verified,
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.has(name)))
}
