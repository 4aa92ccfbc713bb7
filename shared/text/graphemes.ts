/**
 * User-perceived characters (extended grapheme clusters, Unicode UAX #29) and the sizes of text in other units.
 * Everything here is linear in the length of the text, whatever is in it: the segmenter is walked forwards, once.
 */

let segmenter: Intl.Segmenter | undefined

/** Graphemes do not depend on the language, so one segmenter serves all; made late, as it costs some milliseconds. */
function segments(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' })
  return segmenter.segment(text)
}

/** Every ASCII character is a grapheme of its own, but for the line break CR LF: text without CR needs no segmenter. */
const simple = /^[\0-\f\x0e-\x7f]*$/

/** How many user-perceived characters `text` has. 1 MB of anything takes below a tenth of a second. */
export function countGraphemes(text: string): number {
  if (simple.test(text)) return text.length
  let count = 0
  for (const segment of segments(text)) if (segment.segment !== '') count += 1
  return count
}

/** One user-perceived character and where it starts, in UTF-16 units. */
export type Grapheme = { readonly text: string; readonly start: number }

/** The user-perceived characters of `text`, in order. */
export function* graphemes(text: string): Generator<Grapheme, void, undefined> {
  for (const { segment, index } of segments(text)) yield { text: segment, start: index }
}

/** Where grapheme number `count` (from 0) starts, in UTF-16 units; the length of `text` where it has no more than `count`. */
export function graphemeOffset(text: string, count: number): number {
  if (count <= 0) return 0
  // A grapheme has at least one unit.
  if (text.length <= count) return text.length
  // The unit after the last counts too: it could be a mark on it.
  if (simple.test(text.slice(0, count + 1))) return count
  let seen = 0
  for (const segment of segments(text)) {
    if (seen === count) return segment.index
    seen += 1
  }
  return text.length
}

/** Graphemes number `start` to `end` (from 0, `end` not included), as `String.prototype.slice` does for units; no negative numbers. */
export function sliceGraphemes(text: string, start: number, end = Number.POSITIVE_INFINITY): string {
  const from = graphemeOffset(text, start)
  const rest = text.slice(from)
  return rest.slice(0, graphemeOffset(rest, end - Math.max(0, start)))
}

/** The last grapheme boundary at or before a UTF-16 offset. */
export function graphemeBoundary(text: string, offset: number): number {
  if (offset <= 0) return 0
  if (offset >= text.length) return text.length
  return segments(text).containing(offset)?.index ?? offset
}

/** The number of user-perceived characters where that is at most `limit`, else null: gives up early on hostile lengths. */
export function countGraphemesUpTo(text: string, limit: number): number | null {
  if (simple.test(text)) return text.length <= limit ? text.length : null
  let count = 0
  for (const segment of segments(text)) {
    if (segment.segment !== '') count += 1
    if (count > limit) return null
  }
  return count
}

/** Unicode code points. A lone surrogate counts as one. */
export function countCodePoints(text: string): number {
  let count = 0
  for (let index = 0; index < text.length; index += 1) {
    count += 1
    if (startsPair(text, index)) index += 1
  }
  return count
}

/** Whether a surrogate pair begins at this unit. */
export function startsPair(text: string, index: number): boolean {
  return isHighSurrogate(text.charCodeAt(index)) && isLowSurrogate(text.charCodeAt(index + 1))
}

/** Whether an offset falls between the two halves of a surrogate pair, where no text may be cut. */
export function splitsPair(text: string, offset: number): boolean {
  return offset > 0 && startsPair(text, offset - 1)
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
