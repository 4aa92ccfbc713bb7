import type { Dispatcher } from 'undici'
import type { Clock, HttpPort, Log, OnSent, OpenSocket } from '../core/ports.ts'
import type { RateHeaders, RateRule } from './connector.ts'
import { HttpFailure } from './http-failure.ts'
import { send, sharedAgent, type WireAnswer } from './http-transport.ts'
import type { RateLimiter } from './rate-limiter.ts'
import { connectSocket, SocketRefusal, type Heartbeat } from './socket.ts'

export { findHttpFailure, HttpFailure } from './http-failure.ts'
export { SocketRefusal } from './socket.ts'

export type HttpOptions = {
  readonly platform: string
  /** Origin the requests are mostly for; names the scope of the limits that hold per server. */
  readonly server: string
  /** Null before there is an account. */
  readonly accountId: string | null
  readonly limiter: RateLimiter
  readonly rules: readonly RateRule[]
  readonly headers: RateHeaders | null
  readonly userAgent: string
  readonly log: Log
  readonly clock: Clock
  /** Largest answer, after decompression; 20 MB unless said. */
  readonly maxBytes?: number
  /** From handing over to the last byte of the answer, without waiting for a slot; 30 s unless said. Large uploads get more. */
  readonly timeoutMs?: number
  /** `wait` waits for a slot of the rate limiter up to `maxWaitMs`; `fail` rejects at once with `retryAt`. */
  readonly onLimited: 'wait' | 'fail'
  /** 60 s unless said. */
  readonly maxWaitMs?: number
  /** Ends everything that is under way, besides the signal of each request. */
  readonly signal?: AbortSignal
  /** How the silence of a WebSocket is noticed; see `socket.ts` for what holds unless said. */
  readonly heartbeat?: Heartbeat
  /** How connections are made; the shared agent unless said. */
  readonly dispatcher?: Dispatcher
}

const MAX_BYTES = 20_000_000
const TIMEOUT_MS = 30_000
const MAX_WAIT_MS = 60_000
/** A slot that is as good as there is worth waiting for even where the caller wants no waiting. */
const SHORT_WAIT_MS = 2_000
/** The slowest upload that is still waited for, bytes per ms (400 kbit/s). */
const SLOWEST_UPLOAD = 50
const MAX_REDIRECTS = 5
/** Headers that are meant for the first origin only. */
const PRIVATE_HEADERS = ['authorization', 'cookie', 'dpop', 'proxy-authorization']

/**
 * The one way out of Chirp: a `fetch` for SDKs and for connectors. Every request is sent once. Rejects with `HttpFailure`; answers of any
 * status are answers. Redirects of GET and HEAD are followed (5, never from https to http, credentials only to the same origin);
 * a redirected write is an error.
 */
export function createHttp(options: HttpOptions): HttpPort {
  return port(options, null)
}

function port(options: HttpOptions, onSent: OnSent | null): HttpPort {
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const request = parse(input, init, options)
    const body = request.body === null ? null : new Uint8Array(await request.arrayBuffer())
    const mode = request.redirect
    let url = new URL(request.url)
    const headers = new Headers(request.headers)
    headers.set('user-agent', options.userAgent)
    if (!headers.has('accept')) headers.set('accept', '*/*')
    headers.set('accept-encoding', 'gzip, deflate, br')

    for (let redirects = 0; ; redirects++) {
      const answer = await exchange(options, { url, method: request.method, headers, body, signal: request.signal, onSent })
      const location = answer.status >= 300 && answer.status < 400 && answer.status !== 304 ? answer.headers.get('location') : null
      if (location === null || mode === 'manual') return asResponse(answer, url, redirects > 0)
      const next = nextUrl(location, url, request.method, mode, redirects)
      if (next.origin !== url.origin) for (const name of PRIVATE_HEADERS) headers.delete(name)
      url = next
    }
  }
  return { fetch, telling: (told) => port(options, told), openSocket: socketOpener(options) }
}

/** Opens WebSockets. They take no slot of the limiter: no network counts them, and how often one is tried is decided where that is done. */
function socketOpener(options: HttpOptions): OpenSocket {
  const { platform, accountId, userAgent, clock } = options
  return async (url, { protocols, signal: given }) => {
    const began = clock()
    const signal = options.signal === undefined ? given : AbortSignal.any([given, options.signal])
    const fields = { platform, accountId, url: redactedUrl(url) }
    try {
      const messages = await connectSocket({
        url,
        protocols,
        userAgent,
        signal,
        ...(options.heartbeat && { heartbeat: options.heartbeat }),
      })
      options.log.info('socket', { ...fields, status: 101, ms: clock() - began })
      return messages
    } catch (error) {
      const status = error instanceof SocketRefusal ? error.status : error instanceof HttpFailure ? error.kind : 'failed'
      options.log.warn('socket', { ...fields, status, ms: clock() - began })
      throw error
    }
  }
}

/** Takes apart whatever shape the caller used; a request that cannot be made is `broken` and was not sent. */
function parse(input: string | URL | Request, init: RequestInit | undefined, options: HttpOptions): Request {
  try {
    const request = new Request(input, init)
    const { protocol } = new URL(request.url)
    if (protocol !== 'https:' && protocol !== 'http:') throw new TypeError(`No requests to ${protocol}`)
    return request
  } catch (cause) {
    throw new HttpFailure('broken', 'no', options.server, { cause, detail: 'not a request' })
  }
}

function nextUrl(location: string, from: URL, method: string, mode: Request['redirect'], redirects: number): URL {
  const write = method !== 'GET' && method !== 'HEAD'
  const refuse = (detail: string) => new HttpFailure('broken', write ? 'maybe' : 'no', from.origin, { detail })
  if (mode === 'error') throw refuse('redirected')
  if (write) throw refuse('a write was redirected')
  if (redirects >= MAX_REDIRECTS) throw refuse('too many redirects')
  const next = URL.parse(location, from.href)
  if (next === null || (next.protocol !== 'https:' && next.protocol !== 'http:')) throw refuse('redirected to nowhere')
  if (from.protocol === 'https:' && next.protocol === 'http:') throw refuse('redirected from https to http')
  return next
}

type Outgoing = {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: Uint8Array | null
  readonly signal: AbortSignal
  readonly onSent: OnSent | null
}

/** One request through the limiter, onto the wire, and into the log. */
async function exchange(options: HttpOptions, outgoing: Outgoing): Promise<WireAnswer> {
  const { url, method, body } = outgoing
  const server = url.origin
  const caller = options.signal === undefined ? outgoing.signal : AbortSignal.any([outgoing.signal, options.signal])
  if (caller.aborted) throw new HttpFailure('aborted', 'no', server, { cause: caller.reason })
  const began = options.clock()
  const log = (status: number | string, bytes: number) => {
    const fields = {
      platform: options.platform,
      accountId: options.accountId,
      method,
      url: redactedUrl(url),
      status,
      ms: options.clock() - began,
      bytes,
    }
    if (typeof status === 'number' && status < 500) options.log.info('request', fields)
    else options.log.warn('request', fields)
  }

  const slot = await options.limiter.acquire(
    {
      platform: options.platform,
      server: options.server,
      accountId: options.accountId,
      rules: options.rules,
      headers: options.headers,
      method,
      path: url.pathname,
      body: jsonText(outgoing),
    },
    { signal: caller, maxWaitMs: options.onLimited === 'fail' ? SHORT_WAIT_MS : (options.maxWaitMs ?? MAX_WAIT_MS) },
  )
  if (slot.kind === 'aborted') throw new HttpFailure('aborted', 'no', server, { cause: caller.reason })
  if (slot.kind === 'limited') {
    log('rate-limited', 0)
    throw new HttpFailure('rate-limited', 'no', server, { retryAt: slot.retryAt })
  }

  const timeout = new AbortController()
  const timeoutMs = (options.timeoutMs ?? TIMEOUT_MS) + Math.ceil((body?.byteLength ?? 0) / SLOWEST_UPLOAD)
  const timer = setTimeout(() => timeout.abort(new HttpFailure('timeout', 'maybe', server, { detail: `${timeoutMs} ms` })), timeoutMs)
  try {
    const signal = AbortSignal.any([caller, timeout.signal])
    const answer = await send({ ...outgoing, signal, maxBytes: options.maxBytes ?? MAX_BYTES }, options.dispatcher ?? sharedAgent())
    slot.grant.answered(answer.status, answer.headers)
    log(answer.status, answer.body.byteLength)
    return answer
  } catch (error) {
    const failure = error instanceof HttpFailure ? error : new HttpFailure('broken', 'maybe', server, { cause: error })
    if (failure.sent === 'no') slot.grant.notSent()
    else slot.grant.unanswered()
    log(failure.kind, 0)
    throw failure
  } finally {
    clearTimeout(timer)
  }
}

/** Where it went, without what it said: names of query parameters, not their values. */
function redactedUrl(url: URL): string {
  const names = [...new Set(url.searchParams.keys())]
  return url.origin + url.pathname + (names.length === 0 ? '' : `?${names.join('&')}`)
}

/** The body for rules whose cost depends on it; only JSON is looked at. */
function jsonText({ headers, body }: Outgoing): string | null {
  return body !== null && (headers.get('content-type') ?? '').includes('json') ? new TextDecoder().decode(body) : null
}

const EMPTY_STATUSES = [204, 205, 304]

function asResponse(answer: WireAnswer, url: URL, redirected: boolean): Response {
  const response = new Response(EMPTY_STATUSES.includes(answer.status) ? null : answer.body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: answer.headers,
  })
  // A constructed Response has no address; SDKs read it from one that was fetched.
  Object.defineProperties(response, { url: { value: url.href }, redirected: { value: redirected } })
  return response
}
