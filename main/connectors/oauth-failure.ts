import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import type { AppError } from '../../shared/errors.ts'
import type { RateHeaders } from './connector.ts'
import { classifyStatus, messageFrom } from './failure.ts'

const WithCode = z.object({ error: z.string() })

/** The OAuth error code in whichever of its errors `oauth4webapi` threw; null when there is none. */
export function oauthErrorCode(error: unknown): string | null {
  if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) return error.error
  if (error instanceof oauth.WWWAuthenticateChallengeError) {
    const codes = error.cause.map((challenge) => WithCode.safeParse(challenge.parameters))
    return codes.find((code) => code.success)?.data.error ?? (error.status === 401 ? 'invalid_client' : null)
  }
  return null
}

/** Codes by which a code, a token or the app itself is no longer good. Source: RFC 6749 section 5.2. */
const REFUSALS: ReadonlySet<string> = new Set(['invalid_grant', 'invalid_client', 'unauthorized_client'])

/**
 * What an error of `oauth4webapi` means; null where it is none. `isRefusal` adds a platform's own ways to say that a code or token is no longer
 * good: with a code in hand that is about the code, without one about the token that was to be renewed.
 */
export function classifyOAuth(
  error: unknown,
  { rateHeaders, isRefusal = () => false }: { readonly rateHeaders: RateHeaders | null; readonly isRefusal?: (error: unknown) => boolean },
): AppError | null {
  const code = oauthErrorCode(error)
  if (code !== null) {
    const described = error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError
    const message = described ? messageFrom({ message: error.error_description }) : null
    if (REFUSALS.has(code) || isRefusal(error)) return { kind: 'authentication', reason: 'expired', message }
    if (code === 'access_denied') return { kind: 'authentication', reason: 'cancelled', message }
    if (code === 'server_error' || code === 'temporarily_unavailable')
      return { kind: 'platform-unavailable', reason: 'server-error', server: null, message }
    return { kind: 'remote-rejected', message: message ?? code, code }
  }
  if (error instanceof oauth.OperationProcessingError) {
    const response = error.cause instanceof Response ? error.cause : null
    if (response && response.status >= 400) {
      const server = URL.parse(response.url)?.origin ?? ''
      return classifyStatus(
        { status: response.status, headers: response.headers, body: null, server },
        { write: false, now: Date.now(), rateHeaders },
      )
    }
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError)
    return { kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null }
  return null
}
