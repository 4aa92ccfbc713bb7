import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What the thread is to do: answer once and end, or take over the write-ahead log whenever it is sent a message. */
export type FileOrder = { readonly work: 'facts' | 'sizes' | 'checkpoints'; readonly path: string }

/** What a file says of itself. `complaint`: the first thing that is wrong in it; null = nothing is. */
export type DatabaseFacts = { readonly applicationId: number; readonly schema: number; readonly complaint: string | null }

/** The room a table takes in the file, with its indexes. */
export type TableSize = { readonly table: string; readonly bytes: number }

/** Has a thread of its own do something with a whole database, so that nothing waits for it. Rejects where the thread cannot do its work. */
export function inThread<Answer>(order: FileOrder): Promise<Answer> {
  const worker = startThread(order)
  return new Promise<Answer>((resolve, reject) => {
    // The thread sends nothing but its one answer.
    worker.once('message', (answer: Answer) => resolve(answer))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that works on a database ended without an answer')))
  }).finally(() => worker.terminate())
}

/** Begins a thread with its order. It lies beside this file: as source, and as one of the bundle's entries. */
export function startThread(order: FileOrder): Worker {
  return new Worker(new URL(`./file-worker${extname(import.meta.filename)}`, import.meta.url), { workerData: order })
}
