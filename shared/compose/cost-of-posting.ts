import type { Account } from '../model/account.ts'
import { findUrls, findWeightedUrls } from '../text/urls.ts'
import type { TargetPlan } from './plan-publication.ts'

/** What a draft costs on one network. Amounts are millionths of a dollar. */
export type PostingCost = {
  readonly platformName: string
  readonly amount: number
  readonly posts: number
  /** How many of the posts are dearer, because they have a link. */
  readonly withLink: number
}

/** What a planned draft will cost, network by network in the order of the targets; only those that charge for posts. Pure. */
export function costOfPosting(
  plans: readonly TargetPlan[],
  accounts: readonly Pick<Account, 'id' | 'platformName' | 'capabilities'>[],
): readonly PostingCost[] {
  const costs = new Map<string, PostingCost>()
  for (const { accountId, posts } of plans) {
    const account = accounts.find(({ id }) => id === accountId)
    const prices = account?.capabilities.prices ?? null
    if (account === undefined || prices === null) continue
    const withLink = posts.filter(({ text }) => hasLink(text)).length
    const before = costs.get(account.platformName) ?? { amount: 0, posts: 0, withLink: 0 }
    costs.set(account.platformName, {
      platformName: account.platformName,
      amount: before.amount + withLink * prices.postWithLink + (posts.length - withLink) * prices.post,
      posts: before.posts + posts.length,
      withLink: before.withLink + withLink,
    })
  }
  return [...costs.values()]
}

/** Whether a network may see a link in it: the dearer price is named where there is a doubt. */
function hasLink(text: string): boolean {
  return findUrls(text).length > 0 || findWeightedUrls(text).length > 0
}
