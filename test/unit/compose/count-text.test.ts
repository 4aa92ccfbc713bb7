import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countText, overflowStart } from '../../../shared/compose/count-text.ts'
import type { TextLimit } from '../../../shared/model/capabilities.ts'
import { graphemeBoundary, graphemes } from '../../../shared/text/graphemes.ts'
import { findRemoteMentions } from '../../../shared/text/remote-mentions.ts'
import { findUrls, findWeightedUrls } from '../../../shared/text/urls.ts'
import { emojiOf, validation, weightedConfiguration } from '../text/conformance.ts'
import { limits } from './limits.ts'

const { bluesky, blueskyBytes, mastodon, x, tiktok, threads } = limits
const family = '👨‍👩‍👧‍👦'

describe('weighted counting', () => {
  test('follows the configuration that the test data came with', () => {
    const { scale, defaultWeight, ranges, transformedURLLength, maxWeightedTweetLength } = weightedConfiguration
    expect([defaultWeight / scale, transformedURLLength, maxWeightedTweetLength]).toEqual([2, x.linkCost, x.value])
    const light = (codePoint: number): boolean =>
      ranges.some(({ start, end, weight }) => codePoint >= start && codePoint <= end && weight === scale)
    // Letters of every part of the plane: no emoji, not changed by NFC.
    for (const codePoint of [
      0x41, 0xe9, 0x416, 0x5d0, 0x905, 0x10ff, 0x1100, 0x2010, 0x201f, 0x2020, 0x2032, 0x2037, 0x2038, 0x3042, 0x4e00, 0xac00, 0x20000,
    ]) {
      expect([codePoint, countText(String.fromCodePoint(codePoint), null, x)]).toEqual([codePoint, light(codePoint) ? 1 : 2])
    }
  })

  test.each([...validation.WeightedTweetsWithDiscountedEmojiCounterTest, ...validation.UnicodeDirectionalMarkerCounterTest])(
    '$description',
    ({ text, expected }) => {
      expect(countText(text, null, x)).toBe(expected.weightedLength)
    },
  )

  /** This list is for the older configuration, in which an emoji counted by its code points. Two cases have such emoji. */
  const olderEmoji: Record<string, number> = {
    'Count a mix of single byte single word, and double word unicode characters': 7,
    'Count unicode emoji chars outside the basic multilingual plane with skin tone modifiers': 4,
  }
  test.each(validation.WeightedTweetsCounterTest)('$description', ({ description, text, expected }) => {
    expect(countText(text, null, x)).toBe(olderEmoji[description] ?? expected.weightedLength)
  })

  test.each([...validation.WeightedTweetsWithDiscountedEmojiCounterTest, ...validation.WeightedTweetsCounterTest])(
    'overflow begins where the valid range ends: $description',
    ({ text, expected }) => {
      expect(overflowStart(text, null, x)).toBe(expected.weightedLength > x.value ? expected.validRangeEnd + 1 : null)
    },
  )

  test('every emoji weighs 2, whatever it is made of and whether or not it has its selectors', () => {
    for (const status of ['fully-qualified', 'minimally-qualified'] as const) {
      expect(emojiOf(status).filter((emoji) => countText(emoji, null, x) !== 2)).toEqual([])
    }
    expect(countText(family, null, x)).toBe(2)
    expect(countText('1\u20e3', null, x)).toBe(2)
    expect(countText('👍👍🏽', null, x)).toBe(4)
  })

  test('the signs © and ® are emoji only where a selector says so', () => {
    expect([countText('©®', null, x), countText('©\ufe0f®\ufe0f', null, x)]).toEqual([2, 4])
  })

  test('a link in text and a bare domain cost 23, however long', () => {
    expect(countText('t.co', null, x)).toBe(23)
    expect(countText(`https://example.com/${'a'.repeat(500)}`, null, x)).toBe(23)
  })
})

describe('graphemes and links, as Mastodon counts', () => {
  const letters = 'b'.repeat(30)

  test('a link counts 23, so that this fits into 500', () => {
    expect(countText(`${'a'.repeat(476)} http://${letters}.com/example`, null, mastodon)).toBe(500)
  })

  test('the server of a remote mention does not count, so that this fits into 500', () => {
    expect(countText(`${'a'.repeat(475)} @alice@${letters}.com`, null, mastodon)).toBe(482)
    expect(overflowStart(`${'a'.repeat(475)} @alice@${letters}.com`, null, mastodon)).toBeNull()
  })

  test('text and warning count together: 250 and 251 do not fit', () => {
    expect(countText('b'.repeat(251), 'a'.repeat(250), mastodon)).toBe(501)
    expect(overflowStart('b'.repeat(251), 'a'.repeat(250), mastodon)).toBe(250)
  })

  test('a link in the warning counts as it is written', () => {
    expect(countText('', 'http://example.com', mastodon)).toBe(18)
  })

  test('a warning that is too long by itself leaves no room at all', () => {
    expect(overflowStart('hello', 'a'.repeat(501), mastodon)).toBe(0)
  })

  test('a bare domain, a mention of the own server and a tag count as they are written', () => {
    expect(countText('example.com @alice #tag', null, mastodon)).toBe(23)
  })

  test('a mention inside a link is the link’s', () => {
    expect(countText('https://example.com/@alice@example.org', null, mastodon)).toBe(23)
  })

  test('where a link does not fit, the whole of it is too long', () => {
    const text = `${'a'.repeat(490)} https://example.com/a`
    expect(overflowStart(text, null, mastodon)).toBe(491)
  })

  test('a server may make links cheaper or not count them at all', () => {
    const address = 'https://example.com/long/path'
    expect(countText(address, null, { ...mastodon, linkCost: 10 })).toBe(10)
    expect(countText(address, null, { ...mastodon, linkCost: null })).toBe(address.length)
  })
})

describe('counters that peers got wrong', () => {
  test('Whalebird and Tokodon count UTF-16 units: an emoji family is 11 there', () => {
    expect(countText(family, null, mastodon)).toBe(1)
    expect(countText(family, null, bluesky)).toBe(1)
  })

  test('Whalebird and Tokodon do not drop the server of a mention', () => {
    expect(countText('@alice@social.example.org', null, mastodon)).toBe('@alice'.length)
  })

  test('Elk counts a short link as it is written: Mastodon counts 23 flat', () => {
    expect(countText('https://a.co', null, mastodon)).toBe(23)
  })

  test('IceCubes counts utf16: a skin tone, a flag and an accent are one each', () => {
    expect(countText('👍🏽🇩🇪e\u0301', null, mastodon)).toBe(3)
  })

  test('Postiz counts UTF-16 for Bluesky: 300 flags fit, and their bytes have a limit of their own', () => {
    const flags = '🇩🇪'.repeat(300)
    expect(countText(flags, null, bluesky)).toBe(300)
    expect(countText(flags, null, blueskyBytes)).toBe(2400)
    expect(overflowStart(family.repeat(200), null, blueskyBytes)).toBe(120 * family.length)
  })

  test('PostyBirb counts the plain text’s length: what is written in composed or decomposed form is as long', () => {
    expect(countText('\u00e9', null, bluesky)).toBe(countText('e\u0301', null, bluesky))
    expect(countText('\u00e9', null, x)).toBe(countText('e\u0301', null, x))
  })

  test('Sengi counts code points: a family is 7 there', () => {
    expect(countText(family.repeat(500), null, mastodon)).toBe(500)
  })
})

describe('other units', () => {
  test('UTF-16 units and bytes are what they say', () => {
    expect(countText('a👍é', null, tiktok)).toBe(4)
    expect(countText('a👍é', null, blueskyBytes)).toBe(7)
  })

  test('an emoji counts as many as it has bytes, letters of every script and their marks by code points', () => {
    expect(countText('a漢é', null, threads)).toBe(3)
    expect(countText('e\u0301', null, threads)).toBe(2)
    expect([countText('👍', null, threads), countText('🇩🇪', null, threads), countText(family, null, threads)]).toEqual([4, 8, 25])
    expect([countText('7', null, threads), countText('7\ufe0f\u20e3', null, threads)]).toEqual([1, 7])
    expect(countText('👍'.repeat(125), null, threads)).toBe(500)
  })

  test('the warning counts only where the limit says so', () => {
    expect(countText('abc', 'de', bluesky)).toBe(3)
    expect(countText('abc', 'de', { ...bluesky, countsWarning: true })).toBe(5)
    expect(countText('abc', 'dé', { ...blueskyBytes, countsWarning: true })).toBe(6)
    expect(countText('abc', 'de', { ...tiktok, countsWarning: true })).toBe(5)
    expect(countText('abc', '漢', { ...x, countsWarning: true })).toBe(5)
  })

  test.each([
    ['graphemes', { ...bluesky, value: 2 }, `a${family}b`, 1 + family.length],
    ['bytes', { ...blueskyBytes, value: 4 }, 'aéé', 2],
    ['units', { ...tiktok, value: 2 }, 'a👍b', 1],
    ['weight', { ...x, value: 4 }, 'a漢漢', 2],
    ['bytes of emoji', { ...threads, value: 6 }, 'aé漢👍b', 3],
  ])('in %s, text gets too long where a whole character no longer fits', (_, limit, text, expected) => {
    expect(overflowStart(text, null, limit)).toBe(expected)
  })
})

describe('where text gets too long', () => {
  const piece = fc.constantFrom(
    'a',
    ' ',
    '漢',
    'e\u0301',
    family,
    '🇩🇪',
    '\u0301',
    '\u200d',
    'https://example.com/a',
    'example.org',
    '@alice@example.org',
    '@bob',
    '\r\n',
    '한',
    '\ud83d',
  )
  const anyLimit = fc.record({
    base: fc.constantFrom(bluesky, blueskyBytes, mastodon, x, tiktok, threads),
    value: fc.nat(60),
    countsWarning: fc.boolean(),
  })

  test('is on a grapheme boundary, and is nowhere when the text fits', () => {
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.option(fc.string({ unit: 'grapheme', maxLength: 5 })),
        anyLimit,
        (pieces, warning, { base, value, countsWarning }) => {
          const text = pieces.join('')
          const limit: TextLimit = { ...base, value, countsWarning }
          const start = overflowStart(text, warning, limit)
          expect(start === null).toBe(countText(text, warning, limit) <= value)
          if (start === null) return
          expect(graphemeBoundary(text, start)).toBe(start)
          expect(start).toBeGreaterThanOrEqual(0)
          expect(start).toBeLessThanOrEqual(text.length)
        },
      ),
      { numRuns: 3000 },
    )
  })

  test('leaves a text that fits, and one character more does not, where there are no links', () => {
    const plain = fc.constantFrom('a', ' ', '漢', 'e\u0301', family, '🇩🇪', '한')
    fc.assert(
      fc.property(fc.array(plain), anyLimit, (pieces, { base, value }) => {
        const text = pieces.join('')
        const limit: TextLimit = { ...base, value }
        const start = overflowStart(text, null, limit)
        if (start === null) return
        expect(countText(text.slice(0, start), null, limit)).toBeLessThanOrEqual(value)
        const [next = ''] = Array.from(new Intl.Segmenter().segment(text.slice(start)), ({ segment }) => segment)
        expect(countText(text.slice(0, start) + next, null, limit)).toBeGreaterThan(value)
      }),
    )
  })

  test('leaves a text that fits, and the link, mention or character after it does not', () => {
    const word = fc.constantFrom(
      'a',
      '漢',
      'e\u0301',
      family,
      '🇩🇪',
      'https://example.com/a',
      'example.org',
      '@alice@example.org',
      '@bob',
      '#tag',
      '…',
    )
    fc.assert(
      fc.property(fc.array(word), anyLimit, (words, { base, value }) => {
        const text = words.join(' ')
        const limit: TextLimit = { ...base, value }
        const start = overflowStart(text, null, limit)
        if (start === null) return
        expect(countText(text.slice(0, start), null, limit)).toBeLessThanOrEqual(value)
        const whole = [...findUrls(text), ...findWeightedUrls(text), ...findRemoteMentions(text)].find((range) => range.start === start)
        const end = whole?.end ?? start + ([...graphemes(text.slice(start))][0]?.text.length ?? 0)
        expect(countText(text.slice(0, end), null, limit)).toBeGreaterThan(value)
      }),
      { numRuns: 3000 },
    )
  })

  test.each(Object.entries(limits))('is found in 1 MB of anything in time, on %s', (_, limit) => {
    for (const text of [
      'a'.repeat(1e6),
      '漢'.repeat(1e6),
      family.repeat(90_000),
      'https://example.com/a '.repeat(45_000),
      `a${'\u0301'.repeat(1e6)}`,
    ]) {
      overflowStart(text, null, limit)
    }
  })
})
