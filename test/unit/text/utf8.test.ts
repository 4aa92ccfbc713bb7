import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteRangesOf, utf16ToUtf8Offsets, utf8Length, utf8ToUtf16Offsets } from '../../../shared/text/utf8.ts'
import { cpuMs } from '../../support/cpu-ms.ts'

const encoder = new TextEncoder()
const anyText = fc.string({ unit: 'binary' })

describe('UTF-8 sizes and offsets', () => {
  test('the length is that of an encoder, for lone surrogates too', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText,
          fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units)),
        ),
        (text) => {
          expect(utf8Length(text)).toBe(encoder.encode(text).length)
        },
      ),
    )
  })

  test('an offset is where an encoder puts it, and comes back; inside a code point it is null', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const offsets = Array.from({ length: text.length + 2 }, (_, index) => index)
        const expected = offsets.map((offset) => {
          if (offset > text.length || !text.slice(0, offset).isWellFormed()) return null
          return encoder.encode(text.slice(0, offset)).length
        })
        const bytes = utf16ToUtf8Offsets(text, offsets)
        expect(bytes).toEqual(expected)
        const known = bytes.filter((offset) => offset !== null)
        expect(utf8ToUtf16Offsets(text, known)).toEqual(offsets.filter((_, index) => bytes[index] !== null))
        const inside = Array.from({ length: utf8Length(text) + 1 }, (_, index) => index).filter((offset) => !known.includes(offset))
        expect(utf8ToUtf16Offsets(text, inside)).toEqual(inside.map(() => null))
      }),
    )
  })

  test('offsets may come in any order, and nonsense among them is null', () => {
    expect(utf8ToUtf16Offsets('aé👍z', [8, 0, 3, 2, -1, 1.5, Number.NaN, 99, 7, Number.POSITIVE_INFINITY])).toEqual([
      5,
      0,
      2,
      null,
      null,
      null,
      null,
      null,
      4,
      null,
    ])
  })

  test('ranges become byte ranges; one that cuts a code point in half becomes null', () => {
    expect(
      byteRangesOf('👍 @a', [
        { start: 3, end: 5 },
        { start: 1, end: 5 },
      ]),
    ).toEqual([{ byteStart: 5, byteEnd: 7 }, null])
  })

  test('a million offsets in a megabyte take one pass', () => {
    const text = 'é'.repeat(1e6)
    const offsets = Array.from({ length: 1e5 }, (_, index) => index * 10)
    expect(cpuMs(() => expect(utf16ToUtf8Offsets(text, offsets).at(-1)).toBe(1_999_980))).toBeLessThan(2000)
  })
})
