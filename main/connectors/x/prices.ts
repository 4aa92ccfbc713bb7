import { z } from 'zod'
import { findWeightedUrls } from '../../../shared/text/urls.ts'

/** What something costs, in hundredths of a US cent, so that all prices are whole numbers. */
export type Price = { readonly amount: number; readonly source: string; readonly checkedOn: string }

const PAGE = { source: 'https://docs.x.com/x-api/getting-started/pricing', checkedOn: '2026-11-27' } as const
const CHANGELOG = { source: 'https://docs.x.com/changelog', checkedOn: '2026-11-27' } as const

/**
 * X's price list for self-serve apps, as far as Chirp asks for something of it. The page says "charged per resource returned in the response" and not
 * whether what expansions bring along is one; it is taken for one, so that no budget is passed unseen. Nor does it say which row deleting a post and
 * taking back a repost are; they are taken for "Interaction: Delete", the dearer of the two that fit. Uploading bytes is on no row.
 */
export const PRICES = {
  /** "Posts: Read". */
  post: { amount: 50, ...PAGE },
  /** "User: Read". */
  user: { amount: 100, ...PAGE },
  /** "Media: Read". */
  media: { amount: 50, ...PAGE },
  /** "Owned Reads": the account's own posts and mentions, since 2026-04-20. The home timeline is not among them. */
  ownedRead: { amount: 10, ...CHANGELOG },
  /** "Content: Create". */
  create: { amount: 150, ...PAGE },
  /** "Content: Create (with URL)". */
  createWithUrl: { amount: 2_000, ...PAGE },
  /** An answer to somebody who named or quoted the account, with an address or without. */
  summonedReply: { amount: 100, ...CHANGELOG },
  /** "User Interaction: Create": a repost. */
  interaction: { amount: 150, ...PAGE },
  /** "Interaction: Delete". */
  deletion: { amount: 100, ...PAGE },
  /** "Bookmark". */
  bookmark: { amount: 50, ...PAGE },
  /** "Media Metadata": an alt text. */
  mediaMetadata: { amount: 50, ...PAGE },
} as const satisfies Record<string, Price>

/** A request to X as it is sent. `body` is parsed JSON. */
export type PricedRequest = {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
}

/** Who pays: the account's own id, and whether a post is its own (null = not known). */
export type Payer = { readonly ownId: string; readonly isOwnPost: (tweetId: string) => boolean | null }

type Kind = 'posts' | 'user' | 'create' | 'delete' | 'repost' | 'unrepost' | 'bookmark' | 'metadata' | 'free'

/** What may be asked for at once where the request does not say: `max_results` of each in openapi.json 2.168, read 2026-11-27. */
const OPERATIONS: readonly { readonly method: string; readonly path: RegExp; readonly kind: Kind; readonly usual?: number }[] = [
  { method: 'GET', path: /^\/2\/users\/\d+\/timelines\/reverse_chronological$/, kind: 'posts', usual: 100 },
  { method: 'GET', path: /^\/2\/users\/\d+\/(tweets|mentions)$/, kind: 'posts', usual: 10 },
  { method: 'GET', path: /^\/2\/tweets(\/search\/recent)?$/, kind: 'posts', usual: 10 },
  { method: 'GET', path: /^\/2\/users\/(me|\d+|by\/username\/[^/]+)$/, kind: 'user' },
  { method: 'POST', path: /^\/2\/tweets$/, kind: 'create' },
  { method: 'DELETE', path: /^\/2\/tweets\/\d+$/, kind: 'delete' },
  { method: 'POST', path: /^\/2\/users\/\d+\/retweets$/, kind: 'repost' },
  { method: 'DELETE', path: /^\/2\/users\/\d+\/retweets\/\d+$/, kind: 'unrepost' },
  { method: 'POST', path: /^\/2\/users\/\d+\/bookmarks$/, kind: 'bookmark' },
  { method: 'DELETE', path: /^\/2\/users\/\d+\/bookmarks\/\d+$/, kind: 'bookmark' },
  { method: 'POST', path: /^\/2\/media\/metadata$/, kind: 'metadata' },
  { method: 'POST', path: /^\/2\/media\/upload\/(initialize|\d+\/(append|finalize))$/, kind: 'free' },
  { method: 'GET', path: /^\/2\/media\/upload$/, kind: 'free' },
  { method: 'POST', path: /^\/2\/oauth2\/(token|revoke)$/, kind: 'free' },
]

/** What a post may refer to and hold at most: one it answers and one it quotes, and four files. */
const MOST_REFERENCES = 2
const MOST_FILES = 4

/** The most a request can cost, hundredths of a cent; null for one that is not on the list. */
export function costBefore(request: PricedRequest, payer: Payer): number | null {
  const operation = OPERATIONS.find(({ method, path }) => method === request.method && path.test(request.path))
  if (operation === undefined) return null
  if (operation.kind === 'posts') return mostOfPosts(request, payer, operation.usual ?? 100)
  if (operation.kind === 'user') return PRICES.user.amount
  return costOfWrite(operation.kind, request, payer)
}

function mostOfPosts({ path, query }: PricedRequest, payer: Payer, usual: number): number {
  const posts = query['ids'] === undefined ? Number(query['max_results'] ?? usual) : query['ids'].split(',').length
  const expands = (name: string): boolean => (query['expansions'] ?? '').split(',').includes(name)
  const references = expands('referenced_tweets.id') ? posts * MOST_REFERENCES : 0
  const users = (expands('author_id') ? posts : 0) + (expands('referenced_tweets.id.author_id') ? references : 0)
  const files = (expands('attachments.media_keys') ? posts : 0) + (expands('referenced_tweets.id.attachments.media_keys') ? references : 0)
  return (
    posts * priceOfPosts(path, payer) +
    references * PRICES.post.amount +
    users * PRICES.user.amount +
    files * MOST_FILES * PRICES.media.amount
  )
}

/** Own posts and mentions are cheaper. */
function priceOfPosts(path: string, { ownId }: Payer): number {
  const isOwn = path === `/2/users/${ownId}/tweets` || path === `/2/users/${ownId}/mentions`
  return isOwn ? PRICES.ownedRead.amount : PRICES.post.amount
}

const CreateBody = z.object({
  text: z.string().catch(''),
  reply: z.object({ in_reply_to_tweet_id: z.string() }).optional().catch(undefined),
})

function costOfWrite(kind: Exclude<Kind, 'posts' | 'user'>, request: PricedRequest, payer: Payer): number {
  switch (kind) {
    case 'create': {
      const { text, reply } = CreateBody.safeParse(request.body).data ?? { text: '', reply: undefined }
      if (reply !== undefined && payer.isOwnPost(reply.in_reply_to_tweet_id) === false) return PRICES.summonedReply.amount
      return findWeightedUrls(text).length > 0 ? PRICES.createWithUrl.amount : PRICES.create.amount
    }
    case 'repost':
      return PRICES.interaction.amount
    case 'delete':
    case 'unrepost':
      return PRICES.deletion.amount
    case 'bookmark':
      return PRICES.bookmark.amount
    case 'metadata':
      return PRICES.mediaMetadata.amount
    case 'free':
      return 0
  }
}

/** What was paid for: `amount` in hundredths of a cent, and the names of what is not paid for again until the UTC day ends. */
export type Paid = { readonly amount: number; readonly resources: readonly string[] }

const NOTHING: Paid = { amount: 0, resources: [] }
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
 * What a request did cost, by what its answer holds. Only what succeeds is paid for, and each resource once a UTC day (both: the page, which calls the
 * latter a soft guarantee): `before` holds what was paid for since midnight UTC, see `payingDay`.
 */
export function costAfter(
  request: PricedRequest,
  answer: { readonly status: number; readonly body: unknown },
  payer: Payer,
  before: ReadonlySet<string>,
): Paid {
  const operation = OPERATIONS.find(({ method, path }) => method === request.method && path.test(request.path))
  if (operation === undefined || answer.status >= 400) return NOTHING
  if (operation.kind !== 'posts' && operation.kind !== 'user') return { amount: costOfWrite(operation.kind, request, payer), resources: [] }
  const { data, includes = {} } = Answer.safeParse(answer.body).data ?? {}
  const posts = operation.kind === 'posts' ? list(WithId).parse(data) : []
  const asked = operation.kind === 'user' ? (WithId.safeParse(data).data ?? null) : null
  const all = [
    ...posts.map(({ id }) => [`post ${id}`, priceOfPosts(request.path, payer)] as const),
    ...(includes.tweets ?? []).map(({ id }) => [`post ${id}`, PRICES.post.amount] as const),
    ...[...(asked === null ? [] : [asked]), ...(includes.users ?? [])].map(({ id }) => [`user ${id}`, PRICES.user.amount] as const),
    ...(includes.media ?? []).map(({ media_key }) => [`media ${media_key}`, PRICES.media.amount] as const),
  ]
  const fresh = new Map<string, number>()
  for (const [name, amount] of all) if (!before.has(name) && !fresh.has(name)) fresh.set(name, amount)
  return { amount: [...fresh.values()].reduce((sum, amount) => sum + amount, 0), resources: [...fresh.keys()] }
}

/** The day in which something is paid for once, `2026-11-27`: it begins at midnight UTC. */
export function payingDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}
