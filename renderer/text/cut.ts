import type { RichText } from '../../shared/model/rich-text.ts'

/** In a list, a text up to this long is shown whole; a longer one is cut a good deal shorter, so that pressing "Show more" is worth it. */
const WHOLE = 700
const SHORT = 480
const WHOLE_LINES = 16
const SHORT_LINES = 11

/** Where a text is cut in a list: an offset at the end of a word, or null when it is shown whole. */
export function cutOffset(text: string): number | null {
  const lines = lineEnd(text, WHOLE_LINES)
  if (text.length <= WHOLE && lines === null) return null
  const limit = Math.min(SHORT, lines === null ? SHORT : (lineEnd(text, SHORT_LINES) ?? SHORT), text.length)
  return wordEnd(text, limit)
}

/** The next, much larger, part of a very long text: ten times as much, at the end of a word; null when that is all of it. */
export function nextOffset(text: string, shown: number): number | null {
  const limit = Math.max(shown * 10, 5000)
  return limit >= text.length ? null : wordEnd(text, limit)
}

function lineEnd(text: string, lines: number): number | null {
  let at = -1
  for (let line = 0; line < lines; line++) {
    at = text.indexOf('\n', at + 1)
    if (at === -1) return null
  }
  return at
}

function wordEnd(text: string, limit: number): number {
  const head = text.slice(0, limit)
  const space = head.search(/\s\S*$/u)
  // A text without spaces is cut where it is, but never inside a character of two units.
  if (space > limit * 0.6) return space
  return /[\uD800-\uDBFF]$/u.test(head) ? limit - 1 : limit
}

/** The beginning of a rich text; spans that go over the end are shortened. */
export function cutRichText(rich: RichText, offset: number): RichText {
  return {
    text: rich.text.slice(0, offset),
    spans: rich.spans.filter((span) => span.start < offset).map((span) => ({ ...span, end: Math.min(span.end, offset) })),
  }
}
