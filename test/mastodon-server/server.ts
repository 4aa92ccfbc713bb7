import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomBytes } from 'node:crypto'
import { addControl } from './control.ts'
import { openConformance, type Violation } from './http/conformance.ts'
import { dispatch, type Desk, type RequestRecord } from './http/dispatch.ts'
import { createFaults, type Fault } from './http/faults.ts'
import { createRateLimiter } from './http/rate-limits.ts'
import { createRouter } from './http/router.ts'
import { allRoutes } from './routes/all.ts'
import { encodePng } from './seed/png.ts'
import { startStreaming, type Streaming } from './streaming.ts'
import { resolveVariant, type RateFamily, type RateLimit, type Variant, type VariantName } from './variants.ts'
import { createActions, type WorldActions } from './world/actions.ts'
import { addFile, createWorld, type World } from './world/world.ts'

export interface ServerOptions {
  /** 0, and so any free one, unless said. */
  readonly port?: number
  /** A kind of server, or differences from the default Mastodon. */
  readonly variant?: VariantName | Partial<Variant>
  /** Epoch milliseconds; `Date.now` unless said. */
  readonly clock?: () => number
  /** What stands after the second @ of its people; its host and port unless said. */
  readonly domain?: string
}

/** A running server. Everything in `WorldActions` acts at once and as if the person had done it. */
export interface MastodonTestServer extends WorldActions, AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end. */
  readonly url: string
  /** Where another process controls it; carries its secret. */
  readonly controlUrl: string
  readonly variant: Variant
  readonly world: World
  readonly streaming: Streaming
  /** Every request so far, oldest first. */
  readonly requests: readonly RequestRecord[]
  /** Answers that broke the schema without being meant to; tests assert that it is empty. */
  readonly violations: readonly Violation[]
  /** How many requests came after their allowance was used up. */
  readonly overLimit: () => number
  readonly failNext: (fault: Fault) => void
  /** The faults that some request met since they were cleared. */
  readonly metFaults: () => ReadonlySet<Fault>
  readonly clearFaults: () => void
  /** Changes an allowance; null lifts it. */
  readonly setRateLimit: (family: RateFamily, limit: RateLimit | null) => void
  /** Knows the statuses of `other` by their addresses from now on, as federation would. */
  readonly federateWith: (other: MastodonTestServer) => void
  readonly close: () => Promise<void>
}

/** Starts a server of the Mastodon API on 127.0.0.1 with an empty world. */
export async function startMastodonServer(options: ServerOptions = {}): Promise<MastodonTestServer> {
  const variant = resolveVariant(options.variant)
  const now = options.clock ?? Date.now
  const http = createServer()
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  // A TCP server that listens has an address of this kind.
  const { port } = http.address() as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const world = createWorld(variant, url, options.domain ?? `127.0.0.1:${port}`, now)
  addFile(world, 'thumbnail.png', { bytes: encodePng(48, 48, { hue: 190, pattern: 'checks' }), contentType: 'image/png' })
  const peers: World[] = []
  const actions = createActions(world, peers)
  const limiter = createRateLimiter(variant.rateLimits, now)
  const desk: Desk = {
    world,
    router: createRouter(allRoutes),
    limiter,
    faults: createFaults(),
    conformance: openConformance(variant.checksRequired),
    violations: [],
    requests: [],
    resolveRemote: (address) => actions.resolveRemote(address)?.id ?? null,
  }
  const secret = randomBytes(18).toString('base64url')
  const streaming = startStreaming(http, desk)
  const server: MastodonTestServer = {
    ...actions,
    url,
    controlUrl: `${url}/_control/${secret}`,
    variant,
    world,
    streaming,
    requests: desk.requests,
    violations: desk.violations,
    overLimit: limiter.overLimit,
    failNext: desk.faults.add,
    metFaults: desk.faults.met,
    clearFaults: desk.faults.clear,
    setRateLimit: limiter.set,
    federateWith: (other) => void peers.push(other.world),
    close: async () => {
      streaming.drop()
      http.closeAllConnections()
      await new Promise<void>((resolve) => void http.close(() => resolve()))
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
  const control = addControl(server, `/_control/${secret}/`)
  http.on('request', (request, response) => {
    const handled = request.url?.startsWith('/_control/') === true ? control(request, response) : dispatch(desk, request, response)
    handled.catch((error: unknown) => {
      desk.violations.push({ operation: 'none', status: 500, path: request.url ?? '', problems: [String(error)] })
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  return server
}
