import type { PreparedParts } from '../../connectors/connector.ts'
import type { OutboxRow } from '../../store/tables/outbox-items.ts'
import { getOutboxPart, putOutboxPart } from '../../store/tables/outbox-parts.ts'
import type { ServerSign } from '../circuit.ts'
import type { Connection } from '../dependencies.ts'
import { patiently } from '../lanes.ts'
import { applyEvent } from '../state/apply-event.ts'
import type { PublishDependencies } from './dependencies.ts'
import { fail } from './outcome.ts'
import { outgoing, publishOf, within } from './sending.ts'
import type { Unit } from './units.ts'
import { writeStepsOf } from './write-steps.ts'

/** Makes a post ready to be sent, its files uploaded, and arms it. */
export async function prepare(
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
    const steps = writeStepsOf(deps.store, connection, item)
    prepared = await patiently(
      async (bound) => {
        const bounded = within(connection, bound)
        const post = await outgoing(deps, bounded, item, 'prepare')
        const made: unknown = await steps.prepare(bounded.context, post, progressOf(deps, id, bound), partsOf(deps, id, bound))
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

/** Gives an item the key it is sent under: stored before anything leaves. */
export function arm(deps: PublishDependencies, connection: Connection, itemId: string, prepared: string | null): void {
  const key: unknown = publishOf(connection).newKey(deps.clock)
  // A missing key must never go out as the text "undefined": every post would then be the same one.
  if (typeof key !== 'string' || key.trim() === '') throw new Error('A connector made no key for a post')
  applyEvent(deps, itemId, { kind: 'arm', key, prepared })
}

/** Whether what preparing left is still there on the network. */
export function isFresh(deps: PublishDependencies, item: OutboxRow): boolean {
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
