import { inThread } from './in-thread.ts'

/**
 * Takes over what the write-ahead log of a database holds into its file, in a thread of its own: copying and waiting for the disk takes tens of
 * milliseconds. As far as nobody reads an older state, and without making anybody wait (a passive checkpoint).
 */
export async function checkpoint(path: string): Promise<void> {
  await inThread<null>({ work: 'checkpoint', path })
}
