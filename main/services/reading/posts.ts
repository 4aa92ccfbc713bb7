import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Clock } from '../../core/ports.ts'
import type { RemotePost } from '../../connectors/connector.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { Store } from '../../store/open-database.ts'
import { storePosts } from '../../store/store-posts.ts'
import type { ReadableDatabase } from '../../store/sql.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { getRemotePost, listViewers } from '../../store/tables/post-accounts.ts'
import { getPost } from '../../store/tables/posts.ts'
import type { AccountConnection, ConnectorLookup } from '../dependencies.ts'
import { arrangeThread, gatherThread } from './thread.ts'
import { buildPostViews, type ViewDependencies } from './view-builder.ts'

export type PostsDependencies = {
  readonly store: Store
  readonly contextFor: ConnectorLookup['contextFor']
  readonly views: ViewDependencies
  readonly clock: Clock
}

/** Threads that were read in full are remembered, this many. */
const COMPLETE_THREADS = 500

const notFound: AppError = { kind: 'post-not-found', message: null }

/** Posts and their threads, from the store, and a thread's refresh from its network. */
export function createPosts({ store, contextFor, views, clock }: PostsDependencies) {
  /** Posts whose threads a network gave in full since Chirp was started. */
  const complete = new Set<string>()

  const remember = (postId: string, all: boolean): void => {
    complete.delete(postId)
    if (all) complete.add(postId)
    const [oldest] = complete
    if (complete.size > COMPLETE_THREADS && oldest !== undefined) complete.delete(oldest)
  }

  /** Reads the thread as one account sees it; stores what comes. */
  const readThread = async ({ connector, context }: AccountConnection, postId: string): Promise<Result<Output<'posts.refreshThread'>>> => {
    if (connector.thread === undefined) return failure({ kind: 'capability-not-supported', capability: 'readsThreads', message: null })
    const requestedAt = clock()
    const ingest = { accountId: context.account.id, requestedAt }
    try {
      let remote: RemotePost | null = store.read((db) => getRemotePost(db, context.account.id, postId))
      if (remote === null && connector.resolvePost !== undefined) {
        const url = store.read((db) => getPost(db, postId)?.post.url ?? null)
        const found = await connector.resolvePost(context, postId, url)
        context.signal.throwIfAborted()
        if (found !== null) store.write((db) => ingestBatch(db, { ...found, entries: [], inbox: [] }, { ...ingest, now: clock() }))
        remote = store.read((db) => getRemotePost(db, context.account.id, postId))
      }
      if (remote === null) return failure(notFound)
      const thread = await connector.thread(context, remote)
      context.signal.throwIfAborted()
      await storePosts(store, thread.batch, { ...ingest, clock, signal: context.signal })
      remember(postId, thread.complete)
      return success({})
    } catch (error) {
      context.signal.throwIfAborted()
      return failure(connector.classify(error))
    }
  }

  return {
    get: ({ ids }: ParsedInput<'posts.get'>): Result<Output<'posts.get'>> => success(store.read((db) => buildPostViews(db, ids, views))),

    thread: ({ postId }: ParsedInput<'posts.thread'>): Result<Output<'posts.thread'>> =>
      store.read((db) => {
        if (getPost(db, postId) === null) return failure(notFound)
        const rows = arrangeThread(postId, gatherThread(db, postId))
        const posts = buildPostViews(
          db,
          rows.map((row) => row.postId),
          views,
        )
        return success({ focusId: postId, rows, posts, complete: complete.has(postId) })
      }),

    /** Asks the accounts that can read it, one after the other, until one brings it; answers the first failure where none does. */
    refreshThread: async ({ postId }: ParsedInput<'posts.refreshThread'>): Promise<Result<Output<'posts.refreshThread'>>> => {
      let problem: AppError | null = null
      for (const accountId of store.read((db) => readersOf(db, postId))) {
        const connection = contextFor(accountId)
        if (connection === null) continue
        const result = await readThread(connection, postId)
        if (result.ok) return result
        problem ??= result.error
      }
      return failure(problem ?? notFound)
    },
  }
}

export type Posts = ReturnType<typeof createPosts>

/** The accounts that may read a post: those that have seen it, then others on its network; those that work before those that do not. */
function readersOf(db: ReadableDatabase, postId: string): string[] {
  const seen = new Set(listViewers(db, postId).map((viewer) => viewer.accountId))
  const platform = getPost(db, postId)?.post.platform
  const rank = (account: { readonly id: string; readonly state: { readonly kind: string } }): number =>
    (seen.has(account.id) ? 0 : 1) + (account.state.kind === 'connected' ? 0 : 2)
  return listAccounts(db)
    .filter((account) => account.state.kind !== 'paused' && (seen.has(account.id) || account.platform === platform))
    .sort((a, b) => rank(a) - rank(b))
    .map((account) => account.id)
}
