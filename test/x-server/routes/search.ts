import { viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { invalid } from '../http/problem.ts'
import { pageOf, presentTweets } from '../present/page.ts'
import { byIdDown } from '../world/ids.ts'
import type { WorldTweet } from '../world/types.ts'
import { canSee, findUser, type World } from '../world/world.ts'

const DAY_MS = 24 * 60 * 60_000
/** How far back recent search reaches, and its longest query: docs.x.com/x-api/posts/search/introduction, read 2026-11-27. */
const RECENT_MS = 7 * DAY_MS
const LONGEST_QUERY = 512

/** One condition of a query: a word, an operator or its opposite. */
function matches(world: World, tweet: WorldTweet, term: string): boolean {
  if (term.startsWith('-')) return !matches(world, tweet, term.slice(1))
  const [operator = '', value = ''] = term.split(/:(.*)/s)
  switch (operator) {
    case 'from':
      return findUser(world, value.replace(/^@/, ''))?.id === tweet.authorId
    case 'lang':
      return tweet.lang === value
    case 'conversation_id':
      return tweet.conversationId === value
    case 'is':
      return value === 'retweet' ? tweet.retweetOf !== null : value === 'reply' && tweet.replyTo !== null
    default:
      return tweet.text.toLowerCase().includes(term.replaceAll('"', '').toLowerCase())
  }
}

function recent(call: Call): Answer {
  const { world, query } = call
  const wanted = query.get('query') ?? ''
  if (wanted.trim() === '' || wanted.length > LONGEST_QUERY) throw invalid('The `query` query parameter is not valid', { query: [wanted] })
  const from = query.get('start_time')
  if (from !== null && Date.parse(from) < world.now() - RECENT_MS)
    throw invalid(`Invalid 'start_time':'${from}'. 'start_time' must be on or after ${new Date(world.now() - RECENT_MS).toISOString()}.`, {
      start_time: [from],
    })
  const terms = wanted.match(/-?[a-z_]+:"[^"]*"|"[^"]*"|\S+/gi) ?? []
  const found = [...world.tweets.values()].filter(
    (tweet) =>
      tweet.createdAt >= world.now() - RECENT_MS &&
      // Reposts are not found by words any more: changelog of 2026-05-04.
      tweet.retweetOf === null &&
      canSee(world, viewerOf(call), tweet) &&
      terms.every((term) => matches(world, tweet, term)),
  )
  const { items, nextToken } = pageOf(found.toSorted(byIdDown), query, {
    least: 10,
    most: 100,
    usual: 10,
    token: ['next_token', 'pagination_token'],
  })
  const { data, includes, errors, charges } = presentTweets(world, viewerOf(call), items, query, 'post-read')
  return {
    json: {
      ...(data.length === 0 ? {} : { data }),
      ...(Object.keys(includes).length === 0 ? {} : { includes }),
      ...(errors.length === 0 ? {} : { errors }),
      meta: { result_count: data.length, ...(nextToken === null ? {} : { next_token: nextToken }) },
    },
    charges,
  }
}

export const searchRoutes: readonly Route[] = [
  { method: 'GET', path: '/2/tweets/search/recent', scopes: ['tweet.read', 'users.read'], family: 'search-recent', handle: recent },
]
