import { constants } from 'node:fs'
import { copyFile, link, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing } from './file-failure.ts'

/** Where a draft's file lies below a folder of them. */
export function mediaPath(folder: string, sha256: string): string {
  return join(folder, sha256.slice(0, 2), sha256)
}

/**
 * Has the same file at another place as well. Files of drafts are never changed, only removed, so that on one file system both places share
 * the bytes; elsewhere it is copied. False where there is no such file.
 */
export async function placeFile(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  try {
    await link(from, to)
    return true
  } catch (cause) {
    if (isMissing(cause)) return false
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return true
  }
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE)
    return true
  } catch (cause) {
    if (isMissing(cause)) return false
    throw cause
  }
}
