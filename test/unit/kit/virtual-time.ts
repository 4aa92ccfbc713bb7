import { setImmediate } from 'node:timers/promises'
import type { Timer } from '../../../main/connectors/rate-limiter.ts'

/** Time that passes only when told to: a clock, a timer that goes with it, and a way to let it run. */
export type VirtualTime = {
  readonly clock: () => number
  readonly timer: Timer
  /** Lets time pass until nothing is waiting for it, or until `until` (epoch ms). */
  run(until?: number): Promise<void>
  /** Ms since the start, whatever the wall clock was set to. */
  readonly elapsed: () => number
  /** Sets the wall clock ahead or back; timers go on as if nothing had happened. */
  setClock(byMs: number): void
}

/** More than a read of many pages takes. */
const TURNS = 50

/** Begins at `start`, epoch ms. */
export function virtualTime(start = 1_800_000_000_000): VirtualTime {
  let elapsed = 0
  let offset = start
  let next = 0
  const pending = new Map<number, { at: number; run: () => void }>()
  /** Lets promises settle, and what works in slices, a turn each, come to its end. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < TURNS; turn++) await setImmediate()
  }
  return {
    clock: () => offset + elapsed,
    timer: {
      after(ms, run) {
        const id = next++
        pending.set(id, { at: elapsed + Math.max(0, ms), run })
        return () => void pending.delete(id)
      },
    },
    async run(until = Infinity) {
      const last = until === Infinity ? Infinity : until - offset
      for (;;) {
        await settle()
        let first: [number, { at: number; run: () => void }] | null = null
        for (const entry of pending) if (first === null || entry[1].at < first[1].at) first = entry
        if (first === null || first[1].at > last) break
        pending.delete(first[0])
        elapsed = Math.max(elapsed, first[1].at)
        first[1].run()
      }
      if (last !== Infinity) elapsed = Math.max(elapsed, last)
    },
    elapsed: () => elapsed,
    setClock(byMs) {
      offset += byMs
    },
  }
}
