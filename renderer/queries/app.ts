import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Output } from '../../shared/bridge/contract.ts'
import type { Account } from '../../shared/model/account.ts'
import type { Settings } from '../../shared/model/settings.ts'
import { call } from '../bridge/client.ts'
import { queryClient } from './query-client.ts'

export const appKeys = { status: ['status'] as const, accounts: ['accounts'] as const, settings: ['settings'] as const }

export type AppStatus = Output<'app.status'>

export const statusOptions = queryOptions({ queryKey: appKeys.status, queryFn: () => call('app.status', {}) })
export const accountsOptions = queryOptions({ queryKey: appKeys.accounts, queryFn: () => call('accounts.list', {}) })
export const settingsOptions = queryOptions({ queryKey: appKeys.settings, queryFn: () => call('settings.get', {}) })

/** Undefined until the first answer. */
export function useStatus(): AppStatus | undefined {
  return useQuery(statusOptions).data
}

const NONE: readonly Account[] = []

/** The person's accounts in their own order; empty until the first answer. */
export function useAccounts(): readonly Account[] {
  return useQuery(accountsOptions).data ?? NONE
}

/** Undefined until the first answer. */
export function useSettings(): Settings | undefined {
  return useQuery(settingsOptions).data
}

/** Changes some settings; the answer is all of them as they are now. */
export async function saveSettings(changes: Partial<Settings>): Promise<void> {
  queryClient.setQueryData(appKeys.settings, await call('settings.set', changes))
}

/** Asks the networks now: all accounts, or one. Resolves when that read is over. */
export async function refreshAccounts(accountId: string | null): Promise<void> {
  await call('app.refresh', { accountId })
}
