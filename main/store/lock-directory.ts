import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/** Held while this process works in a data folder. */
export type DirectoryLock = { release(): void }

/**
 * Takes a data folder for this process, so that two hosts never send from one outbox. The lock is the operating system's own on a file
 * `lock.sqlite`, and so gone with the process however it ended. Throws a sentence where another Chirp has it.
 */
export function lockDirectory(directory: string): DirectoryLock {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const database = new Database(join(directory, 'lock.sqlite'), { timeout: 0 })
  try {
    database.pragma('locking_mode = exclusive')
    database.exec('begin exclusive')
  } catch (cause) {
    database.close()
    throw new Error(`Another Chirp is using ${directory}. Close it first, or choose another folder with --data.`, { cause })
  }
  return {
    release: () => {
      database.close()
    },
  }
}
