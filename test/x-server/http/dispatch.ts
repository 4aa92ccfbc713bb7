import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Fault, Faults } from '../../mastodon-server/http/faults.ts'
import { readBody, type Input } from '../../mastodon-server/http/input.ts'
import type { Bill } from '../bill.ts'
import type { WorldToken } from '../world/types.ts'
import type { World } from '../world/world.ts'
import type { Answer, Call, Route } from './call.ts'
import { problemsOf, type Violation } from './conformance.ts'
import { problemOf, Refusal } from './problem.ts'
import { rateHeaders, type RateLimiter } from './rate-limits.ts'
import type { createRouter } from './router.ts'

/** One request as it came and how it ended, without secrets. `status` is null while it is unanswered or broken off. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body: unknown
  /** Whose token it carried: a username, or null. */
  readonly account: string | null
  status: number | null
  /** What it cost, hundredths of a cent. */
  cost: number
}

/** What a server needs to answer. */
export interface Desk {
  readonly world: World
  readonly router: ReturnType<typeof createRouter>
  readonly limiter: RateLimiter
  readonly faults: Faults
  readonly bill: Bill
  readonly violations: Violation[]
  readonly requests: RequestRecord[]
  /** Answers that no money is left. */
  readonly broke: { isSo: boolean }
}

const SECRET_FIELDS = new Set(['client_secret', 'code', 'code_verifier', 'refresh_token', 'token', 'password'])

function withoutSecrets(input: Input): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (SECRET_FIELDS.has(name)) return [name, '(secret)']
      const isFile = typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array
      return [name, isFile ? '(file)' : value]
    }),
  )
}

async function readAll(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
}

function findToken(world: World, header: string | undefined): WorldToken | null {
  const token = world.tokens.get(/^Bearer (.+)$/i.exec(header ?? '')?.[1] ?? '')
  return token === undefined || token.revoked || token.expiresAt <= world.now() ? null : token
}

/** docs.x.com/x-api/fundamentals/response-codes-and-errors and /rate-limits, read 2026-11-27. */
function authorize(route: Route, token: WorldToken | null): void {
  if (route.scopes === null) return
  if (token === null) throw new Refusal(401, problemOf('about:blank', 'Unauthorized', 'Unauthorized', { status: 401 }))
  if (route.scopes.some((scope) => !token.scopes.includes(scope)))
    throw new Refusal(
      403,
      problemOf('about:blank', 'Forbidden', 'Your client app is not configured with the appropriate oauth2 scopes.', { status: 403 }),
    )
}

function send(response: ServerResponse, answer: Answer, extra: Readonly<Record<string, string>>): void {
  const isHtml = answer.html !== undefined
  const type = isHtml ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  for (const [name, value] of Object.entries({ 'content-type': type, ...extra, ...answer.headers })) response.setHeader(name, value)
  response.writeHead(answer.status ?? 200)
  response.end(answer.html ?? (answer.json === undefined ? '' : JSON.stringify(answer.json)))
}

/** Answers as a fault wants it; `answer` is what would have been said. */
function playFault(fault: Fault, answer: Answer | null, request: IncomingMessage, response: ServerResponse): void {
  if (fault.reset === true) return void request.socket.destroy()
  if (fault.hang === true) return
  const text =
    fault.truncate === true
      ? JSON.stringify(answer?.json ?? {}).slice(0, 20)
      : typeof fault.body === 'string'
        ? fault.body
        : JSON.stringify(fault.body ?? answer?.json ?? {})
  const type = text.trimStart().startsWith('<') ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8'
  response.writeHead(fault.status ?? answer?.status ?? 200, { 'content-type': type, ...fault.headers })
  response.end(text)
}

/** Handles one request from its first byte to its last. */
export async function dispatch(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = desk
  response.setHeader('date', new Date(world.now()).toUTCString())
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', world.base)
  const bytes = await readAll(request)
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]))
  const token = findToken(world, headers['authorization'])
  const viewer = token === null ? null : (world.users.get(token.userId) ?? null)
  const app = token === null ? null : (world.apps.get(token.clientId) ?? null)
  const match = desk.router(method, url.pathname)
  let input: Input = {}
  let unreadable = false
  try {
    input = await readBody(headers['content-type'] ?? '', bytes)
  } catch {
    unreadable = true
  }
  const record: RequestRecord = {
    method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: withoutSecrets(input),
    account: viewer?.username ?? null,
    status: null,
    cost: 0,
  }
  desk.requests.push(record)
  const family = match?.route.family
  const outcome = family === undefined || viewer === null ? null : desk.limiter.count(family, viewer.id)
  const extra = outcome === null ? {} : rateHeaders(outcome)
  const fault = desk.faults.take(method, url.pathname)
  if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
  const isAfter = fault?.afterEffect === true || fault?.truncate === true
  if (fault !== null && !isAfter && fault.delayMs === undefined) {
    record.status = fault.reset === true || fault.hang === true ? null : (fault.status ?? 200)
    playFault(fault, null, request, response)
    return
  }
  let answer: Answer
  try {
    if (match === null) throw new Refusal(404, problemOf('about:blank', 'Not Found', 'Not Found', { status: 404 }))
    if (outcome?.allowed === false)
      throw new Refusal(429, problemOf('about:blank', 'Too Many Requests', 'Too Many Requests', { status: 429 }))
    authorize(match.route, token)
    if (desk.broke.isSo && match.route.scopes !== null)
      throw new Refusal(
        402,
        problemOf('credits', 'CreditsDepleted', 'Your enrolled account does not have any credits to fulfill this request.', {
          status: 402,
        }),
      )
    if (unreadable) throw new Refusal(400, problemOf('invalid-request', 'Invalid Request', 'The body could not be read.'))
    const call: Call = {
      world,
      method,
      path: url.pathname,
      query: url.searchParams,
      headers,
      params: match.params,
      input,
      token,
      viewer,
      app,
    }
    answer = await match.route.handle(call)
  } catch (error) {
    if (!(error instanceof Refusal)) {
      desk.violations.push({
        operation: 'none',
        status: 500,
        problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      })
    }
    answer = error instanceof Refusal ? { status: error.status, json: error.body } : { status: 500, json: {} }
  }
  if (match !== null && answer.json !== undefined) {
    const operation = `${match.route.method} ${match.route.path}`
    const problems = problemsOf(operation, answer.status ?? 200, answer.json)
    if (problems.length > 0) desk.violations.push({ operation, status: answer.status ?? 200, problems })
  }
  // Only what succeeds is paid for: docs.x.com/x-api/fundamentals/post-cap, read 2026-11-27.
  if ((answer.status ?? 200) < 400) record.cost = desk.bill.book(answer.charges ?? [], world.now())
  record.status = answer.status ?? 200
  if (fault !== null && isAfter) {
    record.status = fault.reset === true || fault.hang === true ? null : (fault.status ?? record.status)
    playFault(fault, answer, request, response)
    return
  }
  send(response, answer, extra)
}
