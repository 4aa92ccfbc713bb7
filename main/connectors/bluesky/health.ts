import { z } from 'zod'
import { AppFailure } from '../../../shared/errors.ts'
import type { HealthReport } from '../connector.ts'
import { ask, type Connection } from './agent.ts'
import { understood } from './read/read.ts'
import { readSession } from './sign-in/session.ts'

/** https://docs.bsky.app/docs/api/com-atproto-server-get-session, read 2026-11-27: `active` false comes with a `status` that says why. */
const WireSession = z.object({ did: z.string(), active: z.boolean().optional(), status: z.string().optional() })

const Saved = z.object({ tokenSet: z.object({ scope: z.string() }) })

/** A server says whether the account is still active there. An app password may do everything that Chirp does; OAuth only what was allowed. */
export async function readHealth(connection: Connection): Promise<HealthReport> {
  const answer = await ask(connection, (agent, options) => agent.com.atproto.server.getSession({}, options))
  const { active, status } = understood(WireSession.safeParse(answer).data ?? null)
  if (active === false) throw new AppFailure({ kind: 'authentication', reason: 'forbidden', message: status ?? null })
  const session = await readSession(connection.context.session)
  const saved = session.kind === 'oauth' ? Saved.safeParse(session.saved) : null
  const isNarrow = saved?.success === true && !saved.data.tokenSet.scope.split(' ').includes('transition:generic')
  return { missing: isNarrow ? ['Reading your timeline and posting.'] : [], limits: [], apiEndsOn: null }
}
