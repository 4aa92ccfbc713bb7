import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, Renewal } from '../../connector.ts'
import type { TokenSource } from '../client.ts'
import { oauthCalls } from './oauth.ts'

/** The secrets of one account. Times are epoch ms. */
export const XSession = z.object({
  accessToken: z.string().min(1),
  /** Good once: each renewal brings the next. */
  refreshToken: z.string().nullable(),
  expiresAt: z.number().nullable(),
  scope: z.string(),
  clientId: z.string(),
  clientSecret: z.string().nullable(),
})
export type XSession = z.infer<typeof XSession>

/** A token is renewed this long before it expires, so that no request is under way when it does. */
const RENEW_AHEAD_MS = 60_000
/** So long before its end a session that nobody uses is renewed too; tokens hold for two hours. */
const DUE_AHEAD_MS = 15 * 60_000
/** A renewal is not given up with the request that wanted it: its answer holds the only copy of the next token. */
const RENEW_TIMEOUT_MS = 30_000

export async function readSession(context: Pick<ConnectorContext, 'session'>): Promise<XSession> {
  const parsed = XSession.safeParse(await context.session.read())
  if (parsed.success) return parsed.data
  throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
}

/** What the token endpoint answered, as the part of a session that changes with it. */
export function tokensOf(answer: oauth.TokenEndpointResponse, now: number): Pick<XSession, 'accessToken' | 'refreshToken' | 'expiresAt'> {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: answer.expires_in === undefined ? null : now + answer.expires_in * 1000,
  }
}

/** The account's token, renewed ahead of time or when X refuses it, once for all requests under way. */
export function accountToken(context: ConnectorContext): TokenSource {
  return {
    current: async () => {
      const session = await readSession(context)
      const endsSoon = session.expiresAt !== null && session.expiresAt - RENEW_AHEAD_MS <= context.clock()
      if (!endsSoon || session.refreshToken === null) return session.accessToken
      return (await renewToken(context, ({ accessToken }) => accessToken !== session.accessToken)) ?? session.accessToken
    },
    renew: (stale) => renewToken(context, ({ accessToken }) => accessToken !== stale),
  }
}

export const renewal: Renewal = {
  dueAt: (stored) => {
    const session = XSession.safeParse(stored)
    if (!session.success || session.data.refreshToken === null || session.data.expiresAt === null) return null
    return session.data.expiresAt - DUE_AHEAD_MS
  },
  renew: async (context) => {
    await renewToken(context, (session) => (renewal.dueAt(session) ?? Number.MAX_SAFE_INTEGER) > context.clock())
  },
}

/** The newest token; null when there is none without a person. `isFresh`: somebody else has renewed it meanwhile. The new one is written before it is used. */
function renewToken(context: ConnectorContext, isFresh: (session: XSession) => boolean): Promise<string | null> {
  return context.session.exclusive(async () => {
    const session = await readSession(context)
    if (isFresh(session)) return session.accessToken
    if (session.refreshToken === null) return null
    const lasting = { http: context.http, signal: AbortSignal.timeout(RENEW_TIMEOUT_MS) }
    const { server, client, authentication, options } = oauthCalls(context.account.server, session, lasting)
    const response = await oauth.refreshTokenGrantRequest(server, client, authentication, session.refreshToken, options)
    const answer = await oauth.processRefreshTokenResponse(server, client, response)
    const tokens = tokensOf(answer, context.clock())
    const kept = { refreshToken: tokens.refreshToken ?? session.refreshToken, scope: answer.scope ?? session.scope }
    await context.session.write({ ...session, ...tokens, ...kept } satisfies XSession)
    return tokens.accessToken
  })
}
