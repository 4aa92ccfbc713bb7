import type { DraftProblem } from '../model/draft-problem.ts'
import type { ElementLimit, TextElement } from '../model/capabilities.ts'
import { countElements } from '../text/text-elements.ts'
import { severityOf, type CheckedTarget } from './checked-target.ts'
import type { PlannedPost } from './plan-publication.ts'
import { problem } from './problem-codes.ts'

/** A limit that a post passes. */
type Passed = { readonly post: PlannedPost; readonly count: number; readonly limit: ElementLimit }

/** Too many links, hashtags and the like. Each is said once per target, of the post that has the most: a convention only where nothing is refused. */
export function validateElements(posts: readonly PlannedPost[], { account, place, names }: CheckedTarget): readonly DraftProblem[] {
  const { elements } = account.capabilities
  return [...new Set(elements.map(({ element }) => element))].flatMap((element) => {
    const limits = elements.filter((limit) => limit.element === element)
    const worst = posts.flatMap((post) => passedBy(post, element, limits)).reduce(worse, null)
    if (worst === null) return []
    const { post, count, limit } = worst
    const values = { ...names, count, limit: limit.value, over: count - limit.value }
    return [problem(severityOf(limit), `too-many-${element}`, { ...place, segmentId: post.sourceSegmentId }, values)]
  })
}

function passedBy(post: PlannedPost, element: TextElement, limits: readonly ElementLimit[]): readonly Passed[] {
  const held = limits.filter(({ inReplies }) => inReplies || post.replyTo === null)
  if (held.length === 0) return []
  const count = countElements(post.text, element)
  return held.flatMap((limit) => (count > limit.value ? [{ post, count, limit }] : []))
}

function worse(before: Passed | null, one: Passed): Passed {
  if (before === null) return one
  const [was, is] = [severityOf(before.limit), severityOf(one.limit)]
  if (was !== is) return is === 'error' ? one : before
  return one.count > before.count ? one : before
}
