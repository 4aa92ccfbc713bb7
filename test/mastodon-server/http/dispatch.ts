import type { IncomingMessage, ServerResponse } from 'node:http'
import { coversScope } from '../routes/oauth.ts'
import { endPolls } from '../world/posting.ts'
import { publishDue } from '../routes/scheduled.ts'
import type { WorldToken } from '../world/types.ts'
import type { World } from '../world/world.ts'
import type { Answer, Call, Route } from './call.ts'
import { openConformance, type Conformance, type Violation } from './conformance.ts'
import type { Fault, Faults } from './faults.ts'
import { readBody, readPairs, type Input } from './input.ts'
import { rateHeaders, type RateLimiter } from './rate-limits.ts'
import { Refusal } from './refusal.ts'
import type { Router } from './router.ts'

/** One request as it came and how it ended. Secrets are left out; `status` is null while it is unanswered or broken off. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  readonly query: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  /** Epoch milliseconds. */
  readonly at: number
  /** Whose token it carried: a username, or null. */
  readonly account: string | null
  status: number | null
  readonly overLimit: boolean
}

/** What a server needs to answer. */
export interface Desk {
  readonly world: World
  readonly router: Router
  readonly limiter: RateLimiter
  readonly faults: Faults
  readonly conformance: Conformance
  readonly violations: Violation[]
  readonly requests: RequestRecord[]
  readonly resolveRemote: (address: string) => string | null
}

/** Operations whose answers lack on every server something the schema calls required. */
const LENIENT = { deleteStatus: '`text` comes in place of `content`' } satisfies Record<string, string>

const SECRET_NAMES = new Set(['authorization', 'cookie', 'sec-websocket-protocol'])
const SECRET_FIELDS = new Set(['client_secret', 'code', 'code_verifier', 'refresh_token', 'token', 'access_token', 'password', 'user'])

function withoutSecrets(input: Input): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      if (SECRET_FIELDS.has(name)) return [name, '(secret)']
      return [
        name,
        typeof value === 'object' && value !== null && 'bytes' in value && value.bytes instanceof Uint8Array
          ? { fileName: value.fileName, contentType: value.contentType, size: value.bytes.length }
          : value,
      ]
    }),
  )
}

async function readAll(request: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new Uint8Array(Buffer.concat(chunks))
}

function headersOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  )
}

/** The token of a header or query, if it is good now. */
export function findToken(world: World, given: string | null | undefined): WorldToken | null {
  const token = given == null ? undefined : world.tokens.get(given)
  return token === undefined || token.revoked || (token.expiresAt !== null && token.expiresAt <= world.now()) ? null : token
}

function authorize(route: Route, token: WorldToken | null, given: string | undefined): void {
  if (route.auth === 'none' || (route.auth === 'maybe' && given === undefined)) return
  if (token === null) throw new Refusal(401, 'The access token is invalid')
  if (route.scope !== undefined && !coversScope(token.scopes, route.scope))
    throw new Refusal(403, 'This action is outside the authorized scopes')
  if (route.auth === 'person' && token.accountId === null) throw new Refusal(422, 'This method requires an authenticated user')
}

function send(response: ServerResponse, answer: Answer, extra: Readonly<Record<string, string>>): void {
  const body = answer.json !== undefined ? JSON.stringify(answer.json) : (answer.html ?? answer.text ?? '')
  const type =
    answer.bytes?.contentType ??
    (answer.json !== undefined
      ? 'application/json; charset=utf-8'
      : answer.html !== undefined
        ? 'text/html; charset=utf-8'
        : 'text/plain; charset=utf-8')
  for (const [name, value] of Object.entries({ 'content-type': type, ...extra, ...answer.headers }))
    response.setHeader(name, typeof value === 'string' ? value : [...value])
  response.writeHead(answer.status ?? 200)
  response.end(answer.bytes?.content ?? body)
}

/** Answers as a fault wants it; `answer` is what would have been said. */
function playFault(
  fault: Fault,
  answer: Answer | null,
  request: IncomingMessage,
  response: ServerResponse,
  extra: Readonly<Record<string, string>>,
): void {
  if (fault.reset === true) return void request.socket.destroy()
  if (fault.hang === true) return
  if (fault.truncate === true) {
    const whole = JSON.stringify(answer?.json ?? null)
    send(
      response,
      {
        status: answer?.status ?? 200,
        bytes: { contentType: 'application/json; charset=utf-8', content: Buffer.from(whole.slice(0, Math.ceil(whole.length / 2))) },
      },
      extra,
    )
    return
  }
  const given = fault.body
  const isHtml = typeof given === 'string' && given.trimStart().startsWith('<')
  const body = given === undefined ? {} : typeof given === 'string' ? { text: given } : { json: given }
  send(
    response,
    {
      status: fault.status ?? 200,
      ...body,
      headers: { ...(isHtml ? { 'content-type': 'text/html; charset=utf-8' } : {}), ...fault.headers },
    },
    extra,
  )
}

/** A refusal in the manner of the variant. */
function refuse(world: World, refusal: Refusal): Answer {
  const { notFound, unauthorized } = world.variant
  if (refusal.status === 401 && unauthorized === 'empty') return { status: 401 }
  if (refusal.status === 404 && notFound === 'html')
    return { status: 404, html: '<!doctype html><html><body><h1>404 Not Found</h1></body></html>' }
  if (refusal.status === 404 && notFound === 'text') return { status: 404, text: 'Not found' }
  return { status: refusal.status, json: refusal.body }
}

function checkAnswer(desk: Desk, route: Route, path: string, answer: Answer): void {
  const operation = answer.json === undefined ? null : desk.conformance.operationOf(route.method, route.path)
  if (operation === null || Object.hasOwn(desk.world.variant.deviations, operation)) return
  const status = answer.status ?? 200
  const conformance = Object.hasOwn(LENIENT, operation) ? openConformance(false) : desk.conformance
  const problems = conformance.check(operation, status, JSON.parse(JSON.stringify(answer.json)))
  if (problems.length > 0) desk.violations.push({ operation, status, path, problems })
}

/** The answer as a hostile server gives it: see `lie` in world/actions.ts. */
function withLies(world: World, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => withLies(world, one))
  if (typeof value !== 'object' || value === null) return value
  const told = Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withLies(world, inner)]))
  return { ...told, ...(typeof told['uri'] === 'string' ? world.lies.get(told['uri']) : undefined) }
}

/** Handles one request from its first byte to its last. */
export async function dispatch(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = desk
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', world.base)
  const headers = headersOf(request)
  const bytes = await readAll(request)
  const bearer = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1] ?? url.searchParams.get('access_token') ?? undefined
  const token = findToken(world, bearer)
  const viewer = token?.accountId == null ? null : (world.accounts.get(token.accountId) ?? null)
  const match = desk.router(method, url.pathname)
  const isCounted = url.pathname.startsWith('/api/') || url.pathname.startsWith('/oauth/token')
  const general = isCounted
    ? desk.limiter.count(viewer === null ? 'address' : 'account', viewer?.id ?? request.socket.remoteAddress ?? '')
    : null
  const special =
    match?.route.family === undefined || viewer === null || general?.allowed === false
      ? null
      : desk.limiter.count(match.route.family, viewer.id)
  // Of several allowances the one nearest its end is told: docs.joinmastodon.org/api/rate-limits, read 2026-11-20.
  const told = [general, special].filter((one) => one !== null).sort((left, right) => left.remaining - right.remaining)[0] ?? null
  const isOver = general?.allowed === false || special?.allowed === false
  let input: Input = readPairs(url.searchParams)
  let bodyInput: Input = {}
  let answer: Answer
  const extra: Record<string, string> = told === null ? {} : rateHeaders(told)
  extra['x-request-id'] = String(desk.requests.length + 1)
  try {
    bodyInput = await readBody(headers['content-type'] ?? '', bytes)
    input = { ...input, ...bodyInput }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    bodyInput = { unreadable: new TextDecoder().decode(bytes.slice(0, 200)) }
  }
  const query = new URLSearchParams(url.searchParams)
  for (const name of ['access_token', 'code']) if (query.has(name)) query.set(name, '(secret)')
  const record: RequestRecord = {
    method,
    path: url.pathname,
    query: query.toString(),
    at: world.now(),
    account: viewer?.username ?? null,
    status: null,
    overLimit: isOver,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, SECRET_NAMES.has(name) ? '(secret)' : value])),
    body: withoutSecrets(bodyInput),
  }
  desk.requests.push(record)
  const fault = desk.faults.take(method, url.pathname)
  if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
  if (
    fault !== null &&
    fault.afterEffect !== true &&
    fault.truncate !== true &&
    (fault.reset === true || fault.hang === true || fault.status !== undefined || fault.body !== undefined)
  ) {
    record.status = fault.reset === true || fault.hang === true ? null : (fault.status ?? 200)
    playFault(fault, null, request, response, extra)
    return
  }
  try {
    endPolls(world)
    publishDue(world)
    if (world.variant.requiresUserAgent && (headers['user-agent'] ?? '') === '') throw new Refusal(418, "I'm a teapot: no user-agent sent")
    if (isOver) throw new Refusal(429, 'Too many requests')
    if (match === null || world.variant.missing.some((beginning) => url.pathname.startsWith(beginning))) throw new Refusal(404, 'Not Found')
    authorize(match.route, token, bearer)
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
      resolveRemote: desk.resolveRemote,
    }
    answer = await match.route.handle(call)
  } catch (error) {
    if (error instanceof Refusal) answer = refuse(world, error)
    else {
      desk.violations.push({
        operation: 'none',
        status: 500,
        path: url.pathname,
        problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      })
      answer = { status: 500, json: { error: 'Something went wrong on our end' } }
    }
  }
  if (match !== null) checkAnswer(desk, match.route, url.pathname, answer)
  if (world.lies.size > 0 && answer.json !== undefined) answer = { ...answer, json: withLies(world, answer.json) }
  record.status = answer.status ?? 200
  if (fault !== null && (fault.afterEffect === true || fault.truncate === true)) {
    record.status = fault.reset === true || fault.hang === true ? null : (fault.status ?? record.status)
    playFault(fault, answer, request, response, extra)
    return
  }
  send(response, answer, extra)
}
