import { AppFailure } from '../../../../shared/errors.ts'
import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { ConnectorContext, NormalisedAuthor, RemoteAuthor } from '../../connector.ts'
import { pageGraph } from '../client.ts'
import { authorOfPage, normaliseProfile } from '../normalise/author.ts'
import { readPageOf } from './self.ts'

/** The page that the account's token belongs to. */
export async function check(context: ConnectorContext): Promise<NormalisedAuthor> {
  const graph = await pageGraph(context)
  return authorOfPage(await readPageOf(graph, graph.pageId))
}

/** The account's own page: of others the API tells nothing without a review. */
export async function profile(
  context: ConnectorContext,
  author: RemoteAuthor,
): Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }> {
  if (author.authorId !== context.account.authorId)
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'profile', message: null })
  const graph = await pageGraph(context)
  const wire = await readPageOf(graph, graph.pageId)
  return { profile: normaliseProfile(wire), normalised: authorOfPage(wire) }
}
