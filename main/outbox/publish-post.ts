import { AppFailure, type AppError } from '../../shared/errors.ts'
import type { OutgoingPost, PreparedParts, Publish } from '../connectors/connector.ts'
import { getOutboxItem, type OutboxRow } from '../store/tables/outbox-items.ts'
import { getOutboxPart, putOutboxPart } from '../store/tables/outbox-parts.ts'
import { getPublishRun } from '../store/tables/publish-runs.ts'
import { applyEvent } from './apply-event.ts'
import type { Connection, OutboxDependencies } from './dependencies.ts'
import { patiently } from './lanes.ts'
import type { FittedFiles } from './media/fitted-files.ts'
import type { MediaFolder } from './media-folder.ts'
import { makeOutgoingPost, type OutgoingPhase } from './outgoing-post.ts'
import { recordPosted } from './record-posted.ts'
import { backoffMs, decideRetry, type WritePhase } from './retry-policy.ts'
import type { OutboxEvent } from './states.ts'

/** What sending a post needs. */
export type PublishDependencies = OutboxDependencies & {
  readonly folder: Pick<MediaFolder, 'read'>
  readonly files: FittedFiles
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
  /** As long a file counts as uploaded while the rest of its post is not: together with the above below what networks keep. */
  readonly partsKeepMs: number
}

export const publishTiming: PublishTiming = {
  settleMs: 5 * 60_000,
  preparePatienceMs: 30 * 60_000,
  commitPatienceMs: 5 * 60_000,
  witnessPatienceMs: 2 * 60_000,
  preparedKeepsMs: 45 * 60_000,
  partsKeepMs: 10 * 60_000,
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
    const publish = publishOf(connection)
    prepared = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        const post = await outgoing(deps, bounded, item, 'prepare')
        const made: unknown = await publish.prepare(bounded.context, post, progressOf(deps, itemId, bound), partsOf(deps, itemId, bound))
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
  const publish = publishOf(connection)
  let post: OutgoingPost
  try {
    post = await patiently((bound) => outgoing(deps, within(connection, bound), armed, 'afterwards'), signal, deps.timing.preparePatienceMs)
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
    const committed = await patiently(
      (bound) => publish.commit(within(connection, bound).context, commitKey, post, parsed(prepared)),
      signal,
      deps.timing.commitPatienceMs,
    )
    posted(deps, itemId, committed)
  } catch (error) {
    if (signal.aborted) throw error
    fail(deps, connection, item, 'commit', error)
  }
}

async function witness(deps: PublishDependencies, connection: Connection, itemId: string, signal: AbortSignal): Promise<void> {
  const item = deps.store.read((db) => getOutboxItem(db, itemId))
  if (item?.state !== 'unknown' || item.commitKey === null) return
  const { commitKey, prepared } = item
  const publish = publishOf(connection)
  try {
    const seen = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        const post = await outgoing(deps, bounded, item, 'afterwards')
        return publish.witness(bounded.context, commitKey, post, parsed(prepared), item.sendingSince ?? item.createdAt)
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
    }
  } catch (error) {
    if (signal.aborted) throw error
    fail(deps, connection, item, 'witness', error)
  }
}

/** The network of this account has no connector (any more): the person decides. */
function giveBack(deps: PublishDependencies, item: OutboxRow): void {
  const error: AppError = { kind: 'capability-not-supported', capability: 'publish', message: null }
  if (item.state === 'unknown') applyEvent(deps, item.id, { kind: 'ask-person', error })
  else if (applyEvent(deps, item.id, { kind: 'prepare' }) !== null) applyEvent(deps, item.id, { kind: 'refused', error })
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
  applyEvent(deps, item.id, eventOf(error, action, phase, now + settleMs(deps, connection)))
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

function outgoing(deps: PublishDependencies, connection: Connection, item: OutboxRow, phase: OutgoingPhase): Promise<OutgoingPost> {
  const run = deps.store.read((db) => getPublishRun(db, item.runId))
  if (run === null) throw new Error('An outbox item has no run')
  return makeOutgoingPost(deps, connection, item, run, phase)
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

/** What is uploaded is written down at once, and found again by the next try. A try that was given up no longer writes. */
function partsOf({ store, clock, timing }: PublishDependencies, itemId: string, signal: AbortSignal): PreparedParts {
  return {
    find: (name) => store.read((db) => getOutboxPart(db, itemId, name, clock() - timing.partsKeepMs)),
    keep: (name, part) => {
      if (!signal.aborted) store.writeDurably((db) => putOutboxPart(db, itemId, name, part, clock()))
    },
  }
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
