import type { HealthReport } from '../../../shared/model/account-health.ts'
import type { ConnectorContext } from './context.ts'

export type { HealthLimit, HealthReport } from '../../../shared/model/account-health.ts'

/**
 * Asks how an account is doing: whether its session is still taken, what was not allowed, what is left of the network's own limits, and how long
 * the spoken version of its API is answered.
 *
 * It costs nothing: where requests are charged for, only those that are free are sent. A session that is refused rejects, as every call does, and
 * only that does: what is merely not allowed is said in `missing`, and what the network does not tell is left out.
 */
export type Health = (context: ConnectorContext) => Promise<HealthReport>
