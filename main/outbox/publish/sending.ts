import { AppFailure } from '../../../shared/errors.ts'
import type { OutgoingPost, Publish } from '../../connectors/connector.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'
import { getPublishRun, type PublishRun } from '../../store/tables/publish-runs.ts'
import type { Connection } from '../dependencies.ts'
import type { PublishDependencies } from './dependencies.ts'
import { makeOutgoingPost, type OutgoingPhase } from './outgoing-post.ts'

/** How the connector of an account publishes. Fails with `capability-not-supported` where it does not. */
export function publishOf({ connector }: Connection): Publish {
  if (connector.publish === undefined) throw new AppFailure({ kind: 'capability-not-supported', capability: 'publish', message: null })
  return connector.publish
}

/** The same connection, whose calls end when `signal` is aborted. */
export function within({ connector, context }: Connection, signal: AbortSignal): Connection {
  return { connector, context: { ...context, signal } }
}

/** An outbox item as its network is given it. */
export function outgoing(deps: PublishDependencies, connection: Connection, item: OutboxRow, phase: OutgoingPhase): Promise<OutgoingPost> {
  return makeOutgoingPost(deps, connection, item, runOf(deps, item), phase)
}

/** What was posted, of which an outbox item is one part. */
export function runOf(deps: PublishDependencies, item: OutboxRow): PublishRun {
  const run = deps.store.read((db) => getPublishRun(db, item.runId))
  if (run === null) throw new Error('An outbox item has no run')
  return run
}

/** What preparing left to be kept; null where it left nothing. */
export function parsed(prepared: string | null): unknown {
  return prepared === null ? null : JSON.parse(prepared)
}
