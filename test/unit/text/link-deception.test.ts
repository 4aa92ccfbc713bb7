import fc from 'fast-check'
import { domainToASCII, domainToUnicode } from 'node:url'
import { describe, expect, test } from 'vitest'
import { decodePunycode, punycodeLength } from '../../../shared/text/domain-names/punycode.ts'
import { displayHost, linkDeception } from '../../../shared/text/link-deception.ts'
import { hostOf, safeUrl } from '../../../shared/text/safe-url.ts'

describe('addresses', () => {
  test.each([
    ['https://example.com', 'https://example.com/'],
    [' HTTP://EXAMPLE.com/a ', 'http://example.com/a'],
    ['https://bücher.example/ä', 'https://xn--bcher-kva.example/%C3%A4'],
    ['http:example.com', 'http://example.com/'],
  ])('%j is safe', (address, expected) => {
    expect(safeUrl(address)).toBe(expected)
  })

  test.each([
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    'JAVASCRIPT://example.com/%0aalert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'vbscript:x',
    'blob:https://example.com/1',
    'ftp://example.com',
    'mailto:a@example.com',
    '//example.com',
    '/path',
    '',
    'https://',
    'https://exa mple.com',
    `https://example.com/${'a'.repeat(9000)}`,
  ])('%j is not', (address) => {
    expect(safeUrl(address)).toBeNull()
  })

  test('have a host', () => {
    expect([hostOf('https://www.example.com:8080/a'), hostOf('javascript:1')]).toEqual(['example.com', null])
  })
})

describe('a link whose words claim another host', () => {
  test.each([
    ['https://bank.example.com', 'https://evil.example.org/', 'evil.example.org'],
    ['bank.com', 'https://evil.org/', 'evil.org'],
    ['Visit bank.com now', 'https://evil.org/bank.com', 'evil.org'],
    ['bank.com', 'https://bank.com.evil.org/', 'bank.com.evil.org'],
    ['bank.com', 'https://notbank.com/', 'notbank.com'],
    ['ba\u200bnk.com', 'https://evil.org/', 'evil.org'],
    ['bank．com', 'https://evil.org/', 'evil.org'],
    ['https://bank.com', 'https://bank.com@evil.org/', 'evil.org'],
    ['click', 'https://bank.com:x@evil.org/', 'evil.org'],
    ['bank.com', 'https://bücher.example/', 'bücher.example'],
  ])('%j to %s is found out', (text, address, host) => {
    expect(linkDeception(text, address)).toEqual({ kind: 'other-host', host })
  })

  test.each([
    ['click here', 'https://example.org/'],
    ['example.com', 'https://www.example.com/a'],
    ['www.example.com/a…', 'https://example.com/a/b'],
    ['example.com', 'https://shop.example.com/'],
    ['https://bücher.example', 'https://xn--bcher-kva.example/'],
    ['release notes 2.0', 'https://example.com/'],
    ['日本語', 'https://例え.jp/'],
    ['bank.com', 'javascript:alert(1)'],
  ])('%j to %s is honest, or no link at all', (text, address) => {
    expect(linkDeception(text, address)).toBeNull()
  })
})

describe('a host that imitates another', () => {
  test.each([
    ['Cyrillic а in Latin', 'аpple.com'],
    ['all Cyrillic that looks Latin', 'аррӏе.com'],
    ['Greek ο in Latin', 'gοοgle.com'],
    ['a dotless i', 'pınterest.com'],
    ['Latin and Cyrillic in a subdomain', 'pаypal.example.com'],
  ])('%s is shown in ASCII', (_, host) => {
    const ascii = domainToASCII(host)
    expect(linkDeception(host, `https://${host}/`)).toEqual({ kind: 'lookalike', host: ascii })
    expect(displayHost(ascii)).toBe(ascii)
  })

  test.each([
    'bücher.example',
    'пример.рф',
    'почта.рф',
    '例え.jp',
    'ひらがなabc.jp',
    '한국.kr',
    'παράδειγμα.gr',
    'مثال.example',
    'straße.example',
    'example.com',
  ])('%s is not: it is shown in its own script', (host) => {
    expect(linkDeception(host, `https://${host}/`)).toBeNull()
    expect(displayHost(domainToASCII(host))).toBe(domainToUnicode(domainToASCII(host)))
  })
})

describe('Punycode', () => {
  const label = fc
    .string({ unit: fc.constantFrom(...'a b z 0 1 9 - é ß ñ ø ж я א ب ह あ ア 漢 字 한 글 👍 𝔘'.split(' ')), minLength: 1, maxLength: 20 })
    .map((text) => text.normalize('NFC'))

  test('is decoded as Node decodes it, and as long as Node encodes it', () => {
    fc.assert(
      fc.property(label, (text) => {
        const ascii = domainToASCII(`${text}.com`)
        fc.pre(ascii.startsWith('xn--'))
        const encoded = ascii.slice('xn--'.length, -'.com'.length)
        const decoded = decodePunycode(encoded)
        expect(decoded).toBe(domainToUnicode(ascii).slice(0, -'.com'.length))
        expect(punycodeLength(decoded ?? '')).toBe(encoded.length)
      }),
      { numRuns: 2000 },
    )
  })

  test.each(['a', '', '99999999', 'zzzzzzzzz', '-é', 'a b'])('%j does not make it throw', (encoded) => {
    expect(() => decodePunycode(encoded)).not.toThrow()
  })

  test('of anything never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a b c x y z 0 1 8 9 -'.split(' ')), maxLength: 70 }), (encoded) => {
        expect(['string', 'object']).toContain(typeof decodePunycode(encoded))
      }),
      { numRuns: 3000 },
    )
  })
})
