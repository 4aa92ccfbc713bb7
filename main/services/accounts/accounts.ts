import { randomBytes } from 'node:crypto'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Input, Output } from '../../../shared/bridge/contract.ts'
import type { Account, AccountState } from '../../../shared/model/account.ts'
import type { PlatformConnector, SignedIn } from '../../connectors/connector.ts'
import type { RateLimiter } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import { forgetAccountHealth } from '../../store/tables/account-health.ts'
import {
  deleteAccount,
  findAccount,
  getAccount,
  listAccounts,
  reorderAccounts,
  retireAccount,
  saveAccount,
  setAccountCapabilities,
  setAccountState,
  type StoredAccount,
} from '../../store/tables/accounts.ts'
import { saveAuthor } from '../../store/tables/authors.ts'
import type { ConnectorLookup, MediaAddress } from '../dependencies.ts'
import type { Spending } from './spending.ts'

/** What the accounts need. */
export type AccountDependencies = {
  readonly store: Store
  readonly connectors: readonly PlatformConnector[]
  readonly lookup: ConnectorLookup
  readonly limiter: RateLimiter
  readonly spending: Pick<Spending, 'within'>
  readonly mediaAddress: MediaAddress
  /** Writes and removes the account's session secrets. */
  readonly secrets: { write(accountId: string, session: unknown): Promise<void>; remove(accountId: string): Promise<void> }
  readonly clock: Clock
  readonly log: Log
  /** The account was added, signed in again, paused, resumed or removed: reading and sending have to follow. */
  readonly onChanged: (accountId: string) => void
  /** Ends what is under way for an account that goes away. */
  readonly onRemoving: (accountId: string) => Promise<void>
}

const absent: AppError = { kind: 'invalid-input', issues: [{ field: 'accountId', code: 'unknown-account', values: {} }] }

/** The person's accounts. */
export function createAccounts(dependencies: AccountDependencies) {
  const { store, lookup, clock, log } = dependencies

  const toView = (account: StoredAccount): Account => ({
    ...account,
    capabilities: dependencies.spending.within(account.id, account.platform, account.capabilities),
    platformName: lookup.platformName(account.platform),
    avatarUrl: account.avatarUrl === null ? null : dependencies.mediaAddress(account.avatarUrl),
  })

  /** Stores a sign-in: a new account, or a known one again with all that was stored for it. The secret is kept before the account shows. */
  const admit = async (platform: string, method: string, signedIn: SignedIn): Promise<string> => {
    const { author, server, capabilities } = signedIn
    const known = store.read((db) => findAccount(db, author.id, server))
    const id = known?.id ?? `acc_${randomBytes(8).toString('hex')}`
    await dependencies.secrets.write(id, signedIn.session)
    store.write((db) => {
      const all = listAccounts(db)
      const before = all.find((account) => account.id === id)
      saveAuthor(db, author, clock())
      forgetAccountHealth(db, id)
      saveAccount(db, {
        id,
        platform,
        authorId: author.id,
        handle: author.handle,
        displayName: author.displayName,
        avatarUrl: author.avatarUrl,
        server,
        authMethod: method,
        state: { kind: 'connected' },
        capabilities,
        addedAt: before?.addedAt ?? clock(),
        readAt: before?.readAt ?? null,
        position: before?.position ?? Math.max(-1, ...all.map((account) => account.position)) + 1,
      })
    })
    log.info('An account was connected.', { accountId: id, platform, again: known !== null })
    dependencies.onChanged(id)
    return id
  }

  const remove = async (accountId: string, stored: 'keep' | 'delete'): Promise<void> => {
    const connection = lookup.contextFor(accountId, AbortSignal.timeout(10_000))
    await dependencies.onRemoving(accountId)
    // Telling the server is a courtesy: without a network the account goes all the same.
    await connection?.connector.authenticate.signOut?.(connection.context).catch((error: unknown) => {
      log.warn('The server could not be told of the sign-out.', { accountId, error })
    })
    await dependencies.secrets.remove(accountId)
    store.write((db) => {
      if (stored === 'delete') deleteAccount(db, accountId)
      else retireAccount(db, accountId, clock())
    })
    dependencies.onChanged(accountId)
  }

  return {
    admit,

    list: (): Result<Output<'accounts.list'>> => success(store.read((db) => listAccounts(db)).map(toView)),

    setPaused: ({ accountId, paused }: Input<'accounts.setPaused'>): Result<Output<'accounts.setPaused'>> => {
      const account = store.read((db) => getAccount(db, accountId))
      if (account === null) return failure(absent)
      const state: AccountState = paused ? { kind: 'paused' } : { kind: 'connected' }
      // An account whose sign-in is gone stays that way: pausing would hide it.
      if (account.state.kind !== 'needs-sign-in') store.write((db) => setAccountState(db, accountId, state))
      dependencies.onChanged(accountId)
      return success({})
    },

    refreshCapabilities: async ({
      accountId,
    }: Input<'accounts.refreshCapabilities'>): Promise<Result<Output<'accounts.refreshCapabilities'>>> => {
      const connection = lookup.contextFor(accountId, AbortSignal.timeout(30_000))
      if (connection === null) return failure(absent)
      try {
        const capabilities = await connection.connector.discover(connection.context)
        const account = store.write((db) => {
          setAccountCapabilities(db, accountId, capabilities)
          return getAccount(db, accountId)
        })
        // What is read of it, and whether it tells by itself what happens, follows from them.
        const { streams } = connection.context.account.capabilities
        if (JSON.stringify(streams) !== JSON.stringify(capabilities.streams)) dependencies.onChanged(accountId)
        return account === null ? failure(absent) : success(toView(account))
      } catch (error) {
        return failure(connection.connector.classify(error))
      }
    },

    remove: async ({ accountId, stored }: Input<'accounts.remove'>): Promise<Result<Output<'accounts.remove'>>> => {
      if (store.read((db) => getAccount(db, accountId)) === null) return failure(absent)
      await remove(accountId, stored)
      return success({})
    },

    reorder: ({ accountIds }: Input<'accounts.reorder'>): Result<Output<'accounts.reorder'>> => {
      store.write((db) => reorderAccounts(db, accountIds))
      return success({})
    },

    limits: ({ accountId }: Input<'accounts.limits'>): Result<Output<'accounts.limits'>> => {
      const account = store.read((db) => getAccount(db, accountId))
      const connector = dependencies.connectors.find((each) => each.manifest.platform === account?.platform)
      if (account === null || connector === undefined) return failure(absent)
      return success([
        ...dependencies.limiter.snapshot({
          accountId,
          platform: account.platform,
          server: account.server,
          rules: connector.manifest.rateRules,
        }),
      ])
    },
  }
}

export type Accounts = ReturnType<typeof createAccounts>
