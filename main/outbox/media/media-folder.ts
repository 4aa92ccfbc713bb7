import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

const HASH = /^[0-9a-f]{64}$/

/** Chirp's own copies of attached files: `<aa>/<sha256>` below one folder. What is there is whole: files come in by rename. */
export type MediaFolder = {
  pathOf(sha256: string): string
  read(sha256: string): Promise<Uint8Array<ArrayBuffer>>
  /** Where a file may be written until it is whole; on the same file system as the rest. */
  incomingPath(): Promise<string>
  /** Until this is disposed of, a file of this hash comes in and is written down nowhere yet: it is not to be taken for one nobody needs. */
  expect(sha256: string): Disposable
  isExpected(sha256: string): boolean
  /** Takes a whole, synced file in under its hash. */
  keep(incomingPath: string, sha256: string): Promise<void>
  remove(sha256: string): Promise<void>
  /** All files in it. */
  list(): Promise<readonly { readonly sha256: string; readonly modifiedAt: number }[]>
  /** Removes a file that was being written and is no longer wanted. */
  discard(incomingPath: string): Promise<void>
  /** Removes what an earlier process left unfinished. What this one is writing stays, whatever any clock says. */
  clearIncoming(): Promise<void>
}

export function openMediaFolder(directory: string): MediaFolder {
  const incoming = join(directory, 'incoming')
  const writing = new Set<string>()
  const expected = new Map<string, number>()
  const folderOf = (sha256: string): string => {
    // Hashes also come back from the database: nothing but a hash may become part of a path.
    if (!HASH.test(sha256)) throw new Error('Not the hash of a file')
    return join(directory, sha256.slice(0, 2))
  }
  const pathOf = (sha256: string): string => join(folderOf(sha256), sha256)
  return {
    pathOf,
    read: async (sha256) => new Uint8Array(await readFile(pathOf(sha256))),
    incomingPath: async () => {
      await mkdir(incoming, { recursive: true, mode: 0o700 })
      const path = join(incoming, randomUUID())
      writing.add(path)
      return path
    },
    expect: (sha256) => {
      expected.set(sha256, (expected.get(sha256) ?? 0) + 1)
      return {
        [Symbol.dispose]: () => {
          const left = (expected.get(sha256) ?? 0) - 1
          if (left > 0) expected.set(sha256, left)
          else expected.delete(sha256)
        },
      }
    },
    isExpected: (sha256) => expected.has(sha256),
    keep: async (incomingPath, sha256) => {
      const folder = folderOf(sha256)
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await rename(incomingPath, pathOf(sha256))
      writing.delete(incomingPath)
      await syncFolder(folder)
    },
    discard: async (incomingPath) => {
      await rm(incomingPath, { force: true })
      writing.delete(incomingPath)
    },
    remove: (sha256) => rm(pathOf(sha256), { force: true }),
    list: async () => {
      const files: { sha256: string; modifiedAt: number }[] = []
      for (const folder of await namesIn(directory)) {
        if (!/^[0-9a-f]{2}$/.test(folder)) continue
        for (const sha256 of await namesIn(join(directory, folder))) {
          if (!HASH.test(sha256)) continue
          files.push({ sha256, modifiedAt: (await stat(pathOf(sha256))).mtimeMs })
        }
      }
      return files
    },
    clearIncoming: async () => {
      for (const name of await namesIn(incoming)) {
        const path = join(incoming, name)
        if (!writing.has(path)) await rm(path, { force: true })
      }
    },
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Makes a rename outlast a power cut, where the system can sync a folder (Windows cannot, and needs not). */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
