import { z } from 'zod'

const range = { start: z.number().int().nonnegative(), end: z.number().int().nonnegative() }

/** A stretch of a `RichText` that means more than its characters. Offsets are UTF-16 units into `text`, end exclusive. */
export const RichTextSpan = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('link'), ...range, uri: z.string() }),
  /** `authorId` is null where the network names only a handle; `uri` is the profile's web page. */
  z.object({ kind: z.literal('mention'), ...range, authorId: z.string().nullable(), handle: z.string(), uri: z.string().nullable() }),
  /** `tag` is without the `#`. */
  z.object({ kind: z.literal('tag'), ...range, tag: z.string() }),
  /** The text in the range is the shortcode with its colons. */
  z.object({ kind: z.literal('emoji'), ...range, shortcode: z.string(), url: z.string() }),
  z.object({ kind: z.literal('style'), ...range, style: z.enum(['strong', 'emphasis', 'code', 'preformatted', 'quotation', 'strike']) }),
])
export type RichTextSpan = z.infer<typeof RichTextSpan>

/** Plain text plus spans, whatever the wire had (facets in bytes, HTML). Spans of one kind do not overlap; sorted by start. */
export const RichText = z.object({ text: z.string(), spans: z.array(RichTextSpan) })
export type RichText = z.infer<typeof RichText>
