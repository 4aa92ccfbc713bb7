import type { BridgeEvent } from '../../shared/bridge/events.ts'
import { AppFailure } from '../../shared/errors.ts'
import { getAccount, listAccounts } from '../store/tables/accounts.ts'
import { earlierSegment, getOutboxItem, pendingOutboxItems, updateOutboxItem, type OutboxRow } from '../store/tables/outbox-items.ts'
import { applyEvent } from './state/apply-event.ts'
import { Circuits, type ServerSign } from './circuit.ts'
import { followClock } from './state/clock-back.ts'
import { Doubts } from './state/doubts.ts'
import { Lanes, type LanePlan } from './lanes.ts'
import { planOutbox } from './plan-outbox.ts'
import { publishTiming, settleMs, type PublishDependencies, type PublishTiming } from './publish/dependencies.ts'
import { publishStep } from './publish/publish-step.ts'
import { cancelItem } from './state/settle-run.ts'
import { canHappen, isAsking } from './state/states.ts'
import { partsIn, unitsOf, type Unit } from './publish/units.ts'

export type OutboxRunnerDependencies = Omit<PublishDependencies, 'timing' | 'doubts'> & {
  readonly timing?: Partial<PublishTiming>
  /** Says to the person that nothing can be sent, and why. */
  readonly notify?: (event: BridgeEvent) => void
}

const GRACE_MS = 5_000

/** What a lane has in hand. */
type InHand = { readonly unit: Unit; readonly abort: AbortController }

/**
 * Sends what is in the outbox: the accounts side by side, within an account one after the other. What happens to one target never
 * touches another's. It owns no state that matters: everything is in the store, and a new runner goes on where one was killed.
 */
export class OutboxRunner {
  readonly #deps: PublishDependencies
  readonly #notify: (event: BridgeEvent) => void
  readonly #circuits: Circuits
  readonly #lanes: Lanes
  /** To be put right when a lane breaks, and to be stopped when the person gives it up. */
  readonly #inHand = new Map<string, InHand>()
  /** The store could not be written the last time, and the person was told. */
  #isStoreBroken = false
  #unsubscribe: () => void = () => undefined

  constructor(deps: OutboxRunnerDependencies) {
    const monotonic = deps.monotonic ?? (() => performance.now())
    this.#deps = { ...deps, timing: { ...publishTiming, ...deps.timing }, doubts: new Doubts(monotonic) }
    this.#notify = deps.notify ?? (() => undefined)
    this.#circuits = deps.circuits ?? new Circuits(monotonic)
    this.#lanes = new Lanes({
      plan: () => this.#plan(),
      work: (accountId, signal) => this.#work(accountId, signal),
      onBroken: (accountId, error) => this.#broken(accountId, error),
      clock: deps.clock,
      log: deps.log,
      graceMs: deps.graceMs ?? GRACE_MS,
    })
  }

  /** Puts right what the last process left in the middle, and begins. */
  start(): void {
    // An account that is signed in again, or goes on after a pause, has something to send, whoever changed it.
    const endStore = this.#deps.store.onCommitted((touched) => {
      if (touched.some((touch) => touch.topic === 'accounts')) this.look()
    })
    const endCircuits = this.#circuits.onChanged(() => this.look())
    this.#unsubscribe = () => {
      endStore()
      endCircuits()
    }
    this.look()
  }

  /** Looks what is due: something was put in, taken out, or an account changed. */
  look(): void {
    this.#lanes.look()
  }

  /** The network is back: what waits for it goes at once. */
  wake(): void {
    try {
      this.#deps.store.write((db) => {
        for (const item of pendingOutboxItems(db)) {
          const waits = item.waitReason === 'offline' || item.waitReason === 'retry'
          if (!waits || item.notBefore === null || (item.state === 'unknown' && !isAsking(item))) continue
          updateOutboxItem(db, { ...item, notBefore: null, updatedAt: this.#deps.clock() })
        }
      })
    } catch (error) {
      // It then goes at its time.
      if (!isStorageFailure(error)) throw error
      this.#tell(error)
    }
    this.look()
  }

  /** The person wants something of an account sent now: its server is asked even if it is being left alone. */
  hurry(accountId: string): void {
    const account = this.#deps.store.read((db) => getAccount(db, accountId))
    if (account !== null) this.#circuits.tryAgain(account.server)
    this.look()
  }

  /** Until when an account's server is left alone, epoch ms; null = it is not, or it is being found out. */
  restsUntil(accountId: string): number | null {
    const account = this.#deps.store.read((db) => getAccount(db, accountId))
    const restMs = account === null ? 0 : this.#circuits.restOf(account.server)
    return restMs > 0 && Number.isFinite(restMs) ? this.#deps.clock() + Math.ceil(restMs) : null
  }

  /** Stops preparing an item that was given up; what is stored decides what becomes of it. */
  stop(itemId: string): void {
    for (const { unit, abort } of this.#inHand.values()) if (unit.some(({ id }) => id === itemId)) abort.abort()
  }

  /** Resolves when nothing more can be done at this moment. */
  async idle(): Promise<void> {
    await this.#lanes.idle()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#unsubscribe()
    await this.#lanes[Symbol.asyncDispose]()
  }

  #plan(): LanePlan {
    try {
      this.#putRight()
      const { next, nextAt } = this.#decide()
      return { lanes: [...next.keys()], nextAt }
    } catch (error) {
      this.#tell(error)
      throw error
    }
  }

  /** What is under way and in nobody's hand was left by a process that is gone, or by a lane that could not even write that it broke. */
  #putRight(): void {
    const { store, clock } = this.#deps
    const held = new Set([...this.#inHand.values()].flatMap(({ unit }) => unit.map(({ id }) => id)))
    const pending = store.read(pendingOutboxItems)
    const now = clock()
    const left = pending.filter(({ id, state }) => canHappen(state, 'recover') && !held.has(id))
    const isClockBack = pending.some(({ updatedAt }) => updatedAt > now)
    if (left.length === 0 && !isClockBack) return
    store.write((db) => {
      for (const item of left) this.#recover(item)
      if (isClockBack) followClock(db, pendingOutboxItems(db), now)
    })
  }

  /** Decides what is next, and writes down why the rest waits. */
  #decide(): { readonly next: ReadonlyMap<string, Unit>; readonly nextAt: number | null } {
    const { store, clock } = this.#deps
    const parts = new Map<string, number>()
    const partsOf = (accountId: string): number => {
      const known = parts.get(accountId) ?? partsIn(this.#deps.connect(accountId, this.#lanes.signal))
      parts.set(accountId, known)
      return known
    }
    const plan = store.read((db) =>
      planOutbox({
        units: unitsOf(pendingOutboxItems(db), partsOf),
        accounts: new Map(listAccounts(db).map((account) => [account.id, account])),
        online: this.#deps.isOnline(),
        isBlocked: (item) => {
          const earlier = item.segmentIndex === 0 ? null : earlierSegment(db, item)
          return earlier !== null && earlier.state !== 'done'
        },
        restOf: (server) => this.#circuits.restOf(server),
        now: clock(),
      }),
    )
    if (plan.holds.length > 0 || plan.orphans.length > 0) {
      store.write((db) => {
        for (const { item, reason } of plan.holds) applyEvent(this.#deps, item.id, { kind: 'hold', reason })
        // Its account was removed: there is nobody to post as. The draft comes back if nothing of it was posted.
        for (const { id } of plan.orphans) {
          const item = getOutboxItem(db, id)
          if (item !== null) cancelItem(db, item, clock())
        }
      })
    }
    return plan
  }

  async #work(accountId: string, signal: AbortSignal): Promise<void> {
    while (!this.#lanes.stopping) {
      const unit = this.#decide().next.get(accountId)
      const server = this.#deps.store.read((db) => getAccount(db, accountId))?.server ?? ''
      if (unit === undefined || !this.#circuits.enter(server)) return
      const abort = new AbortController()
      this.#inHand.set(accountId, { unit, abort })
      let sign: ServerSign = 'nothing'
      try {
        sign = await publishStep(this.#deps, unit, AbortSignal.any([signal, abort.signal]))
        // Every step writes down how it ended.
        this.#isStoreBroken = false
      } catch (error) {
        if (!abort.signal.aborted) throw error
      } finally {
        this.#circuits.leave(server, sign)
      }
      this.#inHand.delete(accountId)
    }
  }

  #broken(accountId: string, error: unknown): void {
    const held = this.#inHand.get(accountId)
    this.#inHand.delete(accountId)
    this.#tell(error)
    const isStorage = isStorageFailure(error)
    for (const { id } of held?.unit ?? []) {
      const item = this.#deps.store.read((db) => getOutboxItem(db, id))
      if (item === null) continue
      // Trying again would break again: the person is told, and may. A disk that is full says nothing about the post.
      if (item.state === 'preparing' && !isStorage)
        applyEvent(this.#deps, id, { kind: 'refused', error: { kind: 'internal', reference: id } })
      else this.#recover(item)
    }
  }

  /** Says once that nothing can be sent because nothing can be written down. */
  #tell(error: unknown): void {
    if (!isStorageFailure(error) || this.#isStoreBroken) return
    this.#isStoreBroken = true
    this.#notify({ topic: 'notice', tone: 'error', code: `sending-stopped-${error.error.reason}`, values: {} })
  }

  #recover(item: OutboxRow): void {
    if (!canHappen(item.state, 'recover')) return
    // The request lived at most as long as its process and as our patience.
    const endedAt = Math.min(this.#deps.clock(), item.updatedAt + this.#deps.timing.commitPatienceMs)
    const doubtUntil = endedAt + settleMs(this.#deps, this.#deps.connect(item.accountId, this.#lanes.signal))
    const recovered = applyEvent(this.#deps, item.id, { kind: 'recover', doubtUntil })
    if (recovered?.state === 'unknown') this.#deps.doubts.ageOf(recovered)
  }
}

type StorageFailure = AppFailure & { readonly error: Extract<AppFailure['error'], { kind: 'storage-unavailable' }> }

function isStorageFailure(error: unknown): error is StorageFailure {
  return error instanceof AppFailure && error.error.kind === 'storage-unavailable'
}
