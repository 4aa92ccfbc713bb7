import { z } from 'zod'

/** A picture, video, looped video without sound (`gif`) or sound in a post. */
export const MediaAttachment = z.object({
  kind: z.enum(['image', 'video', 'gif', 'audio', 'unknown']),
  /**
   * In the store the address where the network has it (https, or a scheme of the connector's that its `resolveMedia`
   * understands); in what the renderer gets, an address on its own host.
   */
  url: z.string(),
  /** A smaller still picture of it; null where there is none. Same rule as `url`. */
  previewUrl: z.string().nullable(),
  /** What can be seen or heard, in words; empty where the author wrote none. */
  alt: z.string(),
  /** Pixels; null where the network does not say. */
  width: z.number().int().positive().nullable(),
  height: z.number().int().positive().nullable(),
  blurhash: z.string().nullable(),
  /** From -1 to 1 in both directions, y upwards; null = centre. */
  focalPoint: z.object({ x: z.number(), y: z.number() }).nullable(),
  durationMs: z.number().nullable(),
  mimeType: z.string().nullable(),
})
export type MediaAttachment = z.infer<typeof MediaAttachment>
