import { describe, expect, test } from 'vitest'
import { richTextOf } from '../../../main/connectors/bluesky/normalise/text.ts'

const link = (byteStart: number, byteEnd: number, uri = 'https://example.com/') => ({
  index: { byteStart, byteEnd },
  features: [{ $type: 'app.bsky.richtext.facet#link', uri }],
})

function shown(text: string, facets: readonly unknown[]): string[] {
  return richTextOf(text, facets).spans.map((span) => text.slice(span.start, span.end))
}

describe('Facets', () => {
  test('count bytes, spans count UTF-16 units', () => {
    expect(shown('é👩‍👩‍👧 here', [link(2 + 18 + 1, 2 + 18 + 5)])).toEqual(['here'])
  })

  test.each([
    ['it ends before it begins', [link(3, 1)]],
    ['it is empty', [link(2, 2)]],
    ['it reaches past the end', [link(0, 99)]],
    ['it begins inside a character', [link(1, 3)]],
    ['its place is no number', [{ ...link(0, 2), index: { byteStart: 'a', byteEnd: 2 } }]],
    ['its place is negative', [link(-1, 2)]],
    ['its place is a fraction', [link(0, 1.5)]],
    ['it has no features', [{ index: { byteStart: 0, byteEnd: 2 } }]],
    ['its feature is unknown', [{ index: { byteStart: 0, byteEnd: 2 }, features: [{ $type: 'com.example#blink' }] }]],
    ['its address is a script', [link(0, 2, 'javascript:alert(1)')]],
    ['it is nothing', [null, 7, 'facet', []]],
  ])('are left out when %s', (_when, facets) => {
    expect(richTextOf('éé text', facets)).toEqual({ text: 'éé text', spans: [] })
  })

  test('that overlap leave the first', () => {
    expect(shown('one two three', [link(4, 13), link(0, 7)])).toEqual(['one two'])
  })

  test('may come in any order', () => {
    expect(shown('one two three', [link(8, 13), link(0, 3)])).toEqual(['one', 'three'])
  })

  test('name whom they mention', () => {
    const mention = { index: { byteStart: 0, byteEnd: 9 }, features: [{ $type: 'app.bsky.richtext.facet#mention', did: 'did:plc:abc' }] }
    expect(richTextOf('@ann.test', [mention]).spans).toEqual([
      { kind: 'mention', start: 0, end: 9, authorId: 'did:plc:abc', handle: 'ann.test', uri: 'https://bsky.app/profile/did:plc:abc' },
    ])
  })
})
