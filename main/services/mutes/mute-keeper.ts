import { AppFailure } from '../../../shared/errors.ts'
import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { settleEndedMutes } from '../../store/inbox/settle.ts'
import { searchForMutes } from '../../store/mutes/match-posts.ts'
import { nextMuteEnd } from '../../store/mutes/rules.ts'
import type { Store } from '../../store/open-database.ts'

/** One slice is to take about so long, so that nobody notices it, and as long again is left to everything else. */
const SLICE_MS = 8
const MOST_AT_ONCE = 512
/** How long a disk that cannot be written is left alone. */
const DISK_PATIENCE_MS = 60_000
/** Timers do not wait longer than some weeks, and the clock may be set meanwhile. */
const LONGEST_WAIT_MS = 60 * 60 * 1000

export type MuteKeeperDependencies = {
  readonly store: Store
  readonly timer: Timer
  readonly clock: Clock
  readonly monotonic: Clock
  readonly log: Log
}

/** Looks through older posts for new rules, in slices, and says it when a rule ends; from `start` on until it is disposed of. */
export class MuteKeeper implements Disposable {
  readonly #deps: MuteKeeperDependencies
  #atOnce = 16
  #cancelSlice: (() => void) | null = null
  #cancelEnd: (() => void) | null = null
  #isRunning = false

  constructor(deps: MuteKeeperDependencies) {
    this.#deps = deps
  }

  start(): void {
    this.#isRunning = true
    // Some may have ended meanwhile.
    this.#endRules()
    this.look()
  }

  /** To be called when rules changed. */
  look(): void {
    if (!this.#isRunning) return
    this.#sliceAfter(SLICE_MS)
    this.#waitForEnd()
  }

  #sliceAfter(ms: number): void {
    this.#cancelSlice ??= this.#deps.timer.after(ms, () => {
      this.#cancelSlice = null
      this.#slice()
    })
  }

  #slice(): void {
    const { store, monotonic, log } = this.#deps
    const began = monotonic()
    try {
      if (!store.write((db) => searchForMutes(db, this.#atOnce))) return
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      log.warn('Posts could not be looked through for what is muted.', { error })
      this.#sliceAfter(DISK_PATIENCE_MS)
      return
    }
    const tookMs = monotonic() - began
    this.#atOnce = Math.min(MOST_AT_ONCE, Math.max(1, Math.round((this.#atOnce * SLICE_MS) / Math.max(tookMs, 1))))
    this.#sliceAfter(Math.max(SLICE_MS, tookMs))
  }

  /** The timeline asks the clock by itself and is told to look; the inbox is counted anew. */
  #endRules(): void {
    const { store, clock, log } = this.#deps
    try {
      store.write((db) => {
        settleEndedMutes(db, clock())
        db.touch({ topic: 'mutes' })
      })
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      log.warn('What is no longer muted could not be counted anew.', { error })
    }
  }

  #waitForEnd(): void {
    const { store, timer, clock } = this.#deps
    this.#cancelEnd?.()
    this.#cancelEnd = null
    const end = store.read((db) => nextMuteEnd(db))
    if (end === null) return
    this.#cancelEnd = timer.after(Math.min(LONGEST_WAIT_MS, Math.max(0, end - clock()) + 1), () => {
      this.#cancelEnd = null
      if (clock() >= end) this.#endRules()
      this.#waitForEnd()
    })
  }

  [Symbol.dispose](): void {
    this.#isRunning = false
    this.#cancelSlice?.()
    this.#cancelEnd?.()
    this.#cancelSlice = this.#cancelEnd = null
  }
}
