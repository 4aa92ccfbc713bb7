import { z } from 'zod'
import { findWeightedUrls } from '../../../shared/text/urls.ts'
import type { Charge, Payer as GeneralPayer, PricedAnswer, PricedRequest, Prices } from '../connector.ts'
import { postIdOf, userIdOf } from './ids.ts'

/** The page with the list, and the day it was read there. */
export const PRICE_LIST = { source: 'https://docs.x.com/x-api/getting-started/pricing', checkedOn: '2026-11-27' } as const

/**
 * What X charges self-serve apps, in millionths of a dollar, as far as Chirp asks for something of it; the names of its rows behind each. `own` and
 * `answer` are from the changelog of 2026-04-16. Expanded objects are charged for as well, says X's guide for its MCP server
 * (github.com/cursor/plugins, third_party/x, read 2026-11-27). Not said is which row deleting a post and taking back a repost are: they are taken for
 * the dearer of the two that fit. The same guide calls `users/me` free, the page does not. Uploading bytes is on no row.
 */
const ROWS = {
  post: { what: 'Reading a post', amount: 5_000 }, // Posts: Read
  user: { what: 'Reading who wrote something', amount: 10_000 }, // User: Read
  media: { what: 'Reading a picture or film of a post', amount: 5_000 }, // Media: Read
  own: { what: 'Reading a post of your own, or one that mentions you', amount: 1_000 }, // Owned Reads
  create: { what: 'Posting', amount: 15_000 }, // Content: Create
  createWithLink: { what: 'Posting with a link', amount: 200_000 }, // Content: Create (with URL)
  answer: { what: 'Answering somebody who mentioned or quoted you', amount: 10_000 }, // summoned reply
  repost: { what: 'Reposting', amount: 15_000 }, // User Interaction: Create
  delete: { what: 'Deleting a post, or taking back a repost', amount: 10_000 }, // Interaction: Delete
  bookmark: { what: 'Setting or removing a bookmark', amount: 5_000 }, // Bookmark
  altText: { what: 'Describing a picture', amount: 5_000 }, // Media Metadata
} as const
type Row = keyof typeof ROWS

/** What of an account matters for what it pays. Null: not known, and the dearer is taken. */
export type Payer = { readonly ownId: string | null; readonly isOwnPost: (tweetId: string) => boolean | null }

function payerOf({ authorId, isOwnPost }: GeneralPayer): Payer {
  return { ownId: userIdOf(authorId), isOwnPost: (tweetId) => isOwnPost(postIdOf(tweetId)) }
}

type Operation = 'posts' | 'user' | 'create' | 'delete' | 'repost' | 'bookmark' | 'altText' | 'free'

/** `usual`: how many are given where the request does not say; `max_results` of each in openapi.json 2.168, read 2026-11-27. */
const OPERATIONS: readonly { readonly method: string; readonly path: RegExp; readonly operation: Operation; readonly usual?: number }[] = [
  { method: 'GET', path: /^\/2\/users\/\d+\/timelines\/reverse_chronological$/, operation: 'posts', usual: 100 },
  { method: 'GET', path: /^\/2\/users\/\d+\/(tweets|mentions)$/, operation: 'posts', usual: 10 },
  { method: 'GET', path: /^\/2\/tweets(\/search\/recent)?$/, operation: 'posts', usual: 10 },
  { method: 'GET', path: /^\/2\/users\/(me|\d+|by\/username\/[^/]+)$/, operation: 'user' },
  { method: 'POST', path: /^\/2\/tweets$/, operation: 'create' },
  { method: 'DELETE', path: /^\/2\/tweets\/\d+$/, operation: 'delete' },
  { method: 'POST', path: /^\/2\/users\/\d+\/retweets$/, operation: 'repost' },
  { method: 'DELETE', path: /^\/2\/users\/\d+\/retweets\/\d+$/, operation: 'delete' },
  { method: 'POST', path: /^\/2\/users\/\d+\/bookmarks$/, operation: 'bookmark' },
  { method: 'DELETE', path: /^\/2\/users\/\d+\/bookmarks\/\d+$/, operation: 'bookmark' },
  { method: 'POST', path: /^\/2\/media\/metadata$/, operation: 'altText' },
  { method: 'POST', path: /^\/2\/media\/upload\/(initialize|\d+\/(append|finalize))$/, operation: 'free' },
  { method: 'GET', path: /^\/2\/media\/upload$/, operation: 'free' },
  { method: 'POST', path: /^\/2\/oauth2\/(token|revoke)$/, operation: 'free' },
]

function find({ method, url }: PricedRequest) {
  return OPERATIONS.find((each) => each.method === method && each.path.test(url.pathname))
}

/** What a post may refer to and hold at most: one it answers and one it quotes, and four files. */
const MOST_REFERENCES = 2
const MOST_FILES = 4

/** The most that a request can cost. One that is not on the list may cost as much as the dearest that is. */
export function atMost(request: PricedRequest, payer: Payer): readonly Charge[] {
  const found = find(request)
  if (found === undefined) return several('createWithLink', 1)
  if (found.operation === 'user') return several('user', 1)
  return found.operation === 'posts' ? mostOfPosts(request, payer, found.usual ?? 100) : chargesOfWrite(found.operation, request, payer)
}

function mostOfPosts({ url }: PricedRequest, payer: Payer, usual: number): readonly Charge[] {
  const ids = url.searchParams.get('ids')
  const posts = ids === null ? Number(url.searchParams.get('max_results') ?? usual) : ids.split(',').length
  const expanded = (url.searchParams.get('expansions') ?? '').split(',')
  const count = (name: string, of: number): number => (expanded.includes(name) ? of : 0)
  const references = count('referenced_tweets.id', posts * MOST_REFERENCES)
  const users = count('author_id', posts) + count('referenced_tweets.id.author_id', references)
  const holders = count('attachments.media_keys', posts) + count('referenced_tweets.id.attachments.media_keys', references)
  return [
    ...several(rowOfPosts(url, payer), posts),
    ...several('post', references),
    ...several('user', users),
    ...several('media', holders * MOST_FILES),
  ]
}

/** Mentions are only ever asked for of the account itself; whose posts are, the address alone does not say. */
function rowOfPosts({ pathname }: URL, { ownId }: Payer): Row {
  const isOwn = ownId === null ? /^\/2\/users\/\d+\/mentions$/.test(pathname) : pathname === `/2/users/${ownId}/mentions`
  return isOwn || pathname === `/2/users/${ownId ?? ''}/tweets` ? 'own' : 'post'
}

function several(row: Row, times: number): readonly Charge[] {
  return times > 0 ? [{ kind: row, amount: ROWS[row].amount * times, key: null }] : []
}

const CreateBody = z.object({
  text: z.string().catch(''),
  reply: z.object({ in_reply_to_tweet_id: z.string() }).optional().catch(undefined),
})

function chargesOfWrite(operation: Exclude<Operation, 'posts' | 'user'>, { body }: PricedRequest, payer: Payer): readonly Charge[] {
  if (operation === 'free') return []
  if (operation !== 'create') return several(operation, 1)
  const { text, reply } = CreateBody.safeParse(parsed(body)).data ?? { text: '', reply: undefined }
  if (reply !== undefined && payer.isOwnPost(reply.in_reply_to_tweet_id) === false) return several('answer', 1)
  return several(findWeightedUrls(text).length > 0 ? 'createWithLink' : 'create', 1)
}

function parsed(body: string | null): unknown {
  try {
    return JSON.parse(body ?? 'null')
  } catch {
    return null
  }
}

const list = <T>(element: z.ZodType<T>) => z.array(element).catch([])
const WithId = z.object({ id: z.string() })
const Answer = z.object({
  data: z.unknown(),
  includes: z
    .object({ tweets: list(WithId), users: list(WithId), media: list(z.object({ media_key: z.string() })) })
    .partial()
    .catch({}),
})

/**
 * What a request did cost, by what its answer holds. Only what succeeds is charged for, and a resource once a day of UTC: the page, which calls the
 * latter a soft guarantee.
 */
export function charged(request: PricedRequest, answer: PricedAnswer, payer: Payer): readonly Charge[] {
  const found = find(request)
  if (answer.status >= 400) return []
  if (found === undefined) return several('createWithLink', 1)
  if (found.operation !== 'posts' && found.operation !== 'user') return chargesOfWrite(found.operation, request, payer)
  const { data, includes = {} } = Answer.safeParse(answer.body).data ?? {}
  const posts = found.operation === 'posts' ? list(WithId).parse(data) : []
  const asked = found.operation === 'user' ? (WithId.safeParse(data).data ?? null) : null
  const once = (row: Row, key: string): Charge => ({ kind: row, amount: ROWS[row].amount, key })
  return [
    ...posts.map(({ id }) => once(rowOfPosts(request.url, payer), `post ${id}`)),
    ...(includes.tweets ?? []).map(({ id }) => once('post', `post ${id}`)),
    ...[...(asked === null ? [] : [asked]), ...(includes.users ?? [])].map(({ id }) => once('user', `user ${id}`)),
    ...(includes.media ?? []).map(({ media_key }) => once('media', `media ${media_key}`)),
  ]
}

/** Posting needs to know who one is, whether a file is ready, and whether a post is among one's own since a time; all else is read to be read. */
function isReading({ method, url }: PricedRequest): boolean {
  if (method !== 'GET' || url.pathname === '/2/users/me' || url.pathname === '/2/media/upload') return false
  return !(/^\/2\/users\/\d+\/tweets$/.test(url.pathname) && url.searchParams.has('start_time'))
}

/** X's price list, for the meter. */
export const prices: Prices = {
  ...PRICE_LIST,
  list: Object.entries(ROWS).map(([kind, row]) => ({ kind, ...row })),
  atMost: (request, payer) => atMost(request, payerOf(payer)),
  charged: (request, answer, payer) => charged(request, answer, payerOf(payer)),
  isReading,
}

/** What a post costs, and one with a link. */
export const POSTING = { post: ROWS.create.amount, postWithLink: ROWS.createWithLink.amount, ...PRICE_LIST } as const
