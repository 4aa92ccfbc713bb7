import type { AppError } from '../../../shared/errors.ts'
import type { ServerSign } from '../circuit.ts'
import { applyEvent } from '../state/apply-event.ts'
import { isAsking } from '../state/states.ts'
import type { PublishDependencies } from './dependencies.ts'
import { arm, isFresh, prepare } from './prepare.ts'
import { send } from './send.ts'
import type { Unit } from './units.ts'
import { witness } from './witness.ts'

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
  const asking = unit.filter((item) => isAsking(item) || item.state === 'held')
  for (const { id } of asking) deps.onStep?.('witness', id)
  if (asking.length > 0) return witness(deps, connection, asking, signal)
  const stale = unit.find((item) => !isFresh(deps, item))
  if (stale !== undefined) return prepare(deps, connection, stale, unit, signal)
  const queued = unit.filter(({ state }) => state === 'queued')
  if (queued.length === 0) return send(deps, connection, unit, signal)
  for (const { id } of queued) arm(deps, connection, id, null)
  return 'nothing'
}

/** The network of this account has no connector (any more): the person decides. */
function giveBack(deps: PublishDependencies, unit: Unit): void {
  const error: AppError = { kind: 'capability-not-supported', capability: 'publish', message: null }
  for (const item of unit) {
    if (item.state === 'unknown' || item.state === 'held') applyEvent(deps, item.id, { kind: 'ask-person', error })
    else applyEvent(deps, item.id, { kind: 'refused-along', error })
  }
}
