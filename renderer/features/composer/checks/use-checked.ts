import { useCallback, useDeferredValue, useMemo } from 'react'
import type { DraftProblem } from '../../../../shared/model/draft-problem.ts'
import { planPublication, type TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import { validateDraft } from '../../../../shared/compose/validate-draft.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft } from '../../../../shared/model/draft.ts'
import { useNow } from '../../../state/now.ts'
import { targetContexts, type Referred } from './contexts.ts'

/** A draft as the networks would get it. */
export type Checked = {
  /** The draft all of this is about: what is written, or what was a moment ago. */
  readonly draft: Draft
  readonly plans: readonly TargetPlan[]
  readonly problems: readonly DraftProblem[]
  /** Checks another state of the draft; `now` is epoch ms, and where it is left out times are not looked at. */
  readonly check: (draft: Draft, now?: number) => readonly DraftProblem[]
}

export type CheckOptions = {
  /** Whether pictures without a description are pointed out. */
  readonly remind: boolean
  /** Whether a media host is set up; undefined = not known yet. */
  readonly mediaHost: boolean | undefined
}

/**
 * Plans and checks the draft behind the typing: a key is on the screen first, and what it means for each network right after. Nothing
 * is decided by this: what is sent is checked anew.
 */
export function useChecked(
  draft: Draft,
  accounts: readonly Account[],
  reply: Referred,
  quote: Referred,
  { remind, mediaHost }: CheckOptions,
): Checked {
  const behind = useDeferredValue(draft)
  const check = useCallback(
    (checked: Draft, now?: number) =>
      validateDraft(checked, targetContexts(accounts, reply, quote), {
        altTextReminder: remind,
        ...(mediaHost === undefined ? {} : { mediaHost }),
        ...(now === undefined ? {} : { now }),
      }),
    [accounts, reply, quote, remind, mediaHost],
  )
  const now = useNow()
  const { scheduledAt } = behind.options
  // All that matters of the time is whether the planned one has come: that it goes on is no reason to check anew.
  const passed = scheduledAt !== null && scheduledAt <= now ? scheduledAt : undefined
  const problems = useMemo(() => check(behind, passed), [check, behind, passed])
  const plans = useMemo(() => plansOf(behind, accounts), [behind, accounts])
  return useMemo(() => ({ draft: behind, plans, problems, check }), [behind, plans, problems, check])
}

/** A draft and what it becomes. */
export type Planned = Pick<Checked, 'draft' | 'plans'>

/** Above this a post is planned behind the typing: nothing that long is one post anywhere, and only its counters are late. UTF-16 units. */
const PLANNED_AT_ONCE = 2_000

/** What the counters count: what is written now where that is quick, and else what was a moment ago. */
export function useCounted(draft: Draft, accounts: readonly Account[], { draft: behind, plans: before }: Planned): Planned {
  return useMemo(() => {
    const versions = [draft.content, ...draft.targets.flatMap(({ override }) => override ?? [])]
    const quick = versions.every(({ segments }) => segments.every(({ text }) => text.length <= PLANNED_AT_ONCE))
    return quick ? { draft, plans: plansOf(draft, accounts) } : { draft: behind, plans: before }
  }, [draft, accounts, behind, before])
}

const planned = new WeakMap<Draft, { readonly accounts: readonly Account[]; readonly plans: readonly TargetPlan[] }>()

/** Each state of a draft is planned once, whoever asks. */
function plansOf(draft: Draft, accounts: readonly Account[]): readonly TargetPlan[] {
  const known = planned.get(draft)
  if (known?.accounts === accounts) return known.plans
  const plans = planPublication(draft, accounts)
  planned.set(draft, { accounts, plans })
  return plans
}
