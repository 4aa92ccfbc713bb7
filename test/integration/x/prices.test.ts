import { expect, test } from 'vitest'
import { costAfter, costBefore, payingDay, PRICES, type Payer, type PricedRequest } from '../../../main/connectors/x/prices.ts'
import { POST_QUERY } from '../../../main/connectors/x/read/pages.ts'
import { rateLimits, type RateFamily } from '../../x-server/http/rate-limits.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer, type XTestServer } from '../../x-server/server.ts'

/** A generator of numbers from 0 to 1 that gives the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

async function send(server: XTestServer, token: string, { method, path, query, body }: PricedRequest) {
  const url = new URL(path, server.url)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body === null ? {} : { 'content-type': 'application/json' }) },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, body: (await response.json()) as unknown }
}

test('what 1,000 requests cost is what X bills, none more than was said before, over several days', { timeout: 120_000 }, async () => {
  let now = Date.UTC(2026, 10, 20, 12)
  await using server = await startXServer({ clock: () => now })
  const { me, people } = seedWorld(server)
  server.createUser({ username: 'dee_far' })
  for (const family of Object.keys(rateLimits) as RateFamily[]) server.setRateLimit(family, null)
  server.world.tokenSeconds = 100 * 86_400
  const token = server.tokenFor(me).access
  const payer: Payer = {
    ownId: me.id,
    isOwnPost: (id) => {
      const tweet = server.world.tweets.get(id)
      return tweet === undefined ? null : tweet.authorId === me.id
    },
  }
  const random = randomOf(20_261_127)
  const below = (most: number): number => Math.floor(random() * most)
  const someTweet = (): string => [...server.world.tweets.keys()][below(server.world.tweets.size)] ?? '1'
  const someone = (): string => people[below(people.length)]?.id ?? me.id
  const get = (path: string, query: Readonly<Record<string, string>>): PricedRequest => ({ method: 'GET', path, query, body: null })
  const post = (path: string, body: unknown): PricedRequest => ({ method: 'POST', path, query: {}, body })
  const remove = (path: string): PricedRequest => ({ method: 'DELETE', path, query: {}, body: null })
  const sized = (least: number) => ({ ...(random() < 0.7 ? POST_QUERY : {}), max_results: String(least + below(100 - least)) })
  let number = 0
  const kinds: readonly (() => PricedRequest)[] = [
    () => get(`/2/users/${me.id}/timelines/reverse_chronological`, sized(1)),
    () => get(`/2/users/${me.id}/mentions`, sized(5)),
    () => get(`/2/users/${random() < 0.5 ? me.id : someone()}/tweets`, sized(5)),
    () => get('/2/tweets/search/recent', { ...sized(10), query: random() < 0.5 ? 'windmills' : 'the' }),
    () => get('/2/tweets', { ...(random() < 0.5 ? POST_QUERY : {}), ids: [someTweet(), someTweet(), '17'].join(',') }),
    () => get('/2/users/me', {}),
    () => get(`/2/users/${someone()}`, {}),
    () => get(`/2/users/by/username/${random() < 0.5 ? 'dee_far' : 'nobody'}`, {}),
    () => post('/2/tweets', { text: `Number ${String(number++)}` }),
    () => post('/2/tweets', { text: `See https://example.com/${String(number++)}` }),
    () => post('/2/tweets', { text: `So ${String(number++)}`, reply: { in_reply_to_tweet_id: someTweet() } }),
    () => remove(`/2/tweets/${someTweet()}`),
    () => post(`/2/users/${me.id}/retweets`, { tweet_id: someTweet() }),
    () => remove(`/2/users/${me.id}/retweets/${someTweet()}`),
    () => post(`/2/users/${me.id}/bookmarks`, { tweet_id: someTweet() }),
    () => remove(`/2/users/${me.id}/bookmarks/${someTweet()}`),
    () => post('/2/media/upload/initialize', { media_type: 'image/png', media_category: 'tweet_image', total_bytes: 10 }),
  ]
  const paid = new Map<string, Set<string>>()
  const seen = new Map<number, number>()
  let total = 0
  for (let turn = 0; turn < 1_000; turn++) {
    const kind = below(kinds.length)
    const request = kinds[kind]?.()
    if (request === undefined) throw new Error('no such kind')
    const most = costBefore(request, payer)
    // Deleting makes the post unknown, so it is asked about before.
    const known: Payer = {
      ...payer,
      isOwnPost: (
        (own) => () =>
          own
      )(ownOf(request, payer)),
    }
    const answer = await send(server, token, request)
    const day = payingDay(now)
    const before = paid.get(day) ?? new Set<string>()
    paid.set(day, before)
    const cost = costAfter(request, answer, known, before)
    for (const name of cost.resources) before.add(name)
    total += cost.amount
    const label = `${String(turn)} ${request.method} ${request.path} ${JSON.stringify(request.body)}`
    expect(server.requests.at(-1)?.cost, label).toBe(cost.amount)
    expect(cost.amount, label).toBeLessThanOrEqual(most ?? -1)
    if (cost.amount > 0) seen.set(kind, (seen.get(kind) ?? 0) + 1)
    now += below(6 * 60_000)
  }
  expect(total).toBe(server.bill.total())
  expect(paid.size).toBeGreaterThan(1)
  // Every kind but uploading cost something at least once.
  expect([...seen.keys()].toSorted((a, b) => a - b)).toEqual(kinds.slice(0, -1).map((_, index) => index))
  expect(server.violations).toEqual([])
})

function ownOf({ body }: PricedRequest, payer: Payer): boolean | null {
  const reply = (body as { readonly reply?: { readonly in_reply_to_tweet_id: string } } | null)?.reply
  return reply === undefined ? null : payer.isOwnPost(reply.in_reply_to_tweet_id)
}

test('a price that is not known is said to be not known, and every price has its source', () => {
  const payer: Payer = { ownId: '1', isOwnPost: () => null }
  expect(costBefore({ method: 'GET', path: '/2/spaces/search', query: {}, body: null }, payer)).toBeNull()
  for (const { amount, source, checkedOn } of Object.values(PRICES)) {
    expect(Number.isInteger(amount)).toBe(true)
    expect(source).toMatch(/^https:/)
    expect(checkedOn).toMatch(/^\d{4}-\d\d-\d\d$/)
  }
})

test('an answer to a post of which nothing is known may cost as much as any post', () => {
  const body = { text: 'See https://example.com', reply: { in_reply_to_tweet_id: '5' } }
  const request: PricedRequest = { method: 'POST', path: '/2/tweets', query: {}, body }
  expect(costBefore(request, { ownId: '1', isOwnPost: () => null })).toBe(PRICES.createWithUrl.amount)
  expect(costBefore(request, { ownId: '1', isOwnPost: () => false })).toBe(PRICES.summonedReply.amount)
})
