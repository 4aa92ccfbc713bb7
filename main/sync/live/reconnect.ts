import type { AppError } from '../../../shared/errors.ts'

/** Waits between attempts: the first, doubled with each failure in a row, and the longest. */
const FIRST_MS = 2_000
const LONGEST_MS = 5 * 60 * 1000
/** A server that has no stream for this account is asked again after this. */
const NOT_OFFERED_MS = 60 * 60 * 1000
/** A refused sign-in is for reading to find out; the stream is only tried again in case it was the stream's own whim. */
const REFUSED_MS = 15 * 60 * 1000
/** A limit may hold by a clock that is a little behind. */
const SLACK_MS = 1_000
/** A connection that lasted this long was one: the next is no repeat of a failure. */
export const LASTED_MS = 60_000

/**
 * How long to wait before connecting again, ms. `failures` counts attempts in a row that did not last, this one included; `random` is from 0
 * to 1 and spreads the wait over its second half, since all the clients of a server that went down lose it at the same moment. Pure.
 */
export function reconnectAfter(lost: AppError, failures: number, now: number, random: number): number {
  const spread = (ms: number): number => Math.round(ms * (0.5 + 0.5 * random))
  switch (lost.kind) {
    case 'capability-not-supported':
      return spread(NOT_OFFERED_MS * 2)
    case 'authentication':
      return spread(REFUSED_MS * 2)
    case 'rate-limit-exceeded':
      return Math.max(FIRST_MS, lost.retryAt - now + SLACK_MS) + spread(FIRST_MS)
    default:
      return spread(Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1))))
  }
}
