import { param, viewerOf, type Answer, type Call, type Route } from '../http/call.ts'
import { fileOf, textOf } from '../http/input.ts'
import { invalid, notFound, Refusal } from '../http/refusal.ts'
import { presentMedia } from '../present/status.ts'
import { addMedia, checkDescription, sniffType } from '../world/media.ts'
import type { WorldMedia } from '../world/types.ts'

function focusOf(text: string | undefined): WorldMedia['focus'] {
  const [x, y] = (text ?? '').split(',').map(Number)
  return x === undefined || y === undefined || !Number.isFinite(x) || !Number.isFinite(y)
    ? null
    : { x: Math.max(-1, Math.min(1, x)), y: Math.max(-1, Math.min(1, y)) }
}

function upload(call: Call, waits: boolean): Answer {
  const file = fileOf(call.input, 'file')
  if (file === undefined) throw invalid("File can't be blank")
  const isPicture = (sniffType(file.bytes) ?? file.contentType).startsWith('image/') && sniffType(file.bytes) !== 'image/gif'
  const answersLeft = waits ? call.world.processingAnswers[isPicture ? 'image' : 'video'] : 0
  const media = addMedia(call.world, viewerOf(call), {
    bytes: file.bytes,
    contentType: file.contentType.split(';')[0] ?? '',
    description: textOf(call.input, 'description') ?? null,
    focus: focusOf(textOf(call.input, 'focus')),
    answersLeft,
  })
  return { status: answersLeft > 0 ? 202 : 200, json: presentMedia(call.world, media) }
}

function own(call: Call): WorldMedia {
  const media = call.world.media.get(param(call, 'id'))
  if (media === undefined || media.accountId !== viewerOf(call).id) throw notFound()
  return media
}

function show(call: Call): Answer {
  const media = own(call)
  if (media.failed) throw new Refusal(422, 'Error processing thumbnail for uploaded media')
  const answer = { status: media.answersLeft > 0 ? 206 : 200, json: presentMedia(call.world, media) }
  if (media.answersLeft > 0) media.answersLeft--
  return answer
}

function change(call: Call): Answer {
  const media = own(call)
  const description = textOf(call.input, 'description')
  if (media.attachedTo !== null) throw notFound()
  checkDescription(call.world, description ?? '')
  if (description !== undefined) media.description = description
  media.focus = focusOf(textOf(call.input, 'focus')) ?? media.focus
  return { json: presentMedia(call.world, media) }
}

function remove(call: Call): Answer {
  const media = own(call)
  if (media.attachedTo !== null) throw new Refusal(422, 'Media attachment is currently used by a status')
  call.world.media.delete(media.id)
  return { json: {} }
}

function serve(call: Call): Answer {
  const file = call.world.files.get(call.path.slice('/system/'.length))
  if (file === undefined) throw notFound()
  return { bytes: { contentType: file.contentType, content: file.bytes }, headers: { 'cache-control': 'public, max-age=604800' } }
}

/** Uploads and files. Source: docs.joinmastodon.org/methods/media, read 2026-11-20. */
export const mediaRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v1/media', auth: 'person', scope: 'write:media', family: 'media', handle: (call) => upload(call, false) },
  { method: 'POST', path: '/api/v2/media', auth: 'person', scope: 'write:media', family: 'media', handle: (call) => upload(call, true) },
  { method: 'GET', path: '/api/v1/media/{id}', auth: 'person', scope: 'write:media', handle: show },
  { method: 'PUT', path: '/api/v1/media/{id}', auth: 'person', scope: 'write:media', handle: change },
  { method: 'DELETE', path: '/api/v1/media/{id}', auth: 'person', scope: 'write:media', handle: remove },
  { method: 'GET', path: '/system/{name}', auth: 'none', handle: serve },
  { method: 'GET', path: '/system/{kind}/{name}', auth: 'none', handle: serve },
  { method: 'GET', path: '/system/{kind}/{id}/{name}', auth: 'none', handle: serve },
]
