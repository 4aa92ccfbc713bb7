import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findRemoteMentions } from '../../../shared/text/remote-mentions.ts'
import { findUrls, findWeightedUrls } from '../../../shared/text/urls.ts'
import { cpuMs } from '../../support/cpu-ms.ts'
import { extraction, validation } from './conformance.ts'

const weighted = (text: string): readonly string[] => findWeightedUrls(text).map(({ start, end }) => text.slice(start, end))
const federated = (text: string): readonly string[] => findUrls(text).map(({ start, end }) => text.slice(start, end))

describe('links as twitter-text finds them', () => {
  test.each(extraction.urls)('$description', ({ text, expected }) => {
    expect(weighted(text)).toEqual(expected)
  })

  test.each([...extraction.urls_with_indices, ...extraction.urls_with_directional_markers])(
    'with its place: $description',
    ({ text, expected }) => {
      expect(findWeightedUrls(text)).toEqual(expected.map(({ indices: [start, end] }) => ({ start, end })))
    },
  )

  test.each(validation.urls_without_protocol)('$description', ({ text, expected }) => {
    expect(weighted(text)[0] === text).toBe(expected)
  })

  /**
   * Being valid as an address and being found in text are two things: these four are valid, and twitter-text's own extractor makes
   * this much of a link of them (it wants a known top-level domain, and no `+` at the end).
   */
  const foundInText: Record<string, readonly string[]> = {
    'Valid url: port and userinfo': [],
    'Valid url: ipv4': [],
    'Valid url: ipv6': [],
    'Valid url: sub delims and question marks': ['http://example.com?foo=$bar.;baz?BAZ&c=d-#top/?stories'],
  }
  test.each(validation.urls)('$description', ({ description, text, expected }) => {
    const exception = foundInText[description]
    if (exception === undefined) expect(weighted(text)[0] === text).toBe(expected)
    else expect(weighted(text)).toEqual(exception)
  })
})

describe('links as Mastodon counts them', () => {
  test.each([
    ['only with a scheme', 'example.com and https://example.com', ['https://example.com']],
    ['of the schemes it knows', 'gemini://a.example.org/x ftp://b.example.org', ['gemini://a.example.org/x']],
    ['with any script in path and query', 'https://example.com/漢字?q=漢 z', ['https://example.com/漢字?q=漢']],
    ['without the full stop after it', 'See https://example.com/a. Then', ['https://example.com/a']],
    ['without the bracket around it', '(https://example.com/a)', ['https://example.com/a']],
    ['with balanced brackets', 'https://en.example.org/wiki/A_(b)', ['https://en.example.org/wiki/A_(b)']],
    ['not without a top-level domain', 'http://localhost:3000/a', []],
    ['not in a mention or tag', '@https://example.com #https://example.com', []],
    ['right after a letter that is not Latin', '見てhttps://example.com', ['https://example.com']],
  ])('%s', (_, text, expected) => {
    expect(federated(text)).toEqual(expected)
  })
})

describe('mentions that name a server', () => {
  test.each([
    ['@alice@example.com', ['@alice@example.com']],
    ['hi @alice@example.com.', ['@alice@example.com']],
    ['@alice', []],
    ['mail@alice@example.com', []],
    ['/@alice@example.com', []],
    ['=@alice@example.com', []],
    ['@a.b-c_d@bücher.example', ['@a.b-c_d@bücher.example']],
    ['@alice@example.com@more', []],
    ['@alice@example.com://x', []],
    [`@alice@${'b'.repeat(253)}`, [`@alice@${'b'.repeat(253)}`]],
    [`@alice@${'b'.repeat(254)}`, []],
  ])('%j has %j', (text, expected) => {
    expect(findRemoteMentions(text).map(({ start, end }) => text.slice(start, end))).toEqual(expected)
  })
})

describe('on hostile text', () => {
  test.each([
    ['labels without end', 'a.'.repeat(5e5)],
    ['labels without end in another script', '漢.'.repeat(5e5)],
    ['domains that begin over and over', 'a.co.q'.repeat(1.6e5)],
    ['brackets that never close', 'http://a.co/('.repeat(8e4)],
    ['schemes without an address', 'http://'.repeat(1.4e5)],
    ['at signs', '@a@'.repeat(3e5)],
    ['one long user name', `@${'a.'.repeat(5e5)}`],
    ['one long query', `http://a.co/?${'?'.repeat(1e6)}`],
  ])('%s take time in proportion', (_, text) => {
    const ms = cpuMs(() => {
      findWeightedUrls(text)
      findUrls(text)
      findRemoteMentions(text)
    })
    expect(ms).toBeLessThan(4000)
  })

  test('what is found is in order, inside the text and does not overlap', () => {
    const piece = fc.constantFrom(
      'http://',
      'https://',
      'a',
      'é',
      '漢',
      '.',
      'com',
      'co',
      '/',
      '?',
      '(',
      ')',
      '@',
      '#',
      '-',
      '_',
      ' ',
      't.co/',
      'xn--',
      '\ud83d\ude00',
      '\ud83d',
      ':80',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (written) => {
        const text = written.join('')
        for (const found of [findWeightedUrls(text), findUrls(text), findRemoteMentions(text)]) {
          let at = 0
          for (const { start, end } of found) {
            expect(start).toBeGreaterThanOrEqual(at)
            expect(end).toBeGreaterThan(start)
            at = end
          }
          expect(at).toBeLessThanOrEqual(text.length)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
