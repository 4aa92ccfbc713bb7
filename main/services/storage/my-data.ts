import { basename, dirname, join } from 'node:path'
import { failure, success, type AppError, type Result } from '../../../shared/errors.ts'
import type { Output, ParsedInput } from '../../../shared/bridge/contract.ts'
import type { Clock, HostShell } from '../../core/ports.ts'
import { forgetStaged } from '../../store/files/swap-database.ts'
import type { Store } from '../../store/open-database.ts'
import { listKeptFiles } from '../../store/tables/media-files.ts'
import { getMended, setMended } from '../../store/tables/mended.ts'
import { writeExport } from '../export/write-export.ts'
import { backupName, listBackups, makeBackup, readBackup, removeBackup, type FoundBackup } from './backups.ts'
import type { DataPaths } from './data-paths.ts'
import { putInPlace, requireSound, stage } from './replace-database.ts'
import { measureHoldings } from './sizes.ts'
import type { DataTasks } from './tasks.ts'

/** Ends everything over the store, has its files changed, and goes on over what is there then. */
export type Restart = (work: () => Promise<void>) => Promise<void>

export type MyDataDependencies = {
  readonly store: Store
  readonly paths: DataPaths
  readonly tasks: DataTasks
  readonly shell: Pick<HostShell, 'chooseFolder'>
  readonly restart: Restart
  readonly clock: Clock
  readonly version: string
}

const unknownBackup: AppError = { kind: 'invalid-input', issues: [{ field: 'id', code: 'backup-unknown', values: {} }] }

/** What the person can do with all of their data: see how much it is, take it along, keep a copy, go back to one. */
export function createMyData(dependencies: MyDataDependencies) {
  const { store, paths, tasks, shell, restart, clock, version } = dependencies
  const source = { store, media: paths.media, version }

  /** Where something goes: the person's choice where they can be asked, null = they want none of it. */
  const placeFor = async (purpose: 'export' | 'backup' | 'restore', otherwise: string): Promise<string | null> =>
    shell.chooseFolder === undefined ? otherwise : shell.chooseFolder(purpose)

  const restoreFrom = (backup: FoundBackup): boolean =>
    tasks.begin('restore', async ({ signal, report }) => {
      report(0, 3)
      await requireSound(backup)
      signal.throwIfAborted()
      report(1, 3)
      const now = clock()
      const aside = join(paths.backups, backupName(now, 'replaced'))
      const staged = await stage(paths, { from: backup, how: 'restored', aside, salvage: false, now })
      if (signal.aborted) forgetStaged(paths.database)
      signal.throwIfAborted()
      report(2, 3)
      const replaced = store.read((db) => listKeptFiles(db))
      await restart(() => putInPlace(paths, backup, staged, replaced))
      report(3, 3)
      return aside
    })

  return {
    holdings: async (): Promise<Result<Output<'data.holdings'>>> => success(await measureHoldings(store, paths)),
    task: (): Result<Output<'data.task'>> => success(tasks.current()),

    export: async (): Promise<Result<Output<'data.export'>>> => {
      const folder = await placeFor('export', paths.exports)
      return success({ begun: folder !== null && tasks.begin('export', (context) => writeExport(source, folder, clock(), context)) })
    },

    backUp: async ({ elsewhere }: ParsedInput<'data.backUp'>): Promise<Result<Output<'data.backUp'>>> => {
      const folder = elsewhere ? await placeFor('backup', paths.backups) : paths.backups
      const begun =
        folder !== null &&
        tasks.begin('backup', async (context) => {
          const { id } = await makeBackup(source, folder, 'manual', clock(), context)
          return join(folder, id)
        })
      return success({ begun })
    },

    backups: async (): Promise<Result<Output<'data.backups'>>> =>
      success((await listBackups(paths.backups)).map(({ id, at, kind, bytes }) => ({ id, at, kind, bytes }))),

    removeBackup: async ({ id }: ParsedInput<'data.removeBackup'>): Promise<Result<Output<'data.removeBackup'>>> =>
      (await removeBackup(paths.backups, id)) ? success({}) : failure(unknownBackup),

    restore: async ({ id }: ParsedInput<'data.restore'>): Promise<Result<Output<'data.restore'>>> => {
      if (id !== null) {
        const backup = await readBackup(paths.backups, id)
        return backup === null ? failure(unknownBackup) : success({ begun: restoreFrom(backup) })
      }
      const folder = await placeFor('restore', paths.backups)
      if (folder === null) return success({ begun: false })
      // A backup itself, or a folder with some in it.
      const backup = (await readBackup(dirname(folder), basename(folder))) ?? (await listBackups(folder))[0]
      return backup === undefined ? failure(unknownBackup) : success({ begun: restoreFrom(backup) })
    },

    cancel: (): Result<Output<'data.cancel'>> => {
      tasks.cancel()
      return success({})
    },

    mended: (): Result<Output<'data.mended'>> => success(store.read((db) => getMended(db))),

    dismissMended: (): Result<Output<'data.dismissMended'>> => {
      store.write((db) => setMended(db, null))
      return success({})
    },
  }
}

export type MyData = ReturnType<typeof createMyData>
