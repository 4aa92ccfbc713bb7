import { fileOf, numberOf, partOf, textOf } from '../../mastodon-server/http/input.ts'
import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { invalid, problemOf, Refusal } from '../http/problem.ts'
import { mediaKey } from '../world/actions.ts'
import { codePoints } from '../world/text.ts'
import type { WorldMedia } from '../world/types.ts'

/** docs.x.com/x-api/media/quickstart/best-practices, read 2026-11-27. */
const MOST_BYTES: Readonly<Record<string, number>> = { tweet_image: 5_000_000, tweet_gif: 15_000_000, tweet_video: 8_000_000_000 }
const MOST_PART_BYTES = 5_000_000
const LONGEST_ALT = 1_000

function initialize(call: Call): Answer {
  const type = textOf(call.input, 'media_type') ?? ''
  const category = textOf(call.input, 'media_category') ?? 'tweet_image'
  const totalBytes = numberOf(call.input, 'total_bytes') ?? 0
  const most = MOST_BYTES[category]
  if (most === undefined) throw invalid(`$.media_category: ${category} is not known`, { media_category: [category] })
  if (!/^(image\/(jpeg|png|webp|gif)|video\/mp4)$/.test(type)) throw invalid('$.media_type: is not supported', { media_type: [type] })
  if (totalBytes < 1 || totalBytes > most)
    throw invalid(`$.total_bytes: must be between 1 and ${String(most)}`, { total_bytes: [String(totalBytes)] })
  const id = call.world.nextId(call.world.now())
  const media: WorldMedia = {
    id,
    ownerId: viewerOf(call).id,
    key: mediaKey(category, id),
    type,
    category,
    totalBytes,
    segments: new Map(),
    state: 'open',
    checksLeft: 0,
    alt: '',
    attached: false,
  }
  call.world.media.set(id, media)
  return { json: { data: { id, media_key: media.key, expires_after_secs: 86_399 } } }
}

function own(call: Call, id: string): WorldMedia {
  const media = call.world.media.get(id)
  if (media === undefined || media.ownerId !== viewerOf(call).id)
    throw new Refusal(404, problemOf('resource-not-found', 'Not Found Error', `Could not find media with id: [${id}].`))
  return media
}

function append(call: Call): Answer {
  const media = own(call, param(call, 'id'))
  const file = fileOf(call.input, 'media')
  const index = numberOf(call.input, 'segment_index')
  if (file === undefined || index === undefined || index < 0 || index > 999) throw invalid('media and segment_index are required')
  if (file.bytes.length > MOST_PART_BYTES) throw new Refusal(413, problemOf('invalid-request', 'Payload Too Large', 'A part is too large.'))
  media.segments.set(index, file.bytes)
  return { json: { data: { expires_at: Math.floor(call.world.now() / 1000) + 86_399 } } }
}

function bytesOf(media: WorldMedia): number {
  return [...media.segments.values()].reduce((sum, { length }) => sum + length, 0)
}

function processingOf(media: WorldMedia): Record<string, unknown> {
  if (media.state === 'open' || media.segments.size === 0) return {}
  if (media.state === 'succeeded')
    return media.type.startsWith('video/') ? { processing_info: { state: 'succeeded', progress_percent: 100 } } : {}
  return {
    processing_info: {
      state: media.state,
      ...(media.state === 'failed'
        ? { error: { code: 1, name: 'InvalidMedia', message: 'Unsupported video format' } }
        : { check_after_secs: 1 }),
    },
  }
}

function finalize(call: Call): Answer {
  const media = own(call, param(call, 'id'))
  if (bytesOf(media) !== media.totalBytes)
    throw invalid(`Segments do not add up to provided total file size: ${String(bytesOf(media))} of ${String(media.totalBytes)}`)
  const { processing } = call.world
  media.checksLeft = media.category === 'tweet_image' ? processing.image : processing.video
  media.state = media.checksLeft === 0 ? 'succeeded' : 'pending'
  return {
    json: { data: { id: media.id, media_key: media.key, size: media.totalBytes, expires_after_secs: 86_400, ...processingOf(media) } },
  }
}

function status(call: Call): Answer {
  const media = own(call, call.query.get('media_id') ?? '')
  if (call.query.get('command') !== 'STATUS') throw invalid('command must be STATUS')
  if (media.state === 'pending' || media.state === 'in_progress') {
    media.checksLeft--
    media.state = media.checksLeft > 0 ? 'in_progress' : call.world.processing.fails ? 'failed' : 'succeeded'
  }
  return {
    json: { data: { id: media.id, media_key: media.key, size: media.totalBytes, expires_after_secs: 86_000, ...processingOf(media) } },
  }
}

function metadata(call: Call): Answer {
  const media = own(call, textOf(call.input, 'id') ?? '')
  const alt = textOf(partOf(partOf(call.input, 'metadata') ?? {}, 'alt_text') ?? {}, 'text') ?? ''
  if (alt === '' || codePoints(alt).length > LONGEST_ALT) throw invalid('$.metadata.alt_text.text: must be 1 to 1000 characters')
  media.alt = alt
  return {
    json: { data: { id: media.id, associated_metadata: { alt_text: { text: alt } } } },
    charges: [{ price: 'media-metadata' }],
  }
}

const SCOPES = ['media.write']

/** openapi.json 2.168 in github.com/xdevplatform/docs, read 2026-11-27. */
export const mediaRoutes: readonly Route[] = [
  { method: 'POST', path: '/2/media/upload/initialize', scopes: SCOPES, family: 'media-part', handle: initialize },
  { method: 'POST', path: '/2/media/upload/{id}/append', scopes: SCOPES, family: 'media-part', handle: append },
  { method: 'POST', path: '/2/media/upload/{id}/finalize', scopes: SCOPES, family: 'media-part', handle: finalize },
  { method: 'GET', path: '/2/media/upload', scopes: SCOPES, family: 'media-status', handle: status },
  { method: 'POST', path: '/2/media/metadata', scopes: SCOPES, family: 'media-metadata', handle: metadata },
]
