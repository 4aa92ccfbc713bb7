import { RichText, type AppBskyRichtextFacet } from '@atproto/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wireFacets } from '../../../main/connectors/bluesky/publish/record/facets.ts'
import { richTextOf } from '../../../main/connectors/bluesky/normalise/text.ts'
import { detectFacets } from '../../../shared/text/facets.ts'
import { emojiOf } from '../text/conformance.ts'

const dids = new Map([
  ['alice.test', 'did:plc:alice'],
  ['a-b.bsky.social', 'did:plc:ab'],
  ['nobody.test', null],
])

/** Words of many scripts, with all that makes bytes, UTF-16 units and characters differ. */
const word = fc.oneof(
  fc.constantFrom(
    'hello',
    'Привет',
    'سلام عليكم',
    'שלום',
    '漢字かな',
    '한국어',
    '\u1112\u1161\u11ab',
    'ไทยกำ',
    'हिन्दी',
    'தமிழ்',
    'ქართული',
    'አማርኛ',
  ),
  fc.constantFrom('e\u0301', 'a\u0308\u0323\u0330', '𝔘𝔫𝔦', '𠮷野家', '\u202eabc\u202c', '\ufeff', '\u200b', 'a\u200db'),
  fc.constantFrom(...emojiOf('fully-qualified')),
  fc.string({ unit: 'grapheme', maxLength: 6 }).map((text) => text.replace(/[@#＃$./:\s]/gu, '')),
)

/** What is marked in a text, and what it leads to. */
const mark = fc.constantFrom(
  ['https://example.com/ä?b=漢#ж', 'https://example.com/ä?b=漢#ж'],
  ['https://例え.jp/道', 'https://例え.jp/道'],
  ['example.com', 'https://example.com'],
  ['@alice.test', 'did:plc:alice'],
  ['@a-b.bsky.social', 'did:plc:ab'],
  ['#tag', 'tag'],
  ['#тег', 'тег'],
  ['#日本語', '日本語'],
  ['#تجربة', 'تجربة'],
  ['#e\u0301te\u0301', 'e\u0301te\u0301'],
  ['#👍🏽', '👍🏽'],
  ['＃𝔘𝔫𝔦', '𝔘𝔫𝔦'],
) satisfies fc.Arbitrary<readonly [string, string]>

const space = fc.constantFrom(' ', '\n', '\u3000', '\u00a0', ' \r\n')

/** A text and its facets as Chirp writes them into a record. */
function written(text: string) {
  return wireFacets(text, detectFacets(text), dids)
}

/** The bytes a facet cuts out, as text; a cut inside a character throws. */
function cut(text: string, { byteStart, byteEnd }: { byteStart: number; byteEnd: number }): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new TextEncoder().encode(text).slice(byteStart, byteEnd))
}

describe('Facets that go into a record', () => {
  test('cut out exactly the mention, link or tag, in text of any script', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, space, mark, space), { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.map(([before, gap, [shown], after]) => before + gap + shown + after).join('')
        const facets = written(text)
        const marked = facets.map(({ index, features: [feature] }) => [
          cut(text, index),
          feature === undefined ? null : 'did' in feature ? feature.did : 'uri' in feature ? feature.uri : feature.tag,
        ])
        // A word may happen to be a tag or an address itself; everything that was put in is there, in order.
        expect(marked.filter(([shown]) => parts.some(([, , [one]]) => one === shown))).toEqual(
          parts.map(([, , [shown, target]]) => [shown, target]),
        )
      }),
      { numRuns: 3000 },
    )
  })

  test('are read the same by the network’s own library and by Chirp', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, space, mark, space), { minLength: 1, maxLength: 6 }), (parts) => {
        const text = parts.map(([before, gap, [shown], after]) => before + gap + shown + after).join('')
        const facets = written(text)
        const byNetwork = [...new RichText({ text, facets: facets as AppBskyRichtextFacet.Main[] }).segments()]
        const shown = facets.map(({ index }) => cut(text, index))
        expect(byNetwork.filter(({ facet }) => facet !== undefined).map((segment) => segment.text)).toEqual(shown)
        const { spans } = richTextOf(text, facets)
        expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(shown)
      }),
      { numRuns: 1000 },
    )
  })

  test('leave a handle that is nobody’s as plain text', () => {
    expect(written('👋 @nobody.test and @alice.test')).toEqual([
      { index: { byteStart: 22, byteEnd: 33 }, features: [{ $type: 'app.bsky.richtext.facet#mention', did: 'did:plc:alice' }] },
    ])
  })

  test('never cut a character in half, whatever the text, lone surrogates too', () => {
    const unit = fc.oneof(
      fc.nat(0xffff).map((code) => String.fromCharCode(code)),
      fc.constantFrom('@alice.test', '#', ' ', 'https://', 'a.co', '/'),
    )
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), (units) => {
        const text = units.join('')
        let end = 0
        for (const { index } of written(text)) {
          expect(index.byteStart).toBeGreaterThanOrEqual(end)
          expect(cut(text, index)).not.toBe('')
          end = index.byteEnd
        }
        expect(end).toBeLessThanOrEqual(Buffer.byteLength(text))
      }),
      { numRuns: 3000 },
    )
  })
})
