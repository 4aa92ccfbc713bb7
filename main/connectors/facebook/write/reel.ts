import { AppFailure } from '../../../../shared/errors.ts'
import type { CommittedPost, ConnectorContext, OutgoingPost, ScheduleWitness, Witness } from '../../connector.ts'
import { CreateFailure } from '../../answer-failure.ts'
import { parseAnswer, readPage } from '../../meta/answers.ts'
import type { Parameters } from '../../meta/graph.ts'
import { graphErrorOf, hasGraphCode } from '../../meta/graph-failure.ts'
import { pageGraph, type PageGraph } from '../client.ts'
import { entryOfPost, type Entry } from '../normalise/entry.ts'
import { readerOf } from '../read/self.ts'
import { POST_FIELDS, WirePost, WireReel, WireSuccess } from '../wire.ts'
import { committedPost } from './committed.ts'
import { failureOf, patientLook, videoState, type VideoState } from './video-status.ts'

/** How long is waited for the network after it has said yes, and then for the post to be among those of the page: within what a commit may take. */
const WORK_MS = 3 * 60_000
const LISTING_MS = 30_000
/** How long a witness waits for either, and when one that is still worked on is asked about no more. */
const WITNESS_MS = 20_000
const LONGEST_WORK_MS = 2 * 60 * 60_000
/** So long the network may leave a video alone that it was asked to publish. Not on the page: what it names no number of is given much. */
const UNBEGUN_MS = 15 * 60_000

/**
 * Publishes a video that was uploaded, and waits until it is a post: the network says yes at once and works on it for a while. One that is
 * published already, or worked on, is not published again. Rejects with `remote-rejected` in the network's words where it cannot work on it, with
 * `conflict` where it has to be uploaded again, and with `CreateFailure` or `outcome-unknown` in doubt.
 * Source: https://developers.facebook.com/docs/video-api/guides/reels-publishing, "Publish the Reel", read 2026-11-27.
 */
export async function publishReel(context: ConnectorContext, videoId: string, post: OutgoingPost): Promise<CommittedPost> {
  const graph = await pageGraph(context)
  await finishOnce(graph, videoId, post, { video_state: 'PUBLISHED' })
  const state = await unlessSure(() => untilWorkedOn(graph, videoId, WORK_MS, context.signal))
  const failure = failureOf(state)
  if (failure !== null) throw failure
  const entry = state?.kind === 'published' ? await unlessSure(() => untilListed(graph, videoId, LISTING_MS, context.signal)) : null
  const committed = entry === null ? null : await unlessSure(async () => committedPost(entry, await readerOf(context, graph)))
  if (committed === null) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return committed
}

/** As `publishReel`, for later: the network holds it until then (epoch ms). Yields the name that it holds it under. */
export async function holdReel(context: ConnectorContext, videoId: string, post: OutgoingPost, at: number): Promise<string> {
  const graph = await pageGraph(context)
  await finishOnce(graph, videoId, post, { video_state: 'SCHEDULED', scheduled_publish_time: Math.floor(at / 1000) })
  const state = await unlessSure(() => untilWorkedOn(graph, videoId, WORK_MS, context.signal))
  const failure = failureOf(state)
  if (failure !== null) throw failure
  if (state?.kind === 'held' || (state?.kind === 'working' && state.isHeld)) return heldReel(videoId)
  throw new AppFailure({ kind: 'outcome-unknown', message: null })
}

/** A reel is held as its video, and has no post yet: it goes by another name than posts do. */
const HELD = 'reel:'
const heldReel = (videoId: string): string => HELD + videoId

/** The video of a reel that is held; null where the name is that of a post. */
export function readHeldReel(remoteId: string): string | null {
  return remoteId.startsWith(HELD) ? remoteId.slice(HELD.length) : null
}

/** The one request that makes a post. Left out where an earlier one was heeded: the same video twice may be two posts, which the page does not say. */
async function finishOnce(graph: PageGraph, videoId: string, { text }: OutgoingPost, state: Parameters): Promise<void> {
  const before = await videoState(graph, videoId)
  const failure = failureOf(before)
  if (failure !== null) throw failure
  if (before?.kind === 'published' || before?.kind === 'held' || (before?.kind === 'working' && before.isAsked)) return
  // The table of the page says `complete` of this phase, its list of values and its example `finish`.
  const form = { upload_phase: 'finish', video_id: videoId, description: text === '' ? undefined : text, ...state }
  try {
    parseAnswer(WireSuccess, await graph.post(`${graph.pageId}/video_reels`, form), graph)
  } catch (error) {
    if (await isHeededAllTheSame(graph, videoId, error)) throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
    throw new CreateFailure(error)
  }
}

/** Meta's APIs are known to do what they refuse: a refusal that is not of a limit or a token is believed when the video says nothing else. */
async function isHeededAllTheSame(graph: PageGraph, videoId: string, error: unknown): Promise<boolean> {
  if (graphErrorOf(error) === null || hasGraphCode(error, '190', '102', '4', '17', '32', '613', '9')) return false
  try {
    const state = await videoState(graph, videoId)
    return state !== null && ['published', 'held', 'working'].includes(state.kind)
  } catch {
    return true
  }
}

/** What fails after the network has said yes tells nothing of the post, whatever it is. */
async function unlessSure<T>(look: () => Promise<T>): Promise<T> {
  try {
    return await look()
  } catch (error) {
    throw new AppFailure({ kind: 'outcome-unknown', message: null }, { cause: error })
  }
}

/** The state in which a video stays; the last that was seen where it takes longer. */
async function untilWorkedOn(graph: PageGraph, videoId: string, patienceMs: number, signal: AbortSignal): Promise<VideoState | null> {
  let last: VideoState | null = null
  const look = async (): Promise<true | null> => {
    last = await videoState(graph, videoId)
    // Just after the request the network may not have begun.
    return last?.kind === 'working' || last?.kind === 'uploaded' || last?.kind === 'uploading' ? null : true
  }
  await patientLook(look, patienceMs, signal)
  return last
}

/** The post that has the video. That reels are among the page's posts is not on Meta's pages; others have seen them there. */
async function listed(graph: PageGraph, videoId: string): Promise<Entry | null> {
  const { items } = await readPage(graph, `${graph.pageId}/published_posts`, { fields: POST_FIELDS, limit: 50 }, null, WirePost)
  return items.map(entryOfPost).find(({ attachments }) => attachments.some(({ target }) => target === videoId)) ?? null
}

function untilListed(graph: PageGraph, videoId: string, patienceMs: number, signal: AbortSignal): Promise<Entry | null> {
  return patientLook(() => listed(graph, videoId), patienceMs, signal)
}

/**
 * Whether a reel whose outcome is unknown is there: by its own status, by the page's posts, and by its reels. Rejects with `outcome-unknown`
 * while the network is at it, or may have been asked and not have begun, so that it is asked again. `since`: epoch ms.
 */
export async function witnessReel(context: ConnectorContext, videoId: string, since: number): Promise<Witness> {
  const graph = await pageGraph(context)
  const state = await videoState(graph, videoId)
  const isSeen = state?.kind === 'published'
  const entry = await untilListed(graph, videoId, isSeen ? WITNESS_MS : 0, context.signal)
  const committed = entry === null ? null : committedPost(entry, await readerOf(context, graph))
  if (committed !== null) return { kind: 'there', post: committed }
  if (isSeen || entry !== null || (await isAmongReels(graph, videoId))) return { kind: 'cannot-tell' }
  const askedMs = context.clock() - since
  const isWorking = state?.kind === 'working' && !state.isHeld
  if (isWorking && askedMs > LONGEST_WORK_MS) return { kind: 'cannot-tell' }
  const mayCome = isWorking || (state?.kind === 'uploaded' && askedMs <= UNBEGUN_MS)
  if (mayCome) throw new AppFailure({ kind: 'outcome-unknown', message: null })
  return { kind: 'not-there' }
}

/** The guide of reels lists them; the reference of the same address says that it cannot be read (both read 2026-11-27). So a refusal says nothing. */
async function isAmongReels(graph: PageGraph, videoId: string): Promise<boolean> {
  try {
    const { items } = await readPage(graph, `${graph.pageId}/video_reels`, {}, null, WireReel)
    return items.some(({ id }) => id === videoId)
  } catch (error) {
    if (graphErrorOf(error) === null || hasGraphCode(error, '190', '102')) throw error
    return false
  }
}

/** Whether the network holds a reel for later. */
export async function witnessHeldReel(context: ConnectorContext, videoId: string): Promise<ScheduleWitness> {
  const state = await videoState(await pageGraph(context), videoId)
  const isHeld = state?.kind === 'held' || (state?.kind === 'working' && state.isHeld)
  return isHeld ? { kind: 'there', remoteId: heldReel(videoId) } : { kind: 'not-there' }
}

/** Takes a reel back that the network holds. That a video is deleted by its id is what graph-api/reference/video has long said; not read again. */
export async function cancelReel(context: ConnectorContext, videoId: string): Promise<'cancelled' | 'gone'> {
  const graph = await pageGraph(context)
  const state = await videoState(graph, videoId)
  if (state?.kind !== 'held' && !(state?.kind === 'working' && state.isHeld)) return 'gone'
  parseAnswer(WireSuccess, await graph.delete(encodeURIComponent(videoId)), graph)
  return 'cancelled'
}
