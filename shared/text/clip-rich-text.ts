import type { RichText, RichTextSpan } from '../model/rich-text.ts'
import { graphemes, splitsPair } from './graphemes.ts'

/** A text that may have been shortened; `truncated` says whether its end was cut off. */
export type ClippedRichText = { readonly richText: RichText; readonly truncated: boolean }

/** More marks than that on one letter are drawn, not read; a few scripts stack that many. */
const marksInText = 8

/** What one grapheme takes at most on average; a single one can be as long as its sender likes. */
const unitsPerGrapheme = 16

/**
 * A text fit for a card: at most `maxGraphemes` user-perceived characters and `maxLines` lines, without combining marks beyond
 * eight on a letter and without direction overrides, its spans moved along. Spans that end up empty are left out, emoji that
 * would be cut too. Linear in the length of the text.
 */
export function clipRichText(richText: RichText, maxGraphemes: number, maxLines = Number.POSITIVE_INFINITY): ClippedRichText {
  const readable = withoutUnreadable(richText)
  const end = clipOffset(readable.text, maxGraphemes, maxLines)
  if (end === readable.text.length) return { richText: readable, truncated: false }
  const spans = readable.spans.flatMap((span) => clipSpan(span, end))
  return { richText: { text: readable.text.slice(0, end), spans }, truncated: true }
}

/** Where to cut: after the last grapheme that fits, without the space before the cut. */
function clipOffset(text: string, maxGraphemes: number, maxLines: number): number {
  const maxUnits = maxGraphemes * unitsPerGrapheme
  if (text.length <= maxGraphemes && maxLines === Number.POSITIVE_INFINITY) return text.length
  let count = 0
  let lines = 1
  // Beyond the budget nothing is kept, so it need not be read; one unit more tells whether there is anything beyond.
  for (const { text: grapheme, start } of graphemes(text.slice(0, maxUnits + 1))) {
    count += 1
    if (/[\n\u2028\u2029]/.test(grapheme)) lines += 1
    if (count > maxGraphemes || lines > maxLines) return trimmed(text, start)
    // One endless grapheme at the start is cut in its middle: something has to be seen.
    if (start + grapheme.length > maxUnits) return start > 0 ? trimmed(text, start) : maxUnits - (splitsPair(text, maxUnits) ? 1 : 0)
  }
  return text.length
}

function trimmed(text: string, end: number): number {
  return text.slice(0, end).trimEnd().length
}

function clipSpan(span: RichTextSpan, end: number): readonly RichTextSpan[] {
  if (span.end <= end) return [span]
  return span.start >= end || span.kind === 'emoji' ? [] : [{ ...span, end }]
}

/** The text without overrides of direction, and without marks beyond the most that is read. */
function withoutUnreadable(richText: RichText): RichText {
  const removed = unreadableRanges(richText.text)
  if (removed.length === 0) return richText
  const moved = mover(removed)
  let text = ''
  let at = 0
  for (const range of removed) {
    text += richText.text.slice(at, range.start)
    at = range.end
  }
  const spans = richText.spans.flatMap((span) => {
    const [start, end] = [moved(span.start), moved(span.end)]
    return start < end ? [{ ...span, start, end }] : []
  })
  return { text: text + richText.text.slice(at), spans }
}

type Range = { readonly start: number; readonly end: number }

const suspects = /[\p{M}\u202d\u202e]+/gu
const override = /[\u202d\u202e]/

function unreadableRanges(text: string): readonly Range[] {
  const ranges: Range[] = []
  for (const match of text.matchAll(suspects)) {
    let at = match.index
    let marks = 0
    for (const character of match[0]) {
      // An override between marks does not part them: without it they are in a row.
      if (!override.test(character)) marks += 1
      if (override.test(character) || marks > marksInText) ranges.push({ start: at, end: at + character.length })
      at += character.length
    }
  }
  return ranges
}

/** Answers where an offset of the old text is in the new one; for an offset in what was removed, where that was. */
function mover(removed: readonly Range[]): (offset: number) => number {
  const before: number[] = []
  let sum = 0
  for (const range of removed) {
    before.push(sum)
    sum += range.end - range.start
  }
  return (offset) => {
    let low = 0
    let high = removed.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((removed[middle]?.start ?? 0) < offset) low = middle + 1
      else high = middle
    }
    const range = removed[low - 1]
    if (range === undefined) return offset
    return offset - (before[low - 1] ?? 0) - (Math.min(offset, range.end) - range.start)
  }
}
