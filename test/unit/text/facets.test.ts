import { RichText as NetworkRichText } from '@atproto/api'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { detectFacets, isHandle, type DetectedFacet } from '../../../shared/text/facets.ts'
import { byteRangesOf } from '../../../shared/text/utf8.ts'
import { handles } from './conformance.ts'

/** A facet as it is written in the text, and what it leads to. */
function written(text: string): readonly string[] {
  return detectFacets(text).map((facet) => `${facet.kind} ${text.slice(facet.start, facet.end)} → ${target(facet)}`)
}

function target(facet: DetectedFacet): string {
  switch (facet.kind) {
    case 'link':
      return facet.uri
    case 'mention':
      return facet.handle
    case 'tag':
      return facet.tag
  }
}

describe('links in a text that is written', () => {
  test.each([
    ['with a scheme', 'see https://example.com/a?b=c#d', ['link https://example.com/a?b=c#d → https://example.com/a?b=c#d']],
    ['without one', 'see example.com/a', ['link example.com/a → https://example.com/a']],
    ['with hyphens in the name', 'my-site.co.uk', ['link my-site.co.uk → https://my-site.co.uk']],
    ['not with an unknown top-level domain', 'notes.txt and file.zipp', []],
    ['but with one that is also a file ending', 'main.rs', ['link main.rs → https://main.rs']],
    ['not for an abbreviation', 'e.g. this and a.b', []],
    ['not inside a mail address', 'me@example.com', []],
    ['not when a mail address begins like one', 'me.com@example.com', []],
    ['without the full stop', 'Go to example.com.', ['link example.com → https://example.com']],
    ['without several marks', 'https://example.com/a?!...', ['link https://example.com/a → https://example.com/a']],
    ['without the bracket around', '(https://example.com)', ['link https://example.com → https://example.com']],
    ['with brackets of their own', 'https://e.org/A_(b)', ['link https://e.org/A_(b) → https://e.org/A_(b)']],
    ['with brackets of their own, in brackets', '(https://e.org/A_(b)).', ['link https://e.org/A_(b) → https://e.org/A_(b)']],
    ['without the quotation marks', '“example.com”', ['link example.com → https://example.com']],
    ['without Japanese punctuation', '「https://example.com/a」。', ['link https://example.com/a → https://example.com/a']],
    ['next to Japanese', '見てhttps://example.com', ['link https://example.com → https://example.com']],
    ['followed by Japanese', 'example.comです', ['link example.com → https://example.com']],
    ['with a port', 'example.com:8080/x', ['link example.com:8080/x → https://example.com:8080/x']],
    ['with an international name', 'https://bücher.example/ü', ['link https://bücher.example/ü → https://bücher.example/ü']],
    ['in capitals', 'HTTPS://EXAMPLE.COM', ['link HTTPS://EXAMPLE.COM → HTTPS://EXAMPLE.COM']],
    ['not for a scheme alone', 'https:// and http://', []],
    ['not for other schemes', 'javascript:alert(1) ftp://example.com data:text/html,x', []],
  ])('%s', (_, text, expected) => {
    expect(written(text)).toEqual(expected)
  })
})

describe('mentions in a text that is written', () => {
  test.each([
    ['by handle', 'hi @alice.bsky.social!', ['mention @alice.bsky.social → alice.bsky.social']],
    ['on a development network', '@alice.test', ['mention @alice.test → alice.test']],
    ['in brackets', '(@alice.com)', ['mention @alice.com → alice.com']],
    ['without the full stop', '@alice.com.', ['mention @alice.com → alice.com']],
    ['not without a domain', '@alice', []],
    ['not for an unknown domain', '@alice.notatld', []],
    ['not inside a word', 'a@alice.com', []],
    ['not for what is no handle', '@alice..com @-a.com', []],
  ])('%s', (_, text, expected) => {
    expect(written(text)).toEqual(expected)
  })

  test.each(handles('valid'))('%s is a handle', (handle) => {
    expect(isHandle(handle)).toBe(true)
  })

  test.each(handles('invalid'))('%j is none', (handle) => {
    expect(isHandle(handle)).toBe(false)
  })
})

describe('tags in a text that is written', () => {
  test.each([
    ['a word', '#tag', ['tag #tag → tag']],
    ['any script', '#日本語 #тег #تجربة', ['tag #日本語 → 日本語', 'tag #тег → тег', 'tag #تجربة → تجربة']],
    ['the wide sign', '＃tag', ['tag ＃tag → tag']],
    ['an emoji', '#👍 #👨‍👩‍👧', ['tag #👍 → 👍', 'tag #👨 → 👨']],
    ['not digits only', '#1 #42 #1st', ['tag #1st → 1st']],
    ['not punctuation only', '#... #!', []],
    ['without the punctuation after it', '#tag, #tag. (#no) #tag!?', ['tag #tag → tag', 'tag #tag → tag', 'tag #tag → tag']],
    ['with punctuation inside', '#a_b-c', ['tag #a_b-c → a_b-c']],
    ['not inside a word', 'a#tag', []],
    ['up to 64 graphemes', `#${'a'.repeat(64)} #${'b'.repeat(65)}`, [`tag #${'a'.repeat(64)} → ${'a'.repeat(64)}`]],
    ['up to 64 graphemes of any size', `#${'🇩🇪'.repeat(64)}`, [`tag #${'🇩🇪'.repeat(64)} → ${'🇩🇪'.repeat(64)}`]],
    ['a ticker symbol', '$abc and $5', ['tag $abc → $ABC']],
  ])('%s', (_, text, expected) => {
    expect(written(text)).toEqual(expected)
  })
})

describe('beside the network’s own detection', () => {
  /** What @atproto/api finds, in the same form. */
  function ofTheNetwork(text: string): readonly string[] {
    const rich = new NetworkRichText({ text })
    rich.detectFacetsWithoutResolution()
    const bytes = new TextEncoder().encode(text)
    return (rich.facets ?? [])
      .map(({ index, features: [feature] }) => ({
        start: index.byteStart,
        written: new TextDecoder().decode(bytes.slice(index.byteStart, index.byteEnd)),
        kind: feature?.$type.split('#')[1] ?? '',
      }))
      .sort((a, b) => a.start - b.start)
      .map((facet) => `${facet.kind} ${facet.written}`)
  }

  const word = fc.constantFrom(
    'hello',
    'café',
    '漢字',
    '👨‍👩‍👧',
    'https://example.com/a',
    'example.com',
    'example.org/path?q=1',
    '@alice.test',
    '@bob.bsky.social',
    '@nobody',
    '#tag',
    '#日本語',
    '#1',
    '$ABC',
    'e.g.',
    'notes.txt',
    'a@b.com',
    '5%',
  )
  const mark = fc.constantFrom('', '', '', '.', ',', '!', '?', ')')
  const space = fc.constantFrom(' ', '\n', ' (')

  test('ordinary texts get the same facets', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(space, word, mark), { maxLength: 8 }), (parts) => {
        const text = parts.flat().join('')
        const own = detectFacets(text).map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`)
        expect(own).toEqual(ofTheNetwork(text))
      }),
      { numRuns: 2000 },
    )
  })
})

describe('byte ranges', () => {
  const word = fc.constantFrom('hello', 'Привет', 'سلام', '漢字', '한국어', 'ไทย', '👨‍👩‍👧‍👦', '🇩🇪', 'e\u0301', '𝔘', '\u202e', '')
  const facet = fc.constantFrom(
    'https://example.com/ä?b=漢',
    'example.com',
    '@alice.test',
    '@a-b.bsky.social',
    '#tag',
    '#тег',
    '#日本語',
    '#👍',
    '#تجربة',
  )
  const space = fc.constantFrom(' ', '\n', '\u3000', '\u00a0')

  test('cut exactly the mention, link or tag out of text in any script', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(word, space, facet, space), { minLength: 1, maxLength: 8 }), (parts) => {
        const text = parts.flat().join('')
        const facets = detectFacets(text)
        const bytes = new TextEncoder().encode(text)
        const cut = byteRangesOf(text, facets).map((range) => {
          if (range === null) throw new Error('A facet cuts a code point in half')
          return new TextDecoder('utf-8', { fatal: true }).decode(bytes.slice(range.byteStart, range.byteEnd))
        })
        expect(cut).toEqual(parts.map(([, , mark]) => mark))
      }),
      { numRuns: 1000 },
    )
  })

  test('of anything at all are in order, inside the text and do not overlap', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.array(fc.constantFrom('@', '#', 'https://', '.', 'com', '(', ')', ' ', '\ud83d', '\udc4d', '$', 'a')),
        (text, pieces) => {
          const whole = text + pieces.join('')
          let at = 0
          for (const { start, end } of detectFacets(whole)) {
            expect(start).toBeGreaterThanOrEqual(at)
            expect(end).toBeGreaterThan(start)
            at = end
          }
          expect(at).toBeLessThanOrEqual(whole.length)
        },
      ),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['dots', 'a.'.repeat(5e5)],
    ['hyphens', `${'a-'.repeat(5e5)}.com`],
    ['brackets', `https://a.co/${')'.repeat(1e6)}`],
    ['brackets of both kinds', `https://a.co/${'()'.repeat(5e5)}`],
    ['at signs', '(@'.repeat(5e5)],
    ['a long mention', `@${'a.'.repeat(5e5)}`],
    ['a long tag', `#${'.'.repeat(1e6)}`],
    ['many tags', '#a '.repeat(3e5)],
    ['many schemes', 'https://'.repeat(1e5)],
  ])('of 1 MB of %s are found in time', (_, text) => {
    detectFacets(text)
  })
})
