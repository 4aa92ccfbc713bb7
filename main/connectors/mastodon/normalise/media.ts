import type { MediaAttachment } from '../../../../shared/model/media.ts'
import type { WireMedia } from '../wire.ts'
import type { Home } from './author.ts'
import { webAddressBelow } from './web-address.ts'

const KINDS: Readonly<Record<string, MediaAttachment['kind']>> = { image: 'image', video: 'video', gifv: 'gif', audio: 'audio' }

/** Larger numbers are nonsense: no picture is a million pixels wide, no film runs for a year. */
const MOST_PIXELS = 1_000_000
const MOST_SECONDS = 31_536_000

/** An attachment; null where there is no address to have it from (still being processed). */
export function normaliseMedia(media: WireMedia, home: Home): MediaAttachment | null {
  const url = webAddressBelow(media.url, home.server) ?? webAddressBelow(media.remoteUrl, home.server)
  if (url === null) return null
  const kind = KINDS[media.type] ?? kindOfType(media.pleroma?.mimeType ?? '')
  const preview = webAddressBelow(media.previewUrl, home.server) ?? webAddressBelow(media.previewRemoteUrl, home.server)
  const size = media.meta?.original ?? media.meta?.small ?? null
  const width = pixels(size?.width)
  const height = pixels(size?.height)
  const seconds = media.meta?.original?.duration ?? media.meta?.duration ?? null
  const focus = media.meta?.focus ?? null
  return {
    kind,
    url,
    // Some servers give the film itself as its preview, which is no still picture.
    previewUrl: preview === url && kind !== 'image' ? null : preview,
    alt: (media.description ?? '').trim(),
    width: width === null || height === null ? null : width,
    height: width === null || height === null ? null : height,
    blurhash: media.blurhash === null || !/^[0-9A-Za-z#$%*+,\-.:;=?@[\]^_{|}~]{6,200}$/.test(media.blurhash) ? null : media.blurhash,
    focalPoint: focus === null || (focus.x === 0 && focus.y === 0) ? null : { x: within(focus.x), y: within(focus.y) },
    durationMs: seconds === null || seconds <= 0 || seconds > MOST_SECONDS ? null : Math.round(seconds * 1000),
    mimeType: media.pleroma?.mimeType ?? null,
  }
}

function kindOfType(mimeType: string): MediaAttachment['kind'] {
  const kind = mimeType.split('/')[0] ?? ''
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'unknown'
}

function pixels(value: number | null | undefined): number | null {
  return value === null || value === undefined || value < 1 || value > MOST_PIXELS ? null : Math.round(value)
}

function within(value: number): number {
  return Math.min(1, Math.max(-1, value))
}
