import { randomUUID } from 'node:crypto'
import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { classifyHttpFailure, classifyStatus, messageFrom } from '../failure.ts'
import { findHttpFailure } from '../http-failure.ts'
import { AnswerFailure, CreateFailure } from './answer-failure.ts'
import { rateHeaders } from './rate-rules.ts'

/** Turns whatever a call of this connector threw into an `AppError`. Total: what it does not know is `internal`. */
export function classify(error: unknown): AppError {
  return classifyAs(error, false)
}

/** `creating`: the failed request was to create a post, and may have. */
function classifyAs(error: unknown, creating: boolean): AppError {
  if (error instanceof AppFailure) return error.error
  if (error instanceof CreateFailure) return classifyAs(error.cause, true)
  if (findHttpFailure(error)) {
    const classified = classifyHttpFailure(error, { write: creating })
    if (classified) return classified
  }
  if (error instanceof AnswerFailure) return classifyAnswer(error, creating)
  if (error instanceof DOMException && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null }
  }
  return classifyOAuth(error) ?? { kind: 'internal', reference: randomUUID() }
}

function classifyAnswer(failure: AnswerFailure, creating: boolean): AppError {
  const message = messageFrom(failure.body)
  if (failure.problem === 'unreadable') {
    // The server said yes, whatever else it said.
    if (creating) return { kind: 'outcome-unknown', message: null }
    return { kind: 'platform-unavailable', reason: 'bad-answer', server: failure.server, message: null }
  }
  switch (failure.status) {
    case 401:
      return { kind: 'authentication', reason: saysExpired(failure) ? 'expired' : 'revoked', message }
    case 403:
      // Mastodon also refuses single actions with 403: those say nothing about the sign-in.
      return saysScope(failure)
        ? { kind: 'authentication', reason: 'forbidden', message }
        : { kind: 'remote-rejected', message, code: null }
    case 418:
      return { kind: 'remote-rejected', message, code: null }
    default:
      return classifyStatus(failure, { write: creating, now: Date.now(), rateHeaders })
  }
}

/** Doorkeeper tells in `WWW-Authenticate` (RFC 6750) and in words why it does not take a token; only an expired one is told apart. */
function saysExpired({ headers, body }: AnswerFailure): boolean {
  return /expired/i.test(`${headers.get('www-authenticate') ?? ''} ${messageFrom(body) ?? ''}`)
}

function saysScope({ headers, body }: AnswerFailure): boolean {
  return /insufficient_scope|\bscopes?\b/i.test(`${headers.get('www-authenticate') ?? ''} ${messageFrom(body) ?? ''}`)
}

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

function classifyOAuth(error: unknown): AppError | null {
  const code = oauthErrorCode(error)
  if (code !== null) {
    const message =
      error instanceof oauth.ResponseBodyError || error instanceof oauth.AuthorizationResponseError
        ? messageFrom({ message: error.error_description })
        : null
    // With a code in hand these are about the code; without one, about the token that was to be renewed.
    if (code === 'invalid_grant' || code === 'invalid_client' || code === 'unauthorized_client')
      return { kind: 'authentication', reason: 'expired', message }
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
    return { kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null }
  }
  if (error instanceof oauth.UnsupportedOperationError)
    return { kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null }
  return null
}
