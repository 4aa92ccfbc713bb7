import { z } from 'zod'
import { AppFailure, type AppError } from '../../../../shared/errors.ts'
import type { ConnectorContext } from '../../connector.ts'
import { readRetryAt } from '../../rate-headers.ts'
import { manifest } from '../manifest.ts'
import { isLoopback, pdsOf } from './identity.ts'
import { readSession, type PasswordSession } from './session.ts'

/** What a request for one account needs, before or after there is an account. */
export type AgentContext = Pick<ConnectorContext, 'http' | 'session' | 'clock' | 'log' | 'signal'>

/** A token that ends sooner than this is refreshed first, so that it is still good when it arrives. */
const LEEWAY_MS = 30_000
/** A refresh is not given up with the request that wanted it: its answer holds the only copy of the next token. */
const REFRESH_TIMEOUT_MS = 30_000

/**
 * Sends requests with an app password's tokens: `path` is relative to the account's server. An expired token is refreshed once for all requests
 * that need it, stored, and only then used. A request is sent again only after the server refused it for its token, so nothing happens twice.
 */
export function passwordFetch(context: AgentContext, stored: PasswordSession): (path: string, init: RequestInit) => Promise<Response> {
  return async (path, init) => {
    const runsOut = expiresAt(stored.accessJwt) - LEEWAY_MS <= context.clock()
    const session = runsOut ? await refresh(context, stored) : stored
    const response = await send(context, session, path, init)
    if (!(await isExpired(response))) return response
    return send(context, await refresh(context, session), path, init)
  }
}

async function passwordSession(context: AgentContext): Promise<PasswordSession> {
  const session = await readSession(context.session)
  if (session.kind !== 'password') throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
  return session
}

function send(context: AgentContext, session: PasswordSession, path: string, init: RequestInit): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${session.accessJwt}`)
  return context.http.fetch(new URL(path, session.pds), { ...init, headers })
}

const ErrorBody = z.object({ error: z.string(), message: z.string().optional().catch(undefined) })

/** The PDS says 400 ExpiredToken; 401 without a code is what older servers and proxies say. */
async function isExpired(response: Response): Promise<boolean> {
  if (response.status !== 400 && response.status !== 401) return false
  const body = ErrorBody.safeParse(
    await response
      .clone()
      .json()
      .catch(() => null),
  )
  return body.success ? body.data.error === 'ExpiredToken' : response.status === 401
}

/** Exchanges the refresh token for new tokens, unless another request has done so while this one waited. */
async function refresh(context: AgentContext, stale: PasswordSession): Promise<PasswordSession> {
  return context.session.exclusive(async () => {
    const current = await passwordSession(context)
    // Two access tokens of one second are the same; a refresh token is always another one.
    if (current.refreshJwt !== stale.refreshJwt) return current
    const next = await requestRefresh(context, current)
    await context.session.write(next)
    context.log.info('tokens refreshed')
    return next
  })
}

const Refreshed = z.object({
  did: z.string(),
  handle: z.string(),
  accessJwt: z.string().min(1),
  refreshJwt: z.string().min(1),
  didDoc: z.unknown().optional(),
})

async function requestRefresh(context: AgentContext, session: PasswordSession): Promise<PasswordSession> {
  const url = new URL('/xrpc/com.atproto.server.refreshSession', session.service)
  const response = await context.http.fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${session.refreshJwt}` },
    signal: AbortSignal.timeout(REFRESH_TIMEOUT_MS),
  })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok) throw new AppFailure(refusal(context, session, response, body))
  const refreshed = Refreshed.safeParse(body)
  if (!refreshed.success || refreshed.data.did !== session.did) {
    throw new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: session.service, message: null })
  }
  const { handle, accessJwt, refreshJwt, didDoc } = refreshed.data
  return { ...session, handle, accessJwt, refreshJwt, pds: pdsOf(didDoc, session.did, isLoopback(new URL(session.service))) ?? session.pds }
}

/** Why there are no new tokens. Only a clear word about the token ends the session; anything else may pass. */
function refusal(context: AgentContext, session: PasswordSession, response: Response, body: unknown): AppError {
  const said = ErrorBody.safeParse(body)
  const code = said.success ? said.data.error : null
  const message = said.success ? (said.data.message ?? null) : null
  if (code === 'AccountTakedown' || code === 'AccountSuspended') return { kind: 'authentication', reason: 'forbidden', message }
  if (code === 'ExpiredToken' || code === 'InvalidToken' || response.status === 401) {
    // The token says itself until when it would have been good.
    const ended = expiresAt(session.refreshJwt) <= context.clock()
    return { kind: 'authentication', reason: ended ? 'expired' : 'revoked', message }
  }
  if (response.status === 429) {
    return { kind: 'rate-limit-exceeded', retryAt: readRetryAt(response.headers, manifest.rateHeaders, context.clock()), message }
  }
  return { kind: 'platform-unavailable', reason: 'server-error', server: session.service, message }
}

const Claims = z.object({ exp: z.number() })

/** When a token ends, epoch ms; a token that does not say is taken to be good. */
export function expiresAt(jwt: string): number {
  try {
    const claims: unknown = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString('utf8'))
    const parsed = Claims.safeParse(claims)
    return parsed.success ? parsed.data.exp * 1000 : Number.POSITIVE_INFINITY
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
