import { AppFailure } from '../../../../shared/errors.ts'
import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { EngagementVerb } from '../../../../shared/model/viewer-state.ts'
import type { ConnectorContext, Engage, RemoteAuthor, RemotePost } from '../../connector.ts'
import { accountClient } from '../account-client.ts'
import { hasStatus } from '../../answer-failure.ts'
import { authorIdOf } from '../normalise/author.ts'
import { readStatus, readStatusesById } from '../read/statuses-by-id.ts'
import { parseAnswer, WireRelationship, type WireStatus } from '../wire.ts'

export const engage: Engage = { set, follow }

/** Posts whose counts are read in one go from a server that gives them only one by one. */
const MOST_MEASURED = 20

async function set(context: ConnectorContext, verb: EngagementVerb, on: boolean, post: RemotePost): Promise<{ readonly ref: null }> {
  const client = accountClient(context)
  const status = client.api.v1.statuses.$select(encodeURIComponent(post.remoteId))
  const calls = {
    like: { on: () => status.favourite(), off: () => status.unfavourite() },
    repost: { on: () => status.reblog(), off: () => status.unreblog() },
    bookmark: { on: () => status.bookmark(), off: () => status.unbookmark() },
  } satisfies Record<EngagementVerb, { on: () => Promise<unknown>; off: () => Promise<unknown> }>
  try {
    await calls[verb][on ? 'on' : 'off']()
  } catch (error) {
    // Some servers refuse to do what is done. What is the case decides.
    if (!hasStatus(error, 400, 403, 404, 409, 422)) throw error
    const standing = await readStatus(client, post.remoteId)
    if (standing === null || isSet(standing, verb) !== on) throw error
  }
  return { ref: null }
}

function isSet(status: WireStatus, verb: EngagementVerb): boolean {
  const { favourited, reblogged, bookmarked } = status.reblog ?? status
  switch (verb) {
    case 'like':
      return favourited === true
    case 'repost':
      return reblogged === true
    case 'bookmark':
      return bookmarked === true
  }
}

async function follow(
  context: ConnectorContext,
  author: RemoteAuthor,
  on: boolean,
): Promise<{ readonly ref: null; readonly requested: boolean }> {
  const client = accountClient(context)
  const account = client.api.v1.accounts.$select(encodeURIComponent(author.remoteId))
  const answer = on ? await account.follow() : await account.unfollow()
  const relationship = parseAnswer(WireRelationship, answer, client.server)
  return { ref: null, requested: on && relationship.requested && !relationship.following }
}

/** Deletes an own post. One that is gone already is as wanted. */
export async function deletePost(context: ConnectorContext, post: RemotePost): Promise<void> {
  const client = accountClient(context)
  try {
    await client.api.v1.statuses.$select(encodeURIComponent(post.remoteId)).remove()
  } catch (error) {
    if (!hasStatus(error, 404, 410)) throw error
    const standing = await readStatus(client, post.remoteId)
    if (standing === null) return
    // Somebody else's is refused the same way as one that is gone. An own one that stays cannot be deleted there.
    if (authorIdOf(standing.account, client.home) !== context.account.authorId) throw error
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'delete', message: null }, { cause: error })
  }
}

/** The counts of posts as they are now; those the server does not have (any more) are left out. */
export async function metrics(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const client = accountClient(context)
  const byRemoteId = new Map(posts.map((post) => [post.remoteId, post.postId]))
  const { statuses } = await readStatusesById(client, [...byRemoteId.keys()], MOST_MEASURED)
  const gathering = client.gather()
  for (const status of statuses) gathering.see(status)
  return gathering.posts().posts.flatMap(({ post, viewer }) => {
    const postId = byRemoteId.get(viewer?.remoteId ?? '')
    return postId === undefined ? [] : [{ postId, metrics: post.metrics }]
  })
}
