import { AppFailure } from '../../../../shared/errors.ts'
import type { AuthorProfile } from '../../../../shared/model/author.ts'
import type { PostMetrics } from '../../../../shared/model/post-metrics.ts'
import type { ConnectorContext, NormalisedAuthor, RemoteAuthor, RemotePost } from '../../connector.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { accountGraph } from '../client.ts'
import { authorOfProfile, normaliseProfile } from '../normalise/author.ts'
import { kindOf } from '../normalise/ids.ts'
import { WireInsights } from '../wire.ts'
import { readProfile } from './self.ts'

/** Who the account's token belongs to. */
export async function check(context: ConnectorContext): Promise<NormalisedAuthor> {
  return authorOfProfile(await readProfile(accountGraph(context)))
}

/** The account's own profile: others' are not given. */
export async function profile(
  context: ConnectorContext,
  author: RemoteAuthor,
): Promise<{ readonly profile: AuthorProfile; readonly normalised: NormalisedAuthor }> {
  if (author.authorId !== context.account.authorId)
    throw new AppFailure({ kind: 'capability-not-supported', capability: 'profile', message: null })
  const wire = await readProfile(accountGraph(context))
  return { profile: normaliseProfile(wire), normalised: authorOfProfile(wire) }
}

const MOST_MEASURED = 25
/** Source: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media/insights, read 2026-11-27. */
const METRICS = 'views,likes,comments,saved'

/** The counts of own media as they are now; those that have none are left out. */
export async function metrics(
  context: ConnectorContext,
  posts: readonly RemotePost[],
): Promise<readonly { readonly postId: string; readonly metrics: PostMetrics }[]> {
  const graph = accountGraph(context)
  const measured: { postId: string; metrics: PostMetrics }[] = []
  for (const { postId, remoteId } of posts.filter((post) => kindOf(post.postId) === 'media').slice(0, MOST_MEASURED)) {
    try {
      const { data } = parseAnswer(WireInsights, await graph.get(`${encodeURIComponent(remoteId)}/insights`, { metric: METRICS }), graph)
      if (data.length === 0) continue
      const count = (name: string): number | null => data.find((one) => one.name === name)?.values[0]?.value ?? null
      const counts = { replies: count('comments'), likes: count('likes'), bookmarks: count('saved'), views: count('views') }
      measured.push({ postId, metrics: { ...counts, reposts: null, quotes: null, measuredAt: context.clock() } })
    } catch (error) {
      // Too few have seen it (10), or it is somebody else's or gone.
      if (!hasGraphCode(error, '10', '100')) throw error
    }
  }
  return measured
}
