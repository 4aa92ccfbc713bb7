import { join } from 'node:path'
import type { Clock, Log } from '../../core/ports.ts'
import { StoreUnusable } from '../../store/migrate.ts'
import { checkDatabase } from '../../store/files/read-whole-file.ts'
import { finishSwap, stampOf } from '../../store/files/swap-database.ts'
import { openStore, type Store, type StoreOptions } from '../../store/open-database.ts'
import { listBackups, type FoundBackup } from './backups.ts'
import type { DataPaths } from './data-paths.ts'
import { putInPlace, requireSound, stage } from './replace-database.ts'

export type OpenDataOptions = Pick<StoreOptions, 'onBroken' | 'onDamaged'> & {
  readonly clock: Clock
  readonly log: Log
  /** Something was wrong with it: all of it is looked through first. */
  readonly suspect: boolean
}

/**
 * Opens the database of a data folder. One that is damaged is set aside; the newest backup that is sound takes its place, or an empty one where
 * there is none, with the drafts as far as they can be read. What was done is kept for the person to read. Throws `StoreUnusable` where the
 * database is not Chirp's or is newer.
 */
export async function openData(paths: DataPaths, options: OpenDataOptions): Promise<Store> {
  const { clock, log, suspect } = options
  finishSwap(paths.database, join(paths.damaged, `leftovers-${stampOf(clock())}`))
  const open = (): Store => openStore(paths.database, { ...options, backupDirectory: paths.backups })
  if (suspect) {
    const check = await checkDatabase(paths.database)
    if (check.kind === 'damaged') {
      await mend(paths, options, check.complaint)
      return open()
    }
    log.warn('The database was looked through after an error, and nothing was wrong with it.')
  }
  try {
    return open()
  } catch (cause) {
    if (!(cause instanceof StoreUnusable) || cause.reason !== 'damaged') throw cause
    await mend(paths, options, cause)
    return open()
  }
}

async function mend(paths: DataPaths, { clock, log }: OpenDataOptions, complaint: unknown): Promise<void> {
  const now = clock()
  log.error('The database is damaged.', { error: complaint })
  const aside = join(paths.damaged, `chirp-${stampOf(now)}`)
  const from = await newestSound(paths, log)
  const staged = await stage(paths, { from, how: from === null ? 'emptied' : 'mended', aside, salvage: true, now })
  await putInPlace(paths, from, staged, [])
  log.warn('Another database was put in its place.', { backup: from?.id ?? null, drafts: staged.mended.drafts })
}

async function newestSound(paths: DataPaths, log: Log): Promise<FoundBackup | null> {
  for (const backup of await listBackups(paths.backups)) {
    try {
      await requireSound(backup)
      return backup
    } catch (error) {
      log.warn('A backup cannot be used.', { backup: backup.id, error })
    }
  }
  return null
}
