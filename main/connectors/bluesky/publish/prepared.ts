import { z } from 'zod'
import { Facet } from './record/facets.ts'
import { Gates, NO_GATES } from './record/gates.ts'

const StrongRef = z.object({ uri: z.string(), cid: z.string() })
/** A blob as it stands in a record. */
export const Blob = z.object({ $type: z.literal('blob'), ref: z.object({ $link: z.string() }), mimeType: z.string(), size: z.number() })
const described = {
  alt: z.string(),
  aspectRatio: z.object({ width: z.number(), height: z.number() }).optional(),
}
const PreparedImage = z.object({ image: Blob, ...described })
const PreparedVideo = z.object({ video: Blob, ...described })
/** A file that was uploaded, and what a record says of it. */
export const Uploaded = z.object({ blob: Blob, ...described })
export type Uploaded = z.infer<typeof Uploaded>

/** What `prepare` found out and uploaded, as it is stored until the post is committed. */
export const PreparedPost = z.object({
  facets: z.array(Facet),
  images: z.array(PreparedImage),
  /** Absent in what was stored before Chirp sent videos. */
  video: PreparedVideo.nullable().default(null),
  reply: z.object({ root: StrongRef, parent: StrongRef }).nullable(),
  quote: StrongRef.nullable(),
  gates: Gates.default(NO_GATES),
})
export type PreparedPost = z.infer<typeof PreparedPost>
