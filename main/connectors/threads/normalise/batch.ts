import type { NormalisedAuthor, NormalisedInboxItem, NormalisedPost, ReadBatch } from '../../connector.ts'
import { handleOf } from '../../meta/handle.ts'
import type { Reader } from '../../meta/reader.ts'
import { timeOf } from '../../meta/time.ts'
import type { WirePost } from '../wire.ts'
import { authorOfPost } from './author.ts'
import { authorIdOf, postIdOf } from './ids.ts'
import { normalisePost } from './post.ts'

/** The posts and people of one answer, each once. */
export function normalisePosts(
  posts: readonly WirePost[],
  { self, now }: Reader,
): { readonly posts: readonly NormalisedPost[]; readonly authors: readonly NormalisedAuthor[]; readonly skipped: number } {
  const unique = [...new Map(posts.map((post) => [post.id, post])).values()]
  const dated = unique.filter((post) => timeOf(post.timestamp) !== null)
  const authors = new Map(dated.map((post) => [post.id, handleOf(post.username)]))
  const people = new Map([[self.author.id, self]])
  for (const post of dated) {
    const id = authorIdOf(handleOf(post.username))
    if (!people.has(id)) people.set(id, authorOfPost(post))
  }
  return {
    posts: dated.flatMap((post) => normalisePost(post, { authors, now }) ?? []),
    authors: [...people.values()],
    skipped: unique.length - dated.length,
  }
}

/** Posts as places in a feed, newest first. Reposts are left out: of what was passed on the API tells an id and nothing else. */
export function feedBatch(
  posts: readonly WirePost[],
  reader: Reader,
  rest: { readonly older: string | null; readonly skipped: number },
): ReadBatch {
  const own = posts.filter(({ media_type: type }) => type !== 'REPOST_FACADE')
  const normalised = normalisePosts(own, reader)
  const entries = normalised.posts.map(({ post }) => ({ postId: post.id, repostedBy: null, sortAt: Math.min(post.createdAt, reader.now) }))
  return {
    ...normalised,
    entries: entries.sort((a, b) => b.sortAt - a.sortAt),
    inbox: [],
    older: rest.older,
    chronological: true,
    skipped: normalised.skipped + rest.skipped,
  }
}

/** Something that happened to the account: a post that answers it, or names it. */
export type Notice = { readonly kind: 'reply' | 'mention'; readonly post: WirePost; readonly at: number }

/** Notices as a batch; `context` are posts that they refer to. */
export function noticeBatch(
  notices: readonly Notice[],
  context: readonly WirePost[],
  reader: Reader,
  rest: { readonly older: string | null; readonly skipped: number },
): ReadBatch {
  const normalised = normalisePosts([...notices.map(({ post }) => post), ...context], reader)
  const inbox = notices.map(({ kind, post, at }): NormalisedInboxItem => ({
    remoteId: post.id,
    kind,
    actorId: authorIdOf(handleOf(post.username)),
    postId: postIdOf(post.id),
    at,
    read: null,
  }))
  return {
    ...normalised,
    entries: [],
    inbox,
    older: rest.older,
    chronological: true,
    skipped: normalised.skipped + rest.skipped,
  }
}
