import { AppFailure, type AppError } from '../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost, Publish, ThreadPart } from '../connectors/connector.ts'
import { earlierSegment, type OutboxRow } from '../store/tables/outbox-items.ts'
import { getPublishRun, type PublishRun } from '../store/tables/publish-runs.ts'
import { applyEvent, applyToAll } from './apply-event.ts'
import { signOf, type ServerSign } from './circuit.ts'
import type { Connection, OutboxDependencies } from './dependencies.ts'
import type { Doubts } from './doubts.ts'
import { patiently } from './lanes.ts'
import type { MediaFolder } from './media-folder.ts'
import { createdAtFor, makeOutgoingPost } from './outgoing-post.ts'
import { recordPosted, type Posted } from './record-posted.ts'
import { backoffMs, decideRetry, type WritePhase } from './retry-policy.ts'
import { isAsking, type OutboxEvent } from './states.ts'
import { partsIn, type Unit } from './units.ts'

/** What sending a post needs. */
export type PublishDependencies = OutboxDependencies & {
  readonly folder: Pick<MediaFolder, 'read'>
  /** Called when every part of a run is posted or given up. */
  readonly onRunOver: () => void
  readonly timing: PublishTiming
  readonly doubts: Doubts
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

/**
 * One step of what is sent together, as far as it goes before something else has to be decided. Answers what it showed of the server. Rejects
 * only for bugs, when `signal` is aborted, and when the store cannot be written.
 */
export async function publishStep(deps: PublishDependencies, unit: Unit, signal: AbortSignal): Promise<ServerSign> {
  const connection = deps.connect(unit[0].accountId, signal)
  if (connection === null) {
    giveBack(deps, unit)
    return 'nothing'
  }
  const asking = unit.filter(isAsking)
  for (const { id } of asking) deps.onStep?.('witness', id)
  if (asking.length > 0) return witness(deps, connection, asking, signal)
  const stale = unit.find((item) => !isFresh(deps, item))
  if (stale !== undefined) return prepare(deps, connection, stale, unit, signal)
  const queued = unit.filter(({ state }) => state === 'queued')
  if (queued.length === 0) return send(deps, connection, unit, signal)
  for (const { id } of queued) arm(deps, connection, id, null)
  return 'nothing'
}

async function prepare(
  deps: PublishDependencies,
  connection: Connection,
  { id }: OutboxRow,
  unit: Unit,
  signal: AbortSignal,
): Promise<ServerSign> {
  const item = applyEvent(deps, id, { kind: 'prepare' })
  if (item === null) return 'nothing'
  let prepared: string
  try {
    const publish = publishOf(connection)
    prepared = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        const post = await outgoing(deps, bounded, item)
        const made: unknown = await publish.prepare(bounded.context, post, progressOf(deps, id, bound))
        // `undefined` has no JSON; a connector may have nothing to keep.
        return JSON.stringify(made ?? null)
      },
      signal,
      deps.timing.preparePatienceMs,
    )
  } catch (error) {
    if (signal.aborted) throw error
    return fail(deps, connection, [item], 'prepare', error, unit)
  }
  arm(deps, connection, id, prepared)
  // Many networks have nothing to be asked while a post is prepared.
  return 'nothing'
}

function arm(deps: PublishDependencies, connection: Connection, itemId: string, prepared: string | null): void {
  const key: unknown = publishOf(connection).newKey(deps.clock)
  // A missing key must never go out as the text "undefined": every post would then be the same one.
  if (typeof key !== 'string' || key.trim() === '') throw new Error('A connector made no key for a post')
  applyEvent(deps, itemId, { kind: 'arm', key, prepared })
}

/** Nothing leaves before it is on the disk that everything of the unit is being sent, each under its stored key. */
async function send(deps: PublishDependencies, connection: Connection, unit: Unit, signal: AbortSignal): Promise<ServerSign> {
  const posts: OutgoingPost[] = []
  try {
    for (const item of unit) {
      posts.push(await patiently((bound) => outgoing(deps, within(connection, bound), item), signal, deps.timing.preparePatienceMs))
    }
  } catch (error) {
    if (signal.aborted) throw error
    // Nothing has left: what is missing is found, or said, by preparing again.
    const missing = unit[posts.length] ?? unit[0]
    const preparing = applyEvent(deps, missing.id, { kind: 'prepare' })
    return preparing === null ? 'nothing' : fail(deps, connection, [preparing], 'prepare', error, unit)
  }
  const sending = applyToAll(
    deps,
    unit.map(({ id }) => id),
    { kind: 'send' },
  )
  if (sending === null) return 'nothing'
  const parts = sending.map((item, index): ThreadPart => {
    const post = posts[index]
    if (post === undefined || item.commitKey === null) throw new Error('An outbox item is being sent without its key')
    return { key: item.commitKey, post: { ...post, createdAt: createdAtOf(deps, item) }, prepared: parsed(item.prepared) }
  })
  try {
    const committed = await patiently(
      (bound) => commit(publishOf(connection), within(connection, bound).context, parts),
      signal,
      deps.timing.commitPatienceMs,
    )
    posted(
      deps,
      sending.flatMap(({ id }, index) => {
        const one = committed[index]
        return one === undefined ? [] : [{ itemId: id, committed: one }]
      }),
    )
    return 'answered'
  } catch (error) {
    if (signal.aborted) throw error
    return fail(deps, connection, sending, 'commit', error, unit)
  }
}

/** One post, or the posts of a thread in one request. */
async function commit(publish: Publish, context: ConnectorContext, parts: readonly ThreadPart[]): Promise<readonly CommittedPost[]> {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return [await publish.commit(context, only.key, only.post, only.prepared)]
  if (publish.thread === undefined) throw new Error('A connector that writes no threads was given one')
  const committed = await publish.thread.commit(context, parts)
  // What it did not speak of may be there or not.
  if (committed.length !== parts.length) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return committed
}

/** Asks about each post of unknown outcome, in order: of a thread that went as one all are there or none, and each is told by its own key. */
async function witness(
  deps: PublishDependencies,
  connection: Connection,
  items: readonly OutboxRow[],
  signal: AbortSignal,
): Promise<ServerSign> {
  const publish = publishOf(connection)
  for (const item of items) {
    const { commitKey } = item
    if (commitKey === null) continue
    try {
      const seen = await patiently(
        async (bound) => {
          const bounded = within(connection, bound)
          const post = await outgoing(deps, bounded, item)
          return publish.witness(bounded.context, commitKey, post, parsed(item.prepared), item.sendingSince ?? item.createdAt)
        },
        signal,
        deps.timing.witnessPatienceMs,
      )
      switch (seen.kind) {
        case 'there':
          posted(deps, [{ itemId: item.id, committed: seen.post }])
          break
        case 'not-there':
          absent(deps, connection, item)
          break
        case 'cannot-tell':
          applyEvent(deps, item.id, { kind: 'ask-person', error: { kind: 'outcome-unknown', message: null } })
          break
      }
    } catch (error) {
      if (signal.aborted) throw error
      // Who cannot be asked about one cannot be asked about the next.
      return fail(deps, connection, [item], 'witness', error, null)
    }
  }
  return 'answered'
}

/** The network of this account has no connector (any more): the person decides. */
function giveBack(deps: PublishDependencies, unit: Unit): void {
  const error: AppError = { kind: 'capability-not-supported', capability: 'publish', message: null }
  for (const item of unit) {
    if (item.state === 'unknown') applyEvent(deps, item.id, { kind: 'ask-person', error })
    else applyEvent(deps, item.id, { kind: 'refused-along', error })
  }
}

/** Not there: believed only when nothing can come any more. Then it is sent again, at ever longer intervals, and not for ever. */
function absent(deps: PublishDependencies, connection: Connection, item: OutboxRow): void {
  const now = deps.clock()
  const error: AppError = item.error ?? { kind: 'outcome-unknown', message: null }
  const unsettledMs = Math.max((item.doubtUntil ?? now) - now, settleMs(deps, connection) - deps.doubts.ageOf(item))
  if (unsettledMs > 0) {
    const notBefore = now + Math.min(unsettledMs, backoffMs(1, deps.random()))
    applyEvent(deps, item.id, { kind: 'later', reason: 'retry', notBefore, error })
    return
  }
  deps.doubts.forget(item.id)
  if (item.doubts >= DOUBTS) {
    applyEvent(deps, item.id, { kind: 'absent-again', error })
    return
  }
  // Of its thread something is there after all: it now answers a post that has a version.
  const moved = partsIn(connection) > 1 && deps.store.read((db) => earlierSegment(db, item))?.state === 'done'
  applyEvent(deps, item.id, { kind: 'absent', notBefore: item.doubts <= 1 ? null : now + backoffMs(item.doubts, deps.random()), moved })
}

function posted(deps: PublishDependencies, posts: readonly Posted[]): void {
  if (recordPosted(deps, posts, deps.clock())) deps.onRunOver()
  for (const { itemId } of posts) deps.doubts.forget(itemId)
}

/** Writes down what a failure of some items means for them, and for what goes with them. Answers what it shows of the server. */
function fail(
  deps: PublishDependencies,
  connection: Connection,
  items: readonly OutboxRow[],
  phase: WritePhase,
  cause: unknown,
  unit: Unit | null,
): ServerSign {
  const now = deps.clock()
  const error = cause instanceof AppFailure ? cause.error : connection.connector.classify(cause)
  if (error.kind === 'internal') deps.log.error(`A post could not be sent (${phase}), for a reason nobody foresaw.`, { error: cause })
  const attempts = phase === 'witness' ? WITNESS_PACE : Math.max(...items.map((item) => item.attempts)) + 1
  const action = decideRetry(error, phase, attempts, now, deps.random())
  const event = eventOf(error, action, phase, now + settleMs(deps, connection))
  deps.store.write(() => {
    const moved = applyToAll(
      deps,
      items.map(({ id }) => id),
      event,
    )
    if (event.kind === 'doubt') for (const item of moved ?? []) deps.doubts.ageOf(item)
    // A thread that goes as one is refused as one.
    if (event.kind !== 'refused' || unit === null) return
    for (const { id } of unit) if (!items.some((item) => item.id === id)) applyEvent(deps, id, { kind: 'refused-along', error })
  })
  return signOf(error, phase !== 'prepare')
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
  return makeOutgoingPost(deps, connection, item, runOf(deps, item))
}

/** A post's own time: kept over repeats, and known when it is first sent. */
function createdAtOf(deps: PublishDependencies, item: OutboxRow): number {
  return deps.store.read((db) => createdAtFor(db, item, runOf(deps, item), deps.clock()))
}

function runOf(deps: PublishDependencies, item: OutboxRow): PublishRun {
  const run = deps.store.read((db) => getPublishRun(db, item.runId))
  if (run === null) throw new Error('An outbox item has no run')
  return run
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
