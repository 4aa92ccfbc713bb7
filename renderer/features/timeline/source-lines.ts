import type { Account } from '../../../shared/model/account.ts'
import { assertNever } from '../../../shared/errors.ts'
import { describeError } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import type { TimelineWindow } from './window.ts'

type Sources = TimelineWindow['sources']

/** The handles of those that the others wait for; null where there is one account alone, or none to wait for. */
export function waitedFor(sources: Sources, accounts: readonly Account[]): string | null {
  const slow = sources.filter(({ state }) => state.kind === 'waiting' || state.kind === 'behind')
  const names = slow
    .flatMap(({ accountId }) => accounts.find((account) => account.id === accountId) ?? [])
    .map(({ handle }) => `@${handle}`)
  return sources.length < 2 || names.length === 0 ? null : names.join(', ')
}

/** What is to be said below the last post of feeds that bring nothing more: why each of them does not. One sentence each. */
export function sourceLines(sources: Sources, accounts: readonly Account[]): string[] {
  return sources.flatMap(({ accountId, state }): string[] => {
    const account = accounts.find(({ id }) => id === accountId)
    if (account === undefined) return []
    const { handle, platformName: network } = account
    switch (state.kind) {
      case 'failed':
        return [t('timeline.cannotBeRead', { handle, why: describeError(state.error) })]
      case 'exhausted':
        return [sources.length === 1 ? t('timeline.endOf', { network }) : t('timeline.endOfAccount', { network, handle })]
      case 'unordered':
        return [t('timeline.unordered', { handle })]
      case 'paused':
        return [t('timeline.pausedSource', { handle })]
      case 'waiting':
      case 'behind':
      case 'ahead':
        return []
      default:
        return assertNever(state)
    }
  })
}
