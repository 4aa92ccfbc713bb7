import type { Clock } from '../core/ports.ts'
import type { RateHeaders, RateRule } from './connector.ts'
import { listen, type Charge, type Live } from './rate-answers.ts'
import { advance, fitsAt, restoreWindow, saveWindow, settle, take, used } from './rate-window.ts'

/** Where windows outlive the process. */
export type RateStore = {
  /** Null: nothing saved. */
  readonly load: (scope: string, ruleId: string) => string | null
  /** May throw where nothing can be written: what is used is still counted, and saved with the next. */
  readonly save: (scope: string, ruleId: string, json: string) => void
}

/** Something to wake up by; the tests give one that goes with their clock. */
export type Timer = {
  /** Calls `run` once after `ms`; the result cancels it. */
  readonly after: (ms: number, run: () => void) => () => void
}

/** The system's timer; a pending one does not keep the process alive. */
export const systemTimer: Timer = {
  after(ms, run) {
    const timer = setTimeout(run, Math.min(ms, 2_147_483_647))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** A request as the limiter sees it. */
export type LimitedRequest = {
  readonly platform: string
  /** Origin; the scope of rules that hold per server, and of everything before there is an account. */
  readonly server: string
  readonly accountId: string | null
  readonly rules: readonly RateRule[]
  readonly headers: RateHeaders | null
  readonly method: string
  readonly path: string
  readonly body: string | null
}

/** Leave for one request. Exactly one of the three is called, once, when it is over. */
type Grant = {
  answered(status: number, headers: Headers): void
  /** It left, or may have, and there was no answer. */
  unanswered(): void
  /** It certainly did not leave: it costs nothing. */
  notSent(): void
}

type Acquired =
  | { readonly kind: 'granted'; readonly grant: Grant }
  | { readonly kind: 'limited'; readonly retryAt: number }
  | { readonly kind: 'aborted' }

/** One window, for "What Chirp can do here". `resetAt` is when all that is used will be free again; null = nothing is used. */
type LimitSnapshot = {
  readonly id: string
  readonly limit: number
  readonly used: number
  readonly perMs: number
  readonly resetAt: number | null
}

export type RateLimiter = {
  /** Waits for its turn, at most `maxWaitMs`; `limited` as soon as it is clear that this will not do. Never rejects. */
  acquire(request: LimitedRequest, options: { readonly signal?: AbortSignal; readonly maxWaitMs: number }): Promise<Acquired>
  snapshot(of: Pick<LimitedRequest, 'platform' | 'server' | 'accountId' | 'rules'>): readonly LimitSnapshot[]
  /** Saves what is not saved yet; before the store closes. */
  flush(): void
}

type Waiter = { readonly charges: readonly Charge[]; readonly request: LimitedRequest; readonly settle: (outcome: Acquired) => void }

/** Share of a limit that may be granted between two saves. After a crash this much counts as spent. */
const AHEAD_SHARE = 0.02
const SAVE_AFTER_MS = 1_000
const MIN_RETRY_MS = 1_000
/** How long a request waits for the one that went ahead to hear the limits. */
const LONGEST_ASK_MS = 60_000

/**
 * Windows per scope and rule (or budget), so that no stretch of time holds more requests than a rule allows, however long each is under
 * way: a request counts from its grant until a whole window after its answer. What a server says in its headers holds where it is stricter;
 * while it has not said yet, one request goes ahead alone. Turns are given in order per window; a full window holds up nobody else.
 */
export function createRateLimiter(ports: {
  readonly store: RateStore
  readonly clock: Clock
  readonly timer: Timer
  /** Told what a save failed with. */
  readonly onUnsaved?: (error: unknown) => void
}): RateLimiter {
  const { store, clock, timer, onUnsaved = () => undefined } = ports
  const windows = new Map<string, Live>()
  const waiters: Waiter[] = []
  let cancelWake: (() => void) | null = null
  let cancelSave: (() => void) | null = null

  const liveWindow = (scope: string, id: string, limit: number, perMs: number): Live => {
    const key = `${scope}\n${id}`
    let live = windows.get(key)
    if (live === undefined) {
      live = { scope, id, limit, perMs, window: restoreWindow(store.load(scope, id), clock(), perMs), ahead: 0, dirty: false }
      windows.set(key, live)
    }
    advance(live.window, clock(), live.perMs)
    return live
  }

  const chargesOf = (request: LimitedRequest): Charge[] => {
    const costs = new Map<Live, number>()
    for (const rule of request.rules) {
      if ((rule.method !== null && rule.method !== request.method) || !rule.path.test(request.path)) continue
      const live = liveWindow(scopeOf(rule.scope, request), rule.budget ?? rule.id, rule.limit, rule.perMs)
      const cost = Math.max(0, typeof rule.cost === 'number' ? rule.cost : rule.cost(request))
      costs.set(live, (costs.get(live) ?? 0) + cost)
    }
    // Without a rule there is still what the server says, for this account as a whole.
    if (costs.size === 0) costs.set(liveWindow(scopeOf('account', request), '*', Number.MAX_SAFE_INTEGER, 60_000), 1)
    return [...costs].map(([live, cost]) => ({ live, cost }))
  }

  const save = (live: Live, ahead: number) => {
    try {
      store.save(live.scope, live.id, saveWindow(live.window, ahead))
      live.ahead = ahead
      live.dirty = false
    } catch (error) {
      onUnsaved(error)
    }
  }

  const touch = (live: Live) => {
    live.dirty = true
    cancelSave ??= timer.after(SAVE_AFTER_MS, () => {
      cancelSave = null
      for (const each of windows.values())
        if (each.dirty) save(each, Math.floor(each.limit === Number.MAX_SAFE_INTEGER ? 0 : each.limit * AHEAD_SHARE))
    })
  }

  /** When all of a request's windows have room, with `before` being wanted by others first; `now` where they have it at once. */
  const readyAt = (waiter: Pick<Waiter, 'charges' | 'request'>, before: ReadonlyMap<Live, number>, now: number, asking = true): number => {
    let at = now
    for (const { live, cost } of waiter.charges) {
      advance(live.window, now, live.perMs)
      const ahead = before.get(live) ?? 0
      const rounds = live.limit > 0 ? Math.max(0, Math.ceil((ahead + cost) / live.limit) - 1) : 0
      const asksFirst = asking && waiter.request.headers !== null
      at = Math.max(at, fitsAt(live.window, live, Math.min(ahead + cost, Math.max(live.limit, cost)), now, asksFirst) + rounds * live.perMs)
    }
    return at
  }

  const grant = (waiter: Waiter) => {
    const { charges, request } = waiter
    for (const { live, cost } of charges) {
      take(live.window, cost)
      // Saved before it leaves, so that a crash cannot forget it.
      if (cost > live.ahead && live.limit !== Number.MAX_SAFE_INTEGER) save(live, Math.floor(live.limit * AHEAD_SHARE))
      else live.ahead -= cost
    }
    const finish = (counted: boolean, answer: { status: number; headers: Headers } | null) => {
      const now = clock()
      for (const { live, cost } of charges) {
        advance(live.window, now, live.perMs)
        settle(live.window, cost, counted, now, live.perMs)
        touch(live)
      }
      if (answer !== null) listen(request.headers, charges, answer, now)
      pump()
    }
    waiter.settle({
      kind: 'granted',
      grant: {
        answered: (status, headers) => finish(true, { status, headers }),
        unanswered: () => finish(true, null),
        notSent: () => finish(false, null),
      },
    })
  }

  const pump = () => {
    cancelWake?.()
    cancelWake = null
    const now = clock()
    const blocked = new Set<Live>()
    let wakeAt = Infinity
    for (const waiter of [...waiters]) {
      const waits = waiter.charges.some(({ live }) => blocked.has(live))
      const at = waits ? Infinity : readyAt(waiter, NOBODY, now)
      if (at <= now) {
        waiters.splice(waiters.indexOf(waiter), 1)
        grant(waiter)
        continue
      }
      wakeAt = Math.min(wakeAt, at)
      for (const { live, cost } of waiter.charges) {
        if (waits || fitsAt(live.window, live, cost, now, waiter.request.headers !== null) > now) blocked.add(live)
      }
    }
    // Answers wake the rest; a wake-up every quarter of a second at most is for those who wait for an answer alone.
    if (wakeAt < Infinity) cancelWake = timer.after(Math.max(wakeAt - now, 250), pump)
  }

  return {
    acquire(request, { signal, maxWaitMs }) {
      return new Promise((resolve) => {
        if (signal?.aborted === true) {
          resolve({ kind: 'aborted' })
          return
        }
        const charges = chargesOf(request)
        const ahead = new Map<Live, number>()
        for (const waiter of waiters) for (const { live, cost } of waiter.charges) ahead.set(live, (ahead.get(live) ?? 0) + cost)
        const now = clock()
        const at = readyAt({ charges, request }, ahead, now)
        const hopeless = charges.some(({ live, cost }) => cost > live.limit)
        if (hopeless || at - now > maxWaitMs) {
          resolve({ kind: 'limited', retryAt: Math.max(at, now + MIN_RETRY_MS) })
          return
        }

        const leave = (outcome: Acquired) => {
          const index = waiters.indexOf(waiter)
          if (index !== -1) waiters.splice(index, 1)
          cancelDeadline?.()
          signal?.removeEventListener('abort', onAbort)
          resolve(outcome)
        }
        const waiter: Waiter = { charges, request, settle: leave }
        const onAbort = () => {
          leave({ kind: 'aborted' })
          pump()
        }
        signal?.addEventListener('abort', onAbort)
        waiters.push(waiter)
        let cancelDeadline: (() => void) | null = null
        pump()
        if (waiters.includes(waiter)) {
          const giveUpAt = clock() + Math.max(maxWaitMs, LONGEST_ASK_MS)
          const onDeadline = () => {
            const now = clock()
            // Whoever only waits for the first answer to say what the limits are is not limited.
            if (readyAt(waiter, NOBODY, now, false) <= now && now < giveUpAt) {
              cancelDeadline = timer.after(MIN_RETRY_MS, onDeadline)
              return
            }
            leave({ kind: 'limited', retryAt: Math.max(readyAt(waiter, NOBODY, now), now + MIN_RETRY_MS) })
            pump()
          }
          cancelDeadline = timer.after(maxWaitMs, onDeadline)
        }
      })
    },

    snapshot(of) {
      const seen = new Map<Live, LimitSnapshot>()
      for (const rule of of.rules) {
        const live = liveWindow(scopeOf(rule.scope, of), rule.budget ?? rule.id, rule.limit, rule.perMs)
        const { told } = live.window
        const limit = told === null ? live.limit : Math.min(live.limit, told.limit)
        const spent = Math.max(used(live.window), told === null ? 0 : limit - told.remaining)
        const last = live.window.entries.at(-1)
        const resetAt = spent === 0 ? null : Math.max(told?.resetAt ?? 0, last === undefined ? clock() + live.perMs : last.at + live.perMs)
        seen.set(live, { id: live.id, limit, used: Math.min(spent, limit), perMs: live.perMs, resetAt })
      }
      return [...seen.values()]
    },

    flush() {
      cancelSave?.()
      cancelSave = null
      for (const live of windows.values()) if (live.dirty || live.ahead > 0) save(live, 0)
    },
  }
}

const NOBODY: ReadonlyMap<Live, number> = new Map()

/** Per account where there is one; what holds per server is shared by all its accounts. */
function scopeOf(scope: RateRule['scope'], of: Pick<LimitedRequest, 'platform' | 'server' | 'accountId'>): string {
  if (scope === 'server') return `${of.platform} server ${of.server}`
  return of.accountId === null ? `${of.platform} anonymous ${of.server}` : `${of.platform} account ${of.accountId}`
}
