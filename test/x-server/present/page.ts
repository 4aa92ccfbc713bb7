import type { Charge } from '../http/call.ts'
import { invalid, partialError } from '../http/problem.ts'
import type { WorldTweet, WorldUser } from '../world/types.ts'
import { canSee, type World } from '../world/world.ts'
import { listOf } from './fields.ts'
import { presentMedia, presentPoll, presentTweet } from './tweet.ts'
import { presentUser } from './user.ts'

/** Tweets with what the request wants expanded, and what all that costs. */
export function presentTweets(
  world: World,
  viewer: WorldUser,
  tweets: readonly WorldTweet[],
  query: URLSearchParams,
  price: 'post-read' | 'owned-read',
): { readonly data: unknown[]; readonly includes: Record<string, unknown[]>; readonly errors: unknown[]; readonly charges: Charge[] } {
  const expansions = listOf(query, 'expansions')
  const users = new Map<string, WorldUser>()
  const included = new Map<string, WorldTweet>()
  const errors: unknown[] = []
  const seeUser = (id: string): void => {
    const user = world.users.get(id)
    if (user !== undefined) users.set(id, user)
  }
  if (expansions.includes('referenced_tweets.id')) {
    for (const tweet of tweets)
      for (const id of [tweet.retweetOf, tweet.quoteOf, tweet.replyTo].filter((each) => each !== null)) {
        const referenced = world.tweets.get(id)
        if (referenced === undefined) errors.push(partialError('tweet', id, 'gone', 'referenced_tweets.id'))
        else if (canSee(world, viewer, referenced)) included.set(id, referenced)
        else errors.push(partialError('tweet', id, 'hidden', 'referenced_tweets.id'))
      }
  }
  if (expansions.includes('author_id')) for (const tweet of tweets) seeUser(tweet.authorId)
  if (expansions.includes('referenced_tweets.id.author_id')) for (const tweet of included.values()) seeUser(tweet.authorId)
  const holders = [
    ...(expansions.includes('attachments.media_keys') ? tweets : []),
    ...(expansions.includes('referenced_tweets.id.attachments.media_keys') ? included.values() : []),
  ]
  const media = [...new Set(holders.flatMap((tweet) => tweet.mediaIds))].flatMap((id) => world.media.get(id) ?? [])
  const polls = expansions.includes('attachments.poll_ids') ? tweets.flatMap(({ poll }) => poll ?? []) : []
  const tweetFields = listOf(query, 'tweet.fields')
  const includes = {
    ...(users.size === 0 ? {} : { users: [...users.values()].map((user) => presentUser(world, user, listOf(query, 'user.fields'))) }),
    ...(included.size === 0 ? {} : { tweets: [...included.values()].map((tweet) => presentTweet(world, tweet, tweetFields)) }),
    ...(media.length === 0 ? {} : { media: media.map((each) => presentMedia(world, each, listOf(query, 'media.fields'))) }),
    ...(polls.length === 0 ? {} : { polls: polls.map((poll) => presentPoll(world, poll, listOf(query, 'poll.fields'))) }),
  }
  return {
    data: tweets.map((tweet) => presentTweet(world, tweet, tweetFields)),
    includes,
    errors,
    charges: [
      ...tweets.map(({ id }): Charge => ({ price, resource: `post ${id}` })),
      ...[...included.keys()].map((id): Charge => ({ price: 'post-read', resource: `post ${id}` })),
      ...[...users.keys()].map((id): Charge => ({ price: 'user-read', resource: `user ${id}` })),
      ...media.map(({ key }): Charge => ({ price: 'media-read', resource: `media ${key}` })),
    ],
  }
}

/** Cuts a page out of a list that is newest first. Tokens name the last one seen. */
export function pageOf(
  all: readonly WorldTweet[],
  query: URLSearchParams,
  rules: { readonly least: number; readonly most: number; readonly usual: number; readonly token: readonly string[] },
): { readonly items: readonly WorldTweet[]; readonly nextToken: string | null } {
  const wanted = query.has('max_results') ? Number(query.get('max_results')) : rules.usual
  if (!Number.isInteger(wanted) || wanted < rules.least || wanted > rules.most)
    throw invalid(
      `The \`max_results\` query parameter value [${query.get('max_results') ?? ''}] is not between ${String(rules.least)} and ${String(rules.most)}`,
      { max_results: [query.get('max_results') ?? ''] },
    )
  const token = rules.token.map((name) => query.get(name)).find((value) => value !== null) ?? null
  const before = token === null ? null : /^7140([0-9a-z]+)$/.exec(token)?.[1]
  if (before === undefined) throw invalid('The `pagination_token` query parameter value is not valid', { pagination_token: [token ?? ''] })
  const limit = before === null ? null : fromBase36(before)
  const from = timeOf(query, 'start_time')
  const to = timeOf(query, 'end_time')
  const inRange = all.filter(
    ({ id, createdAt }) =>
      (limit === null || BigInt(id) < limit) && (from === null || createdAt >= from) && (to === null || createdAt < to),
  )
  const items = inRange.slice(0, wanted)
  const last = items.at(-1)
  return { items, nextToken: last === undefined || inRange.length <= wanted ? null : `7140${BigInt(last.id).toString(36)}` }
}

function fromBase36(text: string): bigint {
  return Array.from(text).reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)
}

function timeOf(query: URLSearchParams, name: string): number | null {
  const value = query.get(name)
  if (value === null) return null
  const at = Date.parse(value)
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value))
    throw invalid(`The \`${name}\` query parameter value [${value}] is not a valid RFC 3339 date-time`, { [name]: [value] })
  return at
}
