import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Log } from '../../core/ports.ts'
import { CheckpointThread } from '../../store/files/checkpoint.ts'
import type { Store } from '../../store/open-database.ts'

/** What is shorter is not worth a thread, pages; SQLite's own measure for the same. */
const LONG_PAGES = 1000
/** After a commit more follow, mostly. */
const LOOK_MS = 100
/** How long a disk that fails is left alone. */
const DISK_PATIENCE_MS = 60_000

/** More is written soon, mostly: so long a thread is kept that has nothing to do. */
const KEPT_MS = 5_000

export type CheckpointerDependencies = { readonly store: Store; readonly timer: Timer; readonly log: Log }

/**
 * Keeps the write-ahead log short: where it has become long it is taken over into the database file by another thread, so that no commit waits
 * for the disk. Where that does not keep up, or is not there, SQLite does it at the end of a commit. Works until it is disposed of, which
 * resolves when no thread has the file open any more.
 */
export class Checkpointer implements AsyncDisposable {
  readonly #deps: CheckpointerDependencies
  readonly #stopListening: () => void
  #cancel: (() => void) | null = null
  #running: Promise<void> | null = null
  #thread: CheckpointThread | null = null
  #cancelEnd: (() => void) | null = null
  /** Of threads that were told to end. */
  #ending: Promise<void> = Promise.resolve()

  constructor(deps: CheckpointerDependencies) {
    this.#deps = deps
    this.#stopListening = deps.store.onCommitted(() => this.#later(LOOK_MS))
  }

  #later(ms: number): void {
    if (this.#running !== null) return
    this.#cancel ??= this.#deps.timer.after(ms, () => {
      this.#cancel = null
      if (this.#deps.store.logPages() >= LONG_PAGES) this.#running = this.#run()
    })
  }

  async #run(): Promise<void> {
    const { store, timer, log } = this.#deps
    let wait = LOOK_MS
    this.#cancelEnd?.()
    this.#thread ??= new CheckpointThread(store.path)
    try {
      await this.#thread.takeOver()
      this.#cancelEnd = timer.after(KEPT_MS, () => void this.#end())
    } catch (error) {
      log.warn('What was written could not be taken over into the database file.', { error })
      wait = DISK_PATIENCE_MS
      await this.#end()
    }
    this.#running = null
    // Without a commit since, there is nothing to look at then; with one, there may be more.
    this.#later(wait)
  }

  async #end(): Promise<void> {
    this.#cancelEnd?.()
    const [thread, before] = [this.#thread, this.#ending]
    this.#thread = null
    this.#ending = (async () => {
      await before
      await thread?.[Symbol.asyncDispose]()
    })()
    await this.#ending
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopListening()
    this.#cancel?.()
    await this.#running
    this.#cancel?.()
    await this.#end()
  }
}
