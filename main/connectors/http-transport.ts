import type { TcpNetConnectOpts } from 'node:net'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { pipeline, Readable, type Duplex } from 'node:stream'
import { Agent, DecoratorHandler, type Dispatcher } from 'undici'
import type { OnSent } from '../core/ports.ts'
import { HttpFailure } from './http-failure.ts'

/** undici's forwarding handler; its type leaves out the method that it has (lib/handler/decorator-handler.js). */
const Forwarding = DecoratorHandler as unknown as new (handler: Dispatcher.DispatchHandler) => ForwardingHandler
interface ForwardingHandler extends Dispatcher.DispatchHandler {
  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void
}

/** One request, ready for the wire. */
export type WireRequest = {
  readonly url: URL
  readonly method: string
  readonly headers: Headers
  readonly body: Uint8Array | null
  readonly signal: AbortSignal
  /** Told while the body is handed over; null = nobody asks. */
  readonly onSent: OnSent | null
  /** Upper bound of the answer after decompression. */
  readonly maxBytes: number
}

/** One answer, read to its end. */
export type WireAnswer = {
  readonly status: number
  readonly statusText: string
  readonly headers: Headers
  readonly body: Uint8Array<ArrayBuffer>
}

/** The agent for everything that goes to a network's servers: connections are kept and reused, one request at a time on each. */
export function createAgent(connect: { readonly lookup?: LookupFunction } = {}): Agent {
  return new Agent({ pipelining: 1, connect: { timeout: 10_000, ...connect }, headersTimeout: 0, bodyTimeout: 0 })
}

/** As `dns.lookup` with `all: true`. */
export type LookupFunction = NonNullable<TcpNetConnectOpts['lookup']>

let shared: Agent | null = null

/** The agent used where none is given. Its idle connections do not keep the process alive. */
export function sharedAgent(): Agent {
  shared ??= createAgent()
  return shared
}

/**
 * Sends one request once and reads its answer. Follows nothing, repeats nothing: Node's client can put a request on a second connection when
 * the first closes under it, so a second start of the same request is refused here.
 * Rejects with `HttpFailure`; `sent` is `no` exactly when not one byte was handed to a connection.
 */
export async function send(request: WireRequest, dispatcher: Dispatcher): Promise<WireAnswer> {
  const server = request.url.origin
  let starts = 0
  class SendOnce extends Forwarding {
    override onRequestStart(controller: Dispatcher.DispatchController, context: unknown) {
      starts++
      if (starts > 1) controller.abort(new Error('Would have been sent a second time'))
      else super.onRequestStart(controller, context)
    }
  }
  const fail = (kind: 'unreachable' | 'broken' | 'too-large', cause: unknown, detail?: string) =>
    new HttpFailure(kind, starts === 0 ? 'no' : 'maybe', server, { cause, ...(detail === undefined ? {} : { detail }) })

  let response: Dispatcher.ResponseData
  try {
    response = await dispatcher
      .compose((dispatch) => (options, handler) => dispatch(options, new SendOnce(handler)))
      .request({
        origin: request.url.origin,
        path: request.url.pathname + request.url.search,
        // The type lists the usual methods and accepts every other string.
        method: request.method,
        ...bodyOf(request),
        signal: request.signal,
      })
  } catch (cause) {
    if (request.signal.aborted) throw stopped(request.signal, starts === 0 ? 'no' : 'maybe', server)
    throw fail(starts === 0 ? 'unreachable' : 'broken', cause)
  }

  const headers = new Headers()
  for (const [name, value] of Object.entries(response.headers)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each)
  }
  if (response.statusCode > 599) throw fail('broken', null, `status ${response.statusCode}`)
  const announced = Number(headers.get('content-length') ?? 0)
  if (announced > request.maxBytes) {
    response.body.on('error', () => undefined).destroy()
    throw fail('too-large', null, `${announced} bytes announced`)
  }
  try {
    const body = await readAll(decoded(response.body, headers), request.maxBytes)
    if (body === null) throw fail('too-large', null, `more than ${request.maxBytes} bytes`)
    return { status: response.statusCode, statusText: response.statusText, headers, body }
  } catch (cause) {
    response.body.on('error', () => undefined).destroy()
    if (cause instanceof HttpFailure) throw cause
    if (request.signal.aborted) throw stopped(request.signal, 'maybe', server)
    throw fail('broken', cause)
  }
}

/** In one piece, or, where somebody asks how far it is, in pieces that are taken as fast as the connection takes them. */
function bodyOf({ body, headers, onSent }: WireRequest): Pick<Dispatcher.RequestOptions, 'headers' | 'body'> {
  if (body === null || onSent === null) return { headers: Object.fromEntries(headers), body }
  // Pieces have no length of their own, and not every server takes a body of unknown length.
  return {
    headers: { ...Object.fromEntries(headers), 'content-length': String(body.byteLength) },
    body: Readable.from(pieces(body, onSent), { objectMode: false, highWaterMark: PIECE_BYTES }),
  }
}

const PIECE_BYTES = 65_536

function* pieces(body: Uint8Array, onSent: OnSent): Generator<Uint8Array> {
  for (let at = 0; at < body.byteLength; at += PIECE_BYTES) {
    yield body.subarray(at, at + PIECE_BYTES)
    onSent(Math.min(at + PIECE_BYTES, body.byteLength), body.byteLength)
  }
}

/** An abort is the caller's own wish, or the time-out that `createHttp` put into the same signal. */
function stopped(signal: AbortSignal, sent: 'no' | 'maybe', server: string): HttpFailure {
  const reason: unknown = signal.reason
  return reason instanceof HttpFailure
    ? new HttpFailure(reason.kind, sent, server, { cause: reason.cause })
    : new HttpFailure('aborted', sent, server, { cause: reason })
}

/** The body without its content encoding, which is then also gone from the headers. */
function decoded(body: Readable, headers: Headers): Readable {
  let stream: Readable = body
  for (const encoding of (headers.get('content-encoding') ?? '').toLowerCase().split(',').reverse()) {
    const decoder = decoderFor(encoding.trim())
    // Errors reach the reader through the last stream.
    if (decoder !== null) stream = pipeline(stream, decoder, () => undefined)
  }
  if (stream !== body) {
    headers.delete('content-encoding')
    headers.delete('content-length')
  }
  return stream
}

function decoderFor(encoding: string): Duplex | null {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  return null
}

/** Null: there is more than `maxBytes`. */
async function readAll(stream: Readable, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > maxBytes) return null
    chunks.push(chunk)
  }
  const whole = new Uint8Array(bytes)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.byteLength
  }
  return whole
}
