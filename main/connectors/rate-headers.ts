import type { RateHeaders } from './connector.ts'

/** What a server said about one of its windows. `resetAt` is epoch ms on this machine's clock. */
export type ToldLimit = { readonly limit: number | null; readonly remaining: number; readonly resetAt: number }

const DAY_MS = 86_400_000
/** Where a server says "too many" and not for how long. */
const NO_HINT_MS = 60_000

/** Reads the headers of `names`; null where they are missing or make no sense. */
export function readRateHeaders(headers: Headers, names: RateHeaders, now: number): ToldLimit | null {
  const remaining = count(headers.get(names.remaining))
  const reset = headers.get(names.reset)
  if (remaining === null || reset === null) return null
  const resetAt = readReset(reset, names.resetFormat, headers, now)
  return resetAt === null ? null : { limit: count(headers.get(names.limit)), remaining, resetAt }
}

/**
 * When to try again after a 429: `Retry-After` (seconds or a date, RFC 9110 section 10.2.3), else the reset of the window, else a minute
 * from now. Never more than a day, whatever the server says.
 */
export function readRetryAt(headers: Headers, names: RateHeaders | null, now: number): number {
  const told = names === null ? null : readRateHeaders(headers, names, now)
  const hint = readRetryAfter(headers, now) ?? (told !== null && told.resetAt > now ? told.resetAt : now + NO_HINT_MS)
  return Math.min(Math.max(hint, now + 1_000), now + DAY_MS)
}

function readRetryAfter(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after')
  if (value === null) return null
  const seconds = count(value)
  if (seconds !== null) return now + seconds * 1_000
  const date = Date.parse(value)
  return Number.isNaN(date) ? null : onOurClock(date, headers, now)
}

function readReset(value: string, format: RateHeaders['resetFormat'], headers: Headers, now: number): number | null {
  if (format === 'iso-8601') {
    const date = Date.parse(value)
    return Number.isNaN(date) ? null : onOurClock(date, headers, now)
  }
  const seconds = count(value)
  if (seconds === null) return null
  // Whole seconds may have been rounded down.
  return format === 'delta-seconds' ? now + seconds * 1_000 + 1_000 : onOurClock(seconds * 1_000 + 1_000, headers, now)
}

/** A time of the server's clock on ours. Its `Date` header is its clock, rounded down: the result is at most a second late, never early. */
function onOurClock(time: number, headers: Headers, now: number): number {
  const theirs = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(theirs) ? time : now + (time - theirs)
}

function count(value: string | null): number | null {
  if (value === null || !/^\s*\d{1,12}(\.\d+)?\s*$/.test(value)) return null
  return Math.ceil(Number(value))
}
