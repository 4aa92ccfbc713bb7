import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Input, Output } from '../../shared/bridge/contract.ts'
import type { Network } from '../../shared/bridge/sign-in-views.ts'
import type { AccountHealth } from '../../shared/model/account-health.ts'
import type { Account } from '../../shared/model/account.ts'
import { call } from '../bridge/client.ts'
import { accountsOptions } from './app.ts'
import { queryClient } from './query-client.ts'

export type { Network } from '../../shared/bridge/sign-in-views.ts'
export type AuthMethod = Network['authMethods'][number]
export type AccountLimit = Output<'accounts.limits'>[number]
export type OAuthFlow = Output<'accounts.beginOAuth'>

export const accountKeys = {
  networks: ['networks'] as const,
  limits: (accountId: string) => ['limits', accountId] as const,
  health: ['account-health'] as const,
  costs: (accountId: string) => ['costs', accountId] as const,
  /** Asked again when the core says `sign-in` (see `bridge/apply-changes.ts`). */
  flow: (flowId: string) => ['sign-in', flowId] as const,
}

export const networksOptions = queryOptions({ queryKey: accountKeys.networks, queryFn: () => call('accounts.networks', {}) })

const NONE: readonly Network[] = []

/** The networks an account can be added of; empty until the first answer. */
export function useNetworks(): readonly Network[] {
  return useQuery(networksOptions).data ?? NONE
}

/** What an account has spent and may spend; null where its network charges nothing. */
export function costsOptions(accountId: string) {
  return queryOptions({ queryKey: accountKeys.costs(accountId), queryFn: () => call('accounts.costs', { accountId }), staleTime: 0 })
}

const healthOptions = queryOptions({ queryKey: accountKeys.health, queryFn: () => call('accounts.health', {}) })

/** The last check of an account; null where its network cannot be asked how it is doing. */
export function useHealth(accountId: string): AccountHealth | null {
  return useQuery(healthOptions).data?.find((health) => health.accountId === accountId) ?? null
}

/** Asks the network now how an account is doing. */
export async function checkHealth(accountId: string): Promise<void> {
  await call('accounts.checkHealth', { accountId })
}

/** Says what an account may spend, and whether it may be read for money. */
export async function setBudget(accountId: string, budget: Input<'accounts.setBudget'>['budget']): Promise<void> {
  await call('accounts.setBudget', { accountId, budget })
}

/** How much of each limit of an account is used now. Asked anew whenever it is shown. */
export function limitsOptions(accountId: string) {
  return queryOptions({ queryKey: accountKeys.limits(accountId), queryFn: () => call('accounts.limits', { accountId }), staleTime: 0 })
}

const ASK_AGAIN_MS = 1_500

/** Where a sign-in through the browser stands; asked again until it has ended. */
export function flowOptions(flowId: string) {
  return queryOptions({
    queryKey: accountKeys.flow(flowId),
    queryFn: () => call('accounts.oauthFlow', { flowId }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.kind === 'waiting' ? ASK_AGAIN_MS : false),
    // The window where the person signs in has the focus meanwhile.
    refetchIntervalInBackground: true,
  })
}

/** Signs in with what was typed. Resolves with the account's id. */
export async function signIn(input: Input<'accounts.signIn'>): Promise<string> {
  return (await call('accounts.signIn', input)).accountId
}

/** Begins a sign-in in the browser. */
export function beginOAuth(input: Input<'accounts.beginOAuth'>): Promise<OAuthFlow> {
  return call('accounts.beginOAuth', input)
}

/** Ends a sign-in with the code the person pasted. Resolves with the account's id. */
export async function finishOAuth(flowId: string, code: string): Promise<string> {
  return (await call('accounts.finishOAuth', { flowId, code })).accountId
}

/** Gives a sign-in up. That it had ended already is no trouble. */
export async function cancelOAuth(flowId: string): Promise<void> {
  await call('accounts.cancelOAuth', { flowId }).catch(() => undefined)
}

export async function setPaused(accountId: string, paused: boolean): Promise<void> {
  await call('accounts.setPaused', { accountId, paused })
}

/** Asks the server again what this account can do. */
export async function refreshCapabilities(accountId: string): Promise<void> {
  await call('accounts.refreshCapabilities', { accountId })
}

export async function removeAccount(accountId: string, stored: 'keep' | 'delete'): Promise<void> {
  await call('accounts.remove', { accountId, stored })
}

/** Puts the accounts into the person's own order; all of them are named. */
export async function reorderAccounts(accountIds: readonly string[]): Promise<void> {
  await call('accounts.reorder', { accountIds: [...accountIds] })
}

/** An account as it is now, also when it was added a moment ago. */
export async function findAccount(accountId: string): Promise<Account | null> {
  const accounts = await call('accounts.list', {})
  queryClient.setQueryData(accountsOptions.queryKey, accounts)
  return accounts.find(({ id }) => id === accountId) ?? null
}

/** Adds the demo's accounts and waits until their first posts are there. */
export async function startDemo(): Promise<void> {
  await call('app.startDemo', {})
}

export async function removeDemo(): Promise<void> {
  await call('app.removeDemo', {})
}
