import type { AppError } from '../../../shared/errors.ts'
import { assertNever } from '../../../shared/errors.ts'
import type { LiveEvent, ReadBatch } from '../../connectors/connector.ts'
import type { Clock, Log } from '../../core/ports.ts'
import type { Store } from '../../store/open-database.ts'
import { takeAwayPosts } from '../../store/take-away-posts.ts'
import type { Timer } from '../lane.ts'
import type { StreamName } from '../store-page.ts'
import type { ConnectionFor } from '../stream-source.ts'
import { LASTED_MS, reconnectAfter } from './reconnect.ts'
import { storeArrival, storeChange, type Arrival } from './store-event.ts'

export type LiveDependencies = {
  readonly store: Store
  readonly contextFor: ConnectionFor
  readonly isMachineOnline: () => boolean
  readonly clock: Clock
  readonly log: Log
  readonly timer: Timer
  /** From 0 to 1. */
  readonly random: () => number
}

/** What a live connection wants of who reads its account. */
export type LiveOwner = {
  /** Reads the account's streams from the top, now; each one that was read is told with `noteRead`. */
  readonly readNow: () => void
  /** It tells from now on what happens; once for every connection. */
  readonly onLive: () => void
  /** It tells no more. */
  readonly onLost: () => void
}

/** What comes in before the account was read to the top waits, up to so many; more than that is for another read to bring. */
const MOST_WAITING = 100
/** Being without a connection for a moment is no reason to read more often. */
const MOMENT_MS = 10_000
/** That a post is gone may be told before a read brings it, which had asked before. */
const GONE_KEPT_MS = 5 * 60 * 1000
const MOST_GONE = 500

/**
 * The live connection of one account: opened, lost and opened again, for as long as it is not stopped.
 *
 * Nothing is missed between two connections: what is new waits until each stream was read from the top by a read that began when the
 * connection was there. Only then does it follow on what is stored, and goes into the store as it comes.
 */
export class LiveLane {
  readonly #dependencies: LiveDependencies
  readonly #accountId: string
  readonly #streams: readonly StreamName[]
  readonly #owner: LiveOwner
  readonly #stop = new AbortController()
  #attempt: { readonly abort: AbortController; readonly over: Promise<void> } | null = null
  #cancelWait: (() => void) | null = null
  #held = false
  #failures = 0
  #live = false
  /** Streams that have yet to be read, by a read that begins at this time or later. Empty while nothing has to be. */
  #toRead = new Map<StreamName, number>()
  #waiting: { readonly arrival: Arrival; readonly receivedAt: number }[] = []
  /** Ids of posts that are gone and were not there, with the time when that was told. */
  readonly #gone = new Map<string, number>()

  constructor(dependencies: LiveDependencies, accountId: string, streams: readonly StreamName[], owner: LiveOwner) {
    this.#dependencies = dependencies
    this.#accountId = accountId
    this.#streams = streams
    this.#owner = owner
  }

  /** Whether what happens is told, or will be again in a moment. */
  get live(): boolean {
    return this.#live
  }

  /** Connects now, unless it is connected or on its way. */
  connect(): void {
    this.#held = false
    if (this.#attempt !== null || this.#stop.signal.aborted) return
    this.#cancelWait?.()
    this.#cancelWait = null
    const abort = new AbortController()
    const over = this.#run(abort)
    this.#attempt = { abort, over }
    void over.then(() => {
      this.#attempt = null
      // Wanted again while it was ending.
      if (!this.#held && this.#cancelWait === null) this.connect()
    })
  }

  /** Disconnects until `connect`: there is no network. */
  hold(): void {
    this.#held = true
    this.#cancelWait?.()
    this.#cancelWait = null
    this.#attempt?.abort.abort(new Error('Held'))
    this.#setLost()
  }

  /** Ends it; resolves when nothing of it is under way any more. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('No longer read'))
    this.#cancelWait?.()
    this.#cancelWait = null
    await this.#attempt?.over
  }

  /** A stream was read to the top, by a read that began at `beganAt`, epoch ms. */
  noteRead(stream: StreamName, beganAt: number): void {
    try {
      this.#takeAway()
      const since = this.#toRead.get(stream)
      if (since === undefined) return
      if (beganAt < since) {
        this.#owner.readNow()
        return
      }
      this.#toRead.delete(stream)
      if (this.#toRead.size > 0) return
      const waiting = this.#waiting
      this.#waiting = []
      for (const { arrival, receivedAt } of waiting) this.#keep(arrival, receivedAt)
      this.#takeAway()
      this.#live = true
      this.#owner.onLive()
    } catch (error) {
      // The store cannot be written: what waited is lost with the connection, and read after the next one.
      this.#attempt?.abort.abort(error)
    }
  }

  async #run(abort: AbortController): Promise<void> {
    const { clock, contextFor, isMachineOnline } = this.#dependencies
    const signal = AbortSignal.any([abort.signal, this.#stop.signal])
    const connection = contextFor(this.#accountId, signal)
    const live = connection?.connector.live
    if (connection === null || live === undefined) {
      // The account went away; whoever removed it ends this too.
      this.#held = true
      return
    }
    let openedAt: number | null = null
    let lost: AppError = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null }
    try {
      if (!isMachineOnline()) lost = { kind: 'offline' }
      else {
        for await (const event of live(connection.context)) {
          signal.throwIfAborted()
          if (event.kind === 'open') {
            openedAt = clock()
            this.#dependencies.log.info('A live connection is open.', { account: this.#accountId })
            this.#readFirst(openedAt)
          } else this.#take(event)
        }
      }
    } catch (error) {
      lost = connection.connector.classify(abort.signal.aborted ? abort.signal.reason : error)
    }
    this.#toRead.clear()
    this.#waiting = []
    if (!this.#stop.signal.aborted && !this.#held) this.#lost(lost, openedAt)
  }

  #lost(error: AppError, openedAt: number | null): void {
    const { clock, log, random, timer } = this.#dependencies
    const now = clock()
    this.#failures = openedAt !== null && now - openedAt >= LASTED_MS ? 1 : this.#failures + 1
    const wait = reconnectAfter(error, this.#failures, now, random())
    log.warn('There is no live connection.', { account: this.#accountId, opened: openedAt !== null, failures: this.#failures, error, wait })
    this.#cancelWait = timer.after(wait, () => {
      this.#cancelWait = null
      this.connect()
    })
    if (openedAt === null || wait > MOMENT_MS) this.#setLost()
    // Whether the sign-in or the network is gone is for reading to find out.
    if (error.kind === 'authentication' || error.kind === 'offline') this.#owner.readNow()
  }

  /** What is new from now on waits until all streams were read anew. */
  #readFirst(since: number): void {
    this.#waiting = []
    this.#toRead = new Map(this.#streams.map((stream) => [stream, since]))
    this.#owner.readNow()
  }

  /** Throws where the store cannot be written: the connection ends with it, so that nothing is missed. */
  #take(event: Exclude<LiveEvent, { readonly kind: 'open' }>): void {
    const { store, clock, log } = this.#dependencies
    const receivedAt = clock()
    switch (event.kind) {
      case 'arrived':
        if (this.#toRead.size === 0) {
          this.#keep(event, receivedAt)
          return
        }
        this.#waiting.push({ arrival: event, receivedAt })
        if (this.#waiting.length <= MOST_WAITING) return
        log.warn('More came in than can wait until an account is read.', { account: this.#accountId, left: this.#waiting.length })
        this.#readFirst(receivedAt)
        return
      case 'changed':
        this.#noteSkipped(event.batch)
        store.write((db) => storeChange(db, event, { accountId: this.#accountId, receivedAt, now: clock() }))
        return
      case 'deleted': {
        this.#gone.set(event.remoteId, receivedAt)
        const oldest = this.#gone.keys().next()
        if (this.#gone.size > MOST_GONE && oldest.done !== true) this.#gone.delete(oldest.value)
        this.#takeAway([event.remoteId])
        return
      }
      case 'outdated':
        this.#owner.readNow()
        return
      default:
        assertNever(event)
    }
  }

  #keep(arrival: Arrival, receivedAt: number): void {
    const { store, clock } = this.#dependencies
    this.#noteSkipped(arrival.batch)
    store.write((db) => storeArrival(db, arrival, { accountId: this.#accountId, receivedAt, now: clock() }))
  }

  #noteSkipped({ skipped }: ReadBatch): void {
    if (skipped > 0)
      this.#dependencies.log.warn('A live message had something in it that could not be understood.', { account: this.#accountId, skipped })
  }

  /** Takes away what is gone, as far as it is there by now. */
  #takeAway(remoteIds: readonly string[] = [...this.#gone.keys()]): void {
    if (remoteIds.length === 0) return
    const { store, clock } = this.#dependencies
    const now = clock()
    const known = store.write((db) => takeAwayPosts(db, this.#accountId, remoteIds, now))
    for (const remoteId of known) this.#gone.delete(remoteId)
    for (const [remoteId, toldAt] of this.#gone) if (now - toldAt > GONE_KEPT_MS) this.#gone.delete(remoteId)
  }

  #setLost(): void {
    if (!this.#live) return
    this.#live = false
    if (!this.#stop.signal.aborted) this.#owner.onLost()
  }
}
