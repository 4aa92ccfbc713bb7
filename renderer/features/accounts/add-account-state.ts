import { create } from 'zustand'
import type { Account } from '../../../shared/model/account.ts'

/** The sign-in form: for a new account, or for one that has to sign in again. */
export type AddAccountRequest = {
  /** Signing in again: the form begins with what is known. */
  readonly again: Pick<Account, 'platform' | 'authMethod' | 'server' | 'handle'> | null
}

export const useAddAccount = create<{ readonly request: AddAccountRequest | null }>(() => ({ request: null }))

export function openAddAccount(): void {
  useAddAccount.setState({ request: { again: null } })
}

export function openSignInAgain(account: AddAccountRequest['again']): void {
  useAddAccount.setState({ request: { again: account } })
}

export function closeAddAccount(): void {
  useAddAccount.setState({ request: null })
}
