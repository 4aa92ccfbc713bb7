import { expect } from 'vitest'
import type { ConnectorContext, PlatformConnector, ReadBatch, StreamRequest } from '../../main/connectors/connector.ts'

const MOST_PAGES = 200

/** Reads a stream to its end, page by page, each with its cursor put through JSON as the store does. */
export async function readAll(
  connector: PlatformConnector,
  context: ConnectorContext,
  stream: StreamRequest['stream'],
  limit: number,
): Promise<ReadBatch[]> {
  const batches: ReadBatch[] = []
  let older: string | null = null
  do {
    const batch: ReadBatch = await connector.read(context, { stream, older, limit })
    batches.push(batch)
    older = batch.older === null ? null : (JSON.parse(JSON.stringify(batch.older)) as string)
  } while (older !== null && batches.length < MOST_PAGES)
  expect(older, 'the stream ends').toBeNull()
  return batches
}

/** What is in batches, in their order. */
export function keysOf(batches: readonly ReadBatch[]): string[] {
  return batches.flatMap((batch) => [
    ...batch.entries.map(({ postId, repostedBy }) => `${postId} by ${String(repostedBy)}`),
    ...batch.inbox.map(({ remoteId }) => remoteId),
  ])
}
