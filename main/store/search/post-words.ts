import type { ReadableDatabase } from '../sql.ts'
import { wordsOf, type PostWords } from './document.ts'
import { getSearchable } from './index-posts.ts'

/** Gives the words of posts, by row number; those that cannot be read are left out. */
export type WordsOfPosts = (
  db: ReadableDatabase,
  posts: readonly { readonly row: number; readonly id: string }[],
) => ReadonlyMap<number, PostWords>

/** The words of posts, read anew each time. */
export const readWords: WordsOfPosts = (db, posts) =>
  new Map(
    getSearchable(
      db,
      posts.map(({ row }) => row),
    ).map((post) => [post.row, wordsOf(post)]),
  )

/** So many posts' words are kept: those that one looks through with every letter one types. */
const KEPT = 1_000

/** Keeps the words of the posts that were asked for last. `forget` is to be told of every post that changed, by id. */
export function keepWords(): { readonly words: WordsOfPosts; readonly forget: (postId: string) => void } {
  const kept = new Map<string, { readonly row: number; readonly words: PostWords }>()
  return {
    words: (db, posts) => {
      const missing = posts.filter(({ id, row }) => kept.get(id)?.row !== row)
      const read = missing.length === 0 ? new Map<number, PostWords>() : readWords(db, missing)
      const found = new Map<number, PostWords>()
      for (const { id, row } of posts) {
        const words = read.get(row) ?? kept.get(id)?.words
        if (words === undefined) continue
        found.set(row, words)
        kept.delete(id)
        kept.set(id, { row, words })
      }
      for (const id of kept.keys()) {
        if (kept.size <= KEPT) break
        kept.delete(id)
      }
      return found
    },
    forget: (postId) => kept.delete(postId),
  }
}
