import type { Draft, DraftSegment } from '../model/draft.ts'
import { isBlank } from './draft-content.ts'
import { overflowStart } from './count-text.ts'
import { countAgainst } from './resolve-capabilities.ts'
import type { PlannedPost, PlanningAccount } from './plan-publication.ts'
import { targetText } from './target-text.ts'

/**
 * Where a segment gets too long for a target, as an offset in the text of the draft (UTF-16): what comes after it is marked while one
 * writes. Null where it fits, also where it fits because it is cut into several posts. `posts` is the plan of that target.
 */
export function overflowOf(
  segment: DraftSegment,
  posts: readonly PlannedPost[],
  { options }: Pick<Draft, 'options'>,
  { platform, capabilities }: PlanningAccount,
): number | null {
  const own = posts.filter((post) => post.sourceSegmentId === segment.id)
  const [first] = own
  if (first === undefined || own.length > 1) return null
  const named = targetText(segment.text, platform, options.mentions)
  const starts = capabilities.text.limits.flatMap((limit) => {
    // What is sent may be longer than what was written by the number at its end: that much less of the text fits.
    if (countAgainst(first.text, first.contentWarning, limit).remaining >= 0) return []
    const suffix = isBlank(named.text) ? '' : first.text.slice(named.text.trimEnd().length)
    const room = { ...limit, value: limit.value - suffix.length }
    return [overflowStart(named.text, first.contentWarning, room) ?? named.text.length]
  })
  return starts.length === 0 ? null : named.toSource(Math.min(...starts))
}
