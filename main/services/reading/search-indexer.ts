import { AppFailure } from '../../../shared/errors.ts'
import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import { mergeTerms } from '../../store/search/merge.ts'
import { indexWaiting } from '../../store/search/waiting.ts'

/** One slice is to take about so long, so that nobody notices it, and as long again is left to everything else. */
const SLICE_MS = 8
const MOST_AT_ONCE = 64
/** Pages of the index merged at once, about; a few milliseconds. */
const MERGED_AT_ONCE = 4
/** After what was read comes more, mostly. */
const READ_MS = 200
/** How long a disk that cannot be written is left alone. */
const DISK_PATIENCE_MS = 60_000

export type SearchIndexerDependencies = { readonly store: Store; readonly timer: Timer; readonly monotonic: Clock; readonly log: Log }

/** Indexes what waits for it, and tidies the index, in slices, from `start` on until it is disposed of. */
export class SearchIndexer implements Disposable {
  readonly #deps: SearchIndexerDependencies
  readonly #stopListening: () => void
  #atOnce = 8
  #cancel: (() => void) | null = null
  #isRunning = false

  constructor(deps: SearchIndexerDependencies) {
    this.#deps = deps
    // When an account goes, what it liked is not liked by anybody any more; and posts that came are one more part of the index.
    this.#stopListening = deps.store.onCommitted((touched) => {
      if (this.#isRunning && touched.some(({ topic }) => topic === 'accounts' || topic === 'posts')) this.#later(READ_MS)
    })
  }

  start(): void {
    this.#isRunning = true
    this.#later(SLICE_MS)
  }

  #later(ms: number): void {
    this.#cancel ??= this.#deps.timer.after(ms, () => {
      this.#cancel = null
      this.#slice()
    })
  }

  #slice(): void {
    const { store, monotonic, log } = this.#deps
    const began = monotonic()
    try {
      if (!store.write((db) => indexWaiting(db, this.#atOnce))) {
        if (store.write((db) => mergeTerms(db, MERGED_AT_ONCE))) this.#later(Math.max(SLICE_MS, monotonic() - began))
        return
      }
    } catch (error) {
      if (!(error instanceof AppFailure)) throw error
      log.warn('Posts could not be indexed.', { error })
      this.#later(DISK_PATIENCE_MS)
      return
    }
    const tookMs = monotonic() - began
    this.#atOnce = Math.min(MOST_AT_ONCE, Math.max(1, Math.round((this.#atOnce * SLICE_MS) / Math.max(tookMs, 1))))
    this.#later(Math.max(SLICE_MS, tookMs))
  }

  [Symbol.dispose](): void {
    this.#isRunning = false
    this.#stopListening()
    this.#cancel?.()
    this.#cancel = null
  }
}
