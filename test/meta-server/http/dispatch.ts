import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Faults } from '../../mastodon-server/http/faults.ts'
import type { MetaToken } from '../world/types.ts'
import type { World } from '../world/world.ts'
import { readBody, type Body } from './body.ts'
import type { Answer, Call, Route } from './call.ts'
import { badToken, graphError, GraphRefusal, noPermission } from './graph-error.ts'
import { playFault, send } from './play-fault.ts'
import type { Router } from './router.ts'
import { usageHeaders } from './usage.ts'

/** One request as it came and how it ended, without its secrets. `status` is null while it is unanswered or broken off. */
export interface RequestRecord {
  readonly method: string
  readonly path: string
  /** Names and values; secrets are `(secret)`. */
  readonly query: Readonly<Record<string, string>>
  readonly body: Readonly<Record<string, string>>
  readonly at: number
  /** Whose token it carried, and where. */
  readonly username: string | null
  readonly tokenIn: 'header' | 'query' | 'body' | null
  status: number | null
}

/** An answer that is not what the page of its route says, or a bug of this server. */
export interface Violation {
  readonly route: string
  readonly path: string
  readonly problems: readonly string[]
}

/** What the server needs to answer. */
export interface Desk {
  readonly world: World
  readonly router: Router
  readonly faults: Faults
  readonly requests: RequestRecord[]
  readonly violations: Violation[]
}

const SECRETS = new Set(['access_token', 'client_secret', 'code', 'fb_exchange_token', 'input_token'])

function withoutSecrets(values: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...values].map(([name, value]) => [name, SECRETS.has(name) ? '(secret)' : value]))
}

function findToken(world: World, value: string): MetaToken {
  const token = world.tokens.get(value)
  if (token === undefined) throw badToken('malformed')
  if (token.revoked) throw badToken('revoked')
  if (token.expiresAt <= world.now()) throw badToken('expired')
  return token
}

/** The token that a route asks for, when it is good for it now. */
function authorize(world: World, route: Route, value: string | null): MetaToken | null {
  if (route.permissions === null) return null
  if (value === null) throw graphError(400, 104, 'An access token is required to request this resource')
  const token = findToken(world, value)
  const missing = route.permissions.find((name) => !token.permissions.includes(name))
  if (missing !== undefined) throw noPermission(missing)
  return token
}

function check(desk: Desk, route: Route, path: string, answer: Answer): void {
  if (route.answer === null || answer.json === undefined || answer.status !== undefined) return
  const parsed = route.answer.safeParse(JSON.parse(JSON.stringify(answer.json)))
  if (parsed.success) return
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  desk.violations.push({ route: `${route.method} ${route.path}`, path, problems })
}

/** Handles one request from its first byte to its last. */
export async function dispatch(desk: Desk, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { world } = desk
  response.setHeader('date', new Date(world.now()).toUTCString())
  const method = request.method ?? 'GET'
  const url = new URL(request.url ?? '/', world.base)
  const given = await readBody(request)
  const body = given.fields
  const bearer = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null
  const value = bearer ?? body.get('access_token') ?? url.searchParams.get('access_token')
  const known = value === null ? undefined : world.tokens.get(value)
  const record: RequestRecord = {
    method,
    path: url.pathname,
    query: withoutSecrets(url.searchParams),
    body: withoutSecrets(body),
    at: world.now(),
    username: known === undefined ? null : (world.users.get(known.userId)?.username ?? null),
    tokenIn: bearer !== null ? 'header' : body.has('access_token') ? 'body' : url.searchParams.has('access_token') ? 'query' : null,
    status: null,
  }
  desk.requests.push(record)
  const fault = desk.faults.take(method, url.pathname)
  if (fault?.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, fault.delayMs))
  const headers: Record<string, string> = known === undefined ? {} : usageHeaders(world, known.appId)
  if (fault !== null && fault.afterEffect !== true && fault.truncate !== true && fault.delayMs === undefined) {
    record.status = playFault(fault, null, request, response, headers)
    return
  }
  const answer = answerTo(desk, method, url, request.headers, given, value)
  record.status = answer.status ?? 200
  if (fault !== null && (fault.afterEffect === true || fault.truncate === true)) {
    record.status = playFault(fault, answer, request, response, headers)
    return
  }
  send(response, answer, headers)
}

function answerTo(
  desk: Desk,
  method: string,
  url: URL,
  headers: IncomingHttpHeaders,
  { fields: body, files, raw }: Body,
  value: string | null,
): Answer {
  const { world } = desk
  try {
    const match = desk.router(method, url.pathname)
    if (match === null) throw graphError(400, 2500, 'Unknown path components', { type: 'OAuthException' })
    const token = authorize(world, match.route, value)
    const call: Call = {
      world,
      path: url.pathname,
      params: match.params,
      input: new Map([...url.searchParams, ...body].filter(([name]) => name !== 'access_token' || match.route.permissions === null)),
      files,
      headers,
      raw,
      token,
      bearer: value,
      user: token === null ? null : (world.users.get(token.userId) ?? null),
    }
    const answer = match.route.handle(call)
    check(desk, match.route, url.pathname, answer)
    return answer
  } catch (error) {
    if (error instanceof GraphRefusal) return { status: error.status, json: error.body }
    const problem = error instanceof Error ? (error.stack ?? error.message) : String(error)
    desk.violations.push({ route: 'none', path: url.pathname, problems: [problem] })
    return { status: 500, json: { error: { message: 'An unknown error occurred', type: 'OAuthException', code: 1, fbtrace_id: 'A' } } }
  }
}
