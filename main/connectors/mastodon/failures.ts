import type { AppError } from '../../../shared/errors.ts'
import type { AnswerFailure } from '../answer-failure.ts'
import { classifier } from '../classify.ts'
import { classifyStatus, messageFrom } from '../failure.ts'
import { classifyOAuth } from '../oauth-failure.ts'
import { rateHeaders } from './rate-rules.ts'

/** Turns whatever a call of this connector threw into an `AppError`. */
export const classify = classifier({ ofRefusal: classifyRefusal, ofOther: (error) => classifyOAuth(error, { rateHeaders }) })

function classifyRefusal(failure: AnswerFailure, creating: boolean): AppError {
  const message = messageFrom(failure.body)
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
