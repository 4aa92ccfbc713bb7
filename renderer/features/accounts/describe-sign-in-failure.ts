import { AppFailure } from '../../../shared/errors.ts'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'

/** What went wrong while signing in to a network, in one sentence that says what to do about it. */
export function describeSignInFailure(thrown: unknown, network: string): string {
  if (!(thrown instanceof AppFailure)) return describeFailure(thrown)
  const { error } = thrown
  if (error.kind === 'platform-unavailable' && error.reason === 'not-this-platform')
    return t('accounts.notThisPlatform', { server: error.server ?? t('error.theServer'), network })
  if (error.kind !== 'invalid-input') return describeFailure(thrown)
  const issue = error.issues[0]
  if (issue?.code === 'not-a-server') return t('accounts.notAServer')
  if (issue?.field === 'server' || issue?.field === 'password') return t(`accounts.missing.${issue.field}`)
  // What is wrong with a handle that was written is said by its code: which there are, say.
  if (issue?.field === 'handle' && issue.code === 'required') return t('accounts.missing.handle')
  return describeFailure(thrown)
}
