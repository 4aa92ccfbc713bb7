import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Charge, Prices } from '../../../main/connectors/connector.ts'
import { HttpFailure } from '../../../main/connectors/http-failure.ts'
import { createMeteredHttp } from '../../../main/connectors/metered-http.ts'
import type { HttpPort, Log } from '../../../main/core/ports.ts'
import { createSpending, type Spending } from '../../../main/services/accounts/spending.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { addAccount, NOON } from '../../store/builders.ts'
import { seeded } from '../../support/seeded.ts'
import { FakeNetwork } from '../sync/fake-network.ts'

const DAY = 24 * 60 * 60 * 1000
const READ = 5_000
const WRITE = 15_000
const ME = 'acc_me'

/** Reads of things by number, each charged for once a day; posts, charged for each time. */
const prices: Prices = {
  list: [
    { kind: 'read', what: 'Reading a post', amount: READ },
    { kind: 'write', what: 'Writing a post', amount: WRITE },
  ],
  source: 'test',
  checkedOn: '2026-11-27',
  atMost: ({ method, url }) =>
    method === 'POST'
      ? [{ kind: 'write', amount: WRITE, key: null }]
      : Array.from({ length: Number(url.searchParams.get('most')) }, () => ({ kind: 'read', amount: READ, key: null })),
  charged: ({ method }, { status, body }): readonly Charge[] => {
    if (status >= 400) return []
    if (method === 'POST') return [{ kind: 'write', amount: WRITE, key: null }]
    return (body as { ids: number[] }).ids.map((id) => ({ kind: 'read', amount: READ, key: `post ${id}` }))
  },
  isReading: ({ method, url }) => method === 'GET' && !url.pathname.startsWith('/own'),
}

/** A platform that keeps its own bill, by the same rules but in its own words. */
class Platform {
  bill = 0
  #day = 0
  readonly #read = new Set<number>()

  answer(method: string, ids: readonly number[], now: number): Response {
    if (method === 'POST') {
      this.bill += WRITE
      return Response.json({})
    }
    const day = Math.floor(now / DAY)
    if (day !== this.#day) this.#read.clear()
    this.#day = day
    for (const id of ids) {
      if (!this.#read.has(id)) this.bill += READ
      this.#read.add(id)
    }
    return Response.json({ ids })
  }
}

let store: Store
let now: number
let spending: Spending
let platform: Platform
let changed: string[]
let next: { ids?: readonly number[]; fails?: HttpFailure; status?: number } = {}
const log: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const connector = { ...new FakeNetwork().connector }
const paid = { ...connector, manifest: { ...connector.manifest, prices } }

beforeEach(() => {
  store = openStore(':memory:')
  addAccount(store, 'me')
  now = NOON
  platform = new Platform()
  changed = []
  next = {}
  spending = createSpending({ store, connectors: [paid], clock: () => now, log, onChanged: (id) => changed.push(id) })
})
afterEach(() => store.close())

const wire: HttpPort = {
  fetch: (input, init) => {
    const { ids = [], fails, status } = next
    if (fails?.sent === 'no') return Promise.reject(fails)
    if (status !== undefined) return Promise.resolve(new Response('{}', { status }))
    const answer = platform.answer(new Request(input, init).method, ids, now)
    return fails === undefined ? Promise.resolve(answer) : Promise.reject(fails)
  },
}

function http(): HttpPort {
  const purse = spending.purseOf(ME, paid)
  if (purse === null) throw new Error('It charges')
  return createMeteredHttp(wire, prices, purse, { authorId: 'author:me', isOwnPost: () => null })
}

const read = (most: number, path = '/posts') => http().fetch(`https://one.test${path}?most=${most}`)
const write = () => http().fetch('https://one.test/posts', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })
const refusal = async (request: Promise<unknown>): Promise<AppError> => {
  const thrown: unknown = await request.catch((error: unknown) => error)
  if (!(thrown instanceof AppFailure)) throw new Error('It was sent')
  return thrown.error
}
const allow = (perDay: number | null, perMonth: number | null = null, reading = true): void =>
  void spending.setBudget({ accountId: ME, budget: { reading, perDay, perMonth } })
const spent = (): number => {
  const costs = spending.costs({ accountId: ME })
  return costs.ok && costs.value !== null ? costs.value.month.reduce((total, { amount }) => total + amount, 0) : NaN
}

describe('what requests cost', () => {
  test('is what the platform’s own bill says, in 1,000 random operations over a month', async () => {
    allow(null)
    const chance = seeded(5)
    now = Date.UTC(2026, 10, 1)
    for (let operation = 0; operation < 1000; operation++) {
      now += Math.floor(chance.next() * 2 * 40 * 60_000)
      next = { ids: Array.from({ length: chance.below(20) }, () => chance.below(300)) }
      const dice = chance.next()
      if (dice < 0.1) next = { status: 503 }
      else if (dice < 0.2) next = { fails: new HttpFailure('unreachable', 'no', 'https://one.test') }
      await (chance.next() < 0.3 ? write() : read(20)).catch(() => undefined)
    }
    expect(platform.bill).toBeGreaterThan(0)
    expect(spent()).toBe(platform.bill)
  })

  test('counts as the most where no answer came', async () => {
    allow(null)
    next = { ids: [1], fails: new HttpFailure('broken', 'maybe', 'https://one.test') }
    await expect(read(10)).rejects.toThrow()
    expect(spent()).toBe(10 * READ)
  })

  test('never passes the budget of a day, however many are under way', async () => {
    allow(20 * READ)
    next = { ids: [1, 2, 3] }
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => read(5)))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4)
    expect(platform.bill).toBeLessThanOrEqual(20 * READ)
    // What was set aside and not needed is there again.
    expect(spent()).toBe(3 * READ)
    expect((await read(17)).status).toBe(200)
    expect(await refusal(read(18))).toEqual({
      kind: 'rate-limit-exceeded',
      retryAt: (Math.floor(NOON / DAY) + 1) * DAY,
      message: null,
      because: 'budget',
    })
    now += DAY
    expect((await read(18)).status).toBe(200)
  })

  test('never passes the budget of a month, which begins anew', async () => {
    allow(null, 2 * WRITE)
    now = Date.UTC(2026, 11, 31, 23)
    await write()
    await write()
    expect(await refusal(write())).toMatchObject({ because: 'budget', retryAt: Date.UTC(2027, 0, 1) })
    now = Date.UTC(2027, 0, 1)
    expect((await write()).status).toBe(200)
  })

  test('still counts against the budget where it could not be written down', async () => {
    allow(10 * READ)
    const whole = store
    store = { ...store, write: () => expect.fail('disk full') }
    spending = createSpending({ store, connectors: [paid], clock: () => now, log, onChanged: () => undefined })
    next = { ids: [1, 2, 3, 4, 5, 6] }
    await read(6)
    store = whole
    expect(await refusal(read(6))).toMatchObject({ because: 'budget' })
  })
})

describe('reading for money', () => {
  test('is off until it is allowed, and what posting needs goes on', async () => {
    expect(await refusal(read(1))).toEqual({ kind: 'capability-not-supported', capability: 'paid-reading', message: null })
    next = { ids: [1] }
    expect((await read(1, '/own')).status).toBe(200)
    expect((await write()).status).toBe(200)
    allow(1_000_000)
    expect((await read(1)).status).toBe(200)
    expect(changed).toEqual([ME])
  })

  test('and its budgets are changed one by one: what is left out stays', () => {
    allow(7_000_000, 9_000_000)
    void spending.setBudget({ accountId: ME, budget: { reading: false } })
    void spending.setBudget({ accountId: ME, budget: { perDay: null } })
    expect(spending.costs({ accountId: ME })).toMatchObject({
      value: { budget: { reading: false, perDay: null, perMonth: 9_000_000 } },
    })
  })

  test('shows in what an account can do', () => {
    const { capabilities } = connector.manifest
    expect(spending.within(ME, 'testnet', capabilities).streams.home).toBe(false)
    allow(null)
    expect(spending.within(ME, 'testnet', capabilities)).toBe(capabilities)
    expect(spending.within(ME, 'freenet', capabilities)).toBe(capabilities)
  })

  test('costs nothing where a platform has no prices', () => {
    expect(spending.purseOf(ME, connector)).toBeNull()
    const free = createSpending({ store, connectors: [connector], clock: () => now, log, onChanged: () => undefined })
    expect(free.costs({ accountId: ME })).toEqual({ ok: true, value: null })
    expect(free.costs({ accountId: 'acc_gone' }).ok).toBe(false)
  })
})
