import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext } from '../../connector.ts'
import type { TokenSource } from '../client.ts'
import { oauthCalls } from './oauth-server.ts'

/** The secrets of one account. Times are epoch ms. */
export const MastodonSession = z.object({
  accessToken: z.string().min(1),
  /** Only from servers whose tokens expire. */
  refreshToken: z.string().nullable(),
  expiresAt: z.number().nullable(),
  scope: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  tokenEndpoint: z.string(),
  revocationEndpoint: z.string(),
})
export type MastodonSession = z.infer<typeof MastodonSession>

/** A token is renewed this long before it expires, so that no request is under way when it does. */
const RENEW_AHEAD_MS = 60_000
/** A renewal is not given up with the request that wanted it: its answer holds the only copy of the next token. */
const RENEW_TIMEOUT_MS = 30_000

/** The session of an account. Rejects with `authentication` when there is none that can be read. */
export async function readSession(context: Pick<ConnectorContext, 'session'>): Promise<MastodonSession> {
  const parsed = MastodonSession.safeParse(await context.session.read())
  if (parsed.success) return parsed.data
  throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
}

/** What a token endpoint answered, as the part of a session that changes with it. */
export function tokensOf(
  answer: oauth.TokenEndpointResponse,
  now: number,
): Pick<MastodonSession, 'accessToken' | 'refreshToken' | 'expiresAt'> {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: answer.expires_in === undefined ? null : now + answer.expires_in * 1000,
  }
}

/**
 * A token answer without the fields that some servers send as null or nought where they mean "none"; a strict reader stumbles over them.
 */
export async function withoutEmptyFields(response: Response): Promise<Response> {
  if (response.status !== 200) return response
  const text = await response.text()
  const { status, headers } = response
  try {
    const fields = z.record(z.string(), z.unknown()).parse(JSON.parse(text))
    const kept = Object.entries(fields).filter(
      ([name, value]) => value !== null && !(name === 'expires_in' && value === 0) && name !== 'id_token',
    )
    return new Response(JSON.stringify(Object.fromEntries(kept)), { status, headers: { 'content-type': 'application/json' } })
  } catch {
    return new Response(text, { status, headers })
  }
}

/** The account's token, renewed ahead of time or when the server refuses it, once for all requests under way. */
export function accountToken(context: ConnectorContext): TokenSource {
  return {
    current: async () => {
      const session = await readSession(context)
      const endsSoon = session.expiresAt !== null && session.expiresAt - RENEW_AHEAD_MS <= context.clock()
      return endsSoon && session.refreshToken !== null
        ? ((await renew(context, session.accessToken)) ?? session.accessToken)
        : session.accessToken
    },
    renew: (stale) => renew(context, stale),
  }
}

/** A token newer than `stale`; null when the server gives none without a person. The new one is written before anybody uses it. */
function renew(context: ConnectorContext, stale: string): Promise<string | null> {
  return context.session.exclusive(async () => {
    const session = await readSession(context)
    if (session.accessToken !== stale) return session.accessToken
    if (session.refreshToken === null) return null
    const lasting = { http: context.http, signal: AbortSignal.timeout(RENEW_TIMEOUT_MS) }
    const { server, client, authentication, options } = oauthCalls(context.account.server, session, lasting)
    const response = await oauth.refreshTokenGrantRequest(server, client, authentication, session.refreshToken, options)
    const tokens = tokensOf(await oauth.processRefreshTokenResponse(server, client, await withoutEmptyFields(response)), context.clock())
    // A server may leave the old refresh token in force and not repeat it (RFC 6749, section 6).
    await context.session.write({
      ...session,
      ...tokens,
      refreshToken: tokens.refreshToken ?? session.refreshToken,
    } satisfies MastodonSession)
    return tokens.accessToken
  })
}
