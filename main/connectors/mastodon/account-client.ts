import type { ConnectorContext } from '../connector.ts'
import { accountToken } from './auth/session.ts'
import { createClient, type MastodonClient } from './client.ts'
import type { Home } from './normalise/author.ts'
import { Gathering } from './normalise/batch.ts'
import { knownIdsOf, type KnownIds } from './read/known-ids.ts'

/** What the calls of one account work with. */
export type AccountClient = MastodonClient & {
  readonly home: Home
  readonly known: KnownIds
  readonly signal: AbortSignal
  /** A new, empty gathering of what an answer holds. */
  readonly gather: () => Gathering
}

export function accountClient(context: ConnectorContext): AccountClient {
  const { server, handle } = context.account
  const home: Home = { server, domain: handle.slice(handle.lastIndexOf('@') + 1) }
  const known = knownIdsOf(context.account)
  return {
    ...createClient({ server, http: context.http, token: accountToken(context), signal: context.signal }),
    home,
    known,
    signal: context.signal,
    gather: () => new Gathering({ home, known, now: context.clock() }),
  }
}
