import { failure, success, type AppError, type Result } from '../../shared/errors.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../store/open-database.ts'
import { getAccountHealth, saveAccountHealth, type StoredHealth } from '../store/tables/account-health.ts'
import { getAccount, listAccounts } from '../store/tables/accounts.ts'
import { waitAfter } from './backoff.ts'
import type { Timer } from './lane.ts'
import type { ConnectionFor } from './stream-source.ts'

const HOUR_MS = 60 * 60 * 1000
/** How often an account is asked about, ms. */
const EVERY_MS = 6 * HOUR_MS
/** After the start, and after a sign-in, what is on the page goes first. Accounts that are all due follow each other by the second. */
const FIRST_MS = 30_000
const STAGGER_MS = 5_000
/** First wait after a failure; it doubles up to `EVERY_MS`. */
const RETRY_MS = 60_000
/** It is looked again at least this often, whatever is due: a machine sleeps through timers. */
const LOOK_EVERY_MS = HOUR_MS
const AT_LEAST_MS = 1_000
/** A check that takes longer is given up. */
const TIMEOUT_MS = 60_000

export type HealthKeeperDependencies = {
  readonly store: Store
  readonly contextFor: ConnectionFor
  /** The network refused: the account has to sign in again. */
  readonly onRefused: (accountId: string, error: AppError) => void
  readonly isOnline: () => boolean
  readonly clock: Clock
  readonly timer: Timer
  /** From 0 to 1. */
  readonly random: () => number
  readonly log: Log
}

type Check = { readonly done: Promise<Result<StoredHealth>>; readonly stop: AbortController }

/**
 * Asks every account's network now and then how the account is doing, each at its own time: six hours after it was asked last, also over restarts.
 * What goes wrong is asked again, later and later, and says nothing of the account; only a refusal of its session does. Paused accounts, and those
 * that have to sign in, are left alone.
 */
export class HealthKeeper implements AsyncDisposable {
  readonly #dependencies: HealthKeeperDependencies
  /** Not before these times, epoch ms. */
  readonly #notBefore = new Map<string, number>()
  readonly #failures = new Map<string, number>()
  readonly #checks = new Map<string, Check>()
  readonly #closing = new AbortController()
  #cancel: (() => void) | null = null

  constructor(dependencies: HealthKeeperDependencies) {
    this.#dependencies = dependencies
  }

  /** Begins to look after all accounts that are there. */
  start(): void {
    this.#look()
  }

  /** The account was added, signed in again, paused, resumed or removed: what was being asked about it counts no more. */
  accountChanged(accountId: string): void {
    this.#checks.get(accountId)?.stop.abort(new Error('The account has changed'))
    this.#checks.delete(accountId)
    this.#notBefore.delete(accountId)
    this.#failures.delete(accountId)
    this.#look()
  }

  /** After the network was away: what is due is asked. */
  wake(): void {
    for (const accountId of this.#failures.keys()) this.#notBefore.delete(accountId)
    this.#look()
  }

  /** Asks about one account now, whatever is due. `conflict` for one that is paused or not there. */
  async check(accountId: string): Promise<Result<StoredHealth>> {
    const account = this.#dependencies.store.read((db) => getAccount(db, accountId))
    if (account === null || account.state.kind === 'paused' || this.#closing.signal.aborted)
      return failure({ kind: 'conflict', message: null })
    if (account.state.kind === 'needs-sign-in') return failure(account.state.error)
    const result = await this.#check(accountId)
    this.#look()
    return result
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new Error('Accounts are no longer looked after'))
    this.#cancel?.()
    await Promise.all([...this.#checks.values()].map(({ done }) => done))
  }

  /** Begins what is due, and looks again when the next is. */
  #look(): void {
    if (this.#closing.signal.aborted) return
    this.#cancel?.()
    const { clock, timer, isOnline } = this.#dependencies
    const now = clock()
    let next = now + LOOK_EVERY_MS
    for (const { accountId, at } of this.#dues(now)) {
      if (at > now) next = Math.min(next, at)
      else if (isOnline() && !this.#checks.has(accountId)) void this.#check(accountId).then(() => this.#look())
    }
    this.#cancel = timer.after(Math.max(AT_LEAST_MS, next - now), () => this.#look())
  }

  /** When each account is due. One that is met for the first time waits its turn. */
  #dues(now: number): readonly { readonly accountId: string; readonly at: number }[] {
    const { store, contextFor } = this.#dependencies
    const due = store.read((db) =>
      listAccounts(db)
        .filter(({ state }) => state.kind !== 'paused' && state.kind !== 'needs-sign-in')
        .map(({ id }) => ({ accountId: id, checkedAt: getAccountHealth(db, id)?.checkedAt ?? null })),
    )
    return due
      .filter(({ accountId }) => contextFor(accountId)?.connector.health !== undefined)
      .map(({ accountId, checkedAt }, place) => {
        const notBefore = this.#notBefore.get(accountId) ?? now + FIRST_MS + place * STAGGER_MS
        this.#notBefore.set(accountId, notBefore)
        // A clock that was set back would put a check off for as long as that.
        const dueAt = checkedAt === null || checkedAt > now ? 0 : checkedAt + EVERY_MS
        return { accountId, at: Math.max(notBefore, dueAt) }
      })
  }

  /** One check at a time per account; who asks meanwhile gets the answer of that one. */
  #check(accountId: string): Promise<Result<StoredHealth>> {
    const under = this.#checks.get(accountId)
    if (under !== undefined) return under.done
    const stop = new AbortController()
    const check: Check = { stop, done: this.#ask(accountId, AbortSignal.any([stop.signal, this.#closing.signal])) }
    this.#checks.set(accountId, check)
    void check.done.then(() => (this.#checks.get(accountId) === check ? this.#checks.delete(accountId) : undefined))
    return check.done
  }

  async #ask(accountId: string, signal: AbortSignal): Promise<Result<StoredHealth>> {
    const { store, contextFor, clock, log } = this.#dependencies
    const connection = contextFor(accountId, AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]))
    if (connection?.connector.health === undefined)
      return failure({ kind: 'capability-not-supported', capability: 'health', message: null })
    try {
      const report = await connection.connector.health(connection.context)
      signal.throwIfAborted()
      const checkedAt = clock()
      store.write((db) => saveAccountHealth(db, accountId, report, checkedAt))
      this.#failures.delete(accountId)
      return success({ ...report, checkedAt })
    } catch (error) {
      if (signal.aborted) return failure({ kind: 'conflict', message: null })
      const told = connection.connector.classify(error)
      log.warn('An account could not be checked.', { account: accountId, error: told })
      this.#putOff(accountId, told)
      return failure(told)
    }
  }

  #putOff(accountId: string, told: AppError): void {
    const { clock, random, log, onRefused } = this.#dependencies
    const failures = (this.#failures.get(accountId) ?? 0) + 1
    this.#failures.set(accountId, failures)
    const later = Math.min(EVERY_MS, RETRY_MS * 2 ** (failures - 1))
    const limited = told.kind === 'rate-limit-exceeded' ? (waitAfter(told, failures, clock(), random()) ?? 0) : 0
    this.#notBefore.set(accountId, clock() + Math.max(limited, Math.round(later * (0.8 + 0.2 * random()))))
    if (told.kind !== 'authentication') return
    try {
      onRefused(accountId, told)
    } catch (thrown) {
      // The disk is full: it is told again with the next check.
      log.error('The state of an account could not be stored.', { account: accountId, error: thrown })
    }
  }
}
