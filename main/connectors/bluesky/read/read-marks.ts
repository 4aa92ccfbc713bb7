import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { RemotePost } from '../../connector.ts'
import { ask, type Connection } from '../agent.ts'
import { metricsOf } from '../normalise/post.ts'
import { readNotificationList } from '../normalise/pages.ts'
import { PostView } from '../normalise/wire.ts'
import { getPosts, understood } from './read.ts'

/** Until when the network takes notifications for seen; null: it never was told. The network keeps a time and no position. */
export async function readSeenTime(connection: Connection): Promise<{ readonly at: number; readonly remoteId: null } | null> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.notification.listNotifications({ limit: 1 }, options))
  const { seenAt } = understood(readNotificationList(answer, null))
  return seenAt === null ? null : { at: seenAt, remoteId: null }
}

/**
 * Marks everything up to and including `at` as seen. The time only moves forward, since another app may have shown more. What is seen has to be
 * older than the seen time, hence the millisecond.
 */
export async function markSeen(connection: Connection, at: number): Promise<void> {
  const seen = await readSeenTime(connection)
  if (seen !== null && seen.at > at) return
  await ask(connection, (agent, options) =>
    agent.app.bsky.notification.updateSeen({ seenAt: new Date(at + 1).toISOString() }, { ...options, encoding: 'application/json' }),
  )
}

/** The counts of posts as they are now; posts that are gone are left out. */
export async function readMetrics(
  connection: Connection,
  posts: readonly RemotePost[],
): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const answers = await getPosts(
    connection,
    posts.map((post) => post.remoteId),
  )
  const now = connection.context.clock()
  return answers.flatMap((wire) => {
    const view = PostView.safeParse(wire)
    return view.success ? [{ postId: view.data.uri, metrics: metricsOf(view.data, now) }] : []
  })
}
