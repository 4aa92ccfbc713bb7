import { describe, expect, test } from 'vitest'
import type { AppErrorKind } from '../../shared/errors.ts'
import type { PlatformConnector } from '../../main/connectors/connector.ts'
import { HttpFailure } from '../../main/connectors/http-failure.ts'
import type { HttpPort } from '../../main/core/ports.ts'
import { neverAborted, plainPost, type ContractSetup } from './setup.ts'

const SERVER = 'https://contract.invalid'

type Fault = {
  readonly name: string
  readonly answer: () => Response
  /** What a read may become. */
  readonly read: readonly AppErrorKind[]
  /** What a write may become; never something that makes it be sent again by itself when it may have arrived. */
  readonly write: readonly AppErrorKind[]
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
const html = (status: number) =>
  new Response('<!doctype html><title>Gateway</title><h1>Nope</h1>', { status, headers: { 'content-type': 'text/html' } })
const raise =
  (...args: ConstructorParameters<typeof HttpFailure>) =>
  () => {
    throw new HttpFailure(...args)
  }

const away = ['platform-unavailable', 'offline'] as const
const unknown = ['outcome-unknown'] as const
const refused = ['remote-rejected', 'invalid-input', 'capability-not-supported'] as const
const gone = ['post-not-found', 'remote-rejected', 'platform-unavailable', 'capability-not-supported'] as const
const nonsense = ['platform-unavailable'] as const

const faults: readonly Fault[] = [
  { name: 'no connection', answer: raise('unreachable', 'no', SERVER), read: away, write: away },
  { name: 'no answer in time', answer: raise('timeout', 'maybe', SERVER), read: away, write: unknown },
  { name: 'a time-out before anything left', answer: raise('timeout', 'no', SERVER), read: away, write: away },
  { name: 'a reset connection', answer: raise('broken', 'maybe', SERVER), read: away, write: unknown },
  { name: 'an answer without end', answer: raise('too-large', 'maybe', SERVER), read: away, write: unknown },
  {
    name: 'our own limiter',
    answer: raise('rate-limited', 'no', SERVER, { retryAt: 4_000_000_000_000 }),
    read: ['rate-limit-exceeded'],
    write: ['rate-limit-exceeded'],
  },
  { name: '400', answer: () => json(400, { error: 'InvalidRequest', message: 'No' }), read: [...refused, ...gone], write: refused },
  { name: '401', answer: () => json(401, { error: 'The access token is invalid' }), read: ['authentication'], write: ['authentication'] },
  {
    name: '403',
    answer: () => json(403, { error: 'This action is not allowed' }),
    read: ['authentication', ...refused, 'post-not-found'],
    write: ['authentication', ...refused, 'post-not-found'],
  },
  { name: '404', answer: () => json(404, { error: 'Record not found' }), read: gone, write: gone },
  { name: '422', answer: () => json(422, { error: 'Validation failed' }), read: refused, write: refused },
  {
    name: '429',
    answer: () => json(429, { error: 'Too many requests' }, { 'retry-after': '120' }),
    read: ['rate-limit-exceeded'],
    write: ['rate-limit-exceeded'],
  },
  { name: '500', answer: () => json(500, { error: 'InternalServerError' }), read: nonsense, write: unknown },
  { name: '502 of a proxy', answer: () => html(502), read: nonsense, write: unknown },
  { name: '503', answer: () => json(503, { error: 'Maintenance' }), read: nonsense, write: ['outcome-unknown', 'platform-unavailable'] },
  { name: 'a page instead of data', answer: () => html(200), read: nonsense, write: unknown },
  {
    name: 'half of some JSON',
    answer: () => new Response('{"id": "1", "acc', { headers: { 'content-type': 'application/json' } }),
    read: nonsense,
    write: unknown,
  },
  {
    name: 'nothing at all',
    answer: () => new Response('', { headers: { 'content-type': 'application/json' } }),
    read: nonsense,
    write: unknown,
  },
  { name: 'JSON of something else', answer: () => json(200, { hello: 'world' }), read: nonsense, write: unknown },
  { name: 'null', answer: () => json(200, null), read: nonsense, write: unknown },
]

/** Answers everything with the fault; like the real port it also ends with the signal of its context. */
function faulty(fault: () => Response): HttpPort {
  return {
    fetch: async () => {
      // A real answer takes at least a turn.
      await Promise.resolve()
      return fault()
    },
  }
}

/** Never answers; ends with the request's signal or the context's. */
function silent(signal: AbortSignal): HttpPort {
  return {
    fetch: (input, init) =>
      new Promise((_, reject) => {
        const own = init?.signal ?? (input instanceof Request ? input.signal : null)
        const both = own === null ? signal : AbortSignal.any([own, signal])
        const stop = () => reject(new HttpFailure('aborted', 'maybe', SERVER, { cause: both.reason }))
        if (both.aborted) stop()
        else both.addEventListener('abort', stop, { once: true })
      }),
  }
}

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => null,
    (error: unknown) => error,
  )
}

async function commitOn(connector: PlatformConnector, setup: ContractSetup, http: HttpPort): Promise<unknown> {
  if (connector.publish === undefined || setup.withHttp === null) return null
  const given = await setup.withHttp(http, neverAborted())
  const post = (setup.post ?? plainPost)('Does it arrive?', given.clock())
  const key = connector.publish.newKey(given.clock)
  // Preparing may ask the network for what a post needs; here it is the commit that fails.
  const prepared = await connector.publish.prepare(await setup.context(neverAborted()), post, () => undefined)
  return errorOf(connector.publish.commit(given, key, post, prepared))
}

export function describeFailures(setup: () => Promise<ContractSetup>): void {
  describe('Failures', () => {
    test.for(faults)('of reading are told apart: $name', async ({ answer, read }, { skip }) => {
      const { connector, withHttp } = await setup()
      if (withHttp === null) return skip('asks no server')
      const given = await withHttp(faulty(answer), neverAborted())
      const error = await errorOf(connector.read(given, { stream: { kind: 'home' }, older: null, limit: 20 }))
      expect(error, 'the read fails').not.toBeNull()
      const classified = connector.classify(error)
      expect(read, JSON.stringify(classified)).toContain(classified.kind)
      if (classified.kind === 'rate-limit-exceeded') expect(classified.retryAt).toBeGreaterThan(given.clock())
    })

    test.for(faults)('of publishing are told apart: $name', async ({ answer, write }, { skip }) => {
      const all = await setup()
      const { connector } = all
      if (connector.publish === undefined || all.withHttp === null) return skip('asks no server')
      const error = await commitOn(connector, all, faulty(answer))
      expect(error, 'the commit fails').not.toBeNull()
      const classified = connector.classify(error)
      expect(write, JSON.stringify(classified)).toContain(classified.kind)
    })

    test('of which nothing is known are bugs, with a reference, and classifying never throws', async () => {
      const { connector } = await setup()
      for (const thrown of [new TypeError('x is undefined'), 'text', null, undefined, 42, { status: 404 }, Object.create(null)]) {
        expect(connector.classify(thrown).kind).toBe('internal')
      }
    })
  })

  describe('Giving up', () => {
    test('before it began asks nobody', async () => {
      const { connector, context } = await setup()
      const given = await context(AbortSignal.abort(new Error('given up')))
      expect(await errorOf(connector.read(given, { stream: { kind: 'home' }, older: null, limit: 20 }))).not.toBeNull()
    })

    test('while it is under way ends it soon', async ({ skip }) => {
      const { connector, withHttp } = await setup()
      if (withHttp === null) return skip('asks no server')
      const abort = new AbortController()
      const given = await withHttp(silent(abort.signal), abort.signal)
      setTimeout(() => abort.abort(new Error('given up')), 30)
      const error = await errorOf(connector.read(given, { stream: { kind: 'home' }, older: null, limit: 20 }))
      expect(error).not.toBeNull()
      expect(connector.classify(error).kind).not.toBe('internal')
    })
  })
}
