import type { Call } from '../http/call.ts'
import type { World } from '../world/world.ts'
import { pick, readFields } from './fields.ts'
import { addPagePost, facebookOf, isOut, type FbVideo } from './world.ts'

function postOf(world: World, { id }: FbVideo) {
  return [...facebookOf(world).posts.values()].find(({ video }) => video?.id === id)
}

/**
 * A video is worked on after it was asked to be published, as others have seen, or from its upload on, as the page may be read; each look at it is
 * a step.
 */
function workOn(world: World, video: FbVideo): 'waiting' | 'working' | 'broken' | 'done' {
  const { settings } = facebookOf(world)
  if (video.problem !== null) return 'broken'
  if (video.wanted === null && !settings.worksEarly) return 'waiting'
  if (video.pollsLeft > 0) {
    video.pollsLeft--
    return 'working'
  }
  if (settings.videoProblem !== null) {
    video.problem = settings.videoProblem
    return 'broken'
  }
  return video.wanted === null ? 'waiting' : 'done'
}

/** Makes a post of a video that is worked through. Twice where it was asked for twice: the page does not say that it is not. */
export function publishVideo(world: World, video: FbVideo): void {
  const { wanted } = video
  if (wanted === null || !facebookOf(world).settings.postsReels) return
  addPagePost(world, video.pageId, wanted.description, { video, scheduledAt: wanted.at })
}

function statusOf(world: World, video: FbVideo): unknown {
  const { size, bytes, wanted } = video
  const isWhole = size !== null && bytes.length >= size
  const work = isWhole ? workOn(world, video) : 'waiting'
  if (work === 'done' && postOf(world, video) === undefined) publishVideo(world, video)
  const post = postOf(world, video)
  const isPublished = work === 'done' && (post === undefined || isOut(world, post))
  const uploading = isWhole
    ? { status: 'complete' }
    : { status: bytes.length === 0 ? 'not_started' : 'in_progress', bytes_transfered: bytes.length }
  const processing = {
    status: work === 'done' ? 'completed' : work === 'working' ? 'in_progress' : 'not_started',
    ...(work === 'broken' ? { error: { message: video.problem ?? '' } } : {}),
  }
  const publishing =
    work === 'done' || (wanted?.at != null && work !== 'broken')
      ? {
          status: isPublished ? 'completed' : 'not_started',
          publish_status: isPublished ? 'published' : 'scheduled',
          publish_time: Math.floor((wanted?.at ?? world.now()) / 1000),
        }
      : { status: 'not_started' }
  const overall = video.isExpired ? 'expired' : work === 'done' ? 'ready' : 'processing'
  return { video_status: overall, uploading_phase: uploading, processing_phase: processing, publishing_phase: publishing }
}

export function presentVideo(call: Call, video: FbVideo): Record<string, unknown> {
  return pick(readFields(call.input.get('fields') ?? 'id'), {
    id: () => video.id,
    status: () => statusOf(call.world, video),
  })
}
