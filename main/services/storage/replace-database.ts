import { join } from 'node:path'
import { AppFailure, assertNever } from '../../../shared/errors.ts'
import type { Mended } from '../../../shared/model/my-data.ts'
import { checkDatabase } from '../../store/files/read-whole-file.ts'
import { salvageDrafts } from '../../store/files/salvage-drafts.ts'
import { forgetStaged, setAside, stageCopy, stagedPath, swapIn } from '../../store/files/swap-database.ts'
import { openStore } from '../../store/open-database.ts'
import { listKeptFiles } from '../../store/tables/media-files.ts'
import { setMended } from '../../store/tables/mended.ts'
import { placeAll, type FoundBackup } from './backups.ts'
import type { DataPaths } from './data-paths.ts'
import { holdRestored } from './hold-restored.ts'

/** A database that was made ready beside the one it replaces. */
export type Staged = { readonly files: readonly { readonly sha256: string; readonly bytes: number }[]; readonly mended: Mended }

/** How a database is made ready. */
export type Staging = {
  /** Null: an empty one. */
  readonly from: FoundBackup | null
  readonly how: Mended['how']
  /** The folder that the replaced one is moved to. */
  readonly aside: string
  /** Takes over the drafts of the one that is damaged. */
  readonly salvage: boolean
  readonly now: number
}

/** Rejects with a sentence's code where a backup cannot be used. */
export async function requireSound(backup: FoundBackup): Promise<void> {
  const check = await checkDatabase(backup.database)
  switch (check.kind) {
    case 'sound':
      return
    case 'damaged':
    case 'newer':
    case 'foreign':
      throw new AppFailure({ kind: 'invalid-input', issues: [{ field: 'id', code: `backup-${check.kind}`, values: {} }] }, { cause: check })
    default:
      assertNever(check)
  }
}

/**
 * Makes the database ready that is to take the place of the present one: whole, of this schema, with nothing in it that would be sent by itself.
 * It can be thrown away as long as `putInPlace` was not called, and the present one may be in use meanwhile.
 */
export async function stage(paths: DataPaths, { from, how, aside, salvage, now }: Staging): Promise<Staged> {
  forgetStaged(paths.database)
  if (from !== null) await stageCopy(from.database, paths.database)
  const store = openStore(stagedPath(paths.database), { backupDirectory: null, clock: () => now })
  try {
    const drafts = salvage ? salvageDrafts(paths.database, store) : 0
    return store.writeDurably((db) => {
      if (from !== null) holdRestored(db, now)
      const mended: Mended = { how, at: now, backupAt: from?.at ?? null, aside, drafts }
      setMended(db, mended)
      return { files: listKeptFiles(db), mended }
    })
  } finally {
    store.close()
  }
}

/**
 * Puts the staged database in the place of the present one, which nobody may have open any more and which is set aside with its drafts' files.
 * The backup's files come first: a draft never lacks one. Killed at any point, the next start has the one or the other: see `finishSwap`.
 */
export async function putInPlace(
  paths: DataPaths,
  from: FoundBackup | null,
  staged: Staged,
  replacedFiles: Staged['files'],
): Promise<void> {
  const never = new AbortController().signal
  if (from?.media != null) await placeAll(staged.files, from.media, paths.media, never)
  await placeAll(replacedFiles, paths.media, join(staged.mended.aside, 'media'), never)
  setAside(paths.database, staged.mended.aside)
  swapIn(paths.database)
}
