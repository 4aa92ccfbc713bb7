import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { forbidden, invalid, partialError } from '../http/problem.ts'
import { pageOf, presentTweets } from '../present/page.ts'
import { byIdDown } from '../world/ids.ts'
import type { WorldTweet } from '../world/types.ts'
import { canSee } from '../world/world.ts'

/** How many a timeline goes back: docs.x.com/x-api/posts/timelines/introduction, read 2026-11-27. */
const MOST = { home: 3_200, tweets: 3_200, mentions: 800 }
const SCOPES = ['tweet.read', 'users.read']
const TOKENS = ['pagination_token']

function answer(
  call: Call,
  all: readonly WorldTweet[],
  rules: { readonly least: number; readonly most: number; readonly usual: number },
  price: 'post-read' | 'owned-read',
): Answer {
  const seen = all.filter((tweet) => canSee(call.world, viewerOf(call), tweet)).toSorted(byIdDown)
  const { items, nextToken } = pageOf(seen, call.query, { ...rules, token: TOKENS })
  const { data, includes, errors, charges } = presentTweets(call.world, viewerOf(call), items, call.query, price)
  const [first, last] = [items[0], items.at(-1)]
  return {
    json: {
      ...(data.length === 0 ? {} : { data }),
      ...(Object.keys(includes).length === 0 ? {} : { includes }),
      ...(errors.length === 0 ? {} : { errors }),
      meta: {
        result_count: data.length,
        ...(first === undefined || last === undefined ? {} : { newest_id: first.id, oldest_id: last.id }),
        ...(nextToken === null ? {} : { next_token: nextToken }),
      },
    },
    charges,
  }
}

function home(call: Call): Answer {
  const viewer = viewerOf(call)
  if (param(call, 'id') !== viewer.id) throw forbidden('You are not allowed to see the timeline of somebody else.')
  const all = [...call.world.tweets.values()].filter(({ authorId }) => authorId === viewer.id || viewer.following.has(authorId))
  return answer(call, all.toSorted(byIdDown).slice(0, MOST.home), { least: 1, most: 100, usual: 100 }, 'post-read')
}

function tweets(call: Call): Answer {
  const user = call.world.users.get(param(call, 'id'))
  if (user === undefined) return { json: { errors: [partialError('user', param(call, 'id'), 'gone', 'id')] } }
  const all = [...call.world.tweets.values()].filter(({ authorId }) => authorId === user.id)
  const price = user.id === viewerOf(call).id ? 'owned-read' : 'post-read'
  return answer(call, all.toSorted(byIdDown).slice(0, MOST.tweets), { least: 5, most: 100, usual: 10 }, price)
}

function mentions(call: Call): Answer {
  const { world } = call
  const user = world.users.get(param(call, 'id'))
  if (user === undefined) throw invalid('The `id` query parameter value is not a user', { id: [param(call, 'id')] })
  const name = new RegExp(String.raw`(?<!\w)@${user.username}\b`, 'i')
  const answersThem = ({ replyTo }: WorldTweet) => replyTo !== null && world.tweets.get(replyTo)?.authorId === user.id
  const quotesThem = ({ quoteOf }: WorldTweet) => quoteOf !== null && world.tweets.get(quoteOf)?.authorId === user.id
  const all = [...world.tweets.values()].filter(
    (tweet) => tweet.retweetOf === null && tweet.authorId !== user.id && (name.test(tweet.text) || answersThem(tweet) || quotesThem(tweet)),
  )
  const price = user.id === viewerOf(call).id ? 'owned-read' : 'post-read'
  return answer(call, all.toSorted(byIdDown).slice(0, MOST.mentions), { least: 5, most: 100, usual: 10 }, price)
}

export const timelineRoutes: readonly Route[] = [
  { method: 'GET', path: '/2/users/{id}/timelines/reverse_chronological', scopes: SCOPES, family: 'home', handle: home },
  { method: 'GET', path: '/2/users/{id}/tweets', scopes: SCOPES, family: 'user-tweets', handle: tweets },
  { method: 'GET', path: '/2/users/{id}/mentions', scopes: SCOPES, family: 'user-mentions', handle: mentions },
]
