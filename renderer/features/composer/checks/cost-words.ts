import { costOfPosting } from '../../../../shared/compose/cost-of-posting.ts'
import type { TargetPlan } from '../../../../shared/compose/plan-publication.ts'
import type { Account } from '../../../../shared/model/account.ts'
import { t } from '../../../i18n/i18n.ts'
import { money } from '../../../text/money.ts'

/** `X: $0.20, because it has a link`; null where no network charges for posts. */
export function costWords(plans: readonly TargetPlan[], accounts: readonly Account[]): string | null {
  const words = costOfPosting(plans, accounts)
    .filter(({ posts }) => posts > 0)
    .map(({ platformName, amount, posts, withLink }) => {
      const cost = t('composer.costs', { network: platformName, amount: money(amount) })
      if (withLink === 0) return cost
      return posts === 1 ? t('composer.costsLink', { cost }) : t('composer.costsLinks', { cost, count: withLink })
    })
  return words.length === 0 ? null : words.join(' · ')
}
