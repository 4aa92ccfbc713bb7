import { AppFailure, type AppError } from '../../../shared/errors.ts'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import type { Clock } from '../../core/ports.ts'
import { getAccount, listAccounts, setAccountState } from '../../store/tables/accounts.ts'
import {
  deleteEngagementJob,
  getEngagementJobById,
  listEngagementJobs,
  releaseEngagementJobs,
  updateEngagementJob,
  type EngagementJob,
} from '../../store/tables/engagement-jobs.ts'
import { keepAnswer, restoreBefore, tellNetwork, type EngagementAnswer } from './apply-engagement.ts'
import { Circuits, signOf, type ServerSign } from '../circuit.ts'
import type { OutboxDependencies } from '../dependencies.ts'
import { Lanes, patiently, type LanePlan } from '../lanes.ts'
import { gateOf } from '../plan-outbox.ts'
import { decideRetry } from '../state/retry-policy.ts'

export type EngagementRunnerDependencies = OutboxDependencies & {
  /** Says to the person that something they did was refused and undone. */
  readonly notify: (event: BridgeEvent) => void
}

const PATIENCE_MS = 2 * 60_000
const GRACE_MS = 5_000
const OFFLINE_LOOK_MS = 30_000
/** A clock is put right by less than this all the time. */
const CLOCK_GRAIN_MS = 60_000

/**
 * Tells the networks what was done here already: likes, reposts, bookmarks, follows, deletions, read marks. One after the other per
 * account, so that two things done to one post arrive in their order. What a network refuses is undone, and said.
 */
export class EngagementRunner {
  readonly #deps: EngagementRunnerDependencies
  readonly #lanes: Lanes
  readonly #circuits: Circuits
  readonly #monotonic: Clock
  /** By how much the machine's time is ahead of one that nobody sets, when it was last looked at, ms. */
  #ahead: number
  #unsubscribe: () => void = () => undefined

  constructor(deps: EngagementRunnerDependencies) {
    this.#deps = deps
    this.#monotonic = deps.monotonic ?? (() => performance.now())
    this.#circuits = deps.circuits ?? new Circuits(this.#monotonic)
    this.#ahead = deps.clock() - this.#monotonic()
    this.#lanes = new Lanes({
      plan: () => this.#plan(),
      work: (accountId, signal) => this.#work(accountId, signal),
      onBroken: () => undefined,
      clock: deps.clock,
      log: deps.log,
      graceMs: deps.graceMs ?? GRACE_MS,
    })
  }

  start(): void {
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

  /** Looks what is due: something was done, or an account changed. */
  look(): void {
    this.#lanes.look()
  }

  /** The network is back: everything that waits goes at once. What a server asked to wait for, it says again. */
  wake(): void {
    this.#deps.store.write((db) => releaseEngagementJobs(db, null))
    this.look()
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
    this.#followClock()
    const { next, nextAt } = this.#decide()
    return { lanes: [...next.keys()], nextAt }
  }

  /** When the clock was set back, nothing waits for the old time to come round again: what a server asked to wait for, it says again. */
  #followClock(): void {
    const ahead = this.#deps.clock() - this.#monotonic()
    if (ahead < this.#ahead - CLOCK_GRAIN_MS) this.#deps.store.write((db) => releaseEngagementJobs(db, null))
    this.#ahead = ahead
  }

  #decide(): { readonly next: ReadonlyMap<string, EngagementJob>; readonly nextAt: number | null } {
    const { store, clock, isOnline } = this.#deps
    const { jobs, accounts } = store.read((db) => ({ jobs: listEngagementJobs(db), accounts: listAccounts(db) }))
    const byId = new Map(accounts.map((account) => [account.id, account]))
    const now = clock()
    const next = new Map<string, EngagementJob>()
    const waitingSubjects = new Set<string>()
    let nextAt: number | null = null
    for (const job of jobs) {
      const account = byId.get(job.accountId)
      if (account === undefined) continue
      const gate = gateOf(account.state, isOnline())
      const restMs = this.#circuits.restOf(account.server)
      const subject = `${job.accountId} ${job.subjectId}`
      // Two things done to one post arrive in their order, also when the first has to wait.
      const waits = gate !== null || restMs > 0 || (job.notBefore !== null && job.notBefore > now) || waitingSubjects.has(subject)
      if (!waits) {
        if (!next.has(job.accountId)) next.set(job.accountId, job)
        continue
      }
      waitingSubjects.add(subject)
      const ownTime = Math.max(job.notBefore ?? 0, now + restMs)
      const dueAt = gate === 'offline' ? now + OFFLINE_LOOK_MS : gate === null ? ownTime : null
      if (dueAt !== null && dueAt > now && Number.isFinite(dueAt)) nextAt = Math.min(nextAt ?? dueAt, dueAt)
    }
    return { next, nextAt }
  }

  async #work(accountId: string, signal: AbortSignal): Promise<void> {
    while (!this.#lanes.stopping) {
      const job = this.#decide().next.get(accountId)
      const server = this.#deps.store.read((db) => getAccount(db, accountId))?.server ?? ''
      if (job === undefined || !this.#circuits.enter(server)) return
      let sign: ServerSign = 'nothing'
      try {
        sign = await this.#send(job, signal)
      } finally {
        this.#circuits.leave(server, sign)
      }
    }
  }

  async #send(job: EngagementJob, signal: AbortSignal): Promise<ServerSign> {
    const { store, clock, connect } = this.#deps
    // From here on the network may know of it: taking it back means telling it again.
    const sent: EngagementJob = { ...job, attempts: job.attempts + 1, notBefore: null }
    store.write((db) => updateEngagementJob(db, sent))
    const connection = connect(job.accountId, signal)
    try {
      if (connection === null) throw new AppFailure({ kind: 'capability-not-supported', capability: job.kind, message: null })
      const { connector, context } = connection
      const answer = await patiently(
        (bound) => tellNetwork(store, { connector, context: { ...context, signal: bound } }, sent),
        signal,
        PATIENCE_MS,
      )
      this.#done(sent, answer)
      return 'answered'
    } catch (cause) {
      if (signal.aborted) throw cause
      const error = cause instanceof AppFailure || connection === null ? errorOf(cause) : connection.connector.classify(cause)
      // What is gone is neither liked nor there to be deleted.
      if (error.kind === 'post-not-found' && (!sent.wanted || sent.kind === 'delete')) {
        this.#done(sent, { ref: null, requested: false })
        return signOf(error, false)
      }
      if (error.kind === 'internal') this.#deps.log.error(`A ${job.kind} could not be sent, for a reason nobody foresaw.`, { error: cause })
      const action = decideRetry(error, 'engage', sent.attempts, clock(), this.#deps.random())
      if (action.kind === 'wait') this.#wait(sent, action.notBefore, error)
      else this.#refused(sent, error)
      // What is refused for want of something here was never asked for.
      return signOf(error, connection !== null)
    }
  }

  #done(sent: EngagementJob, answer: EngagementAnswer): void {
    const { store, clock } = this.#deps
    store.write((db) => {
      const current = getEngagementJobById(db, sent.id)
      if (current === null) return
      if (current.wanted === sent.wanted && current.before.upTo?.at === sent.before.upTo?.at) {
        keepAnswer(db, sent, answer, clock())
        deleteEngagementJob(db, sent.id)
        return
      }
      // Pressed again meanwhile: what was just told is now what stands on the network.
      if (sent.kind === 'like' || sent.kind === 'repost') keepAnswer(db, sent, answer, clock())
      const before = {
        ...current.before,
        on: sent.wanted,
        requested: answer.requested,
        ref: answer.ref,
        counted: sent.wanted === current.wanted ? 0 : current.wanted ? 1 : -1,
      }
      updateEngagementJob(db, { ...current, before, attempts: 0, notBefore: null })
    })
  }

  #wait(sent: EngagementJob, notBefore: number | null, error: AppError): void {
    this.#deps.store.write((db) => {
      const current = getEngagementJobById(db, sent.id)
      if (current !== null) updateEngagementJob(db, { ...current, notBefore })
      if (error.kind === 'authentication') setAccountState(db, sent.accountId, { kind: 'needs-sign-in', error })
    })
  }

  #refused(sent: EngagementJob, error: AppError): void {
    const { store, clock, notify } = this.#deps
    const undone = store.write((db) => {
      const current = getEngagementJobById(db, sent.id)
      if (current === null) return false
      deleteEngagementJob(db, sent.id)
      // Pressed again meanwhile: the refusal is what the person wants.
      if (current.wanted === current.before.on && current.kind !== 'delete') return false
      restoreBefore(db, current, clock())
      return current.kind !== 'mark-read'
    })
    if (!undone) return
    const account = store.read((db) => getAccount(db, sent.accountId))
    const message = 'message' in error ? (error.message ?? '') : ''
    const code = sent.wanted ? `${sent.kind}-refused` : `un${sent.kind}-refused`
    notify({ topic: 'notice', tone: 'error', code, values: { reason: error.kind, message, handle: account?.handle ?? '' } })
  }
}

function errorOf(cause: unknown): AppError {
  return cause instanceof AppFailure ? cause.error : { kind: 'internal', reference: 'engagement' }
}
