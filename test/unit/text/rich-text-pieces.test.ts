import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RichTextSpan } from '../../../shared/model/rich-text.ts'
import { segmentRichText } from '../../../shared/text/rich-text-pieces.ts'
import { cpuMs } from '../../support/cpu-ms.ts'

const link = (start: number, end: number, uri = 'https://example.com/'): RichTextSpan => ({ kind: 'link', start, end, uri })
const style = (start: number, end: number, name: Extract<RichTextSpan, { kind: 'style' }>['style']): RichTextSpan => ({
  kind: 'style',
  start,
  end,
  style: name,
})
const emoji = (start: number, end: number): RichTextSpan => ({
  kind: 'emoji',
  start,
  end,
  shortcode: 'x',
  url: 'https://example.com/x.png',
})

describe('a text cut at its spans', () => {
  test('without spans is one piece, and nothing when empty', () => {
    expect(segmentRichText({ text: 'hello', spans: [] })).toEqual([
      { start: 0, text: 'hello', entity: null, block: null, runs: [{ text: 'hello', styles: [], emoji: null }] },
    ])
    expect(segmentRichText({ text: '', spans: [link(0, 1)] })).toEqual([])
  })

  test('has one piece per link, and runs in it where the style changes', () => {
    const entity = link(2, 6)
    expect(segmentRichText({ text: 'a link b', spans: [entity, style(4, 8, 'strong')] })).toEqual([
      { start: 0, text: 'a ', entity: null, block: null, runs: [{ text: 'a ', styles: [], emoji: null }] },
      {
        start: 2,
        text: 'link',
        entity,
        block: null,
        runs: [
          { text: 'li', styles: [], emoji: null },
          { text: 'nk', styles: ['strong'], emoji: null },
        ],
      },
      { start: 6, text: ' b', entity: null, block: null, runs: [{ text: ' b', styles: ['strong'], emoji: null }] },
    ])
  })

  test('keeps neighbouring links apart', () => {
    expect(segmentRichText({ text: 'ab', spans: [link(0, 1), link(1, 2)] }).map(({ text }) => text)).toEqual(['a', 'b'])
  })

  test('knows emoji inside a link, and keeps one whole where styles change in its middle', () => {
    const [piece] = segmentRichText({ text: ':x:!', spans: [link(0, 4), emoji(0, 3), style(1, 4, 'emphasis')] })
    expect(piece?.runs).toEqual([
      { text: ':x:', styles: [], emoji: { shortcode: 'x', url: 'https://example.com/x.png' } },
      { text: '!', styles: ['emphasis'], emoji: null },
    ])
  })

  test('says which pieces are a quotation or preformatted', () => {
    const pieces = segmentRichText({
      text: 'quote code',
      spans: [style(0, 5, 'quotation'), style(6, 10, 'preformatted'), style(6, 10, 'code')],
    })
    expect(pieces.map(({ text, block }) => [text, block])).toEqual([
      ['quote', 'quotation'],
      [' ', null],
      ['code', 'preformatted'],
    ])
    expect(pieces[2]?.runs[0]?.styles).toEqual(['code'])
  })

  test('holds a style as long as any span of it lasts', () => {
    const pieces = segmentRichText({ text: 'abc', spans: [style(0, 2, 'strong'), style(1, 3, 'strong')] })
    expect(pieces.flatMap(({ runs }) => runs.map((run) => run.styles))).toEqual([['strong'], ['strong'], ['strong']])
  })
})

describe('spans from a hostile network', () => {
  test.each<[string, RichTextSpan]>([
    ['behind the end', link(0, 99)],
    ['backwards', link(3, 1)],
    ['empty', link(2, 2)],
    ['negative', link(-1, 3)],
    ['no whole number', link(0.5, 2)],
    ['no number', link(Number.NaN, 2)],
    ['in half of a surrogate pair', link(0, 6)],
    ['beginning in half of one', link(6, 7)],
    ['a script', link(0, 2, 'javascript:alert(1)')],
    ['a script behind a line break', link(0, 2, 'java\nscript:alert(1)')],
    ['data', link(0, 2, 'data:text/html,<script>')],
    ['a file', link(0, 2, 'file:///etc/passwd')],
    ['no address', link(0, 2, 'example')],
  ])('a link that is %s is left out, the text stays', (_, span) => {
    expect(segmentRichText({ text: 'hello👍', spans: [span] })).toEqual(segmentRichText({ text: 'hello👍', spans: [] }))
  })

  test('a mention keeps its place without an unsafe address', () => {
    const mention: RichTextSpan = { kind: 'mention', start: 0, end: 2, authorId: 'did:x', handle: 'a', uri: 'javascript:alert(1)' }
    expect(segmentRichText({ text: '@a', spans: [mention] })[0]?.entity).toEqual({ ...mention, uri: null })
  })

  test('of two links that overlap the first stays, of two that begin together the longer', () => {
    const long = link(1, 4, 'https://long.example/')
    const pieces = segmentRichText({ text: 'abcdef', spans: [link(3, 6), link(1, 2), long] })
    expect(pieces.map(({ text, entity }) => [text, entity])).toEqual([
      ['a', null],
      ['bcd', long],
      ['ef', null],
    ])
  })

  test('an emoji that is half in a link is text', () => {
    expect(segmentRichText({ text: ':x:', spans: [link(0, 2), emoji(0, 3)] }).flatMap(({ runs }) => runs.map((run) => run.emoji))).toEqual([
      null,
      null,
    ])
  })

  const offset = fc.oneof(fc.nat(12), fc.integer(), fc.double(), fc.constant(Number.NaN))
  const range = { start: offset, end: offset }
  const span: fc.Arbitrary<RichTextSpan> = fc.oneof(
    fc.record({ kind: fc.constant('link' as const), ...range, uri: fc.oneof(fc.webUrl(), fc.string()) }),
    fc.record({
      kind: fc.constant('mention' as const),
      ...range,
      authorId: fc.constant(null),
      handle: fc.string(),
      uri: fc.option(fc.string()),
    }),
    fc.record({ kind: fc.constant('tag' as const), ...range, tag: fc.string() }),
    fc.record({ kind: fc.constant('emoji' as const), ...range, shortcode: fc.string(), url: fc.string() }),
    fc.record({
      kind: fc.constant('style' as const),
      ...range,
      style: fc.constantFrom('strong', 'emphasis', 'code', 'preformatted', 'quotation', 'strike'),
    }),
  )

  test('whatever they are, the pieces put together are the text, each starts where it says, none is empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 14 }), fc.array(span, { maxLength: 12 }), (text, spans) => {
        const pieces = segmentRichText({ text, spans })
        expect(pieces.map((piece) => piece.text).join('')).toBe(text)
        let at = 0
        for (const piece of pieces) {
          expect(piece.start).toBe(at)
          expect(piece.text).not.toBe('')
          expect(piece.runs.map((run) => run.text).join('')).toBe(piece.text)
          at += piece.text.length
        }
        // A link that runs over the border of a block is in two pieces: its edges are those of the first and the last.
        for (const entity of new Set(pieces.flatMap((piece) => piece.entity ?? []))) {
          const own = pieces.filter((piece) => piece.entity === entity)
          expect(own.map((piece) => piece.text).join('')).toBe(text.slice(entity.start, entity.end))
          expect(own[0]?.start === entity.start).toBe(true)
        }
      }),
      { numRuns: 3000 },
    )
  })

  test('100,000 of them in 1 MB of text take time in proportion', () => {
    const text = 'abcdefghij'.repeat(100_000)
    const spans = Array.from({ length: 100_000 }, (_, index) =>
      index % 2 === 0 ? link(index * 10, index * 10 + 5) : style(index * 5, index * 5 + 500_000, 'strong'),
    )
    expect(cpuMs(() => expect(segmentRichText({ text, spans }).length).toBeGreaterThan(50_000))).toBeLessThan(4000)
  })
})
