import { AppFailure, type AppError } from '../../shared/errors.ts'
import type { OutgoingPost, Publish, Schedule } from '../connectors/connector.ts'
import { getOutboxItem, outboxItemsOfRun, type OutboxRow } from '../store/tables/outbox-items.ts'
import { getPublishRun } from '../store/tables/publish-runs.ts'
import { applyEvent } from './apply-event.ts'
import type { Connection, OutboxDependencies } from './dependencies.ts'
import { canHold, HOLDING, holdPost, lookAmongHeld } from './held-post.ts'
import { patiently } from './lanes.ts'
import type { MediaFolder } from './media-folder.ts'
import { makeOutgoingPost } from './outgoing-post.ts'
import { recordPosted } from './record-posted.ts'
import { backoffMs, decideRetry, type WritePhase } from './retry-policy.ts'
import type { OutboxEvent } from './states.ts'
import { writeStepsOf } from './write-steps.ts'

/** What sending a post needs. */
export type PublishDependencies = OutboxDependencies & {
  readonly folder: Pick<MediaFolder, 'read'>
  /** Called when every part of a run is posted or given up. */
  readonly onRunOver: () => void
  readonly timing: PublishTiming
}

/** Times of sending, ms. */
export type PublishTiming = {
  /** How long a post may still come after a commit without an answer, where the connector does not say. (Seen: 222 s.) */
  readonly settleMs: number
  /** How long each step may take before it counts as hung. */
  readonly preparePatienceMs: number
  readonly commitPatienceMs: number
  readonly witnessPatienceMs: number
  /** Networks forget uploads that no post uses: after this it is prepared anew. (Mastodon: a day; AT Protocol PDS: an hour.) */
  readonly preparedKeepsMs: number
}

export const publishTiming: PublishTiming = {
  settleMs: 5 * 60_000,
  preparePatienceMs: 30 * 60_000,
  commitPatienceMs: 5 * 60_000,
  witnessPatienceMs: 2 * 60_000,
  preparedKeepsMs: 45 * 60_000,
}

/** After so many commits that came to nothing and gave no answer, the person is told instead of going on. */
const DOUBTS = 5
/** A witness that could not be asked is asked again after about half a minute, however often. */
const WITNESS_PACE = 4

/** One step of one item, as far as it goes before something else has to be decided. Rejects only for bugs and when `signal` is aborted. */
export async function publishStep(deps: PublishDependencies, item: OutboxRow, signal: AbortSignal): Promise<void> {
  const connection = deps.connect(item.accountId, signal)
  if (connection === null) {
    giveBack(deps, item)
    return
  }
  switch (item.state) {
    case 'queued':
      if (isFresh(deps, item)) arm(deps, connection, item.id, null)
      else await prepare(deps, connection, item.id, signal)
      break
    case 'armed':
      if (isFresh(deps, item)) await send(deps, connection, item.id, signal)
      else await prepare(deps, connection, item.id, signal)
      break
    case 'held':
    case 'unknown':
      await witness(deps, connection, item.id, signal)
      break
    case 'preparing':
    case 'sending':
    case 'done':
    case 'failed':
    case 'cancelled':
      throw new Error(`An outbox item cannot be taken up while it is ${item.state}`)
  }
}

async function prepare(deps: PublishDependencies, connection: Connection, itemId: string, signal: AbortSignal): Promise<void> {
  const item = applyEvent(deps, itemId, { kind: 'prepare' })
  if (item === null) return
  let prepared: string
  try {
    const steps = writeStepsOf(deps.store, connection, item)
    prepared = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        const post = await outgoing(deps, bounded, item)
        const made: unknown = await steps.prepare(bounded.context, post, progressOf(deps, itemId, bound))
        // `undefined` has no JSON; a connector may have nothing to keep.
        return JSON.stringify(made ?? null)
      },
      signal,
      deps.timing.preparePatienceMs,
    )
  } catch (error) {
    if (signal.aborted) throw error
    fail(deps, connection, item, 'prepare', error)
    return
  }
  arm(deps, connection, itemId, prepared)
}

function arm(deps: PublishDependencies, connection: Connection, itemId: string, prepared: string | null): void {
  const key: unknown = publishOf(connection).newKey(deps.clock)
  // A missing key must never go out as the text "undefined": every post would then be the same one.
  if (typeof key !== 'string' || key.trim() === '') throw new Error('A connector made no key for a post')
  applyEvent(deps, itemId, { kind: 'arm', key, prepared })
}

async function send(deps: PublishDependencies, connection: Connection, itemId: string, signal: AbortSignal): Promise<void> {
  const armed = deps.store.read((db) => getOutboxItem(db, itemId))
  if (armed?.state !== 'armed' || armed.commitKey === null) return
  const time = timeOf(deps, connection, armed)
  if (time.kind === 'later') {
    applyEvent(deps, itemId, { kind: 'wait-until', at: time.at })
    return
  }
  const steps = writeStepsOf(deps.store, connection, armed)
  let post: OutgoingPost
  try {
    post = await patiently((bound) => outgoing(deps, within(connection, bound), armed), signal, deps.timing.preparePatienceMs)
  } catch (error) {
    if (signal.aborted) throw error
    // Nothing has left: what is missing is found, or said, by preparing again.
    const preparing = applyEvent(deps, itemId, { kind: 'prepare' })
    if (preparing !== null) fail(deps, connection, preparing, 'prepare', error)
    return
  }
  const item = applyEvent(deps, itemId, { kind: 'send' })
  if (item?.commitKey == null) return
  const { commitKey, prepared } = item
  try {
    const outcome = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        if (time.kind === 'hold') return holdPost(time.schedule, bounded, commitKey, post, parsed(prepared), time.at)
        return { kind: 'posted' as const, post: await steps.commit(bounded.context, commitKey, post, parsed(prepared)) }
      },
      signal,
      deps.timing.commitPatienceMs,
    )
    if ('post' in outcome) posted(deps, itemId, outcome.post)
    else applyEvent(deps, itemId, outcome)
  } catch (error) {
    if (signal.aborted) throw error
    fail(deps, connection, item, 'commit', error)
  }
}

async function witness(deps: PublishDependencies, connection: Connection, itemId: string, signal: AbortSignal): Promise<void> {
  const item = deps.store.read((db) => getOutboxItem(db, itemId))
  if ((item?.state !== 'unknown' && item?.state !== 'held') || item.commitKey === null) return
  const { commitKey, prepared } = item
  try {
    const held = heldAt(deps, connection, item)
    const seen = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        const post = await outgoing(deps, bounded, item)
        // What the network held was made at its time, not when it was sent.
        const since = item.state === 'held' && held !== null ? held.at - HOLDING.earlyMs : (item.sendingSince ?? item.createdAt)
        const steps = writeStepsOf(deps.store, bounded, item)
        const there = await steps.witness(bounded.context, commitKey, post, parsed(prepared), since)
        if (there.kind !== 'not-there' || held === null) return there
        return (await lookAmongHeld(held.schedule, bounded, item, post, parsed(prepared), held.at)) ?? there
      },
      signal,
      deps.timing.witnessPatienceMs,
    )
    switch (seen.kind) {
      case 'there':
        posted(deps, itemId, seen.post)
        break
      case 'not-there':
        absent(deps, item)
        break
      case 'cannot-tell':
        applyEvent(deps, itemId, { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } })
        break
      default:
        applyEvent(deps, itemId, seen)
    }
  } catch (error) {
    if (signal.aborted) throw error
    fail(deps, connection, item, 'witness', error)
  }
}

/** The network of this account has no connector (any more): the person decides. */
function giveBack(deps: PublishDependencies, item: OutboxRow): void {
  const error: AppError = { kind: 'capability-not-supported', capability: 'publish', message: null }
  if (item.state === 'unknown' || item.state === 'held') applyEvent(deps, item.id, { kind: 'ask-person', error })
  else if (applyEvent(deps, item.id, { kind: 'prepare' }) !== null) applyEvent(deps, item.id, { kind: 'refused', error })
}

/** When an item goes out: now, by the network itself at its time, or later by Chirp. */
type SendTime =
  | { readonly kind: 'now' }
  | { readonly kind: 'hold'; readonly schedule: Schedule; readonly at: number }
  | { readonly kind: 'later'; readonly at: number }

function timeOf(deps: PublishDependencies, connection: Connection, item: OutboxRow): SendTime {
  const at = scheduledFor(deps, item)
  const now = deps.clock()
  if (at === null || at <= now) return { kind: 'now' }
  const schedule = publishOf(connection).schedule
  const posts = deps.store.read((db) => outboxItemsOfRun(db, item.runId)).filter(({ accountId }) => accountId === item.accountId).length
  if (schedule !== undefined && canHold(connection.context.account.capabilities, posts, at, now)) return { kind: 'hold', schedule, at }
  return { kind: 'later', at }
}

/** The time for which an item may be held by its network; null where it cannot have been given to it. */
function heldAt(
  deps: PublishDependencies,
  { connector }: Connection,
  item: OutboxRow,
): { readonly schedule: Schedule; readonly at: number } | null {
  const at = scheduledFor(deps, item)
  const schedule = connector.publish?.schedule
  return at === null || schedule === undefined ? null : { schedule, at }
}

/** When the person wants a new post to go out; null = at once. */
function scheduledFor({ store }: PublishDependencies, item: OutboxRow): number | null {
  if (item.operation !== 'create') return null
  return store.read((db) => getPublishRun(db, item.runId))?.draft.options.scheduledAt ?? null
}

/** Not there: believed only when nothing can come any more. Then it is sent again, at ever longer intervals, and not for ever. */
function absent(deps: PublishDependencies, item: OutboxRow): void {
  const now = deps.clock()
  const error: AppError = item.error ?? { kind: 'outcome-unknown', message: null }
  if (item.doubtUntil !== null && item.doubtUntil > now) {
    const notBefore = Math.min(item.doubtUntil, now + backoffMs(1, deps.random()))
    applyEvent(deps, item.id, { kind: 'later', reason: 'retry', notBefore, error })
  } else if (item.doubts >= DOUBTS) {
    applyEvent(deps, item.id, { kind: 'absent-again', error })
  } else {
    applyEvent(deps, item.id, { kind: 'absent', notBefore: item.doubts <= 1 ? null : now + backoffMs(item.doubts, deps.random()) })
  }
}

function posted(deps: PublishDependencies, itemId: string, committed: Parameters<typeof recordPosted>[2]): void {
  if (recordPosted(deps, itemId, committed, deps.clock())) deps.onRunOver()
}

function fail(deps: PublishDependencies, connection: Connection, item: OutboxRow, phase: WritePhase, cause: unknown): void {
  const now = deps.clock()
  const error = cause instanceof AppFailure ? cause.error : connection.connector.classify(cause)
  if (error.kind === 'internal') deps.log.error(`A post could not be sent (${phase}), for a reason nobody foresaw.`, { error: cause })
  const action = decideRetry(error, phase, phase === 'witness' ? WITNESS_PACE : item.attempts + 1, now, deps.random())
  const event = eventOf(error, action, phase, now + settleMs(deps, connection))
  // The network goes on holding it while it cannot be asked.
  const isHeld = item.state === 'held' && event.kind === 'later'
  applyEvent(deps, item.id, isHeld ? { kind: 'look-again', notBefore: event.notBefore ?? now + HOLDING.lookEveryMs } : event)
}

function eventOf(error: AppError, action: ReturnType<typeof decideRetry>, phase: WritePhase, doubtUntil: number): OutboxEvent {
  switch (action.kind) {
    case 'wait': {
      const { reason, notBefore } = action
      // The server's own "not now" says that it did nothing; so does never having got through to it.
      const neverLeft = phase === 'commit' && (reason === 'offline' || reason === 'retry')
      return { kind: neverLeft ? 'not-sent' : 'later', reason, notBefore, error }
    }
    case 'unknown':
      return { kind: 'doubt', error, until: doubtUntil }
    case 'fail':
      return phase === 'witness' ? { kind: 'ask-person', error } : { kind: 'refused', error }
  }
}

/** How long a post of unknown outcome may still come, ms. */
export function settleMs(deps: Pick<PublishDependencies, 'timing'>, connection: Connection | null): number {
  return connection?.connector.publish?.settleMs ?? deps.timing.settleMs
}

function outgoing(deps: PublishDependencies, connection: Connection, item: OutboxRow): Promise<OutgoingPost> {
  const run = deps.store.read((db) => getPublishRun(db, item.runId))
  if (run === null) throw new Error('An outbox item has no run')
  return makeOutgoingPost(deps, connection, item, run)
}

function publishOf({ connector }: Connection): Publish {
  if (connector.publish === undefined) throw new AppFailure({ kind: 'capability-not-supported', capability: 'publish', message: null })
  return connector.publish
}

function within({ connector, context }: Connection, signal: AbortSignal): Connection {
  return { connector, context: { ...context, signal } }
}

function parsed(prepared: string | null): unknown {
  return prepared === null ? null : JSON.parse(prepared)
}

function isFresh(deps: PublishDependencies, item: OutboxRow): boolean {
  return item.prepared !== null && item.preparedAt !== null && deps.clock() - item.preparedAt < deps.timing.preparedKeepsMs
}

/** Progress goes into the store in steps of a twentieth: every one of them is a write, and an event to the page. */
function progressOf(deps: PublishDependencies, itemId: string, signal: AbortSignal): (share: number) => void {
  let told = 0
  return (share) => {
    const step = Math.floor(Math.min(Math.max(share, 0), 1) * 20) / 20
    if (signal.aborted || !(step > told)) return
    told = step
    applyEvent(deps, itemId, { kind: 'progress', share: step })
  }
}
