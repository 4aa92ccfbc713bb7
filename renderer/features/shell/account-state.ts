import { assertNever } from '../../../shared/errors.ts'
import type { AccountState } from '../../../shared/model/account.ts'
import { t } from '../../i18n/i18n.ts'
import { clockOrDay } from '../../text/time.ts'

/** How an account is doing, in two or three words. `now` is epoch ms. */
export function accountStateWords(state: AccountState, now: number): string {
  switch (state.kind) {
    case 'rate-limited':
      return t('accountState.rate-limited', { time: clockOrDay(state.until, now) })
    case 'connected':
    case 'unavailable':
    case 'needs-sign-in':
    case 'paused':
      return t(`accountState.${state.kind}`)
    default:
      return assertNever(state)
  }
}
