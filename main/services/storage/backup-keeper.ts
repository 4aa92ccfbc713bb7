import { stat } from 'node:fs/promises'
import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import { checkDatabase } from '../../store/files/read-whole-file.ts'
import { dropOldBackups, listBackups, makeBackup, removeBackup } from './backups.ts'
import type { DataPaths } from './data-paths.ts'
import type { DataTasks } from './tasks.ts'

/** After the start everything else comes first. */
const FIRST_MS = 10 * 60_000
const LOOK_MS = 60 * 60_000
const DAY_MS = 24 * 60 * 60_000

export type BackupKeeperDependencies = {
  readonly store: Store
  readonly paths: DataPaths
  readonly tasks: Pick<DataTasks, 'current'>
  readonly version: string
  readonly timer: Timer
  readonly clock: Clock
  readonly log: Log
  /** The copy was damaged, and so what it was copied from. */
  readonly onDamaged: (cause: unknown) => void
}

/** Makes a backup a day where something changed since the last one, and keeps the newest few; from `start` on until it is disposed of. */
export class BackupKeeper implements AsyncDisposable {
  readonly #deps: BackupKeeperDependencies
  readonly #closing = new AbortController()
  #cancel: (() => void) | null = null
  #working: Promise<void> = Promise.resolve()

  constructor(deps: BackupKeeperDependencies) {
    this.#deps = deps
  }

  start(): void {
    this.#later(FIRST_MS)
  }

  #later(ms: number): void {
    if (this.#closing.signal.aborted) return
    this.#cancel = this.#deps.timer.after(ms, () => {
      this.#working = this.look().finally(() => this.#later(LOOK_MS))
    })
  }

  /** Makes one if it is time. Never rejects. */
  async look(): Promise<void> {
    const { paths, log, tasks } = this.#deps
    try {
      if (tasks.current()?.state === 'running' || !(await this.#isDue())) return
      await this.#make()
      await dropOldBackups(paths.backups, 'automatic')
    } catch (error) {
      if (!this.#closing.signal.aborted) log.warn('The daily backup could not be made.', { error })
    }
  }

  async #isDue(): Promise<boolean> {
    const { paths, clock } = this.#deps
    const last = (await listBackups(paths.backups)).find(({ kind }) => kind === 'automatic')
    if (last === undefined) return true
    // A clock that was set back must not mean that there is none for months.
    if (Math.abs(clock() - last.at) < DAY_MS) return false
    const changedAt = Math.max(...(await Promise.all(['', '-wal'].map((end) => changeOf(paths.database + end)))))
    return changedAt > (await changeOf(last.database))
  }

  async #make(): Promise<void> {
    const { store, paths, version, clock, log, onDamaged } = this.#deps
    const { signal } = this.#closing
    const source = { store, media: paths.media, version }
    const { id, database } = await makeBackup(source, paths.backups, 'automatic', clock(), { signal, report: () => undefined })
    const check = await checkDatabase(database)
    if (check.kind === 'damaged') {
      // It must not take the place of an older one that is whole.
      await removeBackup(paths.backups, id)
      onDamaged(check.complaint)
    } else log.info('The daily backup was made.')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('Chirp is closing'))
    this.#cancel?.()
    await this.#working
  }
}

/** When a file last changed, epoch ms; 0 where it is not there. */
async function changeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => null))?.mtimeMs ?? 0
}
