import type { ConnectorContext, PlatformConnector, ReadBatch } from '../connectors/connector.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { StoredPart } from '../store/ingest-batch.ts'
import type { Store } from '../store/open-database.ts'
import { storeBeginning } from '../store/store-posts.ts'
import type { ReadMark, StreamName } from './store-page.ts'

/** A connector ready to work for one account, for as long as the signal holds. */
export type ConnectionFor = (
  accountId: string,
  signal?: AbortSignal,
) => { readonly connector: PlatformConnector; readonly context: ConnectorContext } | null

export type StreamReaderDependencies = {
  readonly store: Store
  readonly contextFor: ConnectionFor
  readonly clock: Clock
  readonly log: Log
}

/** One answer of a network, when it was asked, and what of it is stored already. */
export type FetchedPage = { readonly batch: ReadBatch; readonly requestedAt: number; readonly stored: StoredPart }

/** What a run brought. `exhausted`: the network has nothing older. */
export type StreamRun = { readonly added: number; readonly pages: number; readonly exhausted: boolean }

/** What a run needs of the world. */
export type StreamSource = {
  readonly store: Store
  readonly clock: Clock
  readonly accountId: string
  readonly stream: StreamName
  /** Asks for a page and stores its posts; its place in the stream is left. Rejects when the run was aborted, so that nothing is stored after it. */
  readonly fetchPage: (older: string | null, limit: number) => Promise<FetchedPage>
  /** Null where the network keeps none, or does not say now. */
  readonly fetchReadMark: () => Promise<ReadMark | null>
}

/** The streams of one account through its connector. */
export function sourceOf(
  { store, clock, log }: StreamReaderDependencies,
  { connector, context }: { readonly connector: PlatformConnector; readonly context: ConnectorContext },
  stream: StreamName,
): StreamSource {
  const { account, signal } = context
  return {
    store,
    clock,
    accountId: account.id,
    stream,
    fetchPage: async (older, limit) => {
      const requestedAt = clock()
      const batch = await connector.read(context, { stream: { kind: stream }, older, limit })
      signal.throwIfAborted()
      if (batch.skipped > 0)
        log.warn('A read left out what it could not understand.', { account: account.id, stream, skipped: batch.skipped })
      const stored = await storeBeginning(store, batch, { accountId: account.id, requestedAt, clock, signal })
      return { batch, requestedAt, stored }
    },
    fetchReadMark: async () => {
      if (stream !== 'notifications' || connector.readMark === undefined || account.capabilities.readMarker === null) return null
      try {
        return await connector.readMark(context)
      } catch (error) {
        signal.throwIfAborted()
        // Without the mark the notifications are still worth having; when something is really wrong, reading them fails too.
        log.warn('The read mark could not be read.', { account: account.id, error: connector.classify(error).kind })
        return null
      }
    },
  }
}
