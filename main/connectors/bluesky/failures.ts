import { XRPCError } from '@atproto/api'
import {
  OAuthCallbackError,
  OAuthResolverError,
  OAuthResponseError,
  TokenInvalidError,
  TokenRefreshError,
  TokenRevokedError,
} from '@atproto/oauth-client-node'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { classifyHttpFailure, classifyStatus, messageFrom, type StatusMeaning } from '../failure.ts'
import { manifest } from './manifest.ts'

/**
 * Turns whatever this connector threw into what the person is told. SDKs wrap errors in errors: the innermost one that says something is meant.
 * Codes: https://atproto.com/specs/xrpc#error-responses and the lexicons of each method.
 */
export function classify(error: unknown): AppError {
  for (const at of causes(error)) {
    if (at instanceof AppFailure) return at.error
  }
  const noAnswer = classifyHttpFailure(error, { write: false })
  if (noAnswer !== null) return noAnswer
  for (const at of causes(error)) {
    const known = oauthFailure(at) ?? xrpcFailure(at)
    if (known !== null) return known
  }
  return { kind: 'internal', reference: error instanceof Error ? error.name : typeof error }
}

function* causes(error: unknown): Generator<Error> {
  let at = error
  for (let depth = 0; depth < 10 && at instanceof Error; depth++) {
    yield at
    at = at.cause
  }
}

/** Meanings of XRPC error codes, whatever status they come with. */
const CODES: Readonly<Record<string, StatusMeaning>> = {
  ExpiredToken: 'expired',
  InvalidToken: 'expired',
  AuthMissing: 'expired',
  AuthenticationRequired: 'expired',
  invalid_token: 'expired',
  AccountTakedown: 'forbidden',
  AccountSuspended: 'forbidden',
  AccountDeactivated: 'forbidden',
  AccountNotFound: 'forbidden',
  RateLimitExceeded: 'rate-limited',
  NotFound: 'not-found',
  RecordNotFound: 'not-found',
  RepoNotFound: 'not-found',
  RepoTakendown: 'not-found',
  RepoDeactivated: 'not-found',
  RepoSuspended: 'not-found',
  BlockedActor: 'rejected',
  BlockedByActor: 'rejected',
  InvalidSwap: 'conflict',
  MethodNotImplemented: 'not-supported',
  XRPCNotSupported: 'not-supported',
}

/** 403 on XRPC is about what is asked for, not about the sign-in, unless a code above says so. */
const STATUSES: Readonly<Record<number, StatusMeaning>> = { 403: 'rejected' }

function xrpcFailure(error: Error): AppError | null {
  if (!(error instanceof XRPCError)) return null
  const { error: code, message, headers } = error
  const status = statusOf(error)
  // No HTTP status: the SDK got no answer, and its cause says why, or none that it could read.
  if (status < 100) {
    return status === UNREADABLE_ANSWER ? { kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null } : null
  }
  if (code === 'AuthFactorTokenRequired') return { kind: 'authentication', reason: 'second-factor-needed', message: null }
  const meaning = CODES[code]
  const classified = classifyStatus(
    {
      status,
      headers: new Headers(
        Object.entries(headers ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as [string, string]])),
      ),
      body: { message },
      server: '',
    },
    {
      write: false,
      now: Date.now(),
      rateHeaders: manifest.rateHeaders,
      meanings: meaning === undefined ? STATUSES : { [status]: meaning },
      capability: code,
      code,
    },
  )
  // The SDK's error does not say who answered.
  return classified.kind === 'platform-unavailable' ? { ...classified, server: null } : classified
}

function oauthFailure(error: Error): AppError | null {
  if (error instanceof OAuthCallbackError) return callbackFailure(error)
  if (error instanceof TokenRevokedError) return { kind: 'authentication', reason: 'revoked', message: null }
  if (error instanceof TokenInvalidError) return { kind: 'authentication', reason: 'revoked', message: null }
  if (error instanceof TokenRefreshError)
    return { kind: 'authentication', reason: /expired/i.test(error.message) ? 'expired' : 'revoked', message: messageFrom(error.message) }
  if (error instanceof OAuthResponseError) {
    if (error.status >= 500)
      return { kind: 'platform-unavailable', reason: 'server-error', server: null, message: messageFrom(error.errorDescription) }
    const ended = error.error === 'invalid_grant' || error.error === 'invalid_request_uri'
    if (ended) return { kind: 'authentication', reason: 'flow-expired', message: null }
    return { kind: 'remote-rejected', message: messageFrom(error.errorDescription), code: error.error ?? null }
  }
  // No server answered badly on the way (that would have been found before): what it named cannot be found or does not fit together.
  if (error instanceof OAuthResolverError) return { kind: 'platform-unavailable', reason: 'not-this-platform', server: null, message: null }
  return null
}

function callbackFailure(error: OAuthCallbackError): AppError | null {
  const code = error.params.get('error')
  if (code === 'access_denied') return { kind: 'authentication', reason: 'cancelled', message: null }
  if (code !== null) return { kind: 'authentication', reason: 'flow-expired', message: messageFrom(error.params.get('error_description')) }
  // A cause tells what went wrong after a good return; none means that the return belongs to no flow that is still open.
  return error.cause === undefined ? { kind: 'authentication', reason: 'flow-expired', message: null } : null
}

/** What the SDK gives an answer whose body it cannot read, in the place of an HTTP status. */
export const UNREADABLE_ANSWER = 2

/** The HTTP status of an XRPC error; below 100 where there was no answer (1) or none that could be read (2). */
export function statusOf(error: XRPCError): number {
  return error.status
}

/** Whether a server understood a question and said that there is no such thing. */
export function isRefusal(error: unknown): boolean {
  return error instanceof XRPCError && (statusOf(error) === 400 || statusOf(error) === 404)
}

/** Whether a server clearly said that it has no such record. Servers before the code existed said so in words only. */
export function isRecordMissing(error: unknown): boolean {
  if (!(error instanceof XRPCError) || statusOf(error) !== 400) return false
  return error.error === 'RecordNotFound' || (error.error === 'InvalidRequest' && error.message.startsWith('Could not locate record'))
}
