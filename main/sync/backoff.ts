import type { AccountState } from '../../shared/model/account.ts'
import type { AppError } from '../../shared/errors.ts'

/** First wait after a failure; it doubles with each further one. */
const FIRST_MS = 15_000
const LONGEST_MS = 15 * 60 * 1000
/** Asking later than allowed by this much spares a request that would come too early by the other side's clock. */
const RATE_LIMIT_SLACK_MS = 1_000

/** How long to wait after so many failures in a row; `random` is from 0 to 1. Null: not before something changes. */
export function waitAfter(error: AppError, failures: number, now: number, random: number): number | null {
  if (error.kind === 'authentication') return null
  if (error.kind === 'rate-limit-exceeded') return Math.max(RATE_LIMIT_SLACK_MS, error.retryAt - now + RATE_LIMIT_SLACK_MS)
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, failures - 1))
  return Math.round(whole * (0.8 + 0.2 * random))
}

/** Whether an error says that the network could not be reached at all. */
export function isUnreachable(error: AppError): boolean {
  return (
    error.kind === 'offline' || (error.kind === 'platform-unavailable' && (error.reason === 'unreachable' || error.reason === 'timeout'))
  )
}

/** What one kind of work for an account last ran into. */
export type Trouble = { readonly error: AppError; readonly since: number; readonly retryAt: number | null }

/** The state that follows from the troubles of an account's streams; the worst one decides. */
export function stateFrom(troubles: readonly Trouble[]): AccountState {
  const refused = troubles.find(({ error }) => error.kind === 'authentication')
  if (refused !== undefined) return { kind: 'needs-sign-in', error: refused.error }
  const limits = troubles.flatMap(({ error }) => (error.kind === 'rate-limit-exceeded' ? [error.retryAt] : []))
  if (limits.length > 0) return { kind: 'rate-limited', until: Math.max(...limits) }
  const [first] = [...troubles].sort((a, b) => a.since - b.since)
  return first === undefined ? { kind: 'connected' } : { kind: 'unavailable', ...first }
}
