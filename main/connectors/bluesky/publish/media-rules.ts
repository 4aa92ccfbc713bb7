import { AppFailure } from '../../../../shared/errors.ts'
import type { Limit } from '../../../../shared/model/capabilities.ts'
import type { OutgoingMedia } from '../../connector.ts'
import { blueskyCapabilities } from '../capabilities.ts'

/** Whether a file goes as the post's video. */
export function isVideo({ mimeType }: Pick<OutgoingMedia, 'mimeType'>): boolean {
  return mimeType.startsWith('video/')
}

/**
 * Rejects, with `invalid-input`, what the network would refuse: the server takes any blob, and refuses the post that refers to one which is
 * too large or of a wrong type.
 */
export function refuseMedia(media: readonly OutgoingMedia[]): void {
  const { images: imageRule, video: videoRule } = blueskyCapabilities
  const videos = media.filter(isVideo)
  const images = media.filter((file) => !isVideo(file))
  refuseNumber('too-many-images', images.length, imageRule?.maxCount ?? null)
  refuseNumber('too-many-videos', videos.length, videoRule?.maxCount ?? null)
  if (images.length > 0 && videos.length > 0) throw refusal('mixed-media', {})
  for (const file of media) {
    const { fileName, mimeType, bytes } = file
    const rule = isVideo(file) ? videoRule : imageRule
    if (rule?.mimeTypes.includes(mimeType) !== true)
      throw refusal('media-wrong-type', { fileName, mimeType, allowed: rule?.mimeTypes.join(', ') ?? '' })
    if (bytes > rule.maxBytes.value) throw refusal('media-too-big', { fileName, bytes, limit: rule.maxBytes.value })
  }
}

function refuseNumber(code: string, count: number, most: Limit | null): void {
  const limit = most?.value ?? 0
  if (count > limit) throw refusal(code, { count, limit, over: count - limit })
}

/** A refusal of media, with a code of `problemCodes` or of `error.refused` in `en.json`. */
export function refusal(code: string, values: Readonly<Record<string, string | number>>): AppFailure {
  return new AppFailure({ kind: 'invalid-input', issues: [{ field: 'media', code, values: { network: 'Bluesky', ...values } }] })
}
