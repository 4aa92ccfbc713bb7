import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createFaults, type Fault, type Faults } from '../mastodon-server/http/faults.ts'
import { createBill, type Bill } from './bill.ts'
import type { Violation } from './http/conformance.ts'
import { dispatch, type Desk, type RequestRecord } from './http/dispatch.ts'
import { createRateLimiter, type RateFamily, type RateLimit } from './http/rate-limits.ts'
import { createRouter } from './http/router.ts'
import { engagementRoutes } from './routes/engagements.ts'
import { mediaRoutes } from './routes/media.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { searchRoutes } from './routes/search.ts'
import { timelineRoutes } from './routes/timelines.ts'
import { tweetRoutes } from './routes/tweets.ts'
import { userRoutes } from './routes/users.ts'
import { createActions, type WorldActions } from './world/actions.ts'
import { createWorld, type World } from './world/world.ts'

/** A running server. Everything in `WorldActions` acts at once and as if the person had done it. */
export interface XTestServer extends WorldActions, AsyncDisposable {
  /** `http://127.0.0.1:port`, without a slash at the end; the API and the pages for people alike. */
  readonly url: string
  readonly world: World
  readonly bill: Bill
  /** Every request so far, oldest first. */
  readonly requests: readonly RequestRecord[]
  /** Answers that broke the documentation without being meant to; tests assert that it is empty. */
  readonly violations: readonly Violation[]
  readonly overLimit: () => number
  readonly failNext: (fault: Fault) => void
  readonly metFaults: Faults['met']
  readonly clearFaults: () => void
  readonly setRateLimit: (family: RateFamily, limit: RateLimit | null) => void
  /** Whether the app's credits are used up. */
  readonly setBroke: (isSo: boolean) => void
  readonly close: () => Promise<void>
}

/** Starts a server of the X API v2 on 127.0.0.1 with an empty world. `clock`: epoch ms, `Date.now` unless said. */
export async function startXServer(options: { readonly port?: number; readonly clock?: () => number } = {}): Promise<XTestServer> {
  const now = options.clock ?? Date.now
  const http = createServer()
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  // A TCP server that listens has an address of this kind.
  const { port } = http.address() as AddressInfo
  const url = `http://127.0.0.1:${String(port)}`
  const world = createWorld(url, now)
  const actions = createActions(world)
  const limiter = createRateLimiter(now)
  const desk: Desk = {
    world,
    router: createRouter([
      ...oauthRoutes,
      ...userRoutes,
      ...timelineRoutes,
      ...tweetRoutes(actions),
      ...searchRoutes,
      ...engagementRoutes(actions),
      ...mediaRoutes,
    ]),
    limiter,
    faults: createFaults(),
    bill: createBill(),
    violations: [],
    requests: [],
    broke: { isSo: false },
  }
  http.on('request', (request, response) => {
    dispatch(desk, request, response).catch((error: unknown) => {
      desk.violations.push({ operation: 'none', status: 500, problems: [String(error)] })
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  const close = async (): Promise<void> => {
    http.closeAllConnections()
    await new Promise<void>((resolve) => void http.close(() => resolve()))
  }
  return {
    ...actions,
    url,
    world,
    bill: desk.bill,
    requests: desk.requests,
    violations: desk.violations,
    overLimit: limiter.overLimit,
    failNext: desk.faults.add,
    metFaults: desk.faults.met,
    clearFaults: desk.faults.clear,
    setRateLimit: limiter.set,
    setBroke: (isSo) => void (desk.broke.isSo = isSo),
    close,
    [Symbol.asyncDispose]: close,
  }
}
