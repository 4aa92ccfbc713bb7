import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { HttpFailure } from './http-failure.ts'

/** The server answered, and not with a WebSocket. `status` is null where it took the connection in a way that is none. */
export class SocketRefusal extends Error {
  readonly status: number | null
  readonly headers: Headers
  /** Origin. */
  readonly server: string

  constructor(server: string, status: number | null, headers: Headers, cause?: unknown) {
    super(`No WebSocket: ${String(status)} (${server})`, { cause })
    this.name = 'SocketRefusal'
    this.server = server
    this.status = status
    this.headers = headers
  }
}

/** A connection is asked for a sign of life every `everyMs`, and counts as lost when nothing at all came for `silenceMs`. */
export type Heartbeat = { readonly everyMs: number; readonly silenceMs: number }

/** Servers and proxies send or want something every 30 to 60 s (Mastodon pings every 30 s: its streaming/index.js, checked 2026-11-26). */
const HEARTBEAT: Heartbeat = { everyMs: 25_000, silenceMs: 70_000 }
const OPENING_MS = 15_000
/** The longest message that is taken in, after decompression; one that is longer ends the connection. */
const LONGEST_BYTES = 1_000_000
/** So many messages may wait before the server has to. */
const MOST_WAITING = 64
/** A heartbeat that is late by so many of its own steps: the machine has slept, and the other side has long gone. */
const SLEPT_STEPS = 3

export type SocketOptions = {
  readonly url: URL
  readonly protocols: readonly string[]
  readonly userAgent: string
  readonly signal: AbortSignal
  readonly heartbeat?: Heartbeat
}

/** Connects, as `OpenSocket` in the ports says. Nothing is compressed, redirected or tried again. */
export async function connectSocket({
  url,
  protocols,
  userAgent,
  signal,
  heartbeat = HEARTBEAT,
}: SocketOptions): Promise<AsyncIterable<string>> {
  const server = url.origin
  if (signal.aborted) throw new HttpFailure('aborted', 'no', server, { cause: signal.reason })
  const socket = new WebSocket(url, [...protocols], {
    headers: { 'user-agent': userAgent },
    maxPayload: LONGEST_BYTES,
    perMessageDeflate: false,
  })
  const waiting: string[] = []
  let lost: HttpFailure | null = null
  let wake: () => void = () => undefined
  let heardAt = performance.now()
  const lose = (failure: HttpFailure): void => {
    lost ??= failure
    wake()
    socket.terminate()
  }
  const heard = (): void => void (heardAt = performance.now())
  socket.on('ping', heard)
  socket.on('pong', heard)
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    heard()
    if (isBinary) return
    waiting.push(data.toString('utf8'))
    if (waiting.length >= MOST_WAITING) socket.pause()
    wake()
  })
  socket.on('close', (code: number) => lose(new HttpFailure('broken', 'maybe', server, { detail: `closed with ${code}` })))
  socket.on('error', (cause: NodeJS.ErrnoException) =>
    lose(new HttpFailure(cause.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' ? 'too-large' : 'broken', 'maybe', server, { cause })),
  )
  const onAbort = (): void => lose(new HttpFailure('aborted', 'maybe', server, { cause: signal.reason }))
  signal.addEventListener('abort', onAbort)
  try {
    await opened(socket, server, signal)
  } catch (error) {
    signal.removeEventListener('abort', onAbort)
    socket.terminate()
    throw error
  }

  const beat = startHeartbeat(heartbeat, {
    isSilent: () => !socket.isPaused && performance.now() - heardAt > heartbeat.silenceMs,
    ask: () => socket.ping(() => undefined),
    lose: (detail) => lose(new HttpFailure('timeout', 'maybe', server, { detail })),
  })
  return {
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const text = waiting.shift()
          if (text !== undefined) {
            if (socket.isPaused && waiting.length < MOST_WAITING / 2) {
              heard()
              socket.resume()
            }
            yield text
          } else if (lost !== null) throw lost
          else await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        clearInterval(beat)
        signal.removeEventListener('abort', onAbort)
        socket.terminate()
      }
    },
  }
}

/** Resolves when the connection is there. */
async function opened(socket: WebSocket, server: string, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => reject(new HttpFailure('timeout', 'maybe', server, { detail: `${OPENING_MS} ms` })), OPENING_MS)
  const onAbort = (): void => reject(new HttpFailure('aborted', 'maybe', server, { cause: signal.reason }))
  signal.addEventListener('abort', onAbort)
  socket.once('open', () => resolve(undefined))
  socket.once('unexpected-response', (request: { destroy(): void }, response: IncomingMessage) => {
    const headers = new Headers()
    for (const [name, value] of Object.entries(response.headers)) if (typeof value === 'string') headers.set(name, value)
    reject(new SocketRefusal(server, response.statusCode ?? null, headers))
    request.destroy()
  })
  socket.once('error', (cause: NodeJS.ErrnoException) => {
    // Errors of the system have a code; without one the server's handshake was none.
    const failed = cause.code === undefined || cause instanceof SyntaxError
    reject(failed ? new SocketRefusal(server, null, new Headers(), cause) : new HttpFailure('unreachable', 'no', server, { cause }))
  })
  socket.once('close', () => reject(new HttpFailure('unreachable', 'maybe', server)))
  try {
    await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

function startHeartbeat(
  { everyMs }: Heartbeat,
  connection: { readonly isSilent: () => boolean; readonly ask: () => void; readonly lose: (detail: string) => void },
): NodeJS.Timeout {
  // By the wall clock: the one that cannot be set stands still on some systems while they sleep.
  let last = Date.now()
  const beat = setInterval(() => {
    const late = Date.now() - last > SLEPT_STEPS * everyMs
    last = Date.now()
    if (late) connection.lose('the machine has slept')
    else if (connection.isSilent()) connection.lose('silent')
    else connection.ask()
  }, everyMs)
  beat.unref()
  return beat
}
