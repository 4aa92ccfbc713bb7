import { missing } from '../http/graph-error.ts'
import type { MetaPost, MetaUser } from '../world/types.ts'
import type { World } from '../world/world.ts'

/** Whether somebody is named in a text. */
export function mentions(text: string, username: string): boolean {
  return [...text.matchAll(/@([A-Za-z0-9_.]+)/g)].some(([, name = '']) => name.replace(/\.+$/, '').toLowerCase() === username.toLowerCase())
}

/**
 * Whether the API gives somebody a post: their own, those below their own, and those that name them. The pages say it of the lists, and
 * nothing of single posts.
 */
export function isVisible(world: World, post: MetaPost, viewer: MetaUser): boolean {
  const isBelowOwn = [post.rootId, post.repliedTo].some((id) => id !== null && world.posts.get(id)?.userId === viewer.id)
  if (post.userId === viewer.id || isBelowOwn) return true
  return world.users.get(post.userId)?.isPrivate !== true && mentions(post.text, viewer.username)
}

/** The post of an id. Throws the refusal of one that is not there for this person. */
export function visiblePost(world: World, id: string, viewer: MetaUser): MetaPost {
  const post = world.posts.get(id)
  if (post === undefined || !isVisible(world, post, viewer)) throw missing(id)
  return post
}

/** Newest first; of one second by id. */
export function newestFirst(posts: Iterable<MetaPost>): MetaPost[] {
  return [...posts].sort((a, b) => b.at - a.at || (BigInt(b.id) > BigInt(a.id) ? 1 : -1))
}
