import type { RichText, RichTextSpan } from '../../../../shared/model/rich-text.ts'
import { detectFacets } from '../../../../shared/text/facets.ts'

/** Longest text that is kept, UTF-16 units. */
const LONGEST_TEXT = 100_000
/** Spans beyond this are only text. */
const MOST_SPANS = 500

/** Plain text with its links found: the API tells of none. Whom a text names cannot be told from it: names on Facebook are plain words. */
export function richTextOf(raw: string): RichText {
  const text = raw.length > LONGEST_TEXT ? `${raw.slice(0, LONGEST_TEXT).toWellFormed()}…` : raw.toWellFormed()
  const links = detectFacets(text).flatMap((facet): RichTextSpan[] =>
    facet.kind === 'link' ? [{ kind: 'link', start: facet.start, end: facet.end, uri: facet.uri }] : [],
  )
  return { text, spans: links.slice(0, MOST_SPANS) }
}
