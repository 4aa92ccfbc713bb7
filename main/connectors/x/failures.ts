import * as oauth from 'oauth4webapi'
import { z } from 'zod'
import type { AppError } from '../../../shared/errors.ts'
import type { AnswerFailure } from '../answer-failure.ts'
import { classifier } from '../classify.ts'
import { classifyStatus, messageFrom } from '../failure.ts'
import { classifyOAuth, oauthErrorCode } from '../oauth-failure.ts'
import { rateHeaders } from './rate-rules.ts'
import { problemKind, problemOf } from './wire.ts'

/** Turns whatever a call of this connector threw into an `AppError`. */
export const classify = classifier({
  ofRefusal: classifyRefusal,
  ofOther: (error) => classifyOAuth(error, { rateHeaders, isRefusal: (refused) => isTokenRefusal(refused) || isUnauthorized(refused) }),
})

/** What a refusal means that its status alone does not say. */
type Meaning = (message: string | null) => AppError

const rejected =
  (code: string): Meaning =>
  (message) => ({ kind: 'remote-rejected', message, code })

/**
 * Status and kind of problem to meaning. Kinds: docs.x.com/x-api/fundamentals/response-codes-and-errors, read 2026-11-27. 402 and `credits` are not on
 * that page; they are what apps without credits were seen to get in 2026 (reports in public issue trackers).
 */
const MEANINGS: readonly { readonly status: number; readonly problem: string | null; readonly says?: RegExp; readonly meaning: Meaning }[] =
  [
    { status: 402, problem: null, meaning: rejected('credits-depleted') },
    { status: 429, problem: 'usage-capped', meaning: rejected('usage-capped') },
    // The app lacks scopes, or is of a kind that may not do this at all.
    {
      status: 403,
      problem: null,
      says: /oauth2 scopes|oauth2 permissions/i,
      meaning: (message) => ({ kind: 'authentication', reason: 'forbidden', message }),
    },
    {
      status: 403,
      problem: 'client-forbidden',
      meaning: (message) => ({ kind: 'capability-not-supported', capability: 'access', message }),
    },
    {
      status: 403,
      problem: 'unsupported-authentication',
      meaning: (message) => ({ kind: 'authentication', reason: 'forbidden', message }),
    },
    { status: 403, problem: 'not-authorized-for-resource', meaning: (message) => ({ kind: 'post-not-found', message }) },
    { status: 403, problem: null, says: /deleted or not visible/i, meaning: (message) => ({ kind: 'post-not-found', message }) },
    // Words seen in 2026-02 and 2026-07; the pages name the rules and not the words.
    { status: 403, problem: null, says: /duplicate content/i, meaning: rejected('duplicate') },
    { status: 403, problem: null, says: /only reply to or quote/i, meaning: rejected('not-summoned') },
    // Whatever else X does not let one do says nothing about the sign-in.
    { status: 403, problem: null, meaning: rejected('forbidden') },
  ]

function classifyRefusal(failure: AnswerFailure, creating: boolean): AppError {
  const problem = problemOf(failure.body)
  const message = messageFrom(detailOf(failure.body) ?? failure.body)
  const kind = problem === null ? null : problemKind(problem)
  const known = MEANINGS.find(
    (each) =>
      each.status === failure.status &&
      (each.problem === null || each.problem === kind) &&
      (each.says === undefined || each.says.test(message ?? '')),
  )
  if (known !== undefined) return known.meaning(message)
  const code = kind === null || kind === '' || kind === 'about:blank' || kind === 'blank' ? null : kind
  return classifyStatus(
    { status: failure.status, headers: failure.headers, server: failure.server, body: message ?? failure.body },
    { write: creating, now: Date.now(), rateHeaders, code },
  )
}

/** `errors` holds what is wrong with which parameter, which says more than the problem around it. */
function detailOf(body: unknown): string | null {
  const parsed = z
    .object({ errors: z.array(z.object({ message: z.string().optional(), detail: z.string().optional() })).optional() })
    .safeParse(body)
  const [first] = parsed.data?.errors ?? []
  return first?.message ?? first?.detail ?? null
}

/**
 * Whether X says that a code or token is no longer good. RFC 6749 calls that `invalid_grant`; X says `invalid_request`, "Value passed for the token was
 * invalid" (seen, not documented).
 */
export function isTokenRefusal(error: unknown): boolean {
  const code = oauthErrorCode(error)
  if (code === 'invalid_grant') return true
  return (
    code === 'invalid_request' &&
    error instanceof oauth.ResponseBodyError &&
    /\b(token|code) was invalid/i.test(error.error_description ?? '')
  )
}

function isUnauthorized(error: unknown): boolean {
  return error instanceof oauth.ResponseBodyError && error.status === 401
}
