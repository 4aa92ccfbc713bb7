import { AppFailure } from '../../../../shared/errors.ts'
import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { NormalisedAuthor } from '../../connector.ts'
import { ask, type Connection } from '../agent.ts'
import { normaliseProfile } from '../normalise/author.ts'

/** The profile of a DID or handle, with how the account stands to it. */
export async function readProfile(
  connection: Connection,
  actor: string,
): Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }> {
  const answer = await ask(connection, (agent, options) => agent.app.bsky.actor.getProfile({ actor }, options))
  const profile = normaliseProfile(answer)
  if (profile === null) throw new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: null, message: null })
  return profile
}
