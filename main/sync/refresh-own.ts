import { success, failure, type Result } from '../../shared/errors.ts'
import type { Clock } from '../core/ports.ts'
import { ingestBatch } from '../store/ingest-batch.ts'
import type { Store } from '../store/open-database.ts'
import type { ReadableDatabase } from '../store/sql.ts'
import { setAccountCapabilities, setAccountIdentity } from '../store/tables/accounts.ts'
import { saveProfile } from '../store/tables/authors.ts'
import { sampleMetrics } from '../store/tables/metrics-samples.ts'
import { getRemotePost } from '../store/tables/post-accounts.ts'
import { getPost, listPostsByAuthor, setMetrics } from '../store/tables/posts.ts'
import type { ConnectionFor } from './stream-source.ts'

/** The newest own posts whose counts are asked for. */
const OWN_POSTS = 25

export type RefreshOwnDependencies = { readonly store: Store; readonly contextFor: ConnectionFor; readonly clock: Clock }

/** Asks a network how the account is called now, who follows it, how its newest posts are doing, and once a day what it can do; stores the answers. */
export async function refreshOwn(
  { store, contextFor, clock }: RefreshOwnDependencies,
  accountId: string,
  signal: AbortSignal,
): Promise<Result<null>> {
  const connection = contextFor(accountId, signal)
  if (connection === null) return success(null)
  const { connector, context } = connection
  try {
    const requestedAt = clock()
    const self = await connector.check(context)
    signal.throwIfAborted()
    store.write((db) => {
      setAccountIdentity(db, accountId, self.author)
      ingestBatch(db, { authors: [self], posts: [], entries: [], inbox: [] }, { accountId, requestedAt, now: clock() })
    })
    if (connector.profile !== undefined) {
      const { profile } = await connector.profile(context, {
        authorId: self.author.id,
        remoteId: self.remoteId,
        handle: self.author.handle,
      })
      signal.throwIfAborted()
      store.write((db) => saveProfile(db, profile, accountId, clock()))
    }
    if (connector.metrics !== undefined) {
      const posts = store.read((db) => ownPosts(db, accountId, self.author.id))
      const measured = posts.length === 0 ? [] : await connector.metrics(context, posts)
      signal.throwIfAborted()
      store.write((db) => {
        for (const { postId, metrics } of measured) {
          setMetrics(db, postId, metrics, accountId)
          const stored = getPost(db, postId)
          if (stored !== null) sampleMetrics(db, stored.row, stored.post.metrics)
        }
      })
    }
    await discoverAnew(store, connection, clock)
    return success(null)
  } catch (error) {
    signal.throwIfAborted()
    return failure(connector.classify(error))
  }
}

/** What an account can do changes when its server is renewed, and so does what Chirp knows to ask for. */
const ASKED_EVERY_MS = 24 * 60 * 60 * 1000

async function discoverAnew(store: Store, { connector, context }: NonNullable<ReturnType<ConnectionFor>>, clock: Clock): Promise<void> {
  const { id, capabilities } = context.account
  if (clock() - capabilities.askedAt < ASKED_EVERY_MS) return
  const discovered = await connector.discover(context)
  context.signal.throwIfAborted()
  store.write((db) => setAccountCapabilities(db, id, discovered))
}

function ownPosts(db: ReadableDatabase, accountId: string, authorId: string) {
  const newest = { sortAt: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }
  return listPostsByAuthor(db, authorId, newest, OWN_POSTS).flatMap((post) => getRemotePost(db, accountId, post.id) ?? [])
}
