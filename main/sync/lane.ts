import type { Result } from '../../shared/errors.ts'
import type { Trouble } from './backoff.ts'

/** Something to wake up by. */
export type Timer = {
  /** Calls `run` once after `ms`; the result cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Work of one kind for one account, done again and again. */
export type Work = {
  readonly kind: 'home' | 'notifications' | 'own'
  readonly everyMs: number
  /** `added`: how much it brought that was not there; null where it is not about that. */
  readonly run: (signal: AbortSignal) => Promise<LaneResult>
}

/** What became of a run. */
export type LaneResult = Result<{ readonly added: number } | null>

/**
 * One kind of work for one account: at most one run at a time, at most one timer. When to run is the scheduler's to say; a lane that was
 * stopped never runs again.
 */
export class Lane {
  readonly work: Work
  /** Null while all is well. */
  trouble: Trouble | null = null
  failures = 0
  /** Runs in a row that brought nothing. */
  quiet = 0
  /** When the run that is under way, or was last, began, epoch ms. */
  beganAt = 0
  /** When it last succeeded, epoch ms. */
  doneAt: number | null = null
  readonly #timer: Timer
  readonly #onDue: (lane: Lane) => void
  readonly #abort = new AbortController()
  #cancel: (() => void) | null = null
  #running: Promise<void> | null = null

  constructor(work: Work, timer: Timer, onDue: (lane: Lane) => void) {
    this.work = work
    this.#timer = timer
    this.#onDue = onDue
  }

  get running(): boolean {
    return this.#running !== null
  }

  get stopped(): boolean {
    return this.#abort.signal.aborted
  }

  /** Runs it in `ms`, instead of when it would have run. */
  schedule(ms: number): void {
    this.unschedule()
    if (this.stopped) return
    this.#cancel = this.#timer.after(ms, () => {
      this.#cancel = null
      this.#onDue(this)
    })
  }

  unschedule(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  /** Runs it now, or waits for the run that is under way. `settle` gets the outcome unless the lane was stopped meanwhile. */
  run(settle: (lane: Lane, result: LaneResult) => void): Promise<void> {
    if (this.#running !== null) return this.#running
    if (this.stopped) return Promise.resolve()
    this.unschedule()
    this.#running = this.#runOnce(settle)
    return this.#running
  }

  async #runOnce(settle: (lane: Lane, result: LaneResult) => void): Promise<void> {
    let result: LaneResult | null = null
    try {
      result = await this.work.run(this.#abort.signal)
    } catch (error) {
      if (!this.stopped) result = { ok: false, error: { kind: 'internal', reference: String(error) } }
    }
    this.#running = null
    if (result !== null && !this.stopped) settle(this, result)
  }

  /** Ends it; resolves when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.unschedule()
    this.#abort.abort(new Error('No longer read'))
    await this.#running
  }
}
