import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { forbidden, invalid, partialError, problemOf, Refusal } from '../http/problem.ts'
import { presentTweets } from '../present/page.ts'
import type { WorldActions } from '../world/actions.ts'
import { createTweet } from '../world/create-tweet.ts'
import type { WorldTweet } from '../world/types.ts'
import { canSee } from '../world/world.ts'
import { shortened, wireText } from '../world/text.ts'

const READ = ['tweet.read', 'users.read']
const WRITE = ['tweet.read', 'tweet.write', 'users.read']
/** docs.x.com/x-api/posts/lookup/introduction, read 2026-11-27. */
const MOST_IDS = 100

function lookUp(call: Call): Answer {
  const { world, query } = call
  const ids = (query.get('ids') ?? '').split(',')
  if (ids.length > MOST_IDS || ids.some((id) => !/^[0-9]{1,19}$/.test(id)))
    throw invalid('The `ids` query parameter value is not valid', { ids })
  const found: WorldTweet[] = []
  const errors: unknown[] = []
  for (const id of ids) {
    const tweet = world.tweets.get(id)
    if (tweet === undefined) errors.push(partialError('tweet', id, 'gone', 'ids'))
    else if (canSee(world, viewerOf(call), tweet)) found.push(tweet)
    else errors.push(partialError('tweet', id, 'hidden', 'ids'))
  }
  const { data, includes, errors: more, charges } = presentTweets(world, viewerOf(call), found, query, 'post-read')
  const all = [...errors, ...more]
  return {
    json: {
      ...(data.length === 0 ? {} : { data }),
      ...(Object.keys(includes).length === 0 ? {} : { includes }),
      ...(all.length === 0 ? {} : { errors: all }),
    },
    charges,
  }
}

function remove(actions: WorldActions, call: Call): Answer {
  const tweet = call.world.tweets.get(param(call, 'id'))
  if (tweet === undefined)
    throw new Refusal(404, problemOf('resource-not-found', 'Not Found Error', `Could not find tweet with id: [${param(call, 'id')}].`))
  if (tweet.authorId !== viewerOf(call).id) throw forbidden('You are not allowed to delete this Tweet.')
  actions.remove(tweet)
  return { json: { data: { deleted: true } }, charges: [{ price: 'deletion' }] }
}

export function tweetRoutes(actions: WorldActions): readonly Route[] {
  return [
    { method: 'GET', path: '/2/tweets', scopes: READ, family: 'tweets-lookup', handle: lookUp },
    {
      method: 'POST',
      path: '/2/tweets',
      scopes: WRITE,
      family: 'create-tweet',
      handle: (call) => {
        if (call.app === null) throw new Error('A token without its app')
        const { tweet, charge } = createTweet(call.world, actions, { app: call.app, author: viewerOf(call) }, call.input)
        const { text } = wireText(call.world, tweet.text, {
          shownFrom: 0,
          attached: tweet.mediaIds.length === 0 ? [] : [{ address: shortened(tweet.id), mediaKey: null }],
        })
        return { status: 201, json: { data: { id: tweet.id, text, edit_history_tweet_ids: [tweet.id] } }, charges: [charge] }
      },
    },
    { method: 'DELETE', path: '/2/tweets/{id}', scopes: WRITE, family: 'delete-tweet', handle: (call) => remove(actions, call) },
  ]
}
