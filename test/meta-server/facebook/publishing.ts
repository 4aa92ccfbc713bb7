import { param, type Answer, type Call, type Route } from '../http/call.ts'
import { badParameter, graphError, missing } from '../http/graph-error.ts'
import { DAY_MS } from '../world/world.ts'
import { commentFor, namedPage, postFor, tokenPage } from './reading.ts'
import { Created, CreatedPhoto, Success } from './schemas.ts'
import { addComment, addPagePost, facebookOf, type FbPage, type FbPhoto } from './world.ts'

/** Not on a page of Meta's: what others who post there go by (2026-11-27). */
const LONGEST_MESSAGE = 63_206
const LARGEST_PHOTO = 10_000_000
/** Source: developers.facebook.com/docs/pages-api/posts, read 2026-11-27. */
const AHEAD = { leastMs: 10 * 60_000, mostMs: 30 * DAY_MS }

export function needTask(page: FbPage, task: string): void {
  // Who the token is of is not kept here: a page has one manager in these tests.
  if ([...page.tasks.values()].every((tasks) => !tasks.includes(task)))
    throw graphError(403, 200, `(#200) You do not have sufficient permissions to perform this action: ${task}`)
}

function upload(call: Call): Answer {
  const page = namedPage(call)
  needTask(page, 'CREATE_CONTENT')
  const file = call.files.get('source')
  if (file === undefined || !/^image\/(jpeg|png|gif|bmp|tiff)$/.test(file.contentType))
    throw graphError(400, 324, '(#324) Requires upload file')
  if (file.bytes.length > LARGEST_PHOTO || file.bytes.length === 0)
    throw graphError(400, 100, '(#100) The image is too large', { subcode: 1366046 })
  const { world, input } = call
  const photo: FbPhoto = {
    id: world.nextId(),
    pageId: page.id,
    contentType: file.contentType,
    bytes: file.bytes,
    alt: input.get('alt_text_custom') ?? '',
    temporary: input.get('temporary') === 'true',
    uploadedAt: world.now(),
    used: false,
  }
  facebookOf(world).photos.set(photo.id, photo)
  if (input.get('published') === 'false') return { json: { id: photo.id } }
  const post = addPagePost(world, page.id, input.get('caption') ?? '', { photos: [photo] })
  return { json: { id: photo.id, post_id: post.id } }
}

/** A photo that was uploaded for a post and is in none yet. */
function freePhoto({ world }: Call, page: FbPage, id: unknown): FbPhoto {
  const photo = typeof id === 'string' ? facebookOf(world).photos.get(id) : undefined
  if (photo?.pageId !== page.id) throw badParameter('One or more of the media is not valid')
  if (photo.used) throw graphError(400, 100, 'Your post could not be created: already posted', { subcode: 1366051 })
  return photo
}

function attachedPhotos(call: Call, page: FbPage): FbPhoto[] {
  const given = [...call.input]
    .filter(([name]) => /^attached_media\[\d+\]$/.test(name))
    .sort(([a], [b]) => Number(/\d+/.exec(a)) - Number(/\d+/.exec(b)))
  return given.map(([, json]) => {
    const media: unknown = JSON.parse(json)
    return freePhoto(call, page, typeof media === 'object' && media !== null && 'media_fbid' in media ? media.media_fbid : null)
  })
}

function scheduledTime({ world, input }: Call): number | null {
  const given = input.get('scheduled_publish_time')
  if (given === undefined) return null
  const at = Number(given) * 1000
  if (input.get('published') !== 'false') throw badParameter('published must be false for scheduled posts')
  if (!(at >= world.now() + AHEAD.leastMs && at <= world.now() + AHEAD.mostMs))
    throw graphError(400, 100, 'The specified scheduled publish time is invalid.', { subcode: 1363042 })
  return at
}

function publish(call: Call): Answer {
  const page = namedPage(call)
  needTask(page, 'CREATE_CONTENT')
  const { world, input } = call
  const message = input.get('message') ?? ''
  const link = input.get('link') ?? null
  const photos = attachedPhotos(call, page)
  if (message === '' && link === null && photos.length === 0) throw badParameter('Missing message or attachment')
  if (message.length > LONGEST_MESSAGE) throw badParameter('The message is too long')
  if (link !== null && URL.parse(link)?.protocol.startsWith('http') !== true)
    throw graphError(400, 1500, '(#1500) The url you supplied is invalid')
  const scheduledAt = scheduledTime(call)
  if (scheduledAt !== null && photos.some(({ temporary }) => !temporary))
    throw badParameter('Only temporary photos may be in a scheduled post')
  return { json: { id: addPagePost(world, page.id, message, { photos, link, scheduledAt }).id } }
}

function reply(call: Call): Answer {
  const page = tokenPage(call)
  needTask(page, 'MODERATE')
  const id = param(call, 'id')
  const target = postFor(call, page, id) ?? commentFor(call, page, id)
  if (target === null) throw missing(id)
  const message = call.input.get('message') ?? ''
  const attachmentId = call.input.get('attachment_id')
  if (message === '' && attachmentId === undefined) throw badParameter('A message or an attachment is required')
  const photo = attachmentId === undefined ? null : freePhoto(call, page, attachmentId)
  return { json: { id: addComment(call.world, page.id, target, message, { photo }).id } }
}

function remove(call: Call): Answer {
  const page = tokenPage(call)
  const id = param(call, 'id')
  const state = facebookOf(call.world)
  const post = postFor(call, page, id)
  const comment = commentFor(call, page, id)
  if (post?.authorId === page.id) {
    state.posts.delete(id)
    for (const one of state.comments.values()) if (one.postId === id) state.comments.delete(one.id)
  } else if (comment !== null) {
    state.comments.delete(id)
    for (const one of state.comments.values()) if (one.parentId === id) state.comments.delete(one.id)
  } else if (state.videos.get(id)?.pageId === page.id) {
    state.videos.delete(id)
    for (const one of state.posts.values()) if (one.video?.id === id) state.posts.delete(one.id)
  } else throw missing(id)
  return { json: { success: true } }
}

export const POSTS = ['pages_manage_posts', 'pages_read_engagement', 'pages_show_list']

/** Pages: pages-api/posts, graph-api/reference/page/feed, page/photos, photo, object/comments; read 2026-11-27. */
export const facebookPublishingRoutes: readonly Route[] = [
  { method: 'POST', path: '/v25.0/{id}/feed', permissions: POSTS, answer: Created, handle: publish },
  { method: 'POST', path: '/v25.0/{id}/photos', permissions: POSTS, answer: CreatedPhoto, handle: upload },
  { method: 'POST', path: '/v25.0/{id}/comments', permissions: ['pages_manage_engagement'], answer: Created, handle: reply },
  {
    method: 'DELETE',
    path: '/v25.0/{id}',
    permissions: ['pages_manage_posts', 'pages_manage_engagement'],
    answer: Success,
    handle: remove,
  },
]
