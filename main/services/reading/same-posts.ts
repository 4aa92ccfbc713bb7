import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Store } from '../../store/open-database.ts'
import type { WritableDatabase } from '../../store/sql.ts'
import { getPost } from '../../store/tables/posts.ts'
import { putSameAuthor } from '../../store/tables/same-authors.ts'
import { getMember, listGroupsOfAuthors, listMembers, setSplit, touchMembers, type SamePostMember } from '../../store/tables/same-post.ts'

const notFound: AppError = { kind: 'post-not-found', message: null }

/** What the person says about posts that are shown as one. */
export function createSamePosts({ store }: { readonly store: Store }) {
  /** Does something to the group of a post. */
  const change = (
    postId: string,
    work: (db: WritableDatabase, members: readonly SamePostMember[]) => void,
  ): Result<Record<string, never>> =>
    store.write((db) => {
      const post = getPost(db, postId)
      const member = post === null ? null : getMember(db, post.row)
      if (member === null) return failure(notFound)
      work(db, listMembers(db, member.groupId))
      return success({})
    })

  return {
    split: ({ postId, authors }: ParsedInput<'posts.split'>): Result<Output<'posts.split'>> =>
      change(postId, (db, members) => {
        const groups = new Set(members.map((member) => member.groupId))
        if (authors) {
          for (const [one, other] of pairsOf(members)) {
            putSameAuthor(db, one, other, false, 'person')
            for (const groupId of listGroupsOfAuthors(db, one, other)) groups.add(groupId)
          }
        }
        for (const groupId of groups) {
          setSplit(db, groupId, true)
          touchMembers(db, listMembers(db, groupId))
        }
      }),

    join: ({ postId }: ParsedInput<'posts.join'>): Result<Output<'posts.join'>> =>
      change(postId, (db, members) => {
        for (const [one, other] of pairsOf(members)) putSameAuthor(db, one, other, true, 'person')
        for (const groupId of new Set(members.map((member) => member.groupId))) setSplit(db, groupId, false)
        touchMembers(db, members)
      }),
  }
}

export type SamePosts = ReturnType<typeof createSamePosts>

/** Every two authors of these posts. */
function pairsOf(members: readonly SamePostMember[]): (readonly [number, number])[] {
  const authors = [...new Set(members.map((member) => member.authorRow))]
  return authors.flatMap((one, index) => authors.slice(index + 1).map((other) => [one, other] as const))
}
