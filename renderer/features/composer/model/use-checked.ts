import { useCallback, useDeferredValue, useMemo, useRef } from 'react'
import type { DraftProblem } from '../../../../shared/bridge/contract.ts'
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

/**
 * Plans and checks the draft behind the typing: a key is on the screen first, and what it means for each network right after. Nothing
 * is decided by this: what is sent is checked anew.
 */
export function useChecked(draft: Draft, accounts: readonly Account[], reply: Referred, quote: Referred, remind: boolean): Checked {
  const behind = useDeferredValue(draft)
  const check = useCallback(
    (checked: Draft, now?: number) =>
      validateDraft(checked, targetContexts(accounts, reply, quote), { altTextReminder: remind, ...(now === undefined ? {} : { now }) }),
    [accounts, reply, quote, remind],
  )
  const now = useNow()
  const { scheduledAt } = behind.options
  // All that matters of the time is whether the planned one has come: that it goes on is no reason to check anew.
  const passed = scheduledAt !== null && scheduledAt <= now ? scheduledAt : undefined
  const problems = useMemo(() => check(behind, passed), [check, behind, passed])
  const plans = useMemo(() => planPublication(behind, accounts), [behind, accounts])
  return useMemo(() => ({ draft: behind, plans, problems, check }), [behind, plans, problems, check])
}

/** The list as it was before, as long as the same things are in it: so that what depends on it need not be shown anew. */
export function useSame<Item>(list: readonly Item[]): readonly Item[] {
  const last = useRef(list)
  // Comparing with the last rendering is the very purpose, and a wrong guess only costs a rendering.
  /* eslint-disable react-hooks/refs */
  const same = last.current.length === list.length && list.every((item, index) => item === last.current[index])
  if (!same) last.current = list
  return last.current
  /* eslint-enable react-hooks/refs */
}
