import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { ConnectorContext, ReadBatch, RemotePost } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { tweetIdOf } from '../ids.ts'
import { normalisePages } from '../normalise/batch.ts'
import { metricsOf } from '../normalise/post.ts'
import { getByIds, getCounts, goneIn } from './pages.ts'

/** Posts as they are now, and the ids of those that are gone for this account. */
export async function lookUp(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<{ readonly batch: ReadBatch; readonly gone: readonly string[] }> {
  const client = accountClient(context)
  const ids = [...new Set(posts.map(({ remoteId }) => remoteId))]
  const pages = await getByIds(client, ids)
  return { batch: normalisePages(pages, 'posts', client.reading), gone: goneIn(pages, ids) }
}

/** A post of X has the same id for everybody. */
export async function resolvePost(context: ConnectorContext, postId: string, url: string | null): Promise<ReadBatch | null> {
  const id = tweetIdOf(postId) ?? /^https:\/\/(?:www\.)?(?:x|twitter)\.com\/\w+\/status\/(\d{1,19})(?:[/?]|$)/.exec(url ?? '')?.[1] ?? null
  if (id === null) return null
  const client = accountClient(context)
  const batch = normalisePages(await getByIds(client, [id]), 'posts', client.reading)
  return batch.posts.some(({ viewer }) => viewer?.remoteId === id) ? batch : null
}

/** The counts of posts as they are now, and nothing else that would be paid for. Those X does not have (any more) are left out. */
export async function metrics(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const client = accountClient(context)
  const byId = new Map(posts.map(({ remoteId, postId }) => [remoteId, postId]))
  const pages = await getCounts(client, [...byId.keys()])
  return pages.flatMap(({ tweets }) =>
    tweets.flatMap((tweet) => {
      const postId = byId.get(tweet.id)
      return postId === undefined ? [] : [{ postId, metrics: metricsOf(tweet, context.clock()) }]
    }),
  )
}
