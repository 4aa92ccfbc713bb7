import { platform as osPlatform, release } from 'node:os'
import { success, type Result } from '../../shared/errors.ts'
import type { Input, Output } from '../../shared/bridge/contract.ts'
import type { SecretStore } from '../core/ports.ts'
import type { Store } from '../store/open-database.ts'
import { listAccounts } from '../store/tables/accounts.ts'
import { countStored, countsForRail } from '../store/tables/counts.ts'
import type { Accounts } from './accounts/accounts.ts'
import type { SignedIn } from '../connectors/connector.ts'

/** What reading can be told, and asked. */
export type Reading = {
  refresh(accountId: string | null): Promise<void>
  setVisible(visible: boolean): void
  isOnline(): boolean
  isSyncing(): boolean
}

/** What the app as a whole needs. */
export type AppDependencies = {
  readonly version: string
  readonly host: 'desktop' | 'headless'
  readonly dataDirectory: string
  readonly store: Store
  readonly reading: Reading
  readonly accounts: Accounts
  readonly secrets: SecretStore
  readonly media: { cacheBytes(): number; clear(): Promise<void> }
  /** The seeded accounts of the demo. */
  readonly demoAccounts: () => readonly { readonly platform: string; readonly signedIn: SignedIn }[]
  readonly logTail: () => readonly string[]
}

const DEMO_METHOD = 'demo'

/** The app itself: its state, the demo, what it keeps, and what to send along with a report. */
export function createApp(dependencies: AppDependencies) {
  const { store, reading, accounts } = dependencies
  const demoIds = (): string[] =>
    store
      .read((db) => listAccounts(db))
      .filter((account) => account.authMethod === DEMO_METHOD)
      .map((account) => account.id)

  const status = (): Result<Output<'app.status'>> => {
    const { counts, all } = store.read((db) => ({ counts: countsForRail(db), all: listAccounts(db) }))
    const readTimes = all.flatMap((account) => (account.readAt === null ? [] : [account.readAt]))
    return success({
      version: dependencies.version,
      online: reading.isOnline(),
      host: dependencies.host,
      secretProtection: dependencies.secrets.protection,
      demo: all.some((account) => account.authMethod === DEMO_METHOD),
      counts,
      readAt: readTimes.length === 0 ? null : Math.max(...readTimes),
      syncing: reading.isSyncing(),
      dataDirectory: dependencies.dataDirectory,
    })
  }

  const storage = (): Output<'app.storage'> => ({
    databaseBytes: store.sizeBytes(),
    mediaBytes: dependencies.media.cacheBytes(),
    ...store.read((db) => countStored(db)),
  })

  return {
    status,
    storage: (): Result<Output<'app.storage'>> => success(storage()),

    /** Plain text without names, posts or secrets: accounts are told apart by network and state alone. */
    diagnostics: (): Result<Output<'app.diagnostics'>> => {
      const { databaseBytes, mediaBytes, posts } = storage()
      const lines = [
        `Chirp ${dependencies.version} (${dependencies.host}), Node ${process.versions.node}, ${osPlatform()} ${release()} ${process.arch}`,
        `Secrets: ${dependencies.secrets.protection}. Online: ${String(reading.isOnline())}. Store: ${posts} posts, ${databaseBytes} bytes; media ${mediaBytes} bytes.`,
        ...store
          .read((db) => listAccounts(db))
          .map(
            ({ platform, authMethod, capabilities, state }) =>
              `Account: ${platform}, ${authMethod}, ${capabilities.software ?? 'software unknown'}, ${state.kind}`,
          ),
        '',
        ...dependencies.logTail(),
      ]
      return success({ text: lines.join('\n') })
    },

    refresh: async ({ accountId }: Input<'app.refresh'>): Promise<Result<Output<'app.refresh'>>> => {
      await reading.refresh(accountId)
      return success({})
    },

    setVisible: ({ visible }: Input<'app.setVisible'>): Result<Output<'app.setVisible'>> => {
      reading.setVisible(visible)
      return success({})
    },

    /** Adds the demo's accounts, once, and waits until their first posts are there. */
    startDemo: async (): Promise<Result<Output<'app.startDemo'>>> => {
      if (demoIds().length === 0) {
        for (const { platform, signedIn } of dependencies.demoAccounts()) await accounts.admit(platform, DEMO_METHOD, signedIn)
      }
      await Promise.all(demoIds().map((id) => reading.refresh(id)))
      return success({})
    },

    /** Removes the demo's accounts and everything that came with them. */
    removeDemo: async (): Promise<Result<Output<'app.removeDemo'>>> => {
      for (const accountId of demoIds()) await accounts.remove({ accountId, stored: 'delete' })
      return success({})
    },

    clearMediaCache: async (): Promise<Result<Output<'app.clearMediaCache'>>> => {
      await dependencies.media.clear()
      return success({})
    },
  }
}

export type AppService = ReturnType<typeof createApp>
