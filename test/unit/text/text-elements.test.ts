import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countElements } from '../../../shared/text/text-elements.ts'
import { cashtags } from './conformance.ts'

describe('links that are counted', () => {
  test.each([
    ['none', 'Just words, and 3.14', 0],
    ['with a scheme and without', 'https://example.com/a and www.example.org', 2],
    ['the same one twice', 'https://example.com/a https://example.com/a', 1],
    ['the same one in other letters, and without its scheme', 'https://EXAMPLE.com example.com https://example.com/', 1],
    ['two pages of a site', 'https://example.com/a https://example.com/A', 2],
    ['at the end of a sentence', 'See https://example.com/a. Or https://example.com/a!', 1],
    ['between signs of a script without spaces', '見て、https://example.com/a、それとhttps://example.com/b。', 2],
    ['in Arabic', 'انظر https://example.com/a و https://example.com/b', 2],
    ['a name in another script', 'https://bücher.example.com https://bu\u0308cher.example.com', 1],
    ['no mail address', 'name@example.com', 0],
  ])('%s', (_, text, count) => {
    expect(countElements(text, 'links')).toBe(count)
  })
})

describe('hashtags that are counted', () => {
  test.each([
    ['none', 'no. 1, C# and a # alone', 0],
    ['as words', '#one two #three', 2],
    ['the same one twice, as two', '#one #one', 2],
    ['in one go', '#one#two#three', 3],
    ['in any script', '#été #日本 #हिन्दी #العربية #ไทย #Ελλάδα', 6],
    ['with the wide sign', '＃日本＃東京', 2],
    ['behind words of a script without spaces', '今日は#日本', 1],
    ['not inside a word', 'a#b é#c', 0],
    ['of digits', '#2026', 1],
    ['of emoji', '#🌊 #👩‍🚀crew', 2],
    ['not a keycap', '#️⃣ and #⃣', 0],
    ['not in an address', 'https://example.com/#part example.org/#part', 0],
    ['with a joiner in it', '#می\u200cخواهم', 1],
  ])('%s', (_, text, count) => {
    expect(countElements(text, 'hashtags')).toBe(count)
  })
})

describe('mentions that are counted', () => {
  test.each([
    ['none', 'at @ home', 0],
    ['as words, with dots and lines', '@ann @_bob @c.d', 3],
    ['the same one twice, as two', '@ann @ann', 2],
    ['in brackets and behind a full stop', '(@ann) .@bob', 2],
    ['behind words of a script without spaces', 'こんにちは@ann、@bob', 2],
    ['not in a mail address, in any script', 'ann@example.com josé@example.com анна@example.com', 0],
    ['once with a server', '@ann@example.social', 1],
    ['not in an address', 'https://example.com/@ann', 0],
  ])('%s', (_, text, count) => {
    expect(countElements(text, 'mentions')).toBe(count)
  })
})

describe('cashtags that are counted', () => {
  test.each(cashtags)('$description: $text', ({ text, expected }) => {
    expect(countElements(text, 'cashtags')).toBe(new Set(expected.map((one) => one.toUpperCase())).size)
  })

  test('once for the same, and none for prices', () => {
    expect(countElements('$ABC $abc for $3 and $40k', 'cashtags')).toBe(1)
  })
})

const elements = ['links', 'hashtags', 'mentions', 'cashtags'] as const

test('no text is too strange to be counted, and none has fewer with more behind it', () => {
  const piece = fc.constantFrom('#a', '@b', '$C', 'https://d.com/', ' ', '\ud800', '\u200d', '🌊', '見', '.', '/', '＃', '&')
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      for (const element of elements) {
        const text = pieces.join('')
        const count = countElements(text, element)
        expect(count).toBeGreaterThanOrEqual(0)
        expect(countElements(`${text} `, element)).toBeGreaterThanOrEqual(count)
      }
    }),
  )
})

test.each(['#', '#a', '@', '@a', '$', '$a', 'a.', '#a@b$c ', 'https://', 'a.com ', '#\u200d', '\u0300'])(
  'a very long text takes little time: %j',
  (piece) => {
    const text = piece.repeat(Math.ceil(200_000 / piece.length))
    const began = performance.now()
    for (const element of elements) countElements(text, element)
    expect(performance.now() - began).toBeLessThan(5_000)
  },
)
