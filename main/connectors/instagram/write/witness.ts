import type { ConnectorContext, OutgoingPost, Witness } from '../../connector.ts'
import { readPage } from '../../meta/answers.ts'
import { CLOCK_SLACK_MS, plain, statusOrNone, verdictOf } from '../../meta/publish-once.ts'
import { timeOf } from '../../meta/time.ts'
import { sinceOnServer } from '../../server-clock.ts'
import { accountGraph, CONTAINERS } from '../client.ts'
import { normaliseMedia } from '../normalise/post.ts'
import { readerOf } from '../read/self.ts'
import { MEDIA_FIELDS, WireMedia } from '../wire.ts'

/** Own posts that are looked through at most. An account may publish a hundred a day. */
const PAGE = 50

/**
 * Looks whether a post whose outcome is unknown is among the account's own since `since` (epoch ms). Its container says whether it was published;
 * which post it became only the posts themselves tell: text and number of files.
 */
export async function witnessMedia(context: ConnectorContext, post: OutgoingPost, containerId: string, since: number): Promise<Witness> {
  const graph = accountGraph(context)
  const status = await statusOrNone(graph, CONTAINERS, containerId)
  const { items, after, skipped, serverTime } = await readPage(graph, 'me/media', { fields: MEDIA_FIELDS, limit: PAGE }, null, WireMedia)
  const window = sinceOnServer(since, serverTime, context.clock())
  if (window === null) return { kind: 'cannot-tell' }
  const isAfter = (one: WireMedia, time: number): boolean => (timeOf(one.timestamp) ?? Number.POSITIVE_INFINITY) >= time - CLOCK_SLACK_MS
  const isRecent = (one: WireMedia): boolean => isAfter(one, window.perhaps)
  const alike = items.filter((one) => isRecent(one) && plain(one.caption) === plain(post.text) && filesOf(one) === post.media.length)
  const like = alike.filter((one) => isAfter(one, window.surely))
  const last = items.at(-1)
  // What cannot be read may be it, and what is from a time that our clock was set in.
  const isWhole = skipped === 0 && like.length === alike.length && (after === null || last === undefined || !isRecent(last))
  const kind = verdictOf(status, like.length, isWhole)
  const [match] = like
  if (kind !== 'there' || match === undefined) return { kind: kind === 'not-there' ? kind : 'cannot-tell' }
  const reader = await readerOf(context, graph)
  const normalised = normaliseMedia(match, reader.now)
  return normalised === null ? { kind: 'cannot-tell' } : { kind, post: { normalised, author: reader.self } }
}

function filesOf({ children }: WireMedia): number {
  return Math.max(1, children.length)
}
