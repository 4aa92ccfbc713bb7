import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { APPLICATION_ID } from '../migrate.ts'
import { migrations } from '../migrations/list.ts'

/** What the thread is to do. */
export type FileOrder = { readonly look: 'facts' | 'sizes'; readonly path: string }

/** What a file says of itself. `complaint`: the first thing that is wrong in it; null = nothing is. */
export type DatabaseFacts = { readonly applicationId: number; readonly schema: number; readonly complaint: string | null }

/** The room a table takes in the file, with its indexes. */
export type TableSize = { readonly table: string; readonly bytes: number }

/** Whether a file can be used as Chirp's database. */
export type DatabaseCheck =
  | { readonly kind: 'sound' }
  | { readonly kind: 'damaged'; readonly complaint: string }
  /** Written by a newer Chirp. */
  | { readonly kind: 'newer' }
  /** A database, and not one of Chirp's. */
  | { readonly kind: 'foreign' }

/**
 * Looks a whole database through (`integrity_check`) in a thread of its own, so that nothing waits for it. Changes nothing. Rejects only where
 * the thread cannot do its work.
 */
export async function checkDatabase(path: string): Promise<DatabaseCheck> {
  const { applicationId, schema, complaint } = await inThread<DatabaseFacts>({ look: 'facts', path })
  if (complaint !== null) return { kind: 'damaged', complaint }
  if (applicationId !== APPLICATION_ID) return { kind: 'foreign' }
  return { kind: schema > (migrations.at(-1)?.number ?? 0) ? 'newer' : 'sound' }
}

/** How much room each table of a database takes, which may be in use. Counts in a thread of its own. */
export function tableSizes(path: string): Promise<readonly TableSize[]> {
  return inThread<readonly TableSize[]>({ look: 'sizes', path })
}

function inThread<Answer>(order: FileOrder): Promise<Answer> {
  // The worker lies beside this file: as source, and as one of the bundle's entries.
  const worker = new Worker(new URL(`./file-worker${extname(import.meta.filename)}`, import.meta.url), { workerData: order })
  return new Promise<Answer>((resolve, reject) => {
    // The thread sends nothing but its one answer.
    worker.once('message', (answer: Answer) => resolve(answer))
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('The thread that reads a database ended without an answer')))
  }).finally(() => worker.terminate())
}
