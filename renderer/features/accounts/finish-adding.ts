import { t } from '../../i18n/i18n.ts'
import { findAccount } from '../../queries/accounts.ts'
import { announce } from '../../state/announce.ts'
import { closeAddAccount } from './add-account-state.ts'

/** The sign-in worked: the form goes, and it is said whose account is there now. */
export async function finishAdding(accountId: string): Promise<void> {
  const account = await findAccount(accountId).catch(() => null)
  closeAddAccount()
  announce('success', account === null ? t('accounts.connectedSomeone') : t('accounts.connected', { handle: account.handle }))
}
