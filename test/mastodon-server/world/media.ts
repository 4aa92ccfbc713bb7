import { imageSize } from 'image-size'
import { invalid } from '../http/refusal.ts'
import { encodePng } from '../seed/png.ts'
import type { WorldAccount, WorldMedia } from './types.ts'
import { addFile, type World } from './world.ts'

/** A file to attach; a generated picture unless `bytes` are given. */
export interface MediaDraft {
  readonly bytes?: Uint8Array
  readonly contentType?: string
  readonly description?: string | null
  readonly focus?: { readonly x: number; readonly y: number } | null
  readonly width?: number
  readonly height?: number
  readonly hue?: number
  /** How many answers say "still processing"; none for what tests add directly. */
  readonly answersLeft?: number
}

/** What the first bytes say a file is, for the pictures that are told apart so; null for everything else. */
export function sniffType(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('latin1')
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png'
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg'
  if (head.startsWith('GIF8')) return 'image/gif'
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp'
  if (head.slice(4, 8) === 'ftyp') return /^(avif|avis)/.test(head.slice(8)) ? 'image/avif' : 'video/mp4'
  return head.startsWith('\x1aE\xdf\xa3') ? 'video/webm' : null
}

function measure(bytes: Uint8Array): { readonly width: number; readonly height: number } | null {
  try {
    const { width, height } = imageSize(bytes)
    return { width, height }
  } catch {
    return null
  }
}

function kindOf(contentType: string): WorldMedia['type'] {
  if (contentType === 'image/gif') return 'gifv'
  const [kind] = contentType.split('/')
  return kind === 'video' || kind === 'audio' ? kind : 'image'
}

/** A 422 refusal of a description that is too long: `length: { maximum: }` counts code points (app/models/media_attachment.rb, read 2026-11-26). */
export function checkDescription(world: World, description: string): void {
  const { descriptionLimit } = world.variant
  if (Array.from(description).length > descriptionLimit)
    throw invalid(`Description is too long (maximum is ${descriptionLimit} characters)`)
}

/** Puts a file in the world and gives the attachment. A 422 refusal when the server would not take it. */
export function addMedia(world: World, account: WorldAccount, draft: MediaDraft): WorldMedia {
  const { variant } = world
  const bytes = draft.bytes ?? encodePng(draft.width ?? 120, draft.height ?? 80, { hue: draft.hue ?? 200, pattern: 'slope' })
  const contentType = sniffType(bytes) ?? draft.contentType ?? 'application/octet-stream'
  const type = kindOf(contentType)
  const size = type === 'image' || type === 'gifv' ? measure(bytes) : null
  if (bytes.length === 0) throw invalid("File can't be blank")
  if (!variant.mimeTypes.includes(contentType)) throw invalid('File content type is invalid, File is invalid')
  const limit = type === 'image' ? variant.imageBytes : variant.videoBytes
  // "Less than", as the server has it (validates_attachment_size :file, less_than: in app/models/media_attachment.rb, read 2026-11-26).
  if (bytes.length >= limit) throw invalid(`File must be less than ${limit} bytes`)
  if (size !== null && size.width * size.height > variant.imagePixels)
    throw invalid(`File dimensions are not supported: ${size.width}x${size.height}`)
  checkDescription(world, draft.description ?? '')
  const id = world.ids.timed(world.now())
  const extension = (contentType.split('/')[1] ?? 'bin').replace('jpeg', 'jpg')
  const fileName = `media/${id}/original.${extension}`
  addFile(world, fileName, { bytes, contentType })
  const isPicture = type === 'image'
  const previewFileName = isPicture ? `media/${id}/small.${extension}` : `media/${id}/small.png`
  addFile(
    world,
    previewFileName,
    isPicture ? { bytes, contentType } : { bytes: encodePng(120, 80, { hue: 30, pattern: 'stripes' }), contentType: 'image/png' },
  )
  const media: WorldMedia = {
    id,
    accountId: account.id,
    type,
    contentType,
    description: draft.description ?? null,
    focus: draft.focus == null ? null : { ...draft.focus },
    fileName,
    previewFileName,
    width: size?.width ?? (type === 'audio' ? null : 120),
    height: size?.height ?? (type === 'audio' ? null : 80),
    answersLeft: draft.answersLeft ?? 0,
    failed: false,
    attachedTo: null,
    createdAt: world.now(),
  }
  world.media.set(id, media)
  return media
}
