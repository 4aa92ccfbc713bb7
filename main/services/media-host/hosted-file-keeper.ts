import { AppFailure } from '../../../shared/errors.ts'
import type { Timer } from '../../connectors/rate-limiter.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { ConnectBucket } from '../../media-host/test-bucket.ts'
import type { Store } from '../../store/open-database.ts'
import {
  dueHostedFiles,
  hasHostedFiles,
  nextHostedFileDue,
  postponeHostedFile,
  releaseUnfinishedFiles,
  removeHostedFile,
  type HostedFile,
} from '../../store/tables/hosted-files.ts'
import { listMediaHosts, saveMediaHosts } from '../../store/tables/media-hosts.ts'
import type { HostKeys } from './host-keys.ts'

/** Timers stand still while the machine sleeps: it is looked at least this often whether something is due. */
const LOOK_MS = 60_000
const FIRST_RETRY_MS = 30_000
const LONGEST_RETRY_MS = 6 * 60 * 60_000
/** What cannot be removed for so long is left to the bucket's own rules. */
const GIVE_UP_MS = 7 * 24 * 60 * 60_000
const AT_ONCE = 50

export type HostedFileKeeperDependencies = {
  readonly store: Store
  readonly keys: HostKeys
  readonly connect: ConnectBucket
  readonly timer: Timer
  readonly clock: Clock
  readonly log: Log
}

/**
 * Removes from the media hosts what no network needs any more, and what nobody came for within a day, also after a crash. What cannot be removed
 * is tried again, ever more rarely, for a week. From `start` on until it is disposed of.
 */
export class HostedFileKeeper implements AsyncDisposable {
  readonly #deps: HostedFileKeeperDependencies
  #cancel: (() => void) | null = null
  #isRunning = false
  #pass: Promise<void> = Promise.resolve()

  constructor(deps: HostedFileKeeperDependencies) {
    this.#deps = deps
  }

  start(): void {
    const { store, clock } = this.#deps
    this.#isRunning = true
    if (store.read(nextHostedFileDue) !== null) store.write((db) => releaseUnfinishedFiles(db, clock()))
    void this.look()
  }

  /** Removes what is due now, one after the other. Never rejects. */
  look(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve()
    this.#pass = this.#pass.then(async () => {
      this.#cancel?.()
      this.#cancel = null
      if (!this.#isRunning) return
      try {
        await this.#removeDue()
        await this.#forgetRetired()
      } catch (error) {
        // A disk that cannot be written, or a bug: what is due is still due.
        this.#deps.log.warn('Files on a media host could not be looked after.', { error })
      }
      this.#plan()
    })
    return this.#pass
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isRunning = false
    this.#cancel?.()
    this.#cancel = null
    await this.#pass
  }

  async #removeDue(): Promise<void> {
    const { store, clock } = this.#deps
    for (const file of store.read((db) => dueHostedFiles(db, clock(), AT_ONCE))) {
      if (!this.#isRunning) return
      const isGone = await this.#remove(file)
      const now = clock()
      store.write((db) => {
        if (isGone || (file.triedAt !== null && now - file.triedAt > GIVE_UP_MS)) removeHostedFile(db, file.name)
        else postponeHostedFile(db, file.name, now, now + Math.min(FIRST_RETRY_MS * 2 ** Math.min(file.tries, 20), LONGEST_RETRY_MS))
      })
    }
  }

  /** Whether it is gone, or nobody can ever remove it. */
  async #remove({ name, hostId }: HostedFile): Promise<boolean> {
    const { store, keys, connect, log } = this.#deps
    const host = store.read(listMediaHosts).find(({ id }) => id === hostId)
    const known = host === undefined ? null : await keys.read(hostId)
    // Its keys are gone: a backup was restored that knows a host that was given up since.
    if (host === undefined || known === null) return true
    try {
      await connect(host, known).remove(name)
      return true
    } catch (error) {
      log.info('A file could not be removed from a media host yet.', { error: error instanceof AppFailure ? error.error : error })
      return false
    }
  }

  /** Hosts that were given up, and have nothing left, lose their keys. */
  async #forgetRetired(): Promise<void> {
    const { store, keys } = this.#deps
    const hosts = store.read(listMediaHosts)
    const over = hosts.filter(({ id, place }) => place === 'retired' && !store.read((db) => hasHostedFiles(db, id)))
    if (over.length === 0) return
    for (const { id } of over) await keys.remove(id)
    store.write((db) =>
      saveMediaHosts(
        db,
        listMediaHosts(db).filter(({ id }) => !over.some((one) => one.id === id)),
      ),
    )
  }

  #plan(): void {
    if (!this.#isRunning) return
    const { store, timer, clock } = this.#deps
    const next = store.read(nextHostedFileDue)
    if (next === null) return
    this.#cancel = timer.after(Math.min(Math.max(next - clock(), 1_000), LOOK_MS), () => {
      this.#cancel = null
      void this.look()
    })
  }
}
