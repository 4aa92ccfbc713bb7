import { MAX_PLAIN_IMAGES } from '../../capabilities.ts'
import type { PreparedPost } from '../prepared.ts'

/** An embed as it goes into a post record. */
export type EmbedRecord = Readonly<Record<string, unknown>> & { readonly $type: string }

/**
 * What hangs on a post: media, a quoted post, both or nothing (null). Up to four images go as `app.bsky.embed.images`, which every client of
 * the network shows; more only fit into the newer `app.bsky.embed.gallery`. A post has images or a video, never both.
 */
export function embedOf({ images, video, quote }: Pick<PreparedPost, 'images' | 'video' | 'quote'>): EmbedRecord | null {
  const media = video === null ? imagesEmbed(images) : { $type: 'app.bsky.embed.video', ...video }
  const record = quote === null ? null : { $type: 'app.bsky.embed.record', record: quote }
  return media !== null && record !== null ? { $type: 'app.bsky.embed.recordWithMedia', record, media } : (media ?? record)
}

/** A gallery's image must have a shape; one whose size nobody knows is shown as a square. */
const SQUARE = { width: 1, height: 1 } as const

function imagesEmbed(images: PreparedPost['images']): EmbedRecord | null {
  if (images.length === 0) return null
  if (images.length <= MAX_PLAIN_IMAGES) return { $type: 'app.bsky.embed.images', images }
  const items = images.map((image) => ({ $type: 'app.bsky.embed.gallery#image', aspectRatio: SQUARE, ...image }))
  return { $type: 'app.bsky.embed.gallery', items }
}
