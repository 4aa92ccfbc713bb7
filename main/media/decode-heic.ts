import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'

/** What the thread is to do. Its memory is that of the file and of about six bytes a pixel. */
export type HeicOrder = { readonly path: string; readonly maxPixels: number }

/** What came of it: RGBA, eight bits each, in the colours of the file's own profile. */
export type HeicAnswer =
  | { readonly kind: 'decoded'; readonly data: ArrayBuffer; readonly width: number; readonly height: number }
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'too-large' }

/**
 * Decodes the main picture of a HEIC file in a thread of its own, so that nothing else waits for it. Rejects with the signal's reason soon
 * after it is aborted; every fault of the file is an answer.
 */
export function decodeHeic(path: string, maxPixels: number, signal: AbortSignal): Promise<HeicAnswer> {
  signal.throwIfAborted()
  // The worker lies beside this file: as source, and as one of the bundle's entries.
  const entry = new URL(`./heic-worker${extname(import.meta.filename)}`, import.meta.url)
  const worker = new Worker(entry, { workerData: { path, maxPixels } satisfies HeicOrder, stdout: true, stderr: true })
  return new Promise<HeicAnswer>((resolve, reject) => {
    const stop = (): void => reject(signal.reason as Error)
    signal.addEventListener('abort', stop, { once: true })
    // The thread sends nothing but its one answer.
    worker.once('message', (answer: HeicAnswer) => resolve(answer))
    worker.once('error', (error: Error) => (isOutOfMemory(error) ? resolve({ kind: 'unreadable' }) : reject(error)))
    worker.once('exit', () => reject(new Error('The thread that decodes HEIC ended without an answer')))
  }).finally(() => worker.terminate())
}

/** A file can ask for more memory than there is: that is the file's fault, not a bug. */
function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
