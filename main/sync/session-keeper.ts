import type { AppError } from '../../shared/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../store/open-database.ts'
import { listAccounts } from '../store/tables/accounts.ts'
import { waitAfter } from './backoff.ts'
import type { Timer } from './lane.ts'
import type { ConnectionFor } from './stream-source.ts'

/** How often the sessions are looked at, ms, whatever they say of themselves: a clock may jump, and a machine sleeps through timers. */
const LOOK_EVERY_MS = 60 * 60 * 1000
/** Looks are at least this far apart, ms: a session that is due again at once is not renewed in a circle. */
const AT_LEAST_MS = 15_000
/** The longest wait after a failure, ms; a limit that the network names is kept to. */
const LONGEST_WAIT_MS = 60_000

export type SessionKeeperDependencies = {
  readonly store: Store
  readonly contextFor: ConnectionFor
  /** The network refused: the account has to sign in again. */
  readonly onRefused: (accountId: string, error: AppError) => void
  readonly clock: Clock
  readonly timer: Timer
  readonly random: () => number
  readonly log: Log
}

/**
 * Renews the sessions that would end by themselves, ahead of time and also those of accounts nobody reads. What goes wrong is tried again, later
 * and later; only where the network refuses the session itself does the account have to sign in again.
 */
export class SessionKeeper implements AsyncDisposable {
  readonly #dependencies: SessionKeeperDependencies
  readonly #troubles = new Map<string, { readonly failures: number; readonly notBefore: number }>()
  readonly #closing = new AbortController()
  #cancel: (() => void) | null = null
  #looking: Promise<void> | null = null
  /** Something changed while it was looking. */
  #again = false

  constructor(dependencies: SessionKeeperDependencies) {
    this.#dependencies = dependencies
  }

  /** Looks at all sessions now: at the start, and when an account was added or signed in again. Resolves when what was due has been tried. */
  look(): Promise<void> {
    if (this.#closing.signal.aborted) return Promise.resolve()
    if (this.#looking !== null) {
      this.#again = true
      return this.#looking
    }
    this.#cancel?.()
    this.#looking = this.#lookAtAll().finally(() => {
      this.#looking = null
    })
    return this.#looking
  }

  /** After the network was away: what failed meanwhile is tried at once. */
  wake(): void {
    this.#troubles.clear()
    void this.look()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('Sessions are no longer kept'))
    this.#cancel?.()
    await this.#looking
  }

  async #lookAtAll(): Promise<void> {
    const { store, clock, timer } = this.#dependencies
    let next: number
    do {
      const accounts = store.read((db) => listAccounts(db)).filter(({ state }) => state.kind !== 'needs-sign-in')
      const times = await Promise.all(accounts.map(({ id }) => this.#keep(id)))
      next = Math.min(...times)
    } while (this.#changedMeanwhile())
    if (this.#closing.signal.aborted) return
    this.#cancel = timer.after(Math.max(AT_LEAST_MS, Math.min(LOOK_EVERY_MS, next - clock())), () => void this.look())
  }

  #changedMeanwhile(): boolean {
    const again = this.#again
    this.#again = false
    return again && !this.#closing.signal.aborted
  }

  /** Renews the session of an account if that is due. Answers when to look again, epoch ms; Infinity = there is no need to. */
  async #keep(accountId: string): Promise<number> {
    const { contextFor, clock, random, log } = this.#dependencies
    const connection = contextFor(accountId, this.#closing.signal)
    const renewal = connection?.connector.renewal
    if (connection === null || renewal === undefined) return Infinity
    const { connector, context } = connection
    const trouble = this.#troubles.get(accountId)
    try {
      const dueAt = renewal.dueAt(await context.session.read())
      if (dueAt === null) return Infinity
      const at = Math.max(dueAt, trouble?.notBefore ?? 0)
      if (at > clock()) return at
      await renewal.renew(context)
      this.#troubles.delete(accountId)
      return renewal.dueAt(await context.session.read()) ?? Infinity
    } catch (error) {
      if (this.#closing.signal.aborted) return Infinity
      const told = connector.classify(error)
      const failures = (trouble?.failures ?? 0) + 1
      const wait = waitAfter(told, failures, clock(), random())
      log.warn('A session could not be renewed.', { account: accountId, failures, error: told, wait })
      if (wait === null && this.#tellRefused(accountId, told)) return Infinity
      // A session that is due ends soon: who waits longer and longer may come too late.
      const notBefore = clock() + (told.kind === 'rate-limit-exceeded' ? (wait ?? 0) : Math.min(wait ?? LONGEST_WAIT_MS, LONGEST_WAIT_MS))
      this.#troubles.set(accountId, { failures, notBefore })
      return notBefore
    }
  }

  /** False where it could not be stored (the disk is full); it is told again then. */
  #tellRefused(accountId: string, error: AppError): boolean {
    const { onRefused, log } = this.#dependencies
    try {
      onRefused(accountId, error)
      this.#troubles.delete(accountId)
      return true
    } catch (thrown) {
      log.error('The state of an account could not be stored.', { account: accountId, error: thrown })
      return false
    }
  }
}
