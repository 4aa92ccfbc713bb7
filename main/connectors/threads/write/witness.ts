import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import { containerStatus, type ContainerStatus } from '../../meta/containers.ts'
import type { Graph } from '../../meta/graph.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { accountGraph, CONTAINERS } from '../client.ts'
import { timeOf } from '../normalise/post.ts'
import { readerOf } from '../read/self.ts'
import { REPLY_FIELDS, WirePost } from '../wire.ts'
import { committedPost, type Prepared } from './committed.ts'

/** Own posts since then that are looked through at most: two pages. More is a robot, and is asked about. */
const PAGE = 50
const MOST_PAGES = 2
/** The two clocks may differ, and the server's tells seconds. */
const CLOCK_SLACK_MS = 30_000

/**
 * Looks whether a post whose outcome is unknown is among the account's own since `since` (epoch ms). Its container says whether it was published;
 * which post it became only the posts themselves tell: text, files, what it answers and quotes. Where both do not agree a person is asked.
 */
export async function witness(context: ConnectorContext, post: OutgoingPost, prepared: Prepared, since: number): Promise<Witness> {
  const graph = accountGraph(context)
  const status = await statusOf(graph, prepared.containerId)
  // The network is at it just now.
  if (status === 'IN_PROGRESS') return { kind: 'cannot-tell' }
  const found = await findAmongOwn(graph, post, since)
  const [match] = found.matching
  if (match !== undefined && found.matching.length === 1 && status !== 'FINISHED') {
    const committed = committedPost(match, await readerOf(context, graph))
    if (committed !== null) return { kind: 'there', post: committed }
  }
  // Not published, and nothing like it there. A container lasts a day; of one that is gone the posts alone tell.
  if (found.matching.length === 0 && found.isWhole && status !== 'PUBLISHED') return { kind: 'not-there' }
  // Ready to be published still, though there is a post like it: another of the same words, or a status that lags behind.
  return { kind: 'cannot-tell' }
}

/** Null: the network has no such container any more. */
async function statusOf(graph: Graph, containerId: string): Promise<ContainerStatus | null> {
  try {
    return (await containerStatus(graph, CONTAINERS, containerId)).status
  } catch (error) {
    if (hasGraphCode(error, '100/33')) return null
    throw error
  }
}

async function findAmongOwn(
  graph: Graph,
  post: OutgoingPost,
  since: number,
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
    const isRecent = (one: WirePost): boolean => (timeOf(one) ?? Number.POSITIVE_INFINITY) >= since - CLOCK_SLACK_MS
    matching.push(...answer.items.filter((one) => isRecent(one) && isThePost(one, post)))
    // What cannot be read may be it.
    if (answer.skipped > 0) return { matching, isWhole: false }
    after = answer.after
    const last = answer.items.at(-1)
    if (after === null || last === undefined || !isRecent(last)) return { matching, isWhole: true }
  }
  return { matching, isWhole: false }
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

/** Without what white space and invisible characters look like. */
function plain(text: string): string {
  return text
    .normalize('NFC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
}
