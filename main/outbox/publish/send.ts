import { AppFailure } from '../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost, Publish, ThreadPart } from '../../connectors/connector.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'
import type { ServerSign } from '../circuit.ts'
import type { Connection } from '../dependencies.ts'
import { patiently } from '../lanes.ts'
import { applyEvent, applyToAll } from '../state/apply-event.ts'
import type { PublishDependencies } from './dependencies.ts'
import { holdPost, timeOf } from './held-post.ts'
import { fail, posted } from './outcome.ts'
import { createdAtFor } from './outgoing-post.ts'
import { outgoing, parsed, publishOf, runOf, within } from './sending.ts'
import type { Unit } from './units.ts'
import { writeStepsOf, type WriteSteps } from './write-steps.ts'

/** Nothing leaves before it is on the disk that everything of the unit is being sent, each under its stored key. */
export async function send(deps: PublishDependencies, connection: Connection, unit: Unit, signal: AbortSignal): Promise<ServerSign> {
  const time = timeOf(connection, unit[0], deps.clock())
  if (time.kind === 'later') {
    applyEvent(deps, unit[0].id, { kind: 'wait-until', at: time.at })
    return 'nothing'
  }
  const posts: OutgoingPost[] = []
  try {
    for (const item of unit) {
      posts.push(
        await patiently((bound) => outgoing(deps, within(connection, bound), item, 'afterwards'), signal, deps.timing.preparePatienceMs),
      )
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
      async (bound) => {
        const bounded = within(connection, bound)
        const [first] = parts
        if (time.kind === 'now' || first === undefined)
          return commit(publishOf(connection), writeStepsOf(deps.store, connection, unit[0]), bounded.context, parts)
        return holdPost(time.schedule, bounded, first, time.at)
      },
      signal,
      deps.timing.commitPatienceMs,
    )
    if ('kind' in committed) {
      applyEvent(deps, unit[0].id, committed)
      return 'answered'
    }
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
async function commit(
  publish: Publish,
  steps: WriteSteps,
  context: ConnectorContext,
  parts: readonly ThreadPart[],
): Promise<readonly CommittedPost[]> {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return [await steps.commit(context, only.key, only.post, only.prepared)]
  if (publish.thread === undefined) throw new Error('A connector that writes no threads was given one')
  const committed = await publish.thread.commit(context, parts)
  // What it did not speak of may be there or not.
  if (committed.length !== parts.length) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return committed
}

/** A post's own time: kept over repeats, and known when it is first sent. */
function createdAtOf(deps: PublishDependencies, item: OutboxRow): number {
  return deps.store.read((db) => createdAtFor(db, item, runOf(deps, item), deps.clock()))
}
