import { describe, expect, test } from 'vitest'
import type { PricedRequest } from '../../../main/connectors/connector.ts'
import { createMeteredHttp } from '../../../main/connectors/metered-http.ts'
import { manifest } from '../../../main/connectors/x/manifest.ts'
import { authorIdOf, tweetIdOf } from '../../../main/connectors/x/ids.ts'
import { atMost, charged, prices, type Payer } from '../../../main/connectors/x/prices.ts'
import type { HttpPort } from '../../../main/core/ports.ts'
import { createSpending } from '../../../main/services/accounts/spending.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { listSpending } from '../../../main/store/tables/spending.ts'
import type { AppFailure } from '../../../shared/errors.ts'
import { addAccount } from '../../store/builders.ts'
import { silentLog } from '../../unit/sync/fake-network.ts'
import { FEED_QUERY, FOUND_QUERY } from '../../../main/connectors/x/read/pages.ts'
import { rateLimits, type RateFamily } from '../../x-server/http/rate-limits.ts'
import { seedWorld } from '../../x-server/seed.ts'
import { startXServer } from '../../x-server/server.ts'
import { connectorOf, contextOf, httpTo, outgoing, picture, publish, remote, REDIRECT, signIn } from './support.ts'

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

/** A request as a test means it. */
type Wanted = { readonly method: string; readonly path: string; readonly query: Readonly<Record<string, string>>; readonly body: unknown }

function priced(base: string, { method, path, query, body }: Wanted): PricedRequest {
  const url = new URL(path, base)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  return { method, url, body: body === null ? null : JSON.stringify(body) }
}

const sumOf = (charges: readonly { readonly amount: number }[]): number => charges.reduce((sum, { amount }) => sum + amount, 0)
/** The server's bill is in hundredths of a cent, the list in millionths of a dollar. */
const MILLIONTHS = 100
const DAY_MS = 86_400_000
/** What a person may want to spend who reads much, millionths of a dollar: less than the requests below would. */
const PER_DAY = 12_000_000
/** An account that nothing is known of. */
const NOBODY = { authorId: '', isOwnPost: () => null }

test(
  'what 1,000 requests cost is what X bills, none more than was said before, and no day’s budget is passed',
  { timeout: 120_000 },
  async () => {
    let now = Date.UTC(2026, 10, 20, 12)
    await using server = await startXServer({ clock: () => now })
    const { me, people } = seedWorld(server)
    server.createUser({ username: 'dee_far' })
    for (const family of Object.keys(rateLimits) as RateFamily[]) server.setRateLimit(family, null)
    server.world.tokenSeconds = 100 * 86_400
    const token = server.tokenFor(me).access
    const isOwn = (tweetId: string): boolean | null => {
      const tweet = server.world.tweets.get(tweetId)
      return tweet === undefined ? null : tweet.authorId === me.id
    }
    const random = randomOf(20_261_127)
    const below = (most: number): number => Math.floor(random() * most)
    const someTweet = (): string => [...server.world.tweets.keys()][below(server.world.tweets.size)] ?? '1'
    const someone = (): string => people[below(people.length)]?.id ?? me.id
    const get = (path: string, query: Readonly<Record<string, string>>): Wanted => ({ method: 'GET', path, query, body: null })
    const post = (path: string, body: unknown): Wanted => ({ method: 'POST', path, query: {}, body })
    const remove = (path: string): Wanted => ({ method: 'DELETE', path, query: {}, body: null })
    const sized = (least: number) => ({
      ...(random() < 0.7 ? (random() < 0.5 ? FEED_QUERY : FOUND_QUERY) : {}),
      max_results: String(least + below(100 - least)),
    })
    let number = 0
    const kinds: readonly (() => Wanted)[] = [
      () => get(`/2/users/${me.id}/timelines/reverse_chronological`, sized(1)),
      () => get(`/2/users/${me.id}/mentions`, sized(5)),
      () => get(`/2/users/${random() < 0.5 ? me.id : someone()}/tweets`, sized(5)),
      () => get('/2/tweets/search/recent', { ...sized(10), query: random() < 0.5 ? 'windmills' : 'the' }),
      () => get('/2/tweets', { ...(random() < 0.5 ? FEED_QUERY : {}), ids: [someTweet(), someTweet(), '17'].join(',') }),
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
    using store = openStore(':memory:')
    const { id } = addAccount(store, 'me', { platform: 'x', authorId: authorIdOf(me.id) })
    const connector = connectorOf(server)
    const spending = createSpending({ store, connectors: [connector], clock: () => now, log: silentLog, onChanged: () => undefined })
    spending.setBudget({ accountId: id, budget: { reading: true, perDay: PER_DAY, perMonth: null } })
    const purse = spending.purseOf(id, connector)
    if (purse === null) throw new Error('X charges nothing')
    const signed: HttpPort = {
      fetch: (input, init) => {
        const request = new Request(input, init)
        request.headers.set('authorization', `Bearer ${token}`)
        return fetch(request)
      },
    }
    const http = createMeteredHttp(signed, prices, purse, {
      authorId: authorIdOf(me.id),
      isOwnPost: (postId) => isOwn(tweetIdOf(postId) ?? ''),
    })
    const spentOn = (day: number): number => sumOf(store.read((db) => listSpending(db, id, day, day)))
    const seen = new Set<number>()
    const days = new Set<number>()
    let refused = 0
    for (let turn = 0; turn < 1_000; turn++) {
      const kind = below(kinds.length)
      const wanted = kinds[kind]?.()
      if (wanted === undefined) throw new Error('no such kind')
      const request = priced(server.url, wanted)
      const label = `${String(turn)} ${request.method} ${request.url.pathname} ${String(request.body)}`
      const payer: Payer = { ownId: me.id, isOwnPost: isOwn }
      const most = sumOf(atMost(request, payer))
      expect(most, label).toBeLessThanOrEqual(sumOf(prices.atMost(request, NOBODY)))
      const day = Math.floor(now / DAY_MS)
      const before = [spentOn(day), server.bill.total()] as const
      const { method, url, body } = request
      const json = body === null ? {} : { headers: { 'content-type': 'application/json' } }
      const answer = await http.fetch(url, { method, body, ...json }).catch((error: unknown) => error)
      const cost = spentOn(day) - before[0]
      if (answer instanceof Response) {
        expect(server.requests.at(-1)?.cost, label).toBe(cost / MILLIONTHS)
        expect(cost, label).toBeLessThanOrEqual(most)
      } else {
        expect((answer as AppFailure).error, label).toMatchObject({ kind: 'rate-limit-exceeded', because: 'budget' })
        expect([cost, server.bill.total()], label).toEqual([0, before[1]])
        refused++
      }
      expect(spentOn(day), label).toBeLessThanOrEqual(PER_DAY)
      if (cost > 0) seen.add(kind)
      days.add(day)
      now += below(6 * 60_000)
    }
    expect([...days].reduce((total, day) => total + spentOn(day), 0)).toBe(server.bill.total() * MILLIONTHS)
    expect([days.size > 1, refused > 10, refused < 500], String(refused)).toEqual([true, true, true])
    // Every kind but uploading cost something at least once.
    expect([...seen].toSorted((a, b) => a - b)).toEqual(kinds.slice(0, -1).map((_, index) => index))
    expect(server.violations).toEqual([])
  },
)

describe('The price list', () => {
  const nobody: Payer = { ownId: null, isOwnPost: () => null }
  const costOf = (wanted: Partial<Wanted> & { readonly path: string }, payer = nobody): number =>
    sumOf(atMost(priced('https://api.x.com', { method: 'GET', query: {}, body: null, ...wanted }), payer))

  test('sets aside just what a page costs that is as full as it can be', () => {
    const ids = (kind: string, count: number) =>
      Array.from({ length: count }, (_, index) => ({ id: `${kind}${String(index)}`, media_key: `${kind}_${String(index)}` }))
    for (const [query, files] of [
      [FEED_QUERY, 12],
      [FOUND_QUERY, 4],
    ] as const) {
      for (const path of [
        '/2/users/1/timelines/reverse_chronological',
        '/2/users/1/tweets',
        '/2/users/1/mentions',
        '/2/tweets/search/recent',
      ]) {
        const request = priced('https://api.x.com', { method: 'GET', path, query: { ...query, max_results: '5' }, body: null })
        const body = { data: ids('1', 5), includes: { tweets: ids('2', 10), users: ids('3', 15), media: ids('4', 5 * files) } }
        expect(sumOf(charged(request, { status: 200, body }, nobody)), path).toBe(sumOf(atMost(request, nobody)))
      }
    }
  })

  test('takes what it does not know for the dearest there is', () => {
    expect(costOf({ path: '/2/spaces/search' })).toBe(200_000)
    const body = { text: 'See https://example.com', reply: { in_reply_to_tweet_id: '5' } }
    expect(costOf({ method: 'POST', path: '/2/tweets', body })).toBe(200_000)
    expect(costOf({ method: 'POST', path: '/2/tweets', body }, { ownId: '1', isOwnPost: () => false })).toBe(10_000)
    expect(costOf({ method: 'POST', path: '/2/tweets', body: 'nonsense' })).toBe(15_000)
  })

  test('has every row in words, a source and a day, and the two prices of a post that the composer shows', () => {
    expect(prices.list.map(({ kind, amount }) => [kind, amount])).toContainEqual(['createWithLink', 200_000])
    for (const { what, amount } of prices.list) expect([what.length > 5, Number.isInteger(amount)]).toEqual([true, true])
    expect([prices.source, prices.checkedOn]).toEqual(['https://docs.x.com/x-api/getting-started/pricing', '2026-11-27'])
    expect(manifest.capabilities.prices).toMatchObject({ post: 15_000, postWithLink: 200_000 })
  })

  test('lets one post, and look whether a post is there, where nothing may be read for money', async () => {
    await using server = await startXServer()
    const { app, me } = seedWorld(server, [REDIRECT])
    const connector = connectorOf(server)
    const context = await contextOf(server, await signIn(server, me, app))
    const reading: string[] = []
    const unknown: string[] = []
    const reserved: number[] = []
    const http = createMeteredHttp(
      httpTo(server, { accountId: 'acc_metered' }),
      prices,
      {
        reserve: (most, isReading) => {
          reserved.push(sumOf(most))
          if (most.some(({ kind }) => kind === 'createWithLink')) unknown.push(String(reserved.length))
          if (isReading) reading.push(String(reserved.length))
          return { settle: () => undefined, release: () => undefined }
        },
      },
      NOBODY,
    )
    const metered = { ...context, http }
    await connector.check(metered)
    const post = outgoing('Without reading', { media: [picture('A press', 3)] })
    await publish(connector, metered, post)
    await connector.publish?.witness(metered, 'key', post, { mediaIds: ['1'] }, Date.now())
    expect(reading).toEqual([])
    const own = [...server.world.tweets.values()].find(({ text }) => text === 'Without reading')
    if (own === undefined) throw new Error('it is there')
    for (const stream of [{ kind: 'home' }, { kind: 'notifications' }, { kind: 'search', query: 'ink' }] as const)
      await connector.read(metered, { stream, older: null, limit: 40 })
    await connector.thread?.(metered, remote(own))
    await connector.lookUp?.(
      metered,
      Array.from({ length: 12 }, () => remote(own)),
    )
    await connector.metrics?.(metered, [remote(own)])
    await connector.engage?.set(metered, 'bookmark', true, remote(own), null)
    await connector.engage?.set(metered, 'repost', true, remote(own), null)
    await connector.delete?.(metered, remote(own))
    expect(reading.length).toBeGreaterThan(5)
    // Everything the connector asks for is on the list, and none of it is refused by a budget of a dollar.
    expect(unknown).toEqual([])
    expect(Math.max(...reserved)).toBeLessThan(700_000)
    expect(server.violations).toEqual([])
  })
})
