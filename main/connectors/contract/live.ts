import type { ConnectorContext } from './context.ts'
import type { ReadBatch } from './reading.ts'

/** What comes in over a live connection, in the order in which the server tells it. */
export type LiveEvent =
  /** The server listens: whatever happens from now on is told. Once, before everything else. */
  | { readonly kind: 'open' }
  /** New in a stream: its entries or notifications with everything they refer to, as in a page that was read. `older` says nothing here. */
  | { readonly kind: 'arrived'; readonly stream: 'home' | 'notifications'; readonly batch: ReadBatch }
  /** Posts that read differently now; without entries. */
  | { readonly kind: 'changed'; readonly batch: ReadBatch }
  /** A post is gone, by the id that the account's server has for it. */
  | { readonly kind: 'deleted'; readonly remoteId: string }
  /** Something is different that only reading shows (filters). */
  | { readonly kind: 'outdated' }

/**
 * Opens a live connection for an account and yields what comes in over it; leaving the loop closes it. It does not end by itself: where the
 * connection is lost, goes silent or never comes about it rejects with an error that `classify` understands, `capability-not-supported`
 * where the server offers none to this account. Connecting again is the caller's business, and so is what was missed meanwhile. What cannot
 * be understood is left out, with a line in the log.
 */
export type Live = (context: ConnectorContext) => AsyncIterable<LiveEvent>
