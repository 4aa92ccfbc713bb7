import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RateHeaders, RateRule } from '../../../main/connectors/connector.ts'
import { createRateLimiter, type LimitedRequest, type RateLimiter, type RateStore } from '../../../main/connectors/rate-limiter.ts'
import { virtualTime, type VirtualTime } from './virtual-time.ts'

const NAMES: RateHeaders = { limit: 'x-limit', remaining: 'x-remaining', reset: 'x-reset', resetFormat: 'iso-8601' }

function rule(over: Partial<RateRule>): RateRule {
  return {
    id: 'all',
    scope: 'account',
    method: null,
    path: /./,
    limit: 10,
    perMs: 10_000,
    cost: 1,
    source: 'test',
    checkedOn: '2026-11-20',
    ...over,
  }
}

function request(over: Partial<LimitedRequest> = {}): LimitedRequest {
  return {
    platform: 'p',
    server: 'https://s.example',
    accountId: 'a',
    rules: [rule({})],
    headers: null,
    method: 'GET',
    path: '/x',
    body: null,
    ...over,
  }
}

function memoryStore(): RateStore & { readonly saved: Map<string, string> } {
  const saved = new Map<string, string>()
  return {
    saved,
    load: (scope, id) => saved.get(`${scope}/${id}`) ?? null,
    save: (scope, id, json) => void saved.set(`${scope}/${id}`, json),
  }
}

/** A server that counts what reaches it, by a sliding or a fixed window, and notes everything over its limit. */
function countingServer(time: VirtualTime, size: { limit: number; perMs: number; kind: 'sliding' | 'fixed' }) {
  const arrivals: number[] = []
  const inWindow = (at: number) =>
    size.kind === 'sliding'
      ? arrivals.filter((each) => each > at - size.perMs).length
      : arrivals.filter((each) => Math.floor(each / size.perMs) === Math.floor(at / size.perMs)).length
  return {
    arrivals,
    over: 0,
    arrive(): { status: number; headers: Headers } {
      // The server's clock is its own: nobody sets it.
      const at = time.elapsed()
      const full = inWindow(at) >= size.limit
      if (full) this.over++
      else arrivals.push(at)
      const oldest = arrivals.find((each) => each > at - size.perMs) ?? at
      const reset = size.kind === 'sliding' ? oldest + size.perMs : (Math.floor(at / size.perMs) + 1) * size.perMs
      const headers = new Headers({
        'x-limit': String(size.limit),
        'x-remaining': String(Math.max(0, size.limit - inWindow(at))),
        'x-reset': new Date(time.clock() + (reset - at)).toISOString(),
      })
      return { status: full ? 429 : 200, headers }
    },
  }
}

/** Sends `wanted` requests as fast as the limiter lets them, each taking some time there and back. */
function flood(
  time: VirtualTime,
  limiter: RateLimiter,
  server: ReturnType<typeof countingServer>,
  of: LimitedRequest,
  wanted: number,
  delay: (n: number) => number,
  death?: AbortSignal,
) {
  let answered = 0
  for (let n = 0; n < wanted; n++) {
    void limiter.acquire(of, { maxWaitMs: 1e12, ...(death === undefined ? {} : { signal: death }) }).then((slot) => {
      if (slot.kind !== 'granted' || death?.aborted === true) return
      const there = delay(n)
      time.timer.after(there, () => {
        const answer = server.arrive()
        time.timer.after(delay(n + 1), () => {
          if (death?.aborted === true) return
          answered++
          slot.grant.answered(answer.status, answer.headers)
        })
      })
    })
  }
  return () => answered
}

describe('No request goes out over a limit', () => {
  test.each([
    ['sliding', 7, 5_000],
    ['fixed', 7, 5_000],
    ['sliding', 300, 300_000],
  ] as const)('1,000 wanted ones against a %s window of %i per %i ms', async (kind, limit, perMs) => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const server = countingServer(time, { limit, perMs, kind })
    const answered = flood(time, limiter, server, request({ rules: [rule({ limit, perMs })] }), 1_000, (n) => (n * 7919) % 900)
    await time.run()
    expect({ answered: answered(), over: server.over }).toEqual({ answered: 1_000, over: 0 })
  })

  test('whatever the limit, the window and the delays', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 100, max: 20_000 }),
        fc.constantFrom('sliding' as const, 'fixed' as const),
        fc.array(fc.integer({ min: 0, max: 3_000 }), { minLength: 1, maxLength: 8 }),
        async (limit, perMs, kind, delays) => {
          const time = virtualTime()
          const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
          const server = countingServer(time, { limit, perMs, kind })
          const answered = flood(
            time,
            limiter,
            server,
            request({ rules: [rule({ limit, perMs })] }),
            40,
            (n) => delays[n % delays.length] ?? 0,
          )
          await time.run()
          expect({ answered: answered(), over: server.over }).toEqual({ answered: 40, over: 0 })
        },
      ),
      { numRuns: 60 },
    )
  })

  test.each(['sliding', 'fixed'] as const)('when the server is stricter than the table and says so (%s)', async (kind) => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const server = countingServer(time, { limit: 5, perMs: 60_000, kind })
    const of = request({ rules: [rule({ limit: 300, perMs: 300_000 })], headers: NAMES })
    const answered = flood(time, limiter, server, of, 200, (n) => (n * 31) % 400)
    await time.run()
    expect({ answered: answered(), over: server.over }).toEqual({ answered: 200, over: 0 })
  })

  test('when Chirp dies without warning and starts again, over and over', async () => {
    const time = virtualTime()
    const saved = memoryStore()
    const server = countingServer(time, { limit: 100, perMs: 60_000, kind: 'sliding' })
    const of = request({ rules: [rule({ limit: 100, perMs: 60_000 })] })
    for (let life = 0; life < 15; life++) {
      const death = new AbortController()
      // A dead process saves nothing and hears no answers; what it sent still arrives.
      const store: RateStore = { load: saved.load, save: (...it) => (death.signal.aborted ? undefined : saved.save(...it)) }
      const limiter = createRateLimiter({ store, clock: time.clock, timer: time.timer })
      flood(time, limiter, server, of, 40, (n) => (n * 13) % 900, death.signal)
      await time.run(time.clock() + 300 + life * 100)
      death.abort()
      await time.run(time.clock() + 2_000)
    }
    const limiter = createRateLimiter({ store: saved, clock: time.clock, timer: time.timer })
    const answered = flood(time, limiter, server, of, 500, (n) => (n * 13) % 50)
    await time.run()
    expect({ over: server.over, answered: answered() }).toEqual({ over: 0, answered: 500 })
    expect(server.arrivals.length).toBeGreaterThan(550)
  })

  test('when the clock is set back in the middle', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const server = countingServer(time, { limit: 10, perMs: 10_000, kind: 'sliding' })
    const answered = flood(time, limiter, server, request(), 60, () => 20)
    const began = time.clock()
    await time.run(began + 15_000)
    time.setClock(-3_600_000)
    await time.run()
    expect({ answered: answered(), over: server.over }).toEqual({ answered: 60, over: 0 })
    // And nobody waits for the hour that never was.
    expect(time.clock()).toBeLessThan(began - 3_600_000 + 120_000)
  })

  test('when one batch costs as much as many', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const writes = rule({ limit: 10, perMs: 10_000, cost: ({ body }) => (JSON.parse(body ?? '[]') as unknown[]).length })
    const times: number[] = []
    for (let n = 0; n < 5; n++) {
      void limiter.acquire(request({ rules: [writes], body: '[1,1,1,1]' }), { maxWaitMs: 1e9 }).then((slot) => {
        times.push(time.clock())
        if (slot.kind === 'granted') slot.grant.answered(200, new Headers())
      })
    }
    const began = time.clock()
    await time.run()
    expect(times.map((at) => Math.round((at - began) / 10_000))).toEqual([0, 0, 1, 1, 2])
  })

  test('when rules of different cost share a budget', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const rules = [
      rule({ id: 'create', method: 'POST', cost: 3, budget: 'points' }),
      rule({ id: 'delete', method: 'DELETE', cost: 1, budget: 'points' }),
    ]
    for (const method of ['POST', 'POST', 'DELETE', 'POST']) void limiter.acquire(request({ rules, method }), { maxWaitMs: 1e9 })
    expect(limiter.snapshot(request({ rules }))).toEqual([
      { id: 'points', limit: 10, used: 10, perMs: 10_000, resetAt: time.clock() + 10_000 },
    ])
    expect(await limiter.acquire(request({ rules, method: 'DELETE' }), { maxWaitMs: 0 })).toMatchObject({ kind: 'limited' })
  })
})

describe('What a server says holds', () => {
  test('a 429 with Retry-After holds back just what it spoke of, until then (mastodon#21309)', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const rules = [rule({ limit: 300, perMs: 300_000 }), rule({ id: 'media', path: /media/, limit: 30, perMs: 1_800_000 })]
    const media = request({ rules, method: 'POST', path: '/media' })
    const slot = await limiter.acquire(media, { maxWaitMs: 0 })
    if (slot.kind !== 'granted') throw new Error('no slot')
    slot.grant.answered(429, new Headers({ 'retry-after': '1200' }))
    expect(await limiter.acquire(media, { maxWaitMs: 0 })).toEqual({ kind: 'limited', retryAt: time.clock() + 1_200_000 })
    expect(await limiter.acquire(request({ rules }), { maxWaitMs: 0 })).toMatchObject({ kind: 'granted' })
  })

  test('a 429 holds back everything of an account where there are no rules', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const slot = await limiter.acquire(request({ rules: [] }), { maxWaitMs: 0 })
    if (slot.kind !== 'granted') throw new Error('no slot')
    slot.grant.answered(429, new Headers({ 'retry-after': new Date(time.clock() + 30_000).toUTCString() }))
    const again = await limiter.acquire(request({ rules: [] }), { maxWaitMs: 0 })
    expect(again.kind === 'limited' ? Math.round((again.retryAt - time.clock()) / 1_000) : again).toBe(30)
    expect(await limiter.acquire(request({ rules: [], accountId: 'b' }), { maxWaitMs: 0 })).toMatchObject({ kind: 'granted' })
  })

  test('what is left is remembered over a restart', async () => {
    const time = virtualTime()
    const store = memoryStore()
    const of = request({ rules: [rule({ limit: 300, perMs: 300_000 })], headers: NAMES })
    const before = createRateLimiter({ store, clock: time.clock, timer: time.timer })
    const slot = await before.acquire(of, { maxWaitMs: 0 })
    if (slot.kind !== 'granted') throw new Error('no slot')
    const resetAt = time.clock() + 100_000
    slot.grant.answered(200, new Headers({ 'x-limit': '300', 'x-remaining': '0', 'x-reset': new Date(resetAt).toISOString() }))
    before.flush()
    const after = createRateLimiter({ store, clock: time.clock, timer: time.timer })
    expect(await after.acquire(of, { maxWaitMs: 0 })).toEqual({ kind: 'limited', retryAt: resetAt })
  })

  test('a clock that is wrong by an hour on one side does not matter', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const of = request({ rules: [rule({ limit: 300, perMs: 300_000 })], headers: NAMES })
    const slot = await limiter.acquire(of, { maxWaitMs: 0 })
    if (slot.kind !== 'granted') throw new Error('no slot')
    const theirs = time.clock() + 3_600_000
    const headers = {
      'x-limit': '300',
      'x-remaining': '0',
      'x-reset': new Date(theirs + 60_000).toISOString(),
      date: new Date(theirs).toUTCString(),
    }
    slot.grant.answered(200, new Headers(headers))
    const next = await limiter.acquire(of, { maxWaitMs: 0 })
    expect(next.kind === 'limited' ? Math.floor((next.retryAt - time.clock()) / 1_000) : next).toBe(60)
  })

  test('nonsense in the headers is not believed', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const of = request({ headers: NAMES })
    for (const headers of [
      { 'x-remaining': '-1' },
      { 'x-remaining': 'many', 'x-reset': 'soon' },
      { 'x-limit': '5', 'x-remaining': '0', 'x-reset': '1970-01-01' },
    ]) {
      const slot = await limiter.acquire(of, { maxWaitMs: 0 })
      expect(slot.kind).toBe('granted')
      if (slot.kind === 'granted') slot.grant.answered(200, new Headers(headers))
    }
    expect(await limiter.acquire(of, { maxWaitMs: 0 })).toMatchObject({ kind: 'granted' })
  })
})

describe('Turns', () => {
  test('are given in the order they were asked for, and a full window holds up nobody else', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const rules = [rule({ id: 'slow', path: /slow/, limit: 1 }), rule({ id: 'quick', path: /quick/, limit: 1_000 })]
    const order: string[] = []
    for (const name of ['slow 1', 'slow 2', 'quick 1', 'slow 3', 'quick 2']) {
      void limiter.acquire(request({ rules, path: `/${name}` }), { maxWaitMs: 1e9 }).then((slot) => {
        order.push(name)
        if (slot.kind === 'granted') slot.grant.answered(200, new Headers())
      })
    }
    await time.run()
    expect(order).toEqual(['slow 1', 'quick 1', 'quick 2', 'slow 2', 'slow 3'])
  })

  test('can be given up, and what did not leave costs nothing', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const of = request({ rules: [rule({ limit: 1 })] })
    const first = await limiter.acquire(of, { maxWaitMs: 0 })
    const abort = new AbortController()
    const second = limiter.acquire(of, { maxWaitMs: 1e9, signal: abort.signal })
    const third = limiter.acquire(of, { maxWaitMs: 1e9 })
    abort.abort()
    expect(await second).toEqual({ kind: 'aborted' })
    expect(await limiter.acquire(of, { maxWaitMs: 1e9, signal: abort.signal })).toEqual({ kind: 'aborted' })
    if (first.kind === 'granted') first.grant.notSent()
    expect(await third).toMatchObject({ kind: 'granted' })
  })

  test('are refused at once when waiting will not do, with the time to come back', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const of = request({ rules: [rule({ limit: 2 })] })
    for (let n = 0; n < 2; n++) {
      const slot = await limiter.acquire(of, { maxWaitMs: 0 })
      if (slot.kind === 'granted') slot.grant.answered(200, new Headers())
    }
    expect(await limiter.acquire(of, { maxWaitMs: 9_000 })).toEqual({ kind: 'limited', retryAt: time.clock() + 10_000 })
    const waiting = [0, 1].map(() => limiter.acquire(of, { maxWaitMs: 11_000 }))
    expect(await limiter.acquire(of, { maxWaitMs: 11_000 })).toEqual({ kind: 'limited', retryAt: time.clock() + 20_000 })
    await time.run()
    expect(await Promise.all(waiting)).toMatchObject([{ kind: 'granted' }, { kind: 'granted' }])
  })

  test('are waited for, not refused, while the first answer that tells the limits is slow', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    const of = request({ headers: NAMES, rules: [rule({ limit: 300, perMs: 300_000 })] })
    const first = await limiter.acquire(of, { maxWaitMs: 0 })
    const second = limiter.acquire(of, { maxWaitMs: 2_000 })
    time.timer.after(20_000, () => {
      if (first.kind === 'granted') first.grant.answered(200, new Headers())
    })
    await time.run()
    expect(await second).toMatchObject({ kind: 'granted' })
  })

  test('are refused for good manners when one request costs more than a whole window', async () => {
    const time = virtualTime()
    const limiter = createRateLimiter({ store: memoryStore(), clock: time.clock, timer: time.timer })
    expect(await limiter.acquire(request({ rules: [rule({ limit: 2, cost: 3 })] }), { maxWaitMs: 1e9 })).toMatchObject({ kind: 'limited' })
  })
})

describe('The book', () => {
  test('stays small however much is sent, and a broken one is begun anew', async () => {
    const time = virtualTime()
    const store = memoryStore()
    const limiter = createRateLimiter({ store, clock: time.clock, timer: time.timer })
    const of = request({ rules: [rule({ limit: 100_000, perMs: 3_600_000 })] })
    for (let n = 0; n < 5_000; n++) {
      const slot = await limiter.acquire(of, { maxWaitMs: 0 })
      if (slot.kind === 'granted') slot.grant.answered(200, new Headers())
      if (n % 100 === 0) await time.run(time.clock() + 60_000)
    }
    limiter.flush()
    expect([...store.saved.values()].join('').length).toBeLessThan(10_000)
    store.saved.set('p account a/all', '{"entries":')
    const again = createRateLimiter({ store, clock: time.clock, timer: time.timer })
    expect(again.snapshot(of)).toEqual([{ id: 'all', limit: 100_000, used: 0, perMs: 3_600_000, resetAt: null }])
  })
})

describe('A store that cannot be written', () => {
  test('ends nothing: requests go on and are counted, and what was not saved is saved with the next', async () => {
    const time = virtualTime()
    const store = memoryStore()
    const unsaved: unknown[] = []
    let isFull = true
    const limiter = createRateLimiter({
      store: {
        ...store,
        save: (...saved) => {
          if (isFull) throw new Error('database or disk is full')
          store.save(...saved)
        },
      },
      clock: time.clock,
      timer: time.timer,
      onUnsaved: (error) => unsaved.push(error),
    })
    const slots = []
    for (let asked = 0; asked < 11; asked++)
      slots.push(await limiter.acquire(request(), { signal: new AbortController().signal, maxWaitMs: 0 }))
    for (const slot of slots) if (slot.kind === 'granted') slot.grant.unanswered()
    expect(slots.map((slot) => slot.kind)).toEqual([...Array<string>(10).fill('granted'), 'limited'])
    await time.run(time.clock() + 5_000)
    expect(unsaved).not.toEqual([])
    expect(store.saved.size).toBe(0)
    isFull = false
    time.setClock(20_000)
    await limiter.acquire(request(), { signal: new AbortController().signal, maxWaitMs: 0 })
    await time.run(time.clock() + 5_000)
    expect(store.saved.size).toBe(1)
  })
})
