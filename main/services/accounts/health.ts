import type { Input, Output } from '../../../shared/bridge/contract.ts'
import { success, type Result } from '../../../shared/errors.ts'
import type { AccountHealth } from '../../../shared/model/account-health.ts'
import type { Store } from '../../store/open-database.ts'
import { getAccountHealth, type StoredHealth } from '../../store/tables/account-health.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import type { ConnectorLookup } from '../dependencies.ts'

/** What the checks of accounts need. */
export type HealthDependencies = {
  readonly store: Store
  readonly lookup: Pick<ConnectorLookup, 'contextFor'>
  readonly keeper: { check(accountId: string): Promise<Result<StoredHealth>> }
}

/** What the checks said of the person's accounts. */
export function createHealth({ store, lookup, keeper }: HealthDependencies) {
  return {
    list: (): Result<Output<'accounts.health'>> => {
      const all = store.read((db) => listAccounts(db).map(({ id }): AccountHealth => ({ accountId: id, last: getAccountHealth(db, id) })))
      return success(all.filter(({ accountId }) => lookup.contextFor(accountId)?.connector.health !== undefined))
    },

    check: async ({ accountId }: Input<'accounts.checkHealth'>): Promise<Result<Output<'accounts.checkHealth'>>> => {
      const result = await keeper.check(accountId)
      return result.ok ? success({ accountId, last: result.value }) : result
    },
  }
}

export type Health = ReturnType<typeof createHealth>
