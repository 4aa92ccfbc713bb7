import { z } from 'zod'
import { obstaclesOf } from '../../../../shared/compose/fit-media.ts'
import { AppFailure } from '../../../../shared/errors.ts'
import type { ConnectorContext, OutgoingMedia, OutgoingPost, PreparedParts } from '../../connector.ts'
import { AnswerFailure } from '../../answer-failure.ts'
import { parseAnswer } from '../../meta/answers.ts'
import { facebookCapabilities } from '../capabilities.ts'
import { pageGraph, sendVideo, type PageGraph } from '../client.ts'
import { manifest } from '../manifest.ts'
import { WireSuccess, WireUploadRefusal, WireVideoBegun } from '../wire.ts'
import { failureOf, patientLook, videoState } from './video-status.ts'

/** An upload that was begun, as it is kept between tries. */
const Begun = z.object({ videoId: z.string().regex(/^\d{1,40}$/) })

/** How much of a video is done when its last byte is handed over; the rest is the network's work. */
const SENT = 0.95
/** Not on the page: the last bytes are counted within seconds, as others have seen. */
const COUNTING_MS = 60_000
const WORKING_MS = 5 * 60_000

/**
 * Uploads a video without publishing it, and yields the network's id of it. An upload that was begun by an earlier try goes on where the network
 * says that it ended. Rejects with `remote-rejected` in the network's words where it does not take the file.
 * Source: https://developers.facebook.com/docs/video-api/guides/reels-publishing, read 2026-11-27.
 */
export async function uploadVideo(
  context: ConnectorContext,
  media: OutgoingMedia,
  onProgress: (share: number) => void,
  parts: PreparedParts | undefined,
): Promise<string> {
  const graph = await pageGraph(context)
  const name = `video ${media.sha256}`
  const earlier = Begun.safeParse(parts?.find(name))
  const upload = (earlier.success ? await goOn(graph, earlier.data.videoId) : null) ?? (await begin(graph))
  // What is kept is kept for some minutes: they begin anew.
  parts?.keep(name, { videoId: upload.videoId } satisfies z.infer<typeof Begun>)
  if (upload.offset !== null && upload.offset < media.bytes) {
    try {
      await send(context, upload.videoId, media, upload.offset, onProgress)
    } catch (error) {
      parts?.keep(name, { videoId: upload.videoId })
      throw error
    }
  }
  await untilTaken(context, graph, upload.videoId)
  onProgress(1)
  return upload.videoId
}

/** `offset`: the first byte that is missing; null: none is. */
type Upload = { readonly videoId: string; readonly offset: number | null }

async function begin(graph: PageGraph): Promise<Upload> {
  const answer = await graph.post(`${graph.pageId}/video_reels`, { upload_phase: 'start' })
  return { videoId: parseAnswer(WireVideoBegun, answer, graph).video_id, offset: 0 }
}

/** Null where it has to be begun anew. */
async function goOn(graph: PageGraph, videoId: string): Promise<Upload | null> {
  const state = await videoState(graph, videoId)
  if (failureOf(state) !== null) return null
  return { videoId, offset: state?.kind === 'uploading' ? state.bytes : null }
}

async function send(
  context: ConnectorContext,
  videoId: string,
  media: OutgoingMedia,
  offset: number,
  onProgress: (share: number) => void,
): Promise<void> {
  const bytes = await media.read()
  const onSent = (sent: number): void => onProgress((SENT * Math.min(offset + sent, media.bytes)) / media.bytes)
  try {
    const answer = await sendVideo(context, context.http.telling?.(onSent) ?? context.http, videoId, bytes, offset)
    parseAnswer(WireSuccess, answer, { server: context.account.server })
  } catch (error) {
    throw meaningOf(error)
  }
}

/** The page names these errors, and not what they look like: that is what others have seen. Where the two sides count differently it is tried again. */
function meaningOf(error: unknown): unknown {
  if (!(error instanceof AnswerFailure) || error.problem !== 'status') return error
  const said = WireUploadRefusal.safeParse(error.body)
  if (!said.success) return error
  const { type, message } = said.data.debug_info
  if (type === 'OffsetInvalidError' || type === 'PartialRequestError')
    return new AppFailure({ kind: 'platform-unavailable', reason: 'bad-answer', server: error.server, message }, { cause: error })
  if (type === 'ProcessingFailedError') return new AppFailure({ kind: 'remote-rejected', message, code: type }, { cause: error })
  return error
}

/**
 * Until the network has counted the last byte, and is done with what it begins by itself ("processing the video during or after upload"). What it
 * knows to be wrong with the video is told now, not when it shall be published.
 */
async function untilTaken({ signal }: ConnectorContext, graph: PageGraph, videoId: string): Promise<void> {
  const state = await patientLook(
    async () => {
      const seen = await videoState(graph, videoId)
      return seen?.kind === 'uploading' ? null : { seen }
    },
    COUNTING_MS,
    signal,
  )
  if (state === null) throw new AppFailure({ kind: 'platform-unavailable', reason: 'timeout', server: graph.server, message: null })
  const atWork = async () => {
    const seen = await videoState(graph, videoId)
    return seen?.kind === 'working' ? null : { seen }
  }
  // One that takes longer can be published all the same.
  const { seen } = state.seen?.kind === 'working' ? ((await patientLook(atWork, WORKING_MS, signal)) ?? state) : state
  const failure = failureOf(seen)
  if (failure !== null) throw failure
}

/** Refuses, with `invalid-input`, what the network does not take as a reel or beside one, as far as it is known, before any of it is sent. */
export function refuseNoReel({ media, replyTo }: OutgoingPost): void {
  const refusal = (code: string, values: Readonly<Record<string, string | number>> = {}): AppFailure =>
    new AppFailure({ kind: 'invalid-input', issues: [{ field: 'media', code, values: { network: manifest.name, ...values } }] })
  if (replyTo !== null) throw refusal('video-in-reply')
  const [video] = media
  if (video === undefined || media.length > 1) throw refusal('video-not-alone')
  const rule = facebookCapabilities.video
  const obstacle =
    rule === null ? undefined : obstaclesOf({ ...video, animated: false }, rule).find(({ limit }) => limit?.strength !== 'soft')
  if (obstacle !== undefined) throw refusal(obstacle.code, obstacle.values)
}
