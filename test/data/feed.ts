import type { ReadBatch } from '../../main/connectors/connector.ts'
import { authorOf, MINUTE, normalisedAuthor, normalisedPost, postOf } from '../store/builders.ts'

/** A feed without an end in the past, of one post a minute. Posts are numbers that grow; whoever knows the number knows the post. */
const FIRST_AT = Date.UTC(2020, 0, 1)
/** What the feed has when it is read for the first time. */
export const FIRST_TOP = 1_000_000

export function timeOf(post: number): number {
  return FIRST_AT + post * MINUTE
}

/** The post of a time. */
export function postAt(at: number): number {
  return Math.round((at - FIRST_AT) / MINUTE)
}

export function idOf(post: number): string {
  return `post:${post}`
}

/** Every tenth is a notification as well; some answer the one before. */
export function pageOfFeed(top: number, older: string | null, limit: number, stream: 'home' | 'notifications'): ReadBatch {
  const step = stream === 'home' ? 1 : 10
  const first = older === null ? Math.floor(top / step) * step : Number(older) - step
  const numbers = Array.from({ length: limit }, (_, index) => first - index * step)
  const posts = numbers.map((number) =>
    postOf(String(number), `person${number % 50}`, timeOf(number), {
      text: { text: `Post ${number} about the harbour and the mist of day ${number % 1440}. `.repeat(1 + (number % 5)), spans: [] },
      replyTo: number % 7 === 0 ? { postId: idOf(number - 1), authorId: null, authorHandle: null } : null,
    }),
  )
  return {
    posts: posts.map((post) => normalisedPost(post, { liked: Number(post.id.replace('post:', '')) % 97 === 0 })),
    authors: [...new Set(numbers.map((number) => number % 50))].map((person) => normalisedAuthor(authorOf(`person${person}`))),
    entries: stream === 'home' ? posts.map((post) => ({ postId: post.id, repostedBy: null, sortAt: post.createdAt })) : [],
    inbox:
      stream === 'home'
        ? []
        : posts.map((post) => ({
            remoteId: `note ${post.id}`,
            kind: 'mention',
            actorId: post.authorId,
            postId: post.id,
            at: post.createdAt,
            read: true,
          })),
    older: String(numbers.at(-1)),
    chronological: true,
    skipped: 0,
  }
}
