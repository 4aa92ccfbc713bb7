import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { richTextOf, PLAIN } from '../../../main/connectors/x/normalise/text.ts'
import { saysTheSame } from '../../../main/connectors/x/write/witness.ts'
import type { WireEntities } from '../../../main/connectors/x/wire.ts'

const none: WireEntities = { urls: [], mentions: [], hashtags: [], cashtags: [] }
const link = (start: number, url: string, expanded: string) => ({
  start,
  url,
  expanded_url: expanded,
  unwound_url: null,
  media_key: null,
  title: '',
  description: '',
  images: [],
})
const shownOf = (text: string, entities: Partial<WireEntities>, hiddenStart = 0) => {
  const rich = richTextOf({ text, entities: { ...none, ...entities } }, { ...PLAIN, hiddenStart })
  return { text: rich.text, spans: rich.spans.map((span) => [span.kind, rich.text.slice(span.start, span.end)]) }
}

describe('A text of X', () => {
  test('counts in code points, where Chirp counts in UTF-16 units', () => {
    const text = '🌉🌉 @ada_print and #Brücke 🌬️'
    const entities = { mentions: [{ start: 3, username: 'ada_print', id: '5' }], hashtags: [{ start: 18, tag: 'Brücke' }] }
    expect(shownOf(text, entities)).toEqual({
      text,
      spans: [
        ['mention', '@ada_print'],
        ['tag', '#Brücke'],
      ],
    })
  })

  test.each([
    ['before', 15],
    ['after', 7],
  ])('is read whether X counts %s what it escapes', (_, start) => {
    const text = '&lt;&amp;&gt; see https://t.co/abc'
    // As read: "<&> see https://t.co/abc", whose link stands at 8; the entity may be off by what an editor did.
    expect(shownOf(text, { urls: [link(start, 'https://t.co/abc', 'https://example.com/')] })).toEqual({
      text: '<&> see https://example.com/',
      spans: [['link', 'https://example.com/']],
    })
  })

  test.each([
    ['before', 19],
    ['after', 15],
  ])('has an entity where X says, counted %s what it escapes, and not where the same is written before', (_, start) => {
    const rich = richTextOf(
      { text: '&amp; @ada said to @ada', entities: { ...none, mentions: [{ start, username: 'ada', id: '5' }] } },
      PLAIN,
    )
    expect(rich.text).toBe('& @ada said to @ada')
    expect(rich.spans).toMatchObject([{ kind: 'mention', start: 15, end: 19, authorId: 'x:user:5' }])
  })

  test('leaves out an entity that stands nowhere, overlaps another or leads to no web page', () => {
    const entities = {
      urls: [link(0, 'https://t.co/abc', 'javascript:alert(1)'), link(90, 'https://t.co/none', 'https://example.com/')],
      mentions: [{ start: 17, username: 'ada', id: null }],
      hashtags: [{ start: 18, tag: 'ada' }],
    }
    const { text, spans } = shownOf('https://t.co/abc @ada', entities)
    expect(text).toBe('https://t.co/abc @ada')
    expect(spans).toEqual([
      ['link', 'https://t.co/abc'],
      ['mention', '@ada'],
    ])
  })

  test('hides the people answered at its start, and nothing else that X may say is hidden', () => {
    const mentions = [{ start: 0, username: 'ada', id: '5' }]
    expect(shownOf('@ada Yes', { mentions }, 5)).toEqual({ text: 'Yes', spans: [] })
    expect(shownOf('Yes and no', {}, 4).text).toBe('Yes and no')
    expect(shownOf('@ada Yes', { mentions }, 99).text).toBe('@ada Yes')
  })

  test('is well formed, whatever the entities say', () => {
    const offset = fc.integer({ min: 0, max: 60 })
    const entities = fc.record({
      urls: fc.array(
        fc.tuple(offset, fc.constantFrom('https://t.co/a', 'a', '&', '🌉')).map(([start, url]) => link(start, url, 'https://example.com/')),
      ),
      mentions: fc.array(fc.record({ start: offset, username: fc.constantFrom('ada', 'a'), id: fc.constantFrom('5', null) })),
      hashtags: fc.array(fc.record({ start: offset, tag: fc.constantFrom('Brücke', '🌉', 'a') })),
      cashtags: fc.constant<WireEntities['cashtags']>([]),
    })
    const texts = fc.array(fc.constantFrom('🌉', '&amp;', '&', 'a', ' ', '@ada', '#Brücke', 'https://t.co/a', '\n', '\ud800'), {
      maxLength: 12,
    })
    fc.assert(
      fc.property(texts, entities, offset, (parts, all, hiddenStart) => {
        const { text, spans } = richTextOf({ text: parts.join(''), entities: all }, { ...PLAIN, hiddenStart })
        expect(text.isWellFormed()).toBe(true)
        let at = 0
        for (const span of spans) {
          expect(span.start).toBeGreaterThanOrEqual(at)
          expect(span.end).toBeGreaterThan(span.start)
          expect(span.end).toBeLessThanOrEqual(text.length)
          expect(text.slice(span.start, span.end).isWellFormed()).toBe(true)
          at = span.end
        }
      }),
    )
  })
})

describe('Whether X shows what was typed', () => {
  test.each([
    ['see example.com now', 'see http://example.com now'],
    ['see https://example.com/ now', 'see https://example.com now'],
    ['@ada yes', 'yes'],
    ['two\n\nlines ', 'two lines'],
    ['e\u0301t\u00e9', '\u00e9te\u0301'],
  ])('%j and %j are the same', (typed, shown) => {
    expect(saysTheSame(shown, typed)).toBe(true)
  })

  test.each([
    ['see example.com/a', 'see example.com/b'],
    ['yes @ada', 'yes'],
    ['Yes', 'yes'],
    ['', '.'],
  ])('%j and %j are not', (typed, shown) => {
    expect(saysTheSame(shown, typed)).toBe(false)
  })
})
