import type { Account } from '../model/account.ts'
import type { Visibility } from '../model/canonical-post.ts'
import type { Draft, DraftMedia, DraftPoll } from '../model/draft.ts'
import { contentFor, isEmptySegment, warningOf } from './draft-content.ts'

/** What a planned post answers: a post that is there, or the one that another segment of the same draft becomes. */
export type PlannedParent = { readonly kind: 'post'; readonly postId: string } | { readonly kind: 'segment'; readonly segmentId: string }

/** One post that a draft becomes on one network, before it is known how that network writes it. */
export type PlannedPost = {
  readonly segmentId: string
  readonly segmentIndex: number
  readonly text: string
  readonly media: readonly DraftMedia[]
  readonly poll: DraftPoll | null
  readonly contentWarning: string | null
  readonly sensitive: boolean
  readonly language: string | null
  readonly visibility: Visibility | null
  readonly replyTo: PlannedParent | null
  /** The post the whole thread hangs on; null where this is the first of a thread of its own. */
  readonly root: PlannedParent | null
  /** Only the first segment quotes. */
  readonly quote: string | null
}

/** What one account is to send, in this order, each after the one before it. */
export type TargetPlan = { readonly accountId: string; readonly posts: readonly PlannedPost[] }

/**
 * What a draft becomes on each of its targets. Pure; `validateDraft` has said that it can. What a network has no notion of is left
 * out (language, warning, visibility); targets without an account are too, and segments with nothing in them.
 */
export function planPublication(draft: Draft, accounts: readonly Account[]): readonly TargetPlan[] {
  const plans: TargetPlan[] = []
  for (const target of draft.targets) {
    const account = accounts.find(({ id }) => id === target.accountId)
    if (account === undefined || plans.some(({ accountId }) => accountId === account.id)) continue
    const content = contentFor(draft, target)
    const { capabilities } = account
    const segments = content.segments.filter((segment, index) => !isEmptySegment(segment) || (index === 0 && draft.quote !== null))
    const answered: PlannedParent | null = draft.replyTo === null ? null : { kind: 'post', postId: draft.replyTo }
    const [first] = segments
    const posts = segments.map((segment, index): PlannedPost => {
      const before = segments[index - 1]
      return {
        segmentId: segment.id,
        segmentIndex: index,
        text: segment.text,
        media: segment.media,
        poll: segment.poll,
        contentWarning: capabilities.contentWarning === null ? null : warningOf(content),
        sensitive: content.sensitive,
        language: capabilities.maxLanguages === null ? null : content.language,
        visibility: capabilities.visibility === null ? null : target.visibility,
        replyTo: before === undefined ? answered : { kind: 'segment', segmentId: before.id },
        root: before === undefined || first === undefined ? answered : (answered ?? { kind: 'segment', segmentId: first.id }),
        quote: index === 0 ? draft.quote : null,
      }
    })
    plans.push({ accountId: account.id, posts })
  }
  return plans
}
