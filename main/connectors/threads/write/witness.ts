import type { Clock } from '../../../core/ports.ts'
import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { CLOCK_SLACK_MS, plain, statusOrNone, verdictOf } from '../../meta/publish-once.ts'
import { timeOf } from '../../meta/time.ts'
import { sinceOnServer } from '../../server-clock.ts'
import { accountGraph, CONTAINERS } from '../client.ts'
import { readerOf } from '../read/self.ts'
import { REPLY_FIELDS, WirePost } from '../wire.ts'
import { committedPost, type Prepared } from './committed.ts'

/** Own posts since then that are looked through at most: two pages. More is a robot, and is asked about. */
const PAGE = 50
const MOST_PAGES = 2
/**
 * Looks whether a post whose outcome is unknown is among the account's own since `since` (epoch ms). Its container says whether it was published;
 * which post it became only the posts themselves tell: text, files, what it answers and quotes. Where both do not agree a person is asked.
 */
export async function witness(context: ConnectorContext, post: OutgoingPost, prepared: Prepared, since: number): Promise<Witness> {
  const graph = accountGraph(context)
  const status = await statusOrNone(graph, CONTAINERS, prepared.containerId)
  const { matching, isWhole } = await findAmongOwn(graph, post, since, context.clock)
  const [match] = matching
  const kind = verdictOf(status, matching.length, isWhole)
  if (kind !== 'there' || match === undefined) return { kind: kind === 'not-there' ? kind : 'cannot-tell' }
  const committed = committedPost(match, await readerOf(context, graph))
  return committed === null ? { kind: 'cannot-tell' } : { kind, post: committed }
}

async function findAmongOwn(
  graph: Graph,
  post: OutgoingPost,
  since: number,
  clock: Clock,
): Promise<{ readonly matching: readonly WirePost[]; readonly isWhole: boolean }> {
  const path = post.replyTo === null ? 'me/threads' : 'me/replies'
  const matching: WirePost[] = []
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof readPage<WirePost>>> = await readPage(
      graph,
      path,
      { fields: REPLY_FIELDS, limit: PAGE },
      after,
      WirePost,
    )
    const window = sinceOnServer(since, answer.serverTime, clock())
    if (window === null) return { matching, isWhole: false }
    const isRecent = (one: WirePost): boolean => isAfter(one, window.perhaps)
    const like = answer.items.filter((one) => isRecent(one) && isThePost(one, post))
    matching.push(...like.filter((one) => isAfter(one, window.surely)))
    // What cannot be read may be it, and what is from a time that our clock was set in.
    if (answer.skipped > 0 || like.some((one) => !isAfter(one, window.surely))) return { matching, isWhole: false }
    after = answer.after
    const last = answer.items.at(-1)
    if (after === null || last === undefined || !isRecent(last)) return { matching, isWhole: true }
  }
  return { matching, isWhole: false }
}

function isAfter(one: WirePost, time: number): boolean {
  return (timeOf(one.timestamp) ?? Number.POSITIVE_INFINITY) >= time - CLOCK_SLACK_MS
}

function isThePost(one: WirePost, post: OutgoingPost): boolean {
  const files = one.children.length > 0 ? one.children.length : one.media_url === null ? 0 : 1
  return (
    plain(one.text) === plain(post.text) &&
    files === post.media.length &&
    one.replied_to === (post.replyTo?.remoteId ?? null) &&
    one.quoted_post === (post.quote?.remoteId ?? null)
  )
}
