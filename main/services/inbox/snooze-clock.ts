import { AppFailure } from '../../../shared/errors.ts'
import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { nextWake, wakeGroups } from '../../store/inbox/acts.ts'
import type { Store } from '../../store/open-database.ts'

/** Timers stand still while the machine sleeps: it is looked at least this often whether a time has come. */
const LOOK_MS = 30_000

export type SnoozeClockDependencies = { readonly store: Store; readonly timer: Timer; readonly clock: Clock; readonly log: Log }

/** Brings back what was put off, when its time has come; also what came due while Chirp was closed. */
export class SnoozeClock implements Disposable {
  readonly #deps: SnoozeClockDependencies
  #cancel: (() => void) | null = null
  #isRunning = false

  constructor(deps: SnoozeClockDependencies) {
    this.#deps = deps
  }

  start(): void {
    this.#isRunning = true
    this.look()
  }

  /** To be called when something was put off, or no longer is. */
  look(): void {
    if (!this.#isRunning) return
    this.#cancel?.()
    this.#cancel = null
    const { store, clock, timer, log } = this.#deps
    const now = clock()
    try {
      const due = store.read(nextWake)
      if (due !== null && due <= now) store.write((db) => wakeGroups(db, now))
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      log.warn('What was put off could not be brought back.', { error })
    }
    const next = store.read(nextWake)
    if (next === null) return
    this.#cancel = timer.after(next <= now ? LOOK_MS : Math.min(next - now, LOOK_MS), () => {
      this.#cancel = null
      this.look()
    })
  }

  [Symbol.dispose](): void {
    this.#isRunning = false
    this.#cancel?.()
    this.#cancel = null
  }
}
