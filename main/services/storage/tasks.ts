import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import type { DataTask } from '../../../shared/model/my-data.ts'
import type { Clock, Log } from '../../core/ports.ts'
import { fileFailure } from './file-failure.ts'

/** What a task is given: the end the person may want, and whom to tell how far it is. */
export type TaskContext = { readonly signal: AbortSignal; readonly report: (done: number, total: number) => void }

/** The one long thing that is done with the person's data. It outlasts a restart of the core. */
export type DataTasks = {
  /** The one that is running, or the last one; null = there was none. */
  current(): DataTask | null
  /** Begins one; false where another one is running. `work` answers where its result lies. */
  begin(kind: DataTask['kind'], work: (context: TaskContext) => Promise<string | null>): boolean
  /** Ends it, if it still can be; what it made so far is removed. */
  cancel(): void
  /** Resolves when none is running. */
  idle(): Promise<void>
}

/** How often the page is told how far it is. */
const TELL_MS = 100

export function createDataTasks(emit: (event: BridgeEvent) => void, monotonic: Clock, log: Log): DataTasks {
  let task: DataTask | null = null
  let abort = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let toldAt = -Infinity

  const become = (changes: Partial<DataTask>, isStep = false): void => {
    if (task === null) return
    task = { ...task, ...changes }
    const now = monotonic()
    if (isStep && now - toldAt < TELL_MS) return
    toldAt = now
    emit({ topic: 'data' })
  }

  return {
    current: () => task,
    begin: (kind, work) => {
      if (task?.state === 'running') return false
      task = { kind, state: 'running', done: 0, total: 0, path: null, error: null }
      abort = new AbortController()
      const { signal } = abort
      become({})
      running = work({ signal, report: (done, total) => become({ done, total }, true) }).then(
        (path) => become({ state: 'done', path }),
        (cause: unknown) => {
          if (signal.aborted) {
            become({ state: 'cancelled' })
            return
          }
          log.warn('Something with the data could not be done.', { kind, error: cause })
          try {
            become({ state: 'failed', error: fileFailure(cause) })
          } catch {
            become({ state: 'failed', error: { kind: 'internal', reference: kind } })
          }
        },
      )
      return true
    },
    cancel: () => abort.abort(new Error('The person wants no more of it')),
    idle: () => running,
  }
}
