import { z } from 'zod'
import { param, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, graphError, missing } from '../http/graph-error.ts'
import { pageOf } from '../http/paging.ts'
import { DAY_MS } from '../world/world.ts'
import { needTask, POSTS } from './publishing.ts'
import { namedPage, tokenPage } from './reading.ts'
import { listOf, Reel, Success, VideoBegun } from './schemas.ts'
import { publishVideo } from './video.ts'
import { facebookOf, isOut, newestFirst, timeOf, type FbVideo } from './world.ts'

/** Source of what is here: developers.facebook.com/docs/video-api/guides/reels-publishing, read 2026-11-27. */
const AHEAD = { leastMs: 10 * 60_000, mostMs: 29 * DAY_MS }

function reels(call: Call): Answer {
  needTask(namedPage(call), 'CREATE_CONTENT')
  switch (call.input.get('upload_phase')) {
    case 'start':
      return start(call)
    case 'finish':
      return finish(call)
    default:
      throw badParameter('upload_phase must be one of {START, FINISH}')
  }
}

function start({ world, params }: Call): Answer {
  const video: FbVideo = {
    id: world.nextId(),
    pageId: params['id'] ?? '',
    size: null,
    bytes: new Uint8Array(),
    wanted: null,
    pollsLeft: 0,
    problem: null,
    isExpired: false,
  }
  facebookOf(world).videos.set(video.id, video)
  // Where nobody should go by it: a stranger's.
  return { json: { video_id: video.id, upload_url: `https://rupload.example/video-upload/${video.id}` } }
}

/** What the page names as errors of an upload; how they look is as others have seen. */
function refused(type: string, message: string): Answer {
  return { status: 400, json: { debug_info: { retriable: false, type, message } } }
}

function receive(call: Call): Answer {
  const page = tokenPage(call)
  const state = facebookOf(call.world)
  const video = state.videos.get(param(call, 'id'))
  if (video?.pageId !== page.id) throw missing(param(call, 'id'))
  if (!/^OAuth /.test(call.headers.authorization ?? '')) throw badParameter('Authorization must be OAuth')
  const [offset, size] = [Number(call.headers['offset']), Number(call.headers['file_size'])]
  if (!Number.isInteger(size) || size < 1) throw badParameter('file_size is required')
  if (offset !== video.bytes.length || (video.size ?? size) !== size)
    return refused('OffsetInvalidError', 'Request starting offset is invalid')
  if (offset + call.raw.length !== size) return refused('PartialRequestError', 'Partial request (did not match length of file)')
  video.size = size
  const kept = call.raw.subarray(0, state.settings.takesBytes ?? call.raw.length)
  video.bytes = new Uint8Array(Buffer.concat([video.bytes, kept]))
  if (state.settings.worksEarly) video.pollsLeft = state.settings.videoPolls
  return { json: { success: true } }
}

function finish(call: Call): Answer {
  const { world, input } = call
  const page = namedPage(call)
  const video = facebookOf(world).videos.get(input.get('video_id') ?? '')
  if (video?.pageId !== page.id) throw badParameter('video_id is not one of this page')
  if (video.isExpired || video.size === null || video.bytes.length < video.size)
    throw graphError(400, 6000, 'There was a problem uploading your video file.', { subcode: 1363130 })
  const at = timeFor(call)
  if (video.wanted !== null) publishVideo(world, video)
  video.wanted = { description: input.get('description') ?? '', at }
  if (!facebookOf(world).settings.worksEarly) video.pollsLeft = facebookOf(world).settings.videoPolls
  return { json: { success: true } }
}

function timeFor({ world, input }: Call): number | null {
  const given = input.get('scheduled_publish_time')
  const state = input.get('video_state')
  if (state === 'PUBLISHED' && given === undefined) return null
  if (state !== 'SCHEDULED' || given === undefined) throw badParameter('video_state and scheduled_publish_time do not go together')
  const at = Number(given) * 1000
  if (!(at > world.now() + AHEAD.leastMs && at <= world.now() + AHEAD.mostMs))
    throw graphError(400, 100, 'The specified scheduled publish time is invalid.', { subcode: 1363042 })
  return at
}

function list(call: Call): Answer {
  const page = namedPage(call)
  const { settings, posts } = facebookOf(call.world)
  if (!settings.listsReels) throw graphError(400, 100, '(#100) Unsupported get request')
  const own = [...posts.values()].filter((post) => post.authorId === page.id && post.video !== null && isOut(call.world, post))
  const all = newestFirst(own, timeOf).flatMap(({ video, message, at }) => (video === null ? [] : [{ id: video.id, message, at }]))
  const present = ({ id, message, at }: (typeof all)[number]) => ({
    id,
    ...(message === '' ? {} : { description: message }),
    updated_time: String(Math.floor(at / 1000)),
  })
  return { json: pageOf(call, all, present) }
}

/** Which permission the list wants is not on the page. */
export const facebookReelRoutes: readonly Route[] = [
  { method: 'POST', path: '/v25.0/{id}/video_reels', permissions: POSTS, answer: z.union([VideoBegun, Success]), handle: reels },
  { method: 'GET', path: '/v25.0/{id}/video_reels', permissions: ['pages_read_engagement'], answer: listOf(Reel), handle: list },
  { method: 'POST', path: '/video-upload/v25.0/{id}', permissions: POSTS, answer: Success, handle: receive },
]
