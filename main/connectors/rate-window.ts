import { z } from 'zod'

/**
 * One window of the rate limiter: at most `limit` in any stretch of `perMs`. Kept as a log of what was spent and when it ended, with
 * neighbours merged: an entry counts until `perMs` after its newest part, so merging can only make Chirp more careful.
 */
export type RateWindow = {
  /** Oldest first. `at`: epoch ms of the newest cost in the entry; `from`: of the oldest. */
  entries: { at: number; from: number; cost: number }[]
  /** Granted and not answered yet. A server may count these now or any time until the answer. */
  inFlight: number
  /** What the server said is left; `remaining` goes down with every grant. Null: it did not say, or that window is over. */
  told: { limit: number; remaining: number; resetAt: number } | null
  /** The server does not say for these requests (epoch ms until when this is believed): no need to ask one request at a time. */
  silentUntil: number
  /** The newest time this window has seen, epoch ms. */
  seenAt: number
}

export type WindowSize = { readonly limit: number; readonly perMs: number }

/** Entries within this share of the window become one. */
const GRAIN = 100

function emptyWindow(now: number): RateWindow {
  return { entries: [], inFlight: 0, told: null, silentUntil: 0, seenAt: now }
}

/**
 * Brings a window to `now`. When the clock was set back, no time is taken to have passed: everything moves along with the clock, so that
 * nothing expires early and nothing is held for longer than its window.
 */
export function advance(window: RateWindow, now: number, perMs: number): void {
  const back = window.seenAt - now
  if (back > 0) {
    for (const entry of window.entries) {
      entry.at -= back
      entry.from -= back
    }
    if (window.told !== null) window.told.resetAt -= back
    window.silentUntil -= back
  }
  window.seenAt = now
  const firstAlive = window.entries.findIndex((entry) => entry.at + perMs > now)
  window.entries.splice(0, firstAlive === -1 ? window.entries.length : firstAlive)
  if (window.told !== null && window.told.resetAt <= now) window.told = null
}

/** What counts against the window now. */
export function used(window: RateWindow): number {
  return window.entries.reduce((sum, entry) => sum + entry.cost, window.inFlight)
}

/**
 * When `cost` more fits (epoch ms; `now` = at once). While requests are on their way the true time may be later: it is asked again at
 * every answer. `asksFirst`: the server tells its limits and has not yet, so one request goes ahead alone to hear them.
 */
export function fitsAt(window: RateWindow, size: WindowSize, cost: number, now: number, asksFirst: boolean): number {
  if (cost === 0) return now
  let at = now
  if (window.told !== null && window.told.remaining < cost) at = window.told.resetAt
  let excess = used(window) + cost - size.limit
  for (const entry of window.entries) {
    if (excess <= 0) break
    excess -= entry.cost
    at = Math.max(at, entry.at + size.perMs)
  }
  if (excess > 0) at = Math.max(at, now + size.perMs)
  if (asksFirst && window.told === null && window.silentUntil <= now && window.inFlight > 0) at = Math.max(at, now + 1)
  return at
}

export function take(window: RateWindow, cost: number): void {
  window.inFlight += cost
  if (window.told !== null) window.told.remaining = Math.max(0, window.told.remaining - cost)
}

/** A grant ended. `counted`: it reached the server, or may have; it then counts from now. */
export function settle(window: RateWindow, cost: number, counted: boolean, now: number, perMs: number): void {
  window.inFlight = Math.max(0, window.inFlight - cost)
  if (!counted) {
    if (window.told !== null) window.told.remaining += cost
    return
  }
  if (cost === 0) return
  const last = window.entries.at(-1)
  if (last !== undefined && now - last.from < perMs / GRAIN) {
    last.cost += cost
    last.at = now
  } else window.entries.push({ at: now, from: now, cost })
}

/** Two resets within this are one: servers round to seconds. */
const SAME_RESET_MS = 2_500

/**
 * Books what a server said after one request was answered (and settled). Requests still on their way may or may not be in its number: they
 * are taken not to be. Within one of the server's windows the smaller number wins, since answers can overtake each other.
 */
export function heard(window: RateWindow, said: { limit: number; remaining: number; resetAt: number }, now: number): void {
  if (said.resetAt <= now) return
  const fresh = { ...said, remaining: Math.max(0, said.remaining - window.inFlight) }
  const before = window.told
  if (before !== null && said.resetAt < before.resetAt - SAME_RESET_MS && before.remaining === 0) return
  if (before === null || Math.abs(before.resetAt - said.resetAt) > SAME_RESET_MS) window.told = fresh
  else {
    window.told = {
      limit: said.limit,
      remaining: Math.min(before.remaining, fresh.remaining),
      resetAt: Math.max(before.resetAt, said.resetAt),
    }
  }
}

const Saved = z.object({
  entries: z.array(z.object({ at: z.number(), from: z.number(), cost: z.number().nonnegative() })),
  /** Spent or about to be spent when this was saved. */
  pending: z.number().nonnegative(),
  told: z.object({ limit: z.number(), remaining: z.number(), resetAt: z.number() }).nullable(),
  seenAt: z.number(),
})

/** As JSON. `ahead` is what may be granted before the next save: after a crash it counts as spent. */
export function saveWindow(window: RateWindow, ahead: number): string {
  return JSON.stringify({
    entries: window.entries,
    pending: window.inFlight + ahead,
    told: window.told,
    seenAt: window.seenAt,
  } satisfies z.infer<typeof Saved>)
}

/** The window as saved, with what was pending counted as spent now. Something that cannot be read is an empty window. */
export function restoreWindow(json: string | null, now: number, perMs: number): RateWindow {
  if (json === null) return emptyWindow(now)
  let parsed
  try {
    parsed = Saved.safeParse(JSON.parse(json))
  } catch {
    return emptyWindow(now)
  }
  if (!parsed.success) return emptyWindow(now)
  const { pending, entries, told, seenAt } = parsed.data
  const window: RateWindow = { entries, inFlight: 0, told, silentUntil: 0, seenAt }
  advance(window, now, perMs)
  take(window, pending)
  settle(window, pending, true, now, perMs)
  return window
}
