import { startsPair } from './graphemes.ts'

/**
 * UTF-8 sizes, and offsets between UTF-16 units (what JavaScript counts in) and UTF-8 bytes (what facets on the wire count in).
 * A lone surrogate is 3 bytes, as the replacement character that an encoder writes for it.
 */

/** Bytes of the code point that begins at this unit. */
function bytesAt(text: string, index: number): number {
  const unit = text.charCodeAt(index)
  if (unit < 0x80) return 1
  if (unit < 0x800) return 2
  return startsPair(text, index) ? 4 : 3
}

/** The length of `text` in UTF-8, bytes. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const size = bytesAt(text, index)
    bytes += size
    if (size === 4) index += 1
  }
  return bytes
}

/**
 * Byte offsets for UTF-16 offsets, in the order given. Null for one that is inside a surrogate pair, outside the text or no whole number.
 * One pass over the text when `offsets` ascend; unsorted ones are sorted first.
 */
export function utf16ToUtf8Offsets(text: string, offsets: readonly number[]): readonly (number | null)[] {
  return convert(text, offsets, 'utf16')
}

/** UTF-16 offsets for byte offsets, in the order given. Null for one that is inside a code point, outside the text or no whole number. */
export function utf8ToUtf16Offsets(text: string, offsets: readonly number[]): readonly (number | null)[] {
  return convert(text, offsets, 'utf8')
}

function convert(text: string, offsets: readonly number[], from: 'utf16' | 'utf8'): readonly (number | null)[] {
  const order = offsets.map((_, position) => position)
  const at = (position: number): number => offsets[position] ?? Number.NaN
  // NaN would make the order depend on the engine: it goes last, and never matches.
  order.sort((a, b) => (Number.isNaN(at(a)) ? 1 : Number.isNaN(at(b)) ? -1 : at(a) - at(b)))
  const result = new Array<number | null>(offsets.length).fill(null)
  let units = 0
  let bytes = 0
  for (const position of order) {
    const wanted = at(position)
    if (!(wanted >= 0)) continue
    while (units < text.length && (from === 'utf16' ? units : bytes) < wanted) {
      const size = bytesAt(text, units)
      units += size === 4 ? 2 : 1
      bytes += size
    }
    if ((from === 'utf16' ? units : bytes) === wanted) result[position] = from === 'utf16' ? bytes : units
  }
  return result
}

/** A range of bytes, end exclusive, as facets on the wire have it. */
export type ByteRange = { readonly byteStart: number; readonly byteEnd: number }

/** The byte ranges of UTF-16 ranges, in the order given; null for one that cuts a code point in half or leaves the text. */
export function byteRangesOf(
  text: string,
  ranges: readonly { readonly start: number; readonly end: number }[],
): readonly (ByteRange | null)[] {
  const offsets = utf16ToUtf8Offsets(
    text,
    ranges.flatMap(({ start, end }) => [start, end]),
  )
  return ranges.map((_, index) => {
    const byteStart = offsets[index * 2] ?? null
    const byteEnd = offsets[index * 2 + 1] ?? null
    return byteStart === null || byteEnd === null ? null : { byteStart, byteEnd }
  })
}
