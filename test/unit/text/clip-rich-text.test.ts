import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RichText, RichTextSpan } from '../../../shared/model/rich-text.ts'
import { clipRichText } from '../../../shared/text/clip-rich-text.ts'
import { countGraphemes } from '../../../shared/text/graphemes.ts'

const link = (start: number, end: number): RichTextSpan => ({ kind: 'link', start, end, uri: 'https://example.com/' })
const plain = (text: string): RichText => ({ text, spans: [] })

describe('a text clipped for a card', () => {
  test('stays as it is when it fits', () => {
    const richText = { text: 'hello 👍', spans: [link(0, 5)] }
    expect(clipRichText(richText, 7)).toEqual({ richText, truncated: false })
  })

  test('is cut after the last character that fits, without the space there', () => {
    expect(clipRichText(plain('one 👨‍👩‍👧‍👦 two'), 5)).toEqual({ richText: plain('one 👨‍👩‍👧‍👦'), truncated: true })
    expect(clipRichText(plain('one two'), 4)).toEqual({ richText: plain('one'), truncated: true })
  })

  test('has at most that many lines', () => {
    expect(clipRichText(plain('a\nb\r\nc\nd'), 100, 2)).toEqual({ richText: plain('a\nb'), truncated: true })
    expect(clipRichText(plain('a\nb'), 100, 2).truncated).toBe(false)
  })

  test('keeps spans that are in it, shortens one that is cut, drops those behind it and emoji that would be halved', () => {
    const emoji: RichTextSpan = { kind: 'emoji', start: 3, end: 8, shortcode: 'abc', url: 'https://example.com/e.png' }
    const { richText } = clipRichText({ text: 'ab :abc: de', spans: [link(0, 2), link(3, 10), emoji, link(9, 11)] }, 6)
    expect(richText).toEqual({ text: 'ab :ab', spans: [link(0, 2), link(3, 6)] })
  })

  test('has at most eight marks on a letter, and its spans still fit', () => {
    const { richText, truncated } = clipRichText(
      { text: `z${'\u0301'.repeat(10_000)}algo`, spans: [link(10_001, 10_005), link(0, 10_001)] },
      100,
    )
    expect(truncated).toBe(false)
    expect(richText).toEqual({ text: `z${'\u0301'.repeat(8)}algo`, spans: [link(9, 13), link(0, 9)] })
  })

  test('keeps the marks that languages need', () => {
    const words = 'ที่ ก็ नमस्ते שָׁלוֹם ཧྐྵྨླྺྼྻྂ Việt'
    expect(clipRichText(plain(words), 100).richText.text).toBe(words)
  })

  test('loses direction overrides, and keeps the direction marks that text needs', () => {
    const { richText } = clipRichText({ text: 'gpj.\u202eexe\u202c \u200fשלום', spans: [link(5, 8)] }, 100)
    expect(richText).toEqual({ text: 'gpj.exe\u202c \u200fשלום', spans: [link(4, 7)] })
  })

  test('cuts one endless character in its middle, so that something is seen', () => {
    const { richText, truncated } = clipRichText(plain('👩\u200d'.repeat(300_000)), 10)
    expect(truncated).toBe(true)
    expect(richText.text.length).toBeGreaterThan(100)
    expect(richText.text.length).toBeLessThanOrEqual(160)
    expect(richText.text.isWellFormed()).toBe(true)
  })

  test.each([
    ['letters', 'a'.repeat(1e6)],
    ['emoji', '👨‍👩‍👧‍👦'.repeat(90_000)],
    ['marks', `a${'\u0301'.repeat(1e6)}`],
    ['letters with marks', `a${'\u0301'.repeat(9)}`.repeat(1e5)],
    ['overrides', '\u202ea'.repeat(5e5)],
    ['lines', '\n'.repeat(1e6)],
  ])('1 MB of %s is clipped in time', (_, text) => {
    const { richText } = clipRichText({ text, spans: Array.from({ length: 1000 }, (_, index) => link(index * 3, index * 3 + 2)) }, 500, 50)
    expect(countGraphemes(richText.text)).toBeLessThanOrEqual(500)
  })

  test('never has more than asked, and its spans lie inside it, in whole characters', () => {
    const piece = fc.constantFrom('a', ' ', '\n', '👍', '👨‍👩‍👧‍👦', '\u0301'.repeat(12), '\u202e', 'é')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.tuple(fc.nat(60), fc.nat(60))), fc.nat(30), (pieces, ranges, most) => {
        const text = pieces.join('')
        const spans = ranges.filter(([start, end]) => start < end && end <= text.length).map(([start, end]) => link(start, end))
        const { richText, truncated } = clipRichText({ text, spans }, most)
        expect(countGraphemes(richText.text)).toBeLessThanOrEqual(most)
        for (const { start, end } of richText.spans) {
          expect(start).toBeLessThan(end)
          expect(end).toBeLessThanOrEqual(richText.text.length)
        }
        // Clipping again changes nothing any more.
        if (!truncated) expect(clipRichText(richText, most)).toEqual({ richText, truncated: false })
      }),
      { numRuns: 1000 },
    )
  })
})
