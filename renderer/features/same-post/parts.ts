import type { PostView } from '../../../shared/bridge/views.ts'
import type { Account } from '../../../shared/model/account.ts'
import type { PostMetrics } from '../../../shared/model/post-metrics.ts'
import type { EngagementVerb } from '../../../shared/model/viewer-state.ts'
import { t } from '../../i18n/i18n.ts'
import { fullCount } from '../../text/numbers.ts'
import { ableAccounts, isPressed, pressOf, type Engagement } from '../post/acting.ts'

/** One post on several networks, as one card: the post shown first, then the others. Alone where it is on one, or where they were split. */
export type Parts = readonly [PostView, ...PostView[]]

/** The parts of a post, as far as `find` knows them. */
export function partsOf(view: PostView, find: (postId: string) => PostView | null | undefined): Parts {
  if (view.samePost === undefined || view.samePost.split) return [view]
  return [view, ...view.samePost.others.flatMap((id) => find(id) ?? []).filter((part) => !part.deleted)]
}

/** The names of the networks, each once. */
export function networksOf(parts: readonly PostView[]): readonly string[] {
  return [...new Set(parts.map((part) => part.platformName))]
}

/** "Bluesky and Mastodon". */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}

type Count = Exclude<keyof PostMetrics, 'measuredAt'>

/** A count over all networks; null where none gives it. */
export function countOf(parts: Parts, count: Count): number | null {
  const known = parts.flatMap((part) => part.post.metrics[count] ?? [])
  return known.length === 0 ? null : known.reduce((sum, one) => sum + one, 0)
}

/** What a count is made of, in words: "12: Bluesky 8, Mastodon 4"; just the number where one network gives it. */
export function countInWords(parts: Parts, count: Count): string | null {
  const sum = countOf(parts, count)
  const known = parts.flatMap((part) => {
    const one = part.post.metrics[count]
    return one === null ? [] : [t('post.countOn', { network: part.platformName, number: fullCount(one) })]
  })
  if (sum === null) return null
  return known.length < 2 ? fullCount(sum) : t('post.countOf', { sum: fullCount(sum), parts: known.join(', ') })
}

/** Whether any of the person's accounts has done it, on any of the networks. */
export function isPressedAnywhere(parts: Parts, verb: EngagementVerb): boolean {
  return parts.some((part) => isPressed(part, verb))
}

/** An engagement and the post it is for. */
export type PartEngagement = Engagement & { readonly postId: string }

/**
 * What one press of a button means for a post on several networks: off wherever it is on, otherwise on for the first part that an account can
 * act on. A part whose feed it came from goes before one that nobody reads.
 */
export function pressOfParts(
  parts: Parts,
  verb: EngagementVerb,
  accounts: readonly Account[],
  from: readonly string[],
): readonly PartEngagement[] {
  const each = parts.map((part) => pressOf(part, verb, accounts, from).map((one) => ({ ...one, postId: part.post.id })))
  const off = each.flat().filter(({ on }) => !on)
  if (off.length > 0) return off
  return each.find((on) => on.some(({ accountId }) => from.includes(accountId))) ?? each.find((on) => on.length > 0) ?? []
}

/** The part to answer or quote, and the account to do it as; null where no account can. */
export function actingOn(
  parts: Parts,
  act: 'reply' | 'quote',
  accounts: readonly Account[],
  from: readonly string[],
): { readonly part: PostView; readonly account: Account } | null {
  const able = ableOf(parts, act, accounts, from)
  return able.find(({ account }) => from.includes(account.id)) ?? able[0] ?? null
}

/** Every account that can do it, with the part it can do it to. */
export function ableOf(
  parts: Parts,
  act: EngagementVerb | 'reply' | 'quote',
  accounts: readonly Account[],
  from: readonly string[],
): readonly { readonly part: PostView; readonly account: Account }[] {
  return parts.flatMap((part) => ableAccounts(part, act, accounts, from).map((account) => ({ part, account })))
}
