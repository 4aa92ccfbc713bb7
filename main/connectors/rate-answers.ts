import type { RateHeaders } from './connector.ts'
import { readRateHeaders, readRetryAt, type ToldLimit } from './rate-headers.ts'
import { heard, used, type RateWindow } from './rate-window.ts'

/** A window in memory with what it belongs to. */
export type Live = {
  readonly scope: string
  readonly id: string
  readonly limit: number
  readonly perMs: number
  readonly window: RateWindow
  /** Cost that may still be granted before the next save. */
  ahead: number
  dirty: boolean
}

/** One window a request draws on, and how much. */
export type Charge = { readonly live: Live; readonly cost: number }

/** Books what an answer says about the limits, under the window it most likely speaks of. */
export function listen(
  names: RateHeaders | null,
  charges: readonly Charge[],
  answer: { status: number; headers: Headers },
  now: number,
): void {
  const told = names === null ? null : readRateHeaders(answer.headers, names, now)
  let about: Live | null = null
  if (answer.status === 429) {
    const resetAt = readRetryAt(answer.headers, names, now)
    about = spokenOf(charges, { limit: told?.limit ?? null, remaining: 0, resetAt }, now)
    if (about !== null) {
      const before = about.window.told
      about.window.told = { limit: told?.limit ?? about.limit, remaining: 0, resetAt: Math.max(resetAt, before?.resetAt ?? 0) }
    }
  } else if (told !== null) {
    about = spokenOf(charges, told, now)
    if (about !== null) heard(about.window, { ...told, limit: told.limit ?? about.limit }, now)
  }
  for (const { live } of charges) if (live !== about) live.window.silentUntil = now + live.perMs
}

/**
 * The window a server speaks of, where a request counts in several: the one with the limit it names and the shortest that can still reset
 * so late; without one of that limit, the one with least left by our own count (servers report the one nearest its end).
 */
function spokenOf(charges: readonly Charge[], told: ToldLimit, now: number): Live | null {
  const all = charges.filter(({ cost }) => cost > 0).map(({ live }) => live)
  const possible = all.filter((live) => told.resetAt - now <= live.perMs * 1.05 + 2_000)
  const candidates = possible.length > 0 ? possible : all.toSorted((a, b) => b.perMs - a.perMs).slice(0, 1)
  const named = candidates.filter((live) => live.limit === told.limit).toSorted((a, b) => a.perMs - b.perMs)
  const left = (live: Live) => live.limit - used(live.window)
  return named[0] ?? candidates.toSorted((a, b) => left(a) - left(b))[0] ?? null
}
