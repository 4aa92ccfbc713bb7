import { z } from 'zod'
import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'
import { cut, Did, WebUrl } from './wire.ts'

const Facet = z.object({
  index: z.object({ byteStart: z.number().int().nonnegative(), byteEnd: z.number().int().positive() }),
  features: z.array(z.unknown()),
})
const Feature = z.object({
  $type: z.string(),
  uri: WebUrl,
  did: Did.optional().catch(undefined),
  tag: z.string().max(640).optional().catch(undefined),
})

/** More facets than any text needs; a post with more is trying something. */
const MAX_FACETS = 500

/**
 * A post's text with its facets as spans. Facets count UTF-8 bytes (app.bsky.richtext.facet), spans UTF-16 units. A facet that is
 * malformed, empty, outside the text, splits a character or overlaps an earlier one is left out; the text itself is never changed.
 */
export function richTextOf(text: string, facets: readonly unknown[]): RichText {
  if (facets.length === 0) return { text, spans: [] }
  const utf16 = utf16ByByte(text)
  const spans = facets
    .slice(0, MAX_FACETS)
    .flatMap((facet) => spanOf(text, utf16, facet))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  return { text, spans: withoutOverlaps(spans) }
}

function spanOf(text: string, utf16: ReadonlyMap<number, number>, wire: unknown): RichTextSpan[] {
  const facet = Facet.safeParse(wire)
  if (!facet.success) return []
  const start = utf16.get(facet.data.index.byteStart)
  const end = utf16.get(facet.data.index.byteEnd)
  if (start === undefined || end === undefined || start >= end) return []
  for (const candidate of facet.data.features.slice(0, 8)) {
    const feature = Feature.safeParse(candidate)
    if (!feature.success) continue
    const { $type, uri, did, tag } = feature.data
    const shown = text.slice(start, end)
    if ($type === 'app.bsky.richtext.facet#link' && uri !== undefined) return [{ kind: 'link', start, end, uri }]
    if ($type === 'app.bsky.richtext.facet#tag' && tag !== undefined && tag !== '') return [{ kind: 'tag', start, end, tag: cut(tag, 640) }]
    if ($type === 'app.bsky.richtext.facet#mention' && did !== undefined) {
      return [
        { kind: 'mention', start, end, authorId: did, handle: cut(shown.replace(/^@/, ''), 253), uri: `https://bsky.app/profile/${did}` },
      ]
    }
  }
  return []
}

/** Byte offset of every character boundary, and the UTF-16 offset of the same place. */
function utf16ByByte(text: string): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>([[0, 0]])
  let bytes = 0
  let units = 0
  for (const character of text) {
    bytes += utf8Length(character.codePointAt(0) ?? 0)
    units += character.length
    offsets.set(bytes, units)
  }
  return offsets
}

/** A lone surrogate is written as U+FFFD, three bytes, as every encoder does. */
function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1
  if (codePoint < 0x800) return 2
  return codePoint < 0x10000 ? 3 : 4
}

function withoutOverlaps(sorted: readonly RichTextSpan[]): RichTextSpan[] {
  const kept: RichTextSpan[] = []
  let end = 0
  for (const span of sorted) {
    if (span.start < end) continue
    kept.push(span)
    end = span.end
  }
  return kept
}
