import { APPLICATION_ID } from '../migrate.ts'
import { migrations } from '../migrations/list.ts'
import { inThread, type DatabaseFacts, type TableSize } from './in-thread.ts'

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
  const { applicationId, schema, complaint } = await inThread<DatabaseFacts>({ work: 'facts', path })
  if (complaint !== null) return { kind: 'damaged', complaint }
  if (applicationId !== APPLICATION_ID) return { kind: 'foreign' }
  return { kind: schema > (migrations.at(-1)?.number ?? 0) ? 'newer' : 'sound' }
}

/** How much room each table of a database takes, which may be in use. Counts in a thread of its own. */
export function tableSizes(path: string): Promise<readonly TableSize[]> {
  return inThread<readonly TableSize[]>({ work: 'sizes', path })
}
