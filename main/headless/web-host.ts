import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { z } from 'zod'
import type { BridgeEvent } from '../../shared/bridge/events.ts'
import type { Result } from '../../shared/errors.ts'
import { SECURITY_HEADERS, servePageFile } from '../core/page-files.ts'

/** What the web host serves. */
export type WebHostOptions = {
  /** 0 picks a free one. */
  readonly port: number
  /** Who knows it may use the bridge. */
  readonly token: string
  /** Absolute folder of the built page. */
  readonly pageRoot: string
  readonly invoke: (name: unknown, input: unknown) => Promise<Result<unknown>>
  readonly subscribe: (listener: (event: BridgeEvent) => void) => () => void
  /** Answers for `media/<address>`. */
  readonly openMedia: (address: string, request: { readonly range: string | null; readonly signal: AbortSignal }) => Promise<Response>
  readonly log: { error(message: string, fields?: Readonly<Record<string, unknown>>): void }
}

export type WebHost = { readonly port: number; readonly url: string; close(): Promise<void> }

const Invocation = z.object({ id: z.number().int().nonnegative(), name: z.string().max(100), input: z.unknown() })

/** Larger than the largest call: a chunk of an upload is 1.5 MB of base64. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** A page that stops reading must not fill the memory. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024
const PROTOCOL = 'chirp.v1'

function sameSecret(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)]
  return left.length === right.length && timingSafeEqual(left, right)
}

/**
 * Chirp's page and bridge on the loopback address, for a browser. Requests with another `Host` get 421 (that is how a stranger's name
 * pointed at 127.0.0.1 would arrive), requests another origin's page makes get 403, the bridge opens only for this origin with the token.
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  let port = options.port
  const isOwnHost = (host: string | undefined): boolean => host === `127.0.0.1:${port}` || host === `localhost:${port}`
  const isOwnOrigin = (request: IncomingMessage): boolean => request.headers.origin === `http://${request.headers.host ?? ''}`

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnHost(request.headers.host)) return send(response, refusal(421, 'This address is not Chirp.'))
    if (request.method !== 'GET' && request.method !== 'HEAD') return send(response, refusal(405, 'Chirp answers GET only.'))
    const site = request.headers['sec-fetch-site']
    const isNavigation = request.headers['sec-fetch-mode'] === 'navigate' && request.headers['sec-fetch-dest'] === 'document'
    if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation)
      return send(response, refusal(403, 'Not for other pages.'))
    if (request.headers.origin !== undefined && !isOwnOrigin(request)) return send(response, refusal(403, 'Not for other pages.'))
    const path = (request.url ?? '/').split(/[?#]/, 1)[0] ?? '/'
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const media = /^\/media\/(.+)$/.exec(path)?.[1]
    const found =
      media === undefined
        ? await servePageFile(options.pageRoot, path)
        : await options.openMedia(media, { range: request.headers.range ?? null, signal: gone.signal })
    await send(response, found, request.method === 'HEAD')
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.destroyed) options.log.error('A request to the web host failed.', { error })
      response.destroy()
    })
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, handleProtocols: () => PROTOCOL })
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    const [protocol, token] = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim())
    const path = (request.url ?? '').split('?', 1)[0]
    const welcome =
      path === '/bridge' &&
      isOwnHost(request.headers.host) &&
      isOwnOrigin(request) &&
      protocol === PROTOCOL &&
      sameSecret(token ?? '', options.token)
    if (!welcome) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (ws) => serveBridge(ws, options))
  })
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(options.port, '127.0.0.1', () => {
      server.off('error', failed)
      listening()
    })
  })
  port = (server.address() as AddressInfo).port
  return {
    port,
    url: `http://127.0.0.1:${port}/#token=${options.token}`,
    close: async () => {
      for (const ws of sockets.clients) ws.close(1001)
      const closed = new Promise((done) => server.close(done))
      setTimeout(() => {
        for (const ws of sockets.clients) ws.terminate()
        server.closeAllConnections()
      }, 200).unref()
      server.closeIdleConnections()
      await closed
    },
  }
}

function serveBridge(ws: WebSocket, options: WebHostOptions): void {
  const push = (message: object): void => {
    if (ws.readyState !== ws.OPEN) return
    if (ws.bufferedAmount > MAX_BACKLOG_BYTES) ws.terminate()
    else ws.send(JSON.stringify(message))
  }
  const unsubscribe = options.subscribe((event) => push({ event }))
  ws.on('close', unsubscribe)
  ws.on('error', () => ws.terminate())
  ws.on('message', (data: RawData) => {
    void (async () => {
      const call = parseInvocation(data)
      if (call === null) ws.close(1008, 'Not a call of the bridge.')
      else push({ id: call.id, result: await options.invoke(call.name, call.input) })
    })()
  })
}

function parseInvocation(data: RawData): z.infer<typeof Invocation> | null {
  try {
    const bytes = Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data
    return Invocation.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return null
  }
}

function refusal(status: number, text: string): Response {
  return new Response(text, { status, headers: { ...SECURITY_HEADERS, 'content-type': 'text/plain; charset=utf-8' } })
}

async function send(response: ServerResponse, from: Response, headOnly = false): Promise<void> {
  response.writeHead(from.status, Object.fromEntries(from.headers))
  if (headOnly || from.body === null) {
    response.end()
    await from.body?.cancel()
    return
  }
  try {
    await pipeline(Readable.fromWeb(from.body), response)
  } catch (error) {
    // The browser went away in the middle: nothing to say to it.
    if (!response.destroyed) throw error
  }
}
