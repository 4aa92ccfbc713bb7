import { contentFor, warningOf } from '../../../../shared/compose/draft-content.ts'
import { countText, overflowStart } from '../../../../shared/compose/count-text.ts'
import { overflowOf } from '../../../../shared/compose/overflow.ts'
import { planTarget, type PlannedPost, type TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import { textCount, type TextCount } from '../../../../shared/compose/resolve-capabilities.ts'
import { splitThread } from '../../../../shared/compose/split-thread.ts'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft, DraftContent, DraftTarget } from '../../../../shared/model/draft.ts'

/**
 * What a target's counter shows: of all the posts it gets, as they are cut, numbered and sent there, the one with the least room left.
 * Null where the network has no limit.
 */
export function countOfTarget(
  draft: Draft,
  target: DraftTarget,
  account: Account,
  posts: readonly PlannedPost[] = planTarget(draft, target, account),
): TextCount | null {
  const texts = posts.length === 0 ? [''] : posts.map(({ text }) => text)
  const warning = warningOf(contentFor(draft, target))
  const counts = texts.flatMap((text) => textCount(text, warning, account.capabilities) ?? [])
  const [first, ...others] = counts
  return first === undefined ? null : others.reduce((least, one) => (one.remaining < least.remaining ? one : least), first)
}

/** The accounts that get the version `version` (null: the shared one), in the order of the draft. */
export function accountsOfVersion(draft: Draft, version: string | null, accounts: readonly Account[]): readonly Account[] {
  const targets = draft.targets.filter((target) => (version === null ? target.override === null : target.accountId === version))
  return targets.flatMap((target) => accounts.find(({ id }) => id === target.accountId) ?? [])
}

/** Per segment of a version, where its text gets too long for the first of the accounts that get it: what comes after is marked. */
export function overflows(
  draft: Draft,
  content: DraftContent,
  accounts: readonly Account[],
  plans: readonly TargetPlan[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>()
  for (const segment of content.segments) {
    for (const account of accounts) {
      const posts = plans.find(({ accountId }) => accountId === account.id)?.posts ?? []
      const start = overflowOf(segment, posts, draft, account)
      if (start !== null) found.set(segment.id, Math.min(start, found.get(segment.id) ?? start))
    }
  }
  return found
}

/** Where a text gets too long for the first of these accounts, as it stands. Null when it fits all. UTF-16 offset. */
export function firstOverflow(text: string, warning: string | null, accounts: readonly Account[]): number | null {
  const starts = accounts.flatMap(({ capabilities }) =>
    capabilities.text.limits.flatMap((limit) => overflowStart(text, warning, limit) ?? []),
  )
  return starts.length === 0 ? null : Math.min(...starts)
}

/** The text as the posts of a thread, each short enough for every one of these accounts. */
export function splitForAll(
  text: string,
  warning: string | null,
  accounts: readonly Account[],
  language: string | null,
): readonly string[] {
  const limits = accounts.flatMap(({ capabilities }) => capabilities.text.limits)
  return splitThread(text, (part) => limits.every((limit) => countText(part, warning, limit) <= limit.value), { language })
}
