import type { ThreadView } from '../../../shared/bridge/views.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { getPost, getReplies } from '../../store/tables/posts.ts'

/** A post of a thread, as far as its place in it goes. */
export type ThreadPost = {
  readonly id: string
  readonly parentId: string | null
  readonly authorId: string
  readonly sortAt: number
  readonly deleted: boolean
}

/** What a thread is gathered from and arranged as: no more than these. */
const MAX_ANCESTORS = 200
const MAX_REPLIES = 2_000

/** Everything stored around a post: what it answers, up to the beginning, and what answers it, down to the last. */
export function gatherThread(db: ReadableDatabase, focusId: string): ThreadPost[] {
  const posts = new Map<string, ThreadPost>()
  let next: string | null = focusId
  while (next !== null && !posts.has(next) && posts.size < MAX_ANCESTORS) {
    const stored = getPost(db, next)
    if (stored === null) break
    const parentId: string | null = stored.post.replyTo?.postId ?? null
    posts.set(next, { id: next, parentId, authorId: stored.post.authorId, sortAt: stored.sortAt, deleted: stored.deleted })
    next = parentId
  }
  let level = posts.has(focusId) ? [focusId] : []
  let room = MAX_REPLIES
  while (level.length > 0 && room > 0) {
    const replies = getReplies(db, level, room).filter((reply) => !posts.has(reply.post.id))
    room -= replies.length
    for (const { post, sortAt, deleted } of replies) {
      posts.set(post.id, { id: post.id, parentId: post.replyTo?.postId ?? null, authorId: post.authorId, sortAt, deleted })
    }
    level = replies.map((reply) => reply.post.id)
  }
  return [...posts.values()]
}

/**
 * A thread in reading order: what the focus answers, the focus, then the replies, each with what answers it below. Among the answers
 * to one post its own author's continuation comes first, the others by time. Deleted posts stay only where something hangs below them.
 */
export function arrangeThread(focusId: string, posts: readonly ThreadPost[]): ThreadView['rows'] {
  const byId = new Map(posts.map((post) => [post.id, post]))
  const ancestors: ThreadPost[] = []
  const onTheWayUp = new Set([focusId])
  let above = byId.get(byId.get(focusId)?.parentId ?? '')
  while (above !== undefined && !onTheWayUp.has(above.id)) {
    onTheWayUp.add(above.id)
    ancestors.unshift(above)
    above = byId.get(above.parentId ?? '')
  }

  const children = Map.groupBy(
    posts.filter((post) => post.parentId !== null && !onTheWayUp.has(post.id)),
    (post) => post.parentId ?? '',
  )
  const rows: ThreadView['rows'] = ancestors.map((post, depth) => ({ postId: post.id, depth, relation: 'ancestor' }))
  rows.push({ postId: focusId, depth: ancestors.length, relation: 'focus' })

  // A stack instead of recursion: a thread may be as deep as it is long.
  const stack = answersOf(byId.get(focusId), children, ancestors.length + 1)
  const placed = new Set<string>()
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    if (placed.has(row.post.id)) continue
    placed.add(row.post.id)
    rows.push({ postId: row.post.id, depth: row.depth, relation: 'reply' })
    stack.push(...answersOf(row.post, children, row.depth + 1))
  }
  return withoutDeletedLeaves(rows, byId)
}

type Placed = { readonly post: ThreadPost; readonly depth: number }

/** The answers to a post, last first, as a stack wants them. */
function answersOf(parent: ThreadPost | undefined, children: ReadonlyMap<string, readonly ThreadPost[]>, depth: number): Placed[] {
  const own = (post: ThreadPost): number => (post.authorId === parent?.authorId ? 0 : 1)
  const answers = [...(children.get(parent?.id ?? '') ?? [])].sort((a, b) => own(a) - own(b) || a.sortAt - b.sortAt)
  return answers.reverse().map((post) => ({ post, depth }))
}

/** Drops deleted replies below which nothing is left, from the last up. */
function withoutDeletedLeaves(rows: ThreadView['rows'], byId: ReadonlyMap<string, ThreadPost>): ThreadView['rows'] {
  const kept: ThreadView['rows'] = []
  for (const row of [...rows].reverse()) {
    const below = kept.at(-1)
    const holdsSomething = below !== undefined && below.depth > row.depth
    if (row.relation === 'reply' && byId.get(row.postId)?.deleted === true && !holdsSomething) continue
    kept.push(row)
  }
  return kept.reverse()
}
