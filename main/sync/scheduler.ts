import type { AppError, Result } from '../../shared/errors.ts'
import type { AccountState } from '../../shared/model/account.ts'
import type { Clock, Log } from '../core/ports.ts'
import type { Store } from '../store/open-database.ts'
import { getAccount, listAccounts } from '../store/tables/accounts.ts'
import { isUnreachable, stateFrom, waitAfter, type Trouble } from './backoff.ts'
import type { GapEnd } from './fill-gap.ts'
import { Lane, type LaneResult, type Timer, type Work } from './lane.ts'
import { LiveLane } from './live/live-lane.ts'
import { jittered, paceOf } from './pace.ts'
import { refreshOwn } from './refresh-own.ts'
import type { StreamName } from './store-page.ts'
import type { StreamReader } from './stream-reader.ts'
import type { ConnectionFor, StreamRun } from './stream-source.ts'

export type SchedulerDependencies = {
  readonly store: Store
  readonly reader: StreamReader
  readonly contextFor: ConnectionFor
  /** Stores the state of an account. */
  readonly setAccountState: (accountId: string, state: AccountState) => void
  /** Whether the machine says it has a network: a "no" is believed, a "yes" is tried. */
  readonly isMachineOnline: () => boolean
  readonly clock: Clock
  readonly log: Log
  readonly timer: Timer
  /** From 0 to 1. */
  readonly random: () => number
}

/** What is shown of reading as a whole. */
export type ReadingStatus = { readonly online: boolean; readonly syncing: boolean }

const OWN_EVERY_MS = 30 * 60 * 1000
const PAID_OWN_EVERY_MS = 6 * 60 * 60 * 1000
/** The first look at an account's own posts waits until the streams were read. */
const OWN_FIRST_MS = 20_000
/** Waits between two looks whether the network is back. */
const PROBES_MS = [3_000, 5_000, 10_000, 20_000, 30_000]
/**
 * A live connection is there a little before the server listens for it; one more read makes sure that nothing happened between that and the
 * read before.
 */
const SETTLE_MS = 15_000
/** Accounts that are all due at once follow each other by this much. */
const STAGGER_MS = 200
const LONGEST_STAGGER_MS = 3_000
/** How often it is looked whether the machine has slept, which timers do not notice. */
const WATCH_MS = 30_000
const SLEPT_MS = 90_000

type Reading = {
  readonly accountId: string
  readonly lanes: readonly Lane[]
  /** Null where the network tells nothing by itself. */
  readonly live: LiveLane | null
  reachable: boolean | null
}

/**
 * Reads every account's streams again and again: as often as `pace.ts` says, rarely where a live connection tells what happens, at once when
 * asked, later after a failure, not before the time a limit names, and not at all while the account is paused or has to sign in.
 *
 * When nothing can be reached Chirp is offline: then one lane alone looks whether the network is back, and all go on when it is.
 */
export class Scheduler implements AsyncDisposable {
  readonly #dependencies: SchedulerDependencies
  readonly #readings = new Map<string, Reading>()
  readonly #stopping = new Set<Promise<unknown>>()
  readonly #listeners = new Set<(status: ReadingStatus) => void>()
  #visible = true
  #closed = false
  #online = true
  #syncing = false
  #probes = 0
  #cancelProbe: (() => void) | null = null
  #cancelWatch: (() => void) | null = null

  constructor(dependencies: SchedulerDependencies) {
    this.#dependencies = dependencies
  }

  /** Begins with all accounts that are there. */
  start(): void {
    for (const account of this.#dependencies.store.read((db) => listAccounts(db))) this.accountChanged(account.id)
    this.#watch()
  }

  isOnline(): boolean {
    return this.#online
  }

  isSyncing(): boolean {
    return this.#syncing
  }

  /** Called whenever being online or reading begins or ends. Returns a function that ends it. */
  onStatus(listener: (status: ReadingStatus) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The window became visible or hidden. Who looks again may wonder what has come in: what is due by then is read at once. */
  setVisible(visible: boolean): void {
    if (this.#visible === visible) return
    this.#visible = visible
    if (visible) for (const { lanes } of this.#readings.values()) for (const lane of lanes) lane.quiet = 0
    this.#reschedule()
  }

  /** Reads an account, or all of them, now; resolves when that is over. A limit that holds is kept to. */
  async refresh(accountId: string | null): Promise<void> {
    const chosen = [...this.#readings.values()].filter((reading) => accountId === null || reading.accountId === accountId)
    const now = this.#dependencies.clock()
    await Promise.all(
      chosen.flatMap((reading) =>
        reading.lanes.filter((lane) => lane.work.kind !== 'own' && !isLimited(lane, now)).map((lane) => this.#run(reading, lane)),
      ),
    )
  }

  /** The account was added, signed in again, paused, resumed or removed: reads it from now on, or no more. */
  accountChanged(accountId: string): void {
    if (this.#closed) return
    void this.stop(accountId)
    const { store, clock } = this.#dependencies
    const account = store.read((db) => getAccount(db, accountId))
    if (account === null || account.state.kind === 'paused' || account.state.kind === 'needs-sign-in') {
      this.#judgeOnline()
      return
    }
    const lanes = this.#worksOf(accountId).map((work) => this.#lane(accountId, work))
    const reading: Reading = { accountId, lanes, live: this.#liveLane(accountId), reachable: null }
    this.#readings.set(accountId, reading)
    const wait = account.state.kind === 'rate-limited' ? Math.max(0, account.state.until - clock()) : 0
    for (const lane of reading.lanes) lane.schedule(wait + (lane.work.kind === 'own' ? OWN_FIRST_MS : 0))
    reading.live?.connect()
  }

  /** Ends what is under way for an account; resolves when nothing of it is left. */
  async stop(accountId: string): Promise<void> {
    const reading = this.#readings.get(accountId)
    if (reading === undefined) return
    this.#readings.delete(accountId)
    const stopping = Promise.all([reading.live?.stop(), ...reading.lanes.map((lane) => lane.stop())])
    this.#stopping.add(stopping)
    await stopping
    this.#stopping.delete(stopping)
    this.#judgeSyncing()
  }

  /** Older entries of a stream, as `StreamReader.readOlder`; what goes wrong counts for the account. */
  async readOlder(accountId: string, stream: StreamName, signal?: AbortSignal): Promise<Result<StreamRun>> {
    const result = await this.#dependencies.reader.readOlder(accountId, stream, signal)
    this.noteOutcome(accountId, result.ok ? null : result.error)
    return result
  }

  /** Into a gap, as `StreamReader.fillGap`. */
  fillGap(gapId: number, from?: GapEnd, signal?: AbortSignal): Promise<Result<StreamRun>> {
    return this.#dependencies.reader.fillGap(gapId, from, signal)
  }

  /**
   * Somebody else asked an account's network: an answer ends being offline at once, a refused sign-in ends reading.
   * Null: it worked.
   */
  noteOutcome(accountId: string, error: AppError | null): void {
    const reading = this.#readings.get(accountId)
    const home = reading?.lanes[0]
    if (reading === undefined || home === undefined) return
    if (error === null || !isUnreachable(error)) {
      reading.reachable = true
      this.#judgeOnline()
    }
    if (error?.kind === 'authentication') this.#settle(reading, home, { ok: false, error })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#cancelProbe?.()
    this.#cancelProbe = null
    this.#cancelWatch?.()
    this.#cancelWatch = null
    await Promise.all([...this.#readings.keys()].map((accountId) => this.stop(accountId)))
    await Promise.all(this.#stopping)
    this.#listeners.clear()
  }

  #worksOf(accountId: string): Work[] {
    const { reader, contextFor } = this.#dependencies
    const connection = contextFor(accountId)
    if (connection === null) return []
    const { streams } = connection.context.account.capabilities
    const { pollMs, prices } = connection.connector.manifest
    const isRead = streams.home || streams.notifications
    const read = (kind: StreamName): Work => ({ kind, everyMs: pollMs[kind], run: (signal) => reader.readNewest(accountId, kind, signal) })
    return [
      ...(streams.home ? [read('home')] : []),
      ...(streams.notifications ? [read('notifications')] : []),
      // What costs money is looked at a few times a day, and not at all where nothing may be read for it.
      ...(prices !== undefined && !isRead
        ? []
        : [
            {
              kind: 'own' as const,
              everyMs: prices === undefined ? OWN_EVERY_MS : PAID_OWN_EVERY_MS,
              run: (signal: AbortSignal) => refreshOwn(this.#dependencies, accountId, signal),
            },
          ]),
    ]
  }

  #lane(accountId: string, work: Work): Lane {
    return new Lane(work, this.#dependencies.timer, (lane) => {
      const reading = this.#readings.get(accountId)
      if (reading?.lanes.includes(lane) === true) void this.#run(reading, lane)
    })
  }

  #liveLane(accountId: string): LiveLane | null {
    const connection = this.#dependencies.contextFor(accountId)
    if (connection === null || connection.connector.live === undefined) return null
    const { home, notifications, live } = connection.context.account.capabilities.streams
    if (!live) return null
    const streams = [...(home ? ['home' as const] : []), ...(notifications ? ['notifications' as const] : [])]
    const atRest = (): Lane[] =>
      (this.#readings.get(accountId)?.lanes ?? []).filter((lane) => lane.work.kind !== 'own' && this.#mayWait(lane))
    return new LiveLane(this.#dependencies, accountId, streams, {
      readNow: () => void this.refresh(accountId),
      onLive: () => {
        for (const lane of atRest()) lane.schedule(jittered(SETTLE_MS, this.#dependencies.random()))
      },
      onLost: () => {
        for (const lane of atRest()) this.#scheduleNext(lane)
      },
    })
  }

  async #run(reading: Reading, lane: Lane): Promise<void> {
    if (!this.#dependencies.isMachineOnline()) {
      if (!lane.running) this.#settle(reading, lane, { ok: false, error: { kind: 'offline' } })
      return
    }
    if (!lane.running) lane.beganAt = this.#dependencies.clock()
    const run = lane.run((_lane, result) => this.#settle(reading, lane, result))
    this.#judgeSyncing()
    await run
    this.#judgeSyncing()
  }

  /** Takes an outcome in: the account's state, whether there is a network, and when to go on. */
  #settle(reading: Reading, lane: Lane, result: LaneResult): void {
    if (this.#closed || this.#readings.get(reading.accountId) !== reading) return
    const { clock, random, log, setAccountState } = this.#dependencies
    const now = clock()
    if (result.ok) {
      lane.trouble = null
      lane.failures = 0
      lane.doneAt = now
      lane.quiet = result.value === null || result.value.added > 0 ? 0 : lane.quiet + 1
      reading.reachable = true
      this.#scheduleNext(lane)
      if (lane.work.kind !== 'own') reading.live?.noteRead(lane.work.kind, lane.beganAt)
    } else {
      lane.failures += 1
      const wait = waitAfter(result.error, lane.failures, now, random())
      lane.trouble = { error: result.error, since: lane.trouble?.since ?? now, retryAt: wait === null ? null : now + wait }
      reading.reachable = !isUnreachable(result.error)
      if (wait !== null) lane.schedule(wait)
      log.warn('Reading failed.', { account: reading.accountId, what: lane.work.kind, failures: lane.failures, error: result.error, wait })
    }
    this.#judgeOnline()
    const state = stateFrom(reading.lanes.flatMap(troubleOf))
    try {
      setAccountState(reading.accountId, state)
    } catch (error) {
      // The disk is full: nobody waits for this, and the next outcome stores it.
      log.error('The state of an account could not be stored.', { account: reading.accountId, error })
    }
    if (state.kind === 'needs-sign-in') void this.stop(reading.accountId)
  }

  #scheduleNext(lane: Lane): void {
    const { clock, random } = this.#dependencies
    const readings = [...this.#readings.values()]
    const place = readings.findIndex(({ lanes }) => lanes.includes(lane))
    const live = lane.work.kind !== 'own' && readings[place]?.live?.live === true
    const pace = paceOf({ everyMs: lane.work.everyMs, quiet: lane.quiet, visible: this.#visible, live })
    const wait = (lane.doneAt ?? 0) + jittered(pace, random()) - clock()
    lane.schedule(Math.max(wait, Math.min(Math.max(0, place) * STAGGER_MS, LONGEST_STAGGER_MS)))
  }

  /** What was read and is well waits anew, by what holds now. */
  #reschedule(): void {
    for (const { lanes } of this.#readings.values()) for (const lane of lanes) if (this.#mayWait(lane)) this.#scheduleNext(lane)
  }

  /** Whether a lane was read, is well, and so only waits for its time; while being offline none does. */
  #mayWait(lane: Lane): boolean {
    return this.#online && lane.trouble === null && !lane.running && lane.doneAt !== null
  }

  /** Notices that the machine has slept, by the wall clock, and reads at once what has become due meanwhile. */
  #watch(): void {
    if (this.#closed) return
    const { clock, timer } = this.#dependencies
    const before = clock()
    this.#cancelWatch = timer.after(WATCH_MS, () => {
      if (clock() - before > SLEPT_MS) this.#reschedule()
      this.#watch()
    })
  }

  /** Offline is when every account that was tried could not be reached. */
  #judgeOnline(): void {
    const tried = [...this.#readings.values()].filter((reading) => reading.reachable !== null)
    const online = tried.length === 0 ? this.#dependencies.isMachineOnline() : tried.some((reading) => reading.reachable === true)
    if (online === this.#online) {
      // What failed while being offline waits for the probe and not for its own time.
      if (!online) this.#holdAll()
      return
    }
    this.#online = online
    this.#announce()
    if (online) this.#releaseAll()
    else {
      this.#holdAll()
      this.#probes = 0
      this.#scheduleProbe()
    }
  }

  #holdAll(): void {
    for (const { lanes, live } of this.#readings.values()) {
      for (const lane of lanes) lane.unschedule()
      live?.hold()
    }
  }

  /** The network is back: everything that waited for it goes on at once. */
  #releaseAll(): void {
    this.#cancelProbe?.()
    this.#cancelProbe = null
    for (const { lanes, live } of this.#readings.values()) {
      live?.connect()
      for (const lane of lanes) {
        if (lane.running || isLimited(lane, this.#dependencies.clock())) continue
        if (lane.trouble !== null) lane.failures = 0
        if (lane.trouble === null && lane.doneAt !== null) this.#scheduleNext(lane)
        else lane.schedule(lane.work.kind === 'own' ? OWN_FIRST_MS : 0)
      }
    }
  }

  #scheduleProbe(): void {
    if (this.#closed) return
    const wait = PROBES_MS[Math.min(this.#probes, PROBES_MS.length - 1)] ?? 30_000
    this.#cancelProbe = this.#dependencies.timer.after(wait, () => {
      this.#cancelProbe = null
      void this.#probe()
    })
  }

  /** One account after the other is asked, by its first stream. */
  async #probe(): Promise<void> {
    const readings = [...this.#readings.values()]
    const reading = readings[this.#probes % Math.max(1, readings.length)]
    this.#probes += 1
    const lane = reading?.lanes[0]
    if (reading !== undefined && lane !== undefined) await this.#run(reading, lane)
    else this.#judgeOnline()
    if (!this.#online) this.#scheduleProbe()
  }

  #judgeSyncing(): void {
    const syncing = [...this.#readings.values()].some(({ lanes }) => lanes.some((lane) => lane.running && lane.work.kind !== 'own'))
    if (syncing === this.#syncing) return
    this.#syncing = syncing
    this.#announce()
  }

  #announce(): void {
    if (this.#closed) return
    for (const listener of this.#listeners) listener({ online: this.#online, syncing: this.#syncing })
  }
}

function isLimited(lane: Lane, now: number): boolean {
  return lane.trouble?.error.kind === 'rate-limit-exceeded' && lane.trouble.error.retryAt > now
}

/** What counts for the account's state: that its own counts cannot be read is nothing to worry the person with. */
function troubleOf({ work, trouble }: Lane): Trouble[] {
  return trouble === null || (work.kind === 'own' && trouble.error.kind !== 'authentication') ? [] : [trouble]
}
