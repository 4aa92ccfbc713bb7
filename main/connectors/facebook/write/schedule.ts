import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, OutgoingPost, PreparedPost, Schedule, ScheduleWitness } from '../../connector.ts'
import { parseAnswer, readPage } from '../../meta/answers.ts'
import { CreateFailure } from '../../answer-failure.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { REEL_SCHEDULE, SCHEDULE } from '../capabilities.ts'
import { pageGraph } from '../client.ts'
import { HELD_FIELDS, WireCreated, WirePost, WireSuccess } from '../wire.ts'
import { requestOf } from './parameters.ts'
import { Prepared } from './prepare.ts'
import { cancelReel, holdReel, readHeldReel, witnessHeldReel } from './reel.ts'
import { plain } from './witness.ts'

/** Scheduled posts that are looked through at most. */
const PAGE = 100
const MOST_PAGES = 3

/** Posts that the network holds until their time. Source: https://developers.facebook.com/docs/pages-api/posts, read 2026-11-27. */
export const schedule: Schedule = { commit, witness, cancel }

async function commit(context: ConnectorContext, _key: string, post: OutgoingPost, prepared: PreparedPost, at: number) {
  const ahead = at - context.clock()
  const uploaded = Prepared.parse(prepared)
  const { photoIds, videoId } = uploaded
  const { leastMs, mostMs } = videoId === null ? SCHEDULE : REEL_SCHEDULE
  // Comments cannot wait. Pictures of a post to come have to be uploaded as such, which these were not: they may go into a post now.
  const isOffered = post.replyTo === null && photoIds.length === 0 && ahead >= leastMs && ahead <= mostMs
  if (!isOffered) throw new AppFailure({ kind: 'capability-not-supported', capability: 'schedule', message: null })
  if (videoId !== null) return { kind: 'held' as const, remoteId: await holdReel(context, videoId, post, at) }
  const graph = await pageGraph(context)
  const { path, form } = requestOf(graph, post, uploaded)
  try {
    const answer = await graph.post(path, { ...form, published: 'false', scheduled_publish_time: Math.floor(at / 1000) })
    return { kind: 'held' as const, remoteId: parseAnswer(WireCreated, answer, graph).id }
  } catch (error) {
    throw new CreateFailure(error)
  }
}

async function witness(context: ConnectorContext, post: OutgoingPost, prepared: PreparedPost, at: number): Promise<ScheduleWitness> {
  const { videoId } = Prepared.parse(prepared)
  if (videoId !== null) return witnessHeldReel(context, videoId)
  const graph = await pageGraph(context)
  const matching: WirePost[] = []
  let after: string | null = null
  for (let page = 1; page <= MOST_PAGES; page++) {
    const answer: Awaited<ReturnType<typeof readPage<WirePost>>> = await readPage(
      graph,
      `${graph.pageId}/scheduled_posts`,
      { fields: HELD_FIELDS, limit: PAGE },
      after,
      WirePost,
    )
    matching.push(
      ...answer.items.filter((one) => one.scheduled_publish_time === Math.floor(at / 1000) && plain(one.message) === plain(post.text)),
    )
    // What cannot be read may be it.
    if (answer.skipped > 0) return { kind: 'cannot-tell' }
    after = answer.after
    if (after !== null) continue
    const [match] = matching
    if (match === undefined) return { kind: 'not-there' }
    return matching.length === 1 ? { kind: 'there', remoteId: match.id } : { kind: 'cannot-tell' }
  }
  return { kind: 'cannot-tell' }
}

/** One whose time has come keeps its id: it must not be deleted then. */
async function cancel(context: ConnectorContext, remoteId: string): Promise<'cancelled' | 'gone'> {
  const videoId = readHeldReel(remoteId)
  if (videoId !== null) return cancelReel(context, videoId)
  const graph = await pageGraph(context)
  const path = encodeURIComponent(remoteId)
  try {
    const held = parseAnswer(WirePost, await graph.get(path, { fields: HELD_FIELDS }), graph)
    if (held.is_published !== false) return 'gone'
    parseAnswer(WireSuccess, await graph.delete(path), graph)
    return 'cancelled'
  } catch (error) {
    if (hasGraphCode(error, '100/33')) return 'gone'
    throw error
  }
}
