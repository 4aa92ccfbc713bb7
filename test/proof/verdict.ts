import type { WrittenDraft } from './drafts.ts'
import type { PostsOn } from './standing-posts.ts'

/** How a draft stands on one network: each of its segments counted, and what is wrong with those that are there. */
export type Standing = {
  readonly missing: number
  readonly doubled: number
  /** In words: a reply that hangs elsewhere, pictures that are not those of the draft. */
  readonly wrong: readonly string[]
}

/** Compares what was written with what stands there. Pure. */
export function standingOf(draft: WrittenDraft, { posts, levels }: Pick<PostsOn, 'posts' | 'levels'>): Standing {
  const found = draft.texts.map((text) => posts.filter((post) => post.text === text))
  const [root] = found[0] ?? []
  const wrong = found.flatMap((same, index) => {
    const [post] = same
    if (post === undefined) return []
    const above = Math.min(index - 1, (levels ?? Number.POSITIVE_INFINITY) - 1)
    const parent = index === 0 ? null : (found[above]?.[0]?.id ?? 'nothing')
    const alts = index === 0 ? draft.alts : []
    return [
      ...(post.parent === parent ? [] : [`part ${index + 1} answers ${String(post.parent)} and not ${String(parent)}`]),
      ...(post.root === null || post.root === root?.id ? [] : [`part ${index + 1} names ${post.root} as its beginning`]),
      ...(post.alts.join('|') === alts.join('|') ? [] : [`part ${index + 1} has the pictures "${post.alts.join('|')}"`]),
    ]
  })
  return {
    missing: found.filter((same) => same.length === 0).length,
    doubled: found.filter((same) => same.length > 1).length,
    wrong,
  }
}
