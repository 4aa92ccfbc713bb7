import type { AppError } from '../../../shared/errors.ts'
import type { AnswerFailure } from '../answer-failure.ts'
import { classifier } from '../classify.ts'
import { classifyStatus, messageFrom } from '../failure.ts'
import { meaningOf } from './error-table.ts'
import { graphErrorOf, type GraphError } from './graph-failure.ts'
import { retryAtOf } from './usage.ts'

/** Turns whatever a call of one of Meta's connectors threw into an `AppError`. */
export const classify = classifier({ ofRefusal: classifyRefusal })

function classifyRefusal(failure: AnswerFailure, publishing: boolean): AppError {
  const said = graphErrorOf(failure)
  // Graph's statuses say little (a token whose time is over comes as 400, 401 or 500): its codes go first.
  const meaning = said === null ? null : meaningOf(said)
  const { status, headers, server } = failure
  const body = said === null ? failure.body : said.message
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
      return { kind: 'remote-rejected', message, code: codeOf(said) }
    case null:
      return classifyStatus(
        { status, headers, server, body },
        { write: publishing, now: Date.now(), rateHeaders: null, code: codeOf(said) },
      )
  }
}

function codeOf(error: GraphError | null): string | null {
  if (error === null) return null
  return error.subcode === null ? String(error.code) : `${String(error.code)}/${String(error.subcode)}`
}
