import { z } from 'zod'
import { Facet } from './facets.ts'

const StrongRef = z.object({ uri: z.string(), cid: z.string() })
/** A blob as it stands in a record. */
export const Blob = z.object({ $type: z.literal('blob'), ref: z.object({ $link: z.string() }), mimeType: z.string(), size: z.number() })
/** An uploaded picture as it stands in a record. */
export const PreparedImage = z.object({
  image: Blob,
  alt: z.string(),
  aspectRatio: z.object({ width: z.number(), height: z.number() }).optional(),
})

/** What `prepare` found out and uploaded, as it is stored until the post is committed. */
export const PreparedPost = z.object({
  facets: z.array(Facet),
  images: z.array(PreparedImage),
  reply: z.object({ root: StrongRef, parent: StrongRef }).nullable(),
  quote: StrongRef.nullable(),
})
export type PreparedPost = z.infer<typeof PreparedPost>
