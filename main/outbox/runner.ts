import { listAccounts } from '../store/tables/accounts.ts'
import { earlierSegment, getOutboxItem, pendingOutboxItems, updateOutboxItem, type OutboxRow } from '../store/tables/outbox-items.ts'
import { applyEvent } from './apply-event.ts'
import { Lanes, type LanePlan } from './lanes.ts'
import { planOutbox } from './plan-outbox.ts'
import { publishStep, publishTiming, settleMs, type PublishDependencies, type PublishTiming } from './publish-post.ts'
import { cancelItem } from './settle-run.ts'
import { canHappen, isAsking } from './states.ts'

export type OutboxRunnerDependencies = Omit<PublishDependencies, 'timing'> & { readonly timing?: Partial<PublishTiming> }

const GRACE_MS = 5_000

/**
 * Sends what is in the outbox: the accounts side by side, within an account one after the other. What happens to one target never
 * touches another's. It owns no state: everything is in the store, and a new runner goes on where one was killed.
 */
export class OutboxRunner {
  readonly #deps: PublishDependencies
  readonly #lanes: Lanes
  /** What a lane has in hand, to be put right when it breaks, and to be stopped when the person gives it up. */
  readonly #inHand = new Map<string, { readonly itemId: string; readonly abort: AbortController }>()
  /** Items that a broken lane left in the middle, as long as that could not be written down (the disk was full). */
  readonly #stranded = new Set<string>()
  #unsubscribe: () => void = () => undefined

  constructor(deps: OutboxRunnerDependencies) {
    this.#deps = { ...deps, timing: { ...publishTiming, ...deps.timing } }
    this.#lanes = new Lanes({
      plan: () => this.#plan(),
      work: (accountId, signal) => this.#work(accountId, signal),
      onBroken: (accountId) => this.#recoverLane(accountId),
      clock: deps.clock,
      log: deps.log,
      graceMs: deps.graceMs ?? GRACE_MS,
    })
  }

  /** Puts right what the last process left in the middle, and begins. */
  start(): void {
    this.#deps.store.write((db) => {
      for (const item of pendingOutboxItems(db)) this.#recover(item)
    })
    // An account that is signed in again, or goes on after a pause, has something to send, whoever changed it.
    this.#unsubscribe = this.#deps.store.onCommitted((touched) => {
      if (touched.some((touch) => touch.topic === 'accounts')) this.look()
    })
    this.look()
  }

  /** Looks what is due: something was put in, taken out, or an account changed. */
  look(): void {
    this.#lanes.look()
  }

  /** The network is back: what waits for it goes at once. */
  wake(): void {
    this.#deps.store.write((db) => {
      for (const item of pendingOutboxItems(db)) {
        const waits = item.waitReason === 'offline' || item.waitReason === 'retry'
        if (!waits || item.notBefore === null || (item.state === 'unknown' && !isAsking(item))) continue
        updateOutboxItem(db, { ...item, notBefore: null, updatedAt: this.#deps.clock() })
      }
    })
    this.look()
  }

  /** Stops preparing an item that was given up; what is stored decides what becomes of it. */
  stop(itemId: string): void {
    for (const held of this.#inHand.values()) if (held.itemId === itemId) held.abort.abort()
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
    for (const itemId of this.#stranded) this.#putRight(itemId)
    const { next, nextAt } = this.#decide()
    return { lanes: [...next.keys()], nextAt }
  }

  /** Decides what is next, and writes down why the rest waits. */
  #decide(): { readonly next: ReadonlyMap<string, OutboxRow>; readonly nextAt: number | null } {
    const { store, clock } = this.#deps
    const plan = store.read((db) =>
      planOutbox({
        items: pendingOutboxItems(db),
        accounts: new Map(listAccounts(db).map((account) => [account.id, account.state])),
        online: this.#deps.isOnline(),
        isBlocked: (item) => {
          const earlier = item.segmentIndex === 0 ? null : earlierSegment(db, item)
          return earlier !== null && earlier.state !== 'done'
        },
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
      const item = this.#decide().next.get(accountId)
      if (item === undefined) return
      const abort = new AbortController()
      this.#inHand.set(accountId, { itemId: item.id, abort })
      try {
        await publishStep(this.#deps, item, AbortSignal.any([signal, abort.signal]))
      } catch (error) {
        if (!abort.signal.aborted) throw error
      }
      this.#inHand.delete(accountId)
    }
  }

  #recoverLane(accountId: string): void {
    const held = this.#inHand.get(accountId)
    this.#inHand.delete(accountId)
    if (held !== undefined) this.#putRight(held.itemId)
  }

  /** Throws where it cannot be written down; it is tried again whenever it is looked what is due. */
  #putRight(itemId: string): void {
    this.#stranded.add(itemId)
    const item = this.#deps.store.read((db) => getOutboxItem(db, itemId))
    // Trying again would break again: the person is told, and may.
    if (item?.state === 'preparing') applyEvent(this.#deps, itemId, { kind: 'refused', error: { kind: 'internal', reference: itemId } })
    else if (item !== null) this.#recover(item)
    this.#stranded.delete(itemId)
  }

  #recover(item: OutboxRow): void {
    if (!canHappen(item.state, 'recover')) return
    // The request lived at most as long as its process and as our patience.
    const endedAt = Math.min(this.#deps.clock(), item.updatedAt + this.#deps.timing.commitPatienceMs)
    const doubtUntil = endedAt + settleMs(this.#deps, this.#deps.connect(item.accountId, this.#lanes.signal))
    applyEvent(this.#deps, item.id, { kind: 'recover', doubtUntil })
  }
}
