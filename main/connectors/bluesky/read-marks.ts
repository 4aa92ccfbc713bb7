import type { PostMetrics } from '../../../shared/model/post-metrics.ts'
import type { RemotePost } from '../connector.ts'
import { ask, type Connection } from './agent.ts'
import { metricsOf } from './normalise/post.ts'
import { NotificationPage, PostView } from './normalise/wire.ts'
import { badAnswer, getPosts } from './read.ts'

/** Until when the network takes notifications for seen; null: it never was told. The network keeps a time and no position. */
export async function readSeenTime(connection: Connection): Promise<{ readonly at: number | null; readonly remoteId: null } | null> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.notification.listNotifications({ limit: 1 }, options))
  const page = NotificationPage.safeParse(answer)
  if (!page.success) throw badAnswer()
  return page.data.seenAt === undefined ? null : { at: page.data.seenAt, remoteId: null }
}

/** Moves the seen time forward; never back, since another app may have shown more. */
export async function markSeen(connection: Connection, at: number): Promise<void> {
  const seen = await readSeenTime(connection)
  if (seen?.at !== undefined && seen.at !== null && seen.at >= at) return
  await ask(connection, (agent, options) =>
    agent.app.bsky.notification.updateSeen({ seenAt: new Date(at).toISOString() }, { ...options, encoding: 'application/json' }),
  )
}

const POSTS_PER_CALL = 25

/** The counts of posts as they are now; posts that are gone are left out. */
export async function readMetrics(connection: Connection, posts: readonly RemotePost[]): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const metrics: { readonly postId: string; readonly metrics: PostMetrics }[] = []
  for (let from = 0; from < posts.length; from += POSTS_PER_CALL) {
    const uris = posts.slice(from, from + POSTS_PER_CALL).map((post) => post.remoteId)
    for (const wire of await getPosts(connection, uris)) {
      const view = PostView.safeParse(wire)
      if (view.success) metrics.push({ postId: view.data.uri, metrics: metricsOf(view.data, connection.context.clock()) })
    }
  }
  return metrics
}
