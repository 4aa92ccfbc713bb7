/** The time of one process: the machine's, and how much of it was skipped or set. */
export type PassingTime = {
  /** Epoch ms. */
  readonly clock: () => number
  /** Ms that only ever grow. */
  readonly monotonic: () => number
  /** Somebody sets the clock; no time passes. `aheadMs` is how far it is ahead of the machine's. */
  readonly set: (aheadMs: number) => void
  /** So much time passes at once: both clocks go on, and timers that are due by then go off. */
  readonly pass: (ms: number) => void
}

/** Shorter timers are soon over anyway; libraries start them again and again. */
const SHORT_MS = 1_000

type Waiting = { readonly goOff: () => void; readonly dueAt: number }

/**
 * Takes over the timers of this process, so that time can be skipped. Timers of `node:timers/promises` and time limits of signals stay the
 * machine's: what is on its way to a server takes as long as it takes.
 */
export function takeOverTime(aheadMs: number): PassingTime {
  let skippedMs = 0
  let setMs = aheadMs
  const machine = { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout }
  const waiting = new Map<unknown, Waiting>()
  const monotonic = (): number => performance.now() + skippedMs

  const later = (run: (...values: unknown[]) => void, ms = 0, ...values: unknown[]): NodeJS.Timeout => {
    if (!(ms > SHORT_MS)) return machine.setTimeout(run, ms, ...values)
    const goOff = (): void => {
      if (!waiting.delete(timer)) return
      machine.clearTimeout(timer)
      run(...values)
    }
    const timer = machine.setTimeout(goOff, ms)
    waiting.set(timer, { goOff, dueAt: monotonic() + ms })
    return timer
  }
  const never = (timer?: Parameters<typeof clearTimeout>[0]): void => {
    waiting.delete(timer)
    machine.clearTimeout(timer)
  }
  globalThis.setTimeout = Object.assign(later, machine.setTimeout) as typeof setTimeout
  globalThis.clearTimeout = never

  return {
    clock: () => Date.now() + setMs,
    monotonic,
    set: (ms) => void (setMs = ms),
    pass: (ms) => {
      skippedMs += ms
      setMs += ms
      for (const { goOff, dueAt } of [...waiting.values()].sort((one, other) => one.dueAt - other.dueAt)) {
        const leftMs = dueAt - monotonic()
        // A second timer beside the first: whichever is first ends both.
        machine.setTimeout(goOff, Math.max(leftMs, 0)).unref()
      }
    },
  }
}
