import { AppFailure } from '../../../shared/errors.ts'
import type { ConnectorContext } from '../connector.ts'
import { ownActsOf, type OwnActs } from './acts.ts'
import { accountToken } from './auth/session.ts'
import { createClient, type XClient } from './client.ts'
import { userIdOf } from './ids.ts'
import type { Reading } from './normalise/batch.ts'

/** What the calls of one account work with. */
export type AccountClient = XClient & {
  /** X's own id of the account. */
  readonly ownId: string
  readonly acts: OwnActs
  readonly reading: Reading
}

export function accountClient(context: ConnectorContext): AccountClient {
  const { server, authorId } = context.account
  const ownId = userIdOf(authorId)
  if (ownId === null) throw new AppFailure({ kind: 'authentication', reason: 'expired', message: null })
  const acts = ownActsOf(context.account)
  return {
    ...createClient({ server, http: context.http, token: accountToken(context), signal: context.signal }),
    ownId,
    acts,
    reading: { ownId, now: context.clock(), acts: acts.of },
  }
}
