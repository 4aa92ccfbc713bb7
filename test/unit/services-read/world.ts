import type { ConnectorContext, PlatformConnector } from '../../../main/connectors/connector.ts'
import type { ViewDependencies } from '../../../main/services/reading/view-builder.ts'
import { ingestBatch, type IncomingBatch } from '../../../main/store/ingest-batch.ts'
import type { Store } from '../../../main/store/open-database.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { getAccount } from '../../../main/store/tables/accounts.ts'
import { saveCursor } from '../../../main/store/tables/sync-cursors.ts'
import { createStreamReader, type StreamReader } from '../../../main/sync/stream-reader.ts'
import type { Result } from '../../../shared/errors.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import { addAccount, homeBatch, HOUR, NOON } from '../../store/builders.ts'
import { contextOf, FakeNetwork, silentLog } from '../sync/fake-network.ts'

/** A real store, fake networks by account, and views that show what was mapped. */
export class World implements Disposable {
  now = NOON
  readonly clock = (): number => this.now
  readonly store: Store = openStore(':memory:', { clock: this.clock })
  readonly networks = new Map<string, FakeNetwork>()
  /** More members for an account's connector. */
  readonly extras = new Map<string, Partial<PlatformConnector>>()
  readonly views: ViewDependencies = { mediaAddress: (url) => `/media?${url}`, platformName: (platform) => `${platform} name` }
  readonly contextFor = (accountId: string, signal?: AbortSignal): { connector: PlatformConnector; context: ConnectorContext } | null => {
    if (this.store.read((db) => getAccount(db, accountId)) === null) return null
    const connector: PlatformConnector = { ...this.network(accountId).connector, ...this.extras.get(accountId) }
    return { connector, context: contextOf(accountId, signal ?? new AbortController().signal, this.clock) }
  }
  readonly reader: StreamReader = createStreamReader({ store: this.store, contextFor: this.contextFor, clock: this.clock, log: silentLog })

  network(accountId: string): FakeNetwork {
    const network = this.networks.get(accountId) ?? new FakeNetwork()
    this.networks.set(accountId, network)
    return network
  }

  join(name: string, changes: Parameters<typeof addAccount>[2] = {}): string {
    return addAccount(this.store, name, { position: this.networks.size, addedAt: NOON - HOUR, ...changes }).id
  }

  ingest(accountId: string, batch: IncomingBatch): void {
    this.store.write((db) => ingestBatch(db, batch, { accountId, requestedAt: this.now, now: this.now }))
  }

  /** Puts posts into an account's home feed and says how far it was read. */
  feed(accountId: string, posts: readonly CanonicalPost[], cursor: { reachedAt: number | null; exhausted: boolean }): void {
    this.ingest(accountId, homeBatch(posts))
    this.store.write((db) =>
      saveCursor(db, { accountId, stream: 'home', older: cursor.exhausted ? null : 'older', readAt: this.now, ...cursor }),
    )
  }

  [Symbol.dispose](): void {
    this.store.close()
  }
}

/** The value of a result that is expected to be one. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`Failed: ${JSON.stringify(result.error)}`)
  return result.value
}
