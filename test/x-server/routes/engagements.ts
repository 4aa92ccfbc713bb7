import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { textOf } from '../../mastodon-server/http/input.ts'
import { forbidden, invalid, notEnrolled, problemOf, Refusal } from '../http/problem.ts'
import type { WorldActions } from '../world/actions.ts'
import type { WorldTweet } from '../world/types.ts'
import { canSee } from '../world/world.ts'

/** The tweet that an engagement is about; it is in the body where something is done, in the path where it is undone. */
function subject(call: Call): WorldTweet {
  const id = call.params['tweet_id'] ?? textOf(call.input, 'tweet_id')
  if (id === undefined || !/^[0-9]{1,19}$/.test(id)) throw invalid('$.tweet_id: is missing or not an id', { tweet_id: [id ?? ''] })
  if (param(call, 'id') !== viewerOf(call).id) throw forbidden('The `id` of the path is not that of the user whose token this is.')
  const tweet = call.world.tweets.get(id)
  if (tweet === undefined || !canSee(call.world, viewerOf(call), tweet))
    throw new Refusal(404, problemOf('resource-not-found', 'Not Found Error', `Could not find tweet with id: [${id}].`))
  return tweet
}

/** Likes are for apps with an agreement: changelog of 2026-04-16, read 2026-11-27. */
function like(call: Call): Answer {
  if (call.app?.access === 'self-serve') throw notEnrolled()
  subject(call).likes.add(viewerOf(call).id)
  return { json: { data: { liked: true } }, charges: [{ price: 'interaction' }] }
}

function unlike(call: Call): Answer {
  if (call.app?.access === 'self-serve') throw notEnrolled()
  subject(call).likes.delete(viewerOf(call).id)
  return { json: { data: { liked: false } }, charges: [{ price: 'deletion' }] }
}

function retweet(actions: WorldActions, call: Call): Answer {
  const tweet = subject(call)
  const own = ownRetweets(call, tweet)
  if (own.length > 0) throw forbidden('You cannot retweet a Tweet that you have already retweeted.')
  const made = actions.repost(viewerOf(call), tweet)
  return { json: { data: { rest_id: made.id, retweeted: true } }, charges: [{ price: 'interaction' }] }
}

function unretweet(actions: WorldActions, call: Call): Answer {
  for (const own of ownRetweets(call, subject(call))) actions.remove(own)
  return { json: { data: { retweeted: false } }, charges: [{ price: 'deletion' }] }
}

function ownRetweets(call: Call, tweet: WorldTweet): WorldTweet[] {
  return [...call.world.tweets.values()].filter((each) => each.retweetOf === tweet.id && each.authorId === viewerOf(call).id)
}

function bookmark(call: Call, on: boolean): Answer {
  const { bookmarks } = subject(call)
  if (on) bookmarks.add(viewerOf(call).id)
  else bookmarks.delete(viewerOf(call).id)
  return { json: { data: { bookmarked: on } }, charges: [{ price: 'bookmark' }] }
}

const LIKE = ['tweet.read', 'users.read', 'like.write']
const RETWEET = ['tweet.read', 'tweet.write', 'users.read']
const BOOKMARK = ['tweet.read', 'users.read', 'bookmark.write']

export function engagementRoutes(actions: WorldActions): readonly Route[] {
  return [
    { method: 'POST', path: '/2/users/{id}/likes', scopes: LIKE, family: 'like', handle: like },
    { method: 'DELETE', path: '/2/users/{id}/likes/{tweet_id}', scopes: LIKE, family: 'unlike', handle: unlike },
    { method: 'POST', path: '/2/users/{id}/retweets', scopes: RETWEET, family: 'retweet', handle: (call) => retweet(actions, call) },
    {
      method: 'DELETE',
      path: '/2/users/{id}/retweets/{tweet_id}',
      scopes: RETWEET,
      family: 'unretweet',
      handle: (call) => unretweet(actions, call),
    },
    { method: 'POST', path: '/2/users/{id}/bookmarks', scopes: BOOKMARK, family: 'bookmark', handle: (call) => bookmark(call, true) },
    {
      method: 'DELETE',
      path: '/2/users/{id}/bookmarks/{tweet_id}',
      scopes: BOOKMARK,
      family: 'unbookmark',
      handle: (call) => bookmark(call, false),
    },
  ]
}
