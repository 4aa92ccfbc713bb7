import type { ConnectorContext, ReadBatch, RemotePost } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { learn, seeReferences } from './gathered.ts'
import { readStatusesById } from './statuses-by-id.ts'

/** Requests to a server that gives statuses one by one. */
const MOST = 10

/** Posts as they are now, and the ids of those that are gone for this account. What a server without batches was not asked for is in neither. */
export async function lookUp(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }> {
  const client = accountClient(context)
  const { statuses, gone } = await readStatusesById(
    client,
    posts.map(({ remoteId }) => remoteId),
    MOST,
  )
  const gathering = client.gather()
  for (const status of statuses) gathering.see(status)
  await seeReferences(client, gathering)
  learn(client, gathering)
  return { batch: gathering.batch({}), gone }
}
