import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import { success, type Result } from '../../../shared/errors.ts'
import type { Store } from '../../store/open-database.ts'
import { listAccounts } from '../../store/tables/accounts.ts'
import { listOwnFollowers } from '../../store/tables/authors.ts'
import { listMetricsSamples } from '../../store/tables/metrics-samples.ts'
import { listPostsByAuthor } from '../../store/tables/posts.ts'
import { buildPostViews, type ViewDependencies } from './view-builder.ts'

export type MetricsDependencies = { readonly store: Store; readonly views: ViewDependencies }

const newest = { sortAt: Number.MAX_SAFE_INTEGER, row: Number.MAX_SAFE_INTEGER }

/** How the person's own posts are doing, as far as the networks say. */
export function createMetrics({ store, views }: MetricsDependencies) {
  return {
    /** The newest of the chosen accounts' own posts, newest first. */
    ownPosts: ({ accountIds, limit }: ParsedInput<'metrics.ownPosts'>): Result<Output<'metrics.ownPosts'>> =>
      success(
        store.read((db) => {
          const accounts = listAccounts(db).filter((account) => accountIds === null || accountIds.includes(account.id))
          const authorIds = new Set(accounts.map((account) => account.authorId))
          const found = [...authorIds].flatMap((authorId) => listPostsByAuthor(db, authorId, newest, limit))
          const ids = found.sort((a, b) => b.sortAt - a.sortAt || b.row - a.row).slice(0, limit)
          const posts = buildPostViews(
            db,
            ids.map((post) => post.id),
            views,
          ).slice(0, ids.length)
          const wanted = new Set(accounts.map((account) => account.id))
          return { posts, followers: listOwnFollowers(db).filter(({ accountId }) => wanted.has(accountId)) }
        }),
      ),

    history: ({ postId }: ParsedInput<'metrics.history'>): Result<Output<'metrics.history'>> =>
      success(store.read((db) => listMetricsSamples(db, postId))),
  }
}

export type Metrics = ReturnType<typeof createMetrics>
