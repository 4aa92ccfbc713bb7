import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countGraphemes,
  countGraphemesUpTo,
  countCodePoints,
  graphemeBoundary,
  graphemeOffset,
  graphemes,
  sliceGraphemes,
} from '../../../shared/text/graphemes.ts'
import { cpuMs } from '../../support/cpu-ms.ts'
import { emojiOf, graphemeBreaks } from './conformance.ts'

/**
 * The one case that newer runtimes rightly break elsewhere: in their tables U+2701 (upper blade scissors) is no pictograph any
 * more, and a joiner joins only pictographs.
 */
const changedSince15 = /\p{Extended_Pictographic}/u.test('\u2701') ? [] : ['÷ 2701 × 200D × 2701 ÷']

describe('user-perceived characters', () => {
  test('the file of Unicode 15.0 is complete', () => {
    expect(graphemeBreaks).toHaveLength(602)
  })

  test('all cases of GraphemeBreakTest break where Unicode says', () => {
    const wrong = graphemeBreaks.filter(({ graphemes: expected }) => {
      const text = expected.join('')
      const found = Array.from(graphemes(text), (grapheme) => grapheme.text)
      return JSON.stringify(found) !== JSON.stringify(expected) || countGraphemes(text) !== expected.length
    })
    expect(wrong.map(({ name }) => name)).toEqual(changedSince15)
  })

  test('each of the 3,655 emoji is one', () => {
    const all = emojiOf('fully-qualified')
    expect(all).toHaveLength(3655)
    expect(all.filter((emoji) => countGraphemes(emoji) !== 1)).toEqual([])
  })

  test.each([
    ['', 0],
    ['abc', 3],
    ['a\r\nb', 3],
    ['a\n\rb', 4],
    ['é', 1],
    ['e\u0301', 1],
    ['👨‍👩‍👧‍👦', 1],
    ['🇩🇪🇫🇷', 2],
    ['한국', 2],
    ['\u1112\u1161\u11ab', 1],
    ['กำ', 1],
    ['\ud800', 1],
  ])('%j has %i', (text, count) => {
    expect(countGraphemes(text)).toBe(count)
  })

  test('code points are counted as such, a lone surrogate as one', () => {
    expect(countCodePoints('a👨‍👩‍👧‍👦')).toBe(8)
    expect(countCodePoints('\ud83dx\ude00')).toBe(3)
  })

  test('counting up to a limit gives up beyond it', () => {
    expect(countGraphemesUpTo('🇩🇪🇫🇷', 2)).toBe(2)
    expect(countGraphemesUpTo('🇩🇪🇫🇷', 1)).toBeNull()
    expect(countGraphemesUpTo('abc', 3)).toBe(3)
    expect(countGraphemesUpTo('abc', 2)).toBeNull()
  })

  test('slices never cut one in half', () => {
    expect(sliceGraphemes('a👨‍👩‍👧‍👦b🇩🇪', 1, 3)).toBe('👨‍👩‍👧‍👦b')
    expect(sliceGraphemes('a👨‍👩‍👧‍👦b🇩🇪', 3)).toBe('🇩🇪')
    expect(sliceGraphemes('abc', 2, 1)).toBe('')
  })

  test('slices put together are the text, and offsets agree with the segmenter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(30), (text, at) => {
        expect(sliceGraphemes(text, 0, at) + sliceGraphemes(text, at)).toBe(text)
        const starts = [...Array.from(graphemes(text), ({ start }) => start), text.length]
        expect(graphemeOffset(text, at)).toBe(starts[Math.min(at, starts.length - 1)])
        const boundary = graphemeBoundary(text, at)
        expect(boundary).toBe(starts.findLast((start) => start <= at))
      }),
    )
  })

  test.each([
    ['1 MB of ASCII', 'a'.repeat(1e6), 1e6],
    ['1 MB of Chinese', '漢'.repeat(1e6), 1e6],
    ['10,000 combining marks', 'a' + '\u0301'.repeat(10_000), 1],
    ['a million joiners', 'a' + '\u200d'.repeat(1e6), 1],
    ['a million regional indicators', '🇩'.repeat(5e5), 250_000],
    ['90,000 families', '👨‍👩‍👧‍👦'.repeat(90_000), 90_000],
  ])('%s are counted in well below a second', (_, text, count) => {
    // 10 to 80 ms measured; the bound leaves room for a slow machine and still fails for anything quadratic.
    expect(cpuMs(() => expect(countGraphemes(text)).toBe(count))).toBeLessThan(2000)
  })
})
