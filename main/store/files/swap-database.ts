import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** What SQLite keeps beside a database. */
const BESIDE = ['-wal', '-shm'] as const

/** Where the database that is to take a database's place is made ready. */
export function stagedPath(path: string): string {
  return `${path}.restoring`
}

/** A time as part of a file's name, which sorts by time. `at` is epoch ms. */
export function stampOf(at: number): string {
  return new Date(at).toISOString().replaceAll(/[:.]/g, '-')
}

/**
 * Moves a database that nobody has open out of the way, with what is beside it, into a folder of its own. Nothing is ever deleted. The database
 * goes first: what is beside it says nothing without it, and is moved away by `finishSwap` after a crash in between.
 */
export function setAside(path: string, folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const target = join(folder, basename(path))
  if (existsSync(target)) throw new Error(`There is a database in ${folder} already`)
  if (existsSync(path)) renameSync(path, target)
  for (const end of BESIDE) if (existsSync(path + end)) renameSync(path + end, target + end)
  syncFolder(folder)
  syncFolder(dirname(path))
}

/** Copies a database that nobody writes to the place where one is made ready, with what is beside it. */
export async function stageCopy(from: string, path: string): Promise<void> {
  await copyFile(from, stagedPath(path))
  // One that was set aside may have its last transactions there.
  if (existsSync(`${from}-wal`)) await copyFile(`${from}-wal`, `${stagedPath(path)}-wal`)
}

/** Puts the staged database in the place that `setAside` made free, for good. */
export function swapIn(path: string): void {
  renameSync(stagedPath(path), path)
  syncFolder(dirname(path))
}

/**
 * Finishes or forgets a swap that a crash interrupted. A staged database is whole from the moment on at which the other one is set aside, so
 * where there is no other one it takes the place, and where there still is one it was not yet whole. To be called before the database is opened;
 * `leftovers` is a folder for what nothing belongs to.
 */
export function finishSwap(path: string, leftovers: string): void {
  const staged = stagedPath(path)
  if (existsSync(path)) {
    forgetStaged(path)
    return
  }
  // Left of a database that is set aside: never to be taken for a part of the next one.
  if (BESIDE.some((end) => existsSync(path + end))) setAside(path, leftovers)
  if (existsSync(staged)) swapIn(path)
}

/** Removes what was being made ready. */
export function forgetStaged(path: string): void {
  for (const end of ['', ...BESIDE]) rmSync(stagedPath(path) + end, { force: true })
}

/** Makes renames outlast a power cut, where the system can sync a folder (Windows cannot, and needs not). */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
