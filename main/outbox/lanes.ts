import { AppFailure } from '../../shared/errors.ts'
import type { Clock, Log } from '../core/ports.ts'

/** Which lanes have something to do now, and when the next thing will be due (epoch ms; null = nothing waits for a time). */
export type LanePlan = { readonly lanes: readonly string[]; readonly nextAt: number | null }

export type LanesOptions = {
  /** Looks at what is stored. Called often; synchronous. */
  readonly plan: () => LanePlan
  /** Works in one lane until there is nothing to do in it, or `stopping` says to come to an end. */
  readonly work: (lane: string, signal: AbortSignal) => Promise<void>
  /** Work in a lane threw, which is a bug or a store that cannot be written: called before the lane is left alone for a while. */
  readonly onBroken: (lane: string, error: unknown) => void
  readonly clock: Clock
  readonly log: Log
  /** How long work may go on after the app begins to close, ms. */
  readonly graceMs: number
}

/** A timer stands still while the machine sleeps, and takes no notice of a clock that is set: what is due is looked at again and again. */
const LONGEST_SLEEP_MS = 60_000
const BROKEN_LANE_RESTS_MS = 30_000

/** Works in lanes: one thing at a time in each, all of them side by side, and again when something is due. */
export class Lanes {
  readonly #options: LanesOptions
  readonly #running = new Map<string, Promise<void>>()
  readonly #restingUntil = new Map<string, number>()
  readonly #abort = new AbortController()
  #timer: NodeJS.Timeout | null = null
  #stopping = false

  constructor(options: LanesOptions) {
    this.#options = options
  }

  get stopping(): boolean {
    return this.#stopping
  }

  /** Aborted when work has to end at once. */
  get signal(): AbortSignal {
    return this.#abort.signal
  }

  /** Starts what is due. Cheap; to be called whenever something may have changed. */
  look(): void {
    if (this.#stopping) return
    const plan = this.#plan()
    const now = this.#options.clock()
    let nextAt = plan.nextAt
    for (const lane of plan.lanes) {
      if (this.#running.has(lane)) continue
      const restingUntil = this.#restingUntil.get(lane) ?? 0
      // One that ends later than it can was set before the clock went back.
      if (restingUntil > now && restingUntil <= now + BROKEN_LANE_RESTS_MS) nextAt = Math.min(nextAt ?? restingUntil, restingUntil)
      else this.#start(lane)
    }
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (nextAt === null) return
    const sleepMs = Math.min(Math.max(nextAt - now, 1), LONGEST_SLEEP_MS)
    this.#timer = setTimeout(() => this.look(), sleepMs)
    this.#timer.unref()
  }

  /** Resolves when no lane is at work. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values())
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    const grace = setTimeout(() => this.#abort.abort(), this.#options.graceMs)
    await this.idle()
    clearTimeout(grace)
    this.#abort.abort()
  }

  #plan(): LanePlan {
    try {
      return this.#options.plan()
    } catch (error) {
      this.#options.log.error('What is due could not be found out.', { error })
      return { lanes: [], nextAt: this.#options.clock() + BROKEN_LANE_RESTS_MS }
    }
  }

  #rest(lane: string, error: unknown): void {
    this.#options.log.error('Sending for an account stopped unexpectedly; it is tried again.', { error })
    this.#restingUntil.set(lane, this.#options.clock() + BROKEN_LANE_RESTS_MS)
    try {
      this.#options.onBroken(lane, error)
    } catch (cause) {
      this.#options.log.error('What an account was sending could not be put right; the next start does it.', { error: cause })
    }
  }

  #start(lane: string): void {
    const work = async (): Promise<void> => {
      try {
        await this.#options.work(lane, this.#abort.signal)
      } catch (error) {
        if (!this.#abort.signal.aborted) this.#rest(lane, error)
      } finally {
        this.#running.delete(lane)
        this.look()
      }
    }
    // Not before the map knows it: the work may end at once.
    this.#running.set(lane, Promise.resolve().then(work))
  }
}

/**
 * Rejects with the signal's reason when it is aborted, and with `platform-unavailable` when it takes longer than `patienceMs`, even if
 * what was called takes no notice: nothing may hold a lane for ever.
 */
export async function patiently<T>(work: (signal: AbortSignal) => Promise<T>, signal: AbortSignal, patienceMs: number): Promise<T> {
  const bound = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  const ended = Promise.withResolvers<never>()
  const end = (): void => {
    if (signal.aborted) ended.reject(signal.reason instanceof Error ? signal.reason : new Error('Aborted'))
    else ended.reject(new AppFailure({ kind: 'platform-unavailable', reason: 'timeout', server: null, message: null }))
  }
  bound.addEventListener('abort', end, { once: true })
  try {
    if (bound.aborted) end()
    return await Promise.race([work(bound), ended.promise])
  } finally {
    bound.removeEventListener('abort', end)
    ended.promise.catch(() => undefined)
  }
}
