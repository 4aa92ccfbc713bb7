import { randomUUID } from 'node:crypto'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import { classifyHttpFailure, classifyStatus, messageFrom } from '../failure.ts'
import { findHttpFailure } from '../http-failure.ts'
import { meaningOf } from './error-table.ts'
import { GraphFailure, PublishFailure } from './graph-failure.ts'
import { retryAtOf } from './usage.ts'

/** Turns whatever a call of one of Meta's connectors threw into an `AppError`. Total: what it does not know is `internal`. */
export function classify(error: unknown): AppError {
  return classifyAs(error, false)
}

/** `publishing`: the failed request was to publish a post, and may have. */
function classifyAs(error: unknown, publishing: boolean): AppError {
  if (error instanceof AppFailure) return error.error
  if (error instanceof PublishFailure) return classifyAs(error.cause, true)
  if (findHttpFailure(error)) {
    const classified = classifyHttpFailure(error, { write: publishing })
    if (classified) return classified
  }
  if (error instanceof GraphFailure) return classifyAnswer(error, publishing)
  if (error instanceof DOMException && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return { kind: 'platform-unavailable', reason: 'timeout', server: null, message: null }
  }
  return { kind: 'internal', reference: randomUUID() }
}

function classifyAnswer(failure: GraphFailure, publishing: boolean): AppError {
  if (failure.problem === 'unreadable') {
    // The server said yes, whatever else it said.
    if (publishing) return { kind: 'outcome-unknown', message: null }
    return { kind: 'platform-unavailable', reason: 'bad-answer', server: failure.server, message: null }
  }
  // Graph's statuses say little (a token whose time is over comes as 400, 401 or 500): its codes go first.
  const meaning = failure.error === null ? null : meaningOf(failure.error)
  const { status, headers, server } = failure
  const body = failure.error === null ? failure.body : failure.error.message
  const message = messageFrom(body)
  switch (meaning) {
    case 'expired':
    case 'revoked':
    case 'forbidden':
      return { kind: 'authentication', reason: meaning, message }
    case 'limited':
      return { kind: 'rate-limit-exceeded', retryAt: retryAtOf(failure.headers, Date.now()), message }
    case 'unavailable':
      if (publishing) return { kind: 'outcome-unknown', message }
      return { kind: 'platform-unavailable', reason: 'server-error', server: failure.server, message }
    case 'not-found':
      return { kind: 'post-not-found', message }
    case 'rejected':
      return { kind: 'remote-rejected', message, code: codeOf(failure) }
    case null:
      return classifyStatus(
        { status, headers, server, body },
        { write: publishing, now: Date.now(), rateHeaders: null, code: codeOf(failure) },
      )
  }
}

function codeOf({ error }: GraphFailure): string | null {
  if (error === null) return null
  return error.subcode === null ? String(error.code) : `${String(error.code)}/${String(error.subcode)}`
}
