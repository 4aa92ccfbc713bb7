import { AppFailure } from '../../../../shared/errors.ts'
import type { EngagementVerb } from '../../../../shared/model/viewer-state.ts'
import type { ConnectorContext, Engage, RemotePost } from '../../connector.ts'
import { accountClient, type AccountClient } from '../account-client.ts'
import { hasStatus } from '../../answer-failure.ts'
import { messageFrom } from '../../failure.ts'
import { NUMBER } from '../ids.ts'

export const engage: Engage = { set }

async function set(context: ConnectorContext, verb: EngagementVerb, on: boolean, post: RemotePost): Promise<{ readonly ref: null }> {
  // Likes are not for self-serve apps, and the capabilities say so.
  if (verb === 'like') throw new AppFailure({ kind: 'capability-not-supported', capability: 'like', message: null })
  if (!NUMBER.test(post.remoteId)) throw new AppFailure({ kind: 'post-not-found', message: null })
  const client = accountClient(context)
  await change(client, verb === 'repost' ? 'retweets' : 'bookmarks', on, post.remoteId)
  client.acts.learn(post.remoteId, verb, on)
  return { ref: null }
}

/** Addresses: openapi.json 2.168, read 2026-11-27. */
async function change(client: AccountClient, list: 'retweets' | 'bookmarks', on: boolean, id: string): Promise<void> {
  const path = `/2/users/${client.ownId}/${list}`
  try {
    await (on ? client.send('POST', path, { tweet_id: id }) : client.send('DELETE', `${path}/${id}`))
  } catch (error) {
    // Doing what is done is refused, with words only: "You cannot retweet a Tweet that you have already retweeted."
    if (on && hasStatus(error, 400, 403) && /already (retweeted|reposted|bookmarked)/i.test(messageFrom(error.body) ?? '')) return
    // Of a post that is gone nothing is left to undo.
    if (!on && hasStatus(error, 404)) return
    throw error
  }
}
