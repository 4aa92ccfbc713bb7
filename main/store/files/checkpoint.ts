import { once } from 'node:events'
import type { Worker } from 'node:worker_threads'
import { startThread } from './in-thread.ts'

/**
 * Takes over what the write-ahead log of a database holds into its file, in a thread of its own: copying and waiting for the disk takes tens of
 * milliseconds. As far as nobody reads an older state, and without making anybody wait (a passive checkpoint). Has the file open until it is
 * disposed of.
 */
export class CheckpointThread implements AsyncDisposable {
  readonly #worker: Worker
  readonly #ended = new AbortController()

  constructor(path: string) {
    this.#worker = startThread({ work: 'checkpoints', path })
    // Whoever waits is told; while nobody does, its end is enough to know.
    this.#worker.on('error', () => undefined)
    this.#worker.on('exit', () => this.#ended.abort(new Error('The thread that takes over the write-ahead log ended')))
  }

  /** One at a time. Rejects where the thread cannot do it; it is of no use then any more. */
  async takeOver(): Promise<void> {
    this.#ended.signal.throwIfAborted()
    const done = once(this.#worker, 'message', { signal: this.#ended.signal })
    this.#worker.postMessage(null)
    await done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
