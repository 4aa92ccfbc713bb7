import { networkInterfaces } from 'node:os'
import type { AppError } from '../../shared/errors.ts'
import type { RateHeaders } from './connector.ts'
import { findHttpFailure } from './http-failure.ts'
import { readRetryAt } from './rate-headers.ts'

const LONGEST_MESSAGE = 500

/**
 * What a failed exchange means, wherever in a chain of causes the `HttpFailure` is. Null: the error is none.
 * `write`: a request that changes something; if it may have reached the server, its outcome is unknown.
 */
export function classifyHttpFailure(
  error: unknown,
  options: { readonly write: boolean; readonly hasNetwork?: () => boolean },
): AppError | null {
  const failure = findHttpFailure(error)
  if (failure === null) return null
  if (failure.kind === 'rate-limited') return { kind: 'rate-limit-exceeded', retryAt: failure.retryAt ?? 0, message: null }
  if (options.write && failure.sent === 'maybe') return { kind: 'outcome-unknown', message: null }
  const unavailable = (reason: 'bad-answer' | 'timeout' | 'unreachable'): AppError => ({
    kind: 'platform-unavailable',
    reason,
    server: failure.server,
    message: null,
  })
  switch (failure.kind) {
    case 'unreachable':
      return NO_ROUTE.has(systemCode(failure) ?? '') && !(options.hasNetwork ?? machineHasNetwork)()
        ? { kind: 'offline' }
        : unavailable('unreachable')
    case 'timeout':
    case 'aborted':
      return unavailable('timeout')
    case 'too-large':
      return unavailable('bad-answer')
    case 'broken':
      // A connection that broke while the request was under way is a server that cannot be reached; anything else is an answer that makes no sense.
      return unavailable(systemCode(failure) === null ? 'bad-answer' : 'unreachable')
  }
}

/** Codes a machine without any network gives; one server's wrong name can give them too. */
const NO_ROUTE = new Set(['EAI_AGAIN', 'ENOTFOUND', 'ENETUNREACH', 'ENETDOWN', 'EHOSTUNREACH', 'EADDRNOTAVAIL'])

/** The code of the system call, TLS or client error at the bottom of a chain of causes. */
function systemCode(error: unknown): string | null {
  let code: string | null = null
  let at: unknown = error
  for (let depth = 0; depth < 8 && at instanceof Error; depth++) {
    if ('code' in at && typeof at.code === 'string') code = at.code
    at = at instanceof AggregateError ? at.errors[0] : at.cause
  }
  return code
}

function machineHasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some((address) => !address.internal) === true)
}

/** An answer that is not the success a call hoped for. */
export type FailedAnswer = {
  readonly status: number
  readonly headers: Headers
  /** Text or parsed JSON. */
  readonly body: unknown
  readonly server: string
}

/** What a status means. A connector may put its own meaning over single statuses. */
export type StatusMeaning =
  | 'wrong-credentials'
  | 'expired'
  | 'revoked'
  | 'forbidden'
  | 'not-found'
  | 'rejected'
  | 'conflict'
  | 'rate-limited'
  | 'server-error'
  | 'bad-answer'
  | 'not-supported'

/** Status to meaning where no connector knows better. Source: RFC 9110 section 15, RFC 6585 section 4. */
const STATUS_MEANINGS: Readonly<Record<number, StatusMeaning>> = {
  400: 'rejected',
  401: 'expired',
  403: 'forbidden',
  404: 'not-found',
  405: 'not-supported',
  408: 'server-error',
  409: 'conflict',
  410: 'not-found',
  411: 'rejected',
  413: 'rejected',
  415: 'rejected',
  421: 'server-error',
  422: 'rejected',
  425: 'server-error',
  429: 'rate-limited',
  451: 'not-found',
  501: 'not-supported',
}

/**
 * The `AppError` of an answer by its status. `meanings` go before the general table. `write`: a 5xx to a write leaves its outcome unknown,
 * since a proxy in front of the server answers so while the server goes on.
 */
export function classifyStatus(
  answer: FailedAnswer,
  options: {
    readonly write: boolean
    readonly now: number
    readonly rateHeaders: RateHeaders | null
    readonly meanings?: Readonly<Record<number, StatusMeaning>>
    readonly capability?: string
    /** The network's own code for the failure, where it gave one. */
    readonly code?: string | null
  },
): AppError {
  const message = messageFrom(answer.body)
  const meaning =
    options.meanings?.[answer.status] ??
    STATUS_MEANINGS[answer.status] ??
    (answer.status >= 500 ? 'server-error' : answer.status >= 400 ? 'rejected' : 'bad-answer')
  switch (meaning) {
    case 'wrong-credentials':
    case 'expired':
    case 'revoked':
    case 'forbidden':
      return { kind: 'authentication', reason: meaning, message }
    case 'not-found':
      return { kind: 'post-not-found', message }
    case 'rejected':
      return { kind: 'remote-rejected', message, code: options.code ?? null }
    case 'conflict':
      return { kind: 'conflict', message }
    case 'rate-limited':
      return { kind: 'rate-limit-exceeded', retryAt: readRetryAt(answer.headers, options.rateHeaders, options.now), message }
    case 'not-supported':
      return { kind: 'capability-not-supported', capability: options.capability ?? 'request', message }
    case 'server-error':
      if (options.write) return { kind: 'outcome-unknown', message }
      return { kind: 'platform-unavailable', reason: 'server-error', server: answer.server, message }
    case 'bad-answer':
      if (options.write) return { kind: 'outcome-unknown', message }
      return { kind: 'platform-unavailable', reason: 'bad-answer', server: answer.server, message }
  }
}

/**
 * A server's own words out of the body of an answer: the usual JSON fields, or short plain text. Never HTML (an error page is for browsers).
 * Plain text of one line, at most 500 characters; null where there is nothing to show.
 */
export function messageFrom(body: unknown): string | null {
  const said = words(body)
  if (said === null) return null
  // Control and bidi characters would let a server rearrange the sentence it appears in.
  const line = said
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (line === '') return null
  return line.length <= LONGEST_MESSAGE ? line : `${line.slice(0, LONGEST_MESSAGE - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

function words(body: unknown): string | null {
  if (typeof body === 'string') {
    const text = body.trim()
    if (/^[[{]/.test(text)) {
      try {
        return words(JSON.parse(text))
      } catch {
        return null
      }
    }
    return text.startsWith('<') || /<(!doctype|html|body|head)\b/i.test(text) ? null : text
  }
  if (typeof body !== 'object' || body === null) return null
  for (const field of ['error_description', 'message', 'detail', 'error', 'title']) {
    const value = (body as Readonly<Record<string, unknown>>)[field]
    if (typeof value === 'string' && value.trim() !== '') return value
    if (typeof value === 'object' && value !== null) {
      const inner = words(value)
      if (inner !== null) return inner
    }
  }
  return null
}
