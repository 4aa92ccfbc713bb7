import { setTimeout } from 'node:timers/promises'
import { AppFailure } from '../../../../shared/errors.ts'
import { parseAnswer } from '../../meta/answers.ts'
import type { Graph } from '../../meta/graph.ts'
import { hasGraphCode } from '../../meta/graph-failure.ts'
import { WireVideo } from '../wire.ts'

/**
 * How far a video is. `uploading`: these first bytes are there. `uploaded`: all of it, and nobody has seen it published; also while what asks
 * for that may still be on its way. `working`: the network is at it, which it may be without having been asked to publish it (`isAsked`: it was
 * for certain). `broken`: in the network's own words, where it has any. `expired`: to be
 * uploaded again.
 */
export type VideoState =
  | { readonly kind: 'uploading'; readonly bytes: number }
  | { readonly kind: 'uploaded' }
  | { readonly kind: 'working'; readonly isAsked: boolean; readonly isHeld: boolean }
  | { readonly kind: 'held' }
  | { readonly kind: 'published' }
  | { readonly kind: 'broken'; readonly message: string | null }
  | { readonly kind: 'expired' }

/**
 * How far a video is; null: there is none of that id for this page.
 * Source: https://developers.facebook.com/docs/video-api/guides/reels-publishing, "Get the Upload Status", read 2026-11-27.
 */
export async function videoState(graph: Graph, videoId: string): Promise<VideoState | null> {
  let answer: unknown
  try {
    answer = await graph.get(encodeURIComponent(videoId), { fields: 'status' })
  } catch (error) {
    if (hasGraphCode(error, '100/33')) return null
    throw error
  }
  return stateOf(parseAnswer(WireVideo, answer, graph))
}

/** What a status means. What has been published stays so, whatever else it says; an error comes before what goes on beside it. */
export function stateOf({ status }: WireVideo): VideoState {
  const { video_status: overall, uploading_phase: uploading, processing_phase: processing, publishing_phase: publishing } = status
  const isHeld = publishing.publish_status === 'scheduled'
  if (publishing.publish_status === 'published') return { kind: 'published' }
  if (isComplete(publishing.status) && !isHeld && publishing.publish_status !== 'draft' && publishing.publish_status !== 'error')
    return { kind: 'published' }
  const problems = [processing.error, publishing.error, ...uploading.errors]
  const hasFailed =
    [overall, uploading.status, processing.status, publishing.status, publishing.publish_status].includes('error') ||
    overall === 'upload_failed' ||
    // The page's own example of an error has it in a phase that has not begun.
    processing.error !== '' ||
    publishing.error !== ''
  if (hasFailed) return { kind: 'broken', message: problems.find((message) => message !== '') ?? null }
  if (overall === 'expired') return { kind: 'expired' }
  if (overall !== 'upload_complete' && overall !== 'ready' && !isComplete(uploading.status))
    return { kind: 'uploading', bytes: uploading.bytes_transfered ?? 0 }
  if (processing.status === 'in_progress' || publishing.status === 'in_progress')
    return { kind: 'working', isAsked: isHeld || publishing.status === 'in_progress', isHeld }
  return isHeld ? { kind: 'held' } : { kind: 'uploaded' }
}

function isComplete(status: string): boolean {
  return status === 'completed' || status === 'complete'
}

/** The failure of a video that cannot be published: in the network's words, or that it is to be uploaded again. Null for one that can. */
export function failureOf(state: VideoState | null): AppFailure | null {
  if (state === null || state.kind === 'expired') return new AppFailure({ kind: 'conflict', message: null })
  if (state.kind !== 'broken') return null
  return new AppFailure({ kind: 'remote-rejected', message: state.message, code: 'video' })
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 15_000

/** Looks again and again, ever less often, until `look` yields something; null after `patienceMs`. Rejects as `look` does. */
export async function patientLook<T>(look: () => Promise<T | null>, patienceMs: number, signal: AbortSignal): Promise<T | null> {
  let waitMs = FIRST_WAIT_MS
  for (let waited = 0; ; waited += waitMs, waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
    const seen = await look()
    if (seen !== null || waited + waitMs > patienceMs) return seen
    await setTimeout(waitMs, undefined, { signal })
  }
}
