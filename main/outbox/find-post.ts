import { AppFailure } from '../../shared/errors.ts'
import type { RemotePost } from '../connectors/connector.ts'
import type { Clock } from '../core/ports.ts'
import { ingestBatch } from '../store/ingest-batch.ts'
import type { Store } from '../store/open-database.ts'
import { getRemotePost } from '../store/tables/post-accounts.ts'
import { getPost } from '../store/tables/posts.ts'
import type { Connection } from './dependencies.ts'

/**
 * The handles an account needs to act on a post. A post its server never showed is looked up there, and what is found is stored.
 * Null: it is not to be had for this account. Rejects with what the connector rejects with.
 */
export async function findRemotePost(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  { connector, context }: Connection,
  postId: string,
): Promise<RemotePost | null> {
  const accountId = context.account.id
  const known = store.read((db) => getRemotePost(db, accountId, postId))
  if (known !== null) return known
  if (connector.resolvePost === undefined) return null
  const stored = store.read((db) => getPost(db, postId))
  // Another network's post cannot be found here; asking would only tell the server what the person reads elsewhere.
  if (stored !== null && stored.post.platform !== connector.manifest.platform) return null
  const requestedAt = clock()
  const batch = await connector.resolvePost(context, postId, stored?.post.url ?? null)
  if (batch === null) return null
  store.write((db) => ingestBatch(db, { ...batch, entries: [], inbox: [] }, { accountId, requestedAt, now: clock() }))
  return store.read((db) => getRemotePost(db, accountId, postId))
}

/** The same for a post without which nothing can be done. Rejects with `post-not-found`. */
export async function needRemotePost(
  deps: { readonly store: Store; readonly clock: Clock },
  connection: Connection,
  postId: string,
): Promise<RemotePost> {
  const found = await findRemotePost(deps, connection, postId)
  if (found === null) throw new AppFailure({ kind: 'post-not-found', message: null })
  return found
}
