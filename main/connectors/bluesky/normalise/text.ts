import { z } from 'zod'
import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'
import { detectFacets } from '../../../../shared/text/facets.ts'
import { utf8ToUtf16Offsets } from '../../../../shared/text/utf8.ts'
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
  const read = facets.slice(0, MAX_FACETS).flatMap((wire) => Facet.safeParse(wire).data ?? [])
  const offsets = utf8ToUtf16Offsets(
    text,
    read.flatMap(({ index }) => [index.byteStart, index.byteEnd]),
  )
  const spans = read
    .flatMap((facet, number) => spanOf(text, offsets[number * 2] ?? null, offsets[number * 2 + 1] ?? null, facet.features))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  return { text, spans: withoutOverlaps(spans) }
}

/** Text whose facets the network does not send (profiles), with what a composer would mark in it. */
export function linkedText(text: string): RichText {
  const spans = detectFacets(text).map((facet): RichTextSpan => {
    if (facet.kind !== 'mention') return facet
    return { ...facet, authorId: null, uri: `https://bsky.app/profile/${facet.handle}` }
  })
  return { text, spans }
}

function spanOf(text: string, start: number | null, end: number | null, features: readonly unknown[]): RichTextSpan[] {
  if (start === null || end === null || start >= end) return []
  for (const candidate of features.slice(0, 8)) {
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
