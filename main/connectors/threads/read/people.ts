import { AppFailure } from '../../../../shared/errors.ts'
import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { ConnectorContext, NormalisedAuthor, RemoteAuthor } from '../../connector.ts'
import { accountGraph } from '../client.ts'
import { authorOfProfile, normaliseProfile } from '../normalise/author.ts'
import { readProfile } from './self.ts'

/** Who the account's token belongs to. */
export async function check(context: ConnectorContext): Promise<NormalisedAuthor> {
  return authorOfProfile(await readProfile(accountGraph(context)))
}

/** The account's own profile: only reviewed apps may look up others. */
export async function profile(
  context: ConnectorContext,
  author: RemoteAuthor,
): Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }> {
  if (author.authorId !== context.account.authorId)
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'profile', message: null })
  const wire = await readProfile(accountGraph(context))
  return { profile: normaliseProfile(wire), normalised: authorOfProfile(wire) }
}
