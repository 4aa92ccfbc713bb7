import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countText } from '../../../shared/compose/count-text.ts'
import { splitThread } from '../../../shared/compose/split-thread.ts'
import { countGraphemes } from '../../../shared/text/graphemes.ts'
import { limits } from './limits.ts'

const upTo =
  (limit: number) =>
  (text: string): boolean =>
    countGraphemes(text) <= limit
const numbered = (text: string, index: number, total: number): string => `${text} (${String(index + 1)}/${String(total)})`

describe('a long text as a thread', () => {
  test('that fits stays whole, and gets no number', () => {
    expect(splitThread(' One. Two. ', upTo(20), { number: numbered })).toEqual(['One. Two.'])
    expect(splitThread(' \n ', upTo(20))).toEqual([])
  })

  test('is cut at sentence ends (bridgy-fed#1705, #1991)', () => {
    expect(splitThread('First one. Second one! Third? Fourth.', upTo(24))).toEqual(['First one. Second one!', 'Third? Fourth.'])
  })

  test('is cut at paragraphs', () => {
    expect(splitThread('One\n\nTwo\n\nThree', upTo(9))).toEqual(['One\n\nTwo', 'Three'])
  })

  test('is cut between words where a sentence is too long, and the words fill the part before it', () => {
    expect(splitThread('Hi. the quick brown fox jumps over', upTo(16))).toEqual(['Hi. the quick', 'brown fox jumps', 'over'])
  })

  test('keeps punctuation with its word, and brackets with what they open', () => {
    expect(splitThread("it's (really) so: «good», isn't it", upTo(9))).toEqual(["it's", '(really)', 'so:', '«good»,', "isn't it"])
  })

  test('is cut in scripts without spaces', () => {
    expect(splitThread('今朝の港。霧が晴れるまで待った。帰り道のパン屋。', upTo(16))).toEqual([
      '今朝の港。霧が晴れるまで待った。',
      '帰り道のパン屋。',
    ])
    for (const part of splitThread('สวัสดีครับวันนี้อากาศดีมากเลยนะครับ', upTo(12), { language: 'th' }))
      expect(countGraphemes(part)).toBeLessThanOrEqual(12)
  })

  test('is cut inside a word only where that word does not fit', () => {
    expect(splitThread('a bcdefghijkl m', upTo(5))).toEqual(['a', 'bcdef', 'ghijk', 'l m'])
    expect(splitThread('👨‍👩‍👧‍👦🇩🇪👍🏽', upTo(1))).toEqual(['👨‍👩‍👧‍👦', '🇩🇪', '👍🏽'])
  })

  test('never cuts a link or a mention that fits', () => {
    const address = 'https://example.com/a.b?c=d,e.F!g'
    expect(splitThread(`See ${address} now. And @alice@social.example.org too.`, upTo(40))).toEqual([
      `See ${address}`,
      'now. And @alice@social.example.org too.',
    ])
  })

  test('counts as the network does', () => {
    const fits = (text: string): boolean => countText(text, null, limits.mastodon) <= limits.mastodon.value
    const text = `${'Word '.repeat(90)}https://example.com/${'x'.repeat(300)}. Next sentence.`
    expect(splitThread(text, fits)).toEqual([text])
  })

  test('has numbers, and room for them', () => {
    const parts = splitThread('One two. Three four. Five six. Seven eight.', upTo(20), { number: numbered })
    expect(parts).toEqual(['One two. (1/4)', 'Three four. (2/4)', 'Five six. (3/4)', 'Seven eight. (4/4)'])
  })

  test('has room for numbers of more digits', () => {
    const parts = splitThread('abc '.repeat(240), upTo(15), { number: numbered })
    expect(parts.length).toBeGreaterThan(99)
    expect(parts.every((part) => countGraphemes(part) <= 15)).toBe(true)
    expect(parts.at(-1)?.endsWith(`(${String(parts.length)}/${String(parts.length)})`)).toBe(true)
  })

  test('does not mind a language that is none', () => {
    expect(splitThread('One. Two.', upTo(5), { language: 'no language at all' })).toEqual(['One.', 'Two.'])
  })

  test('goes on where nothing fits at all, and where no number of digits leaves room', () => {
    expect(splitThread('abc', () => false)).toEqual(['a', 'b', 'c'])
    expect(splitThread('abc def', upTo(3), { number: numbered })).toEqual([
      'a (1/6)',
      'b (2/6)',
      'c (3/6)',
      'd (4/6)',
      'e (5/6)',
      'f (6/6)',
    ])
  })

  const piece = fc.constantFrom(
    'Hello',
    'world',
    '. ',
    '! ',
    ' ',
    '\n',
    ', ',
    '漢字',
    '。',
    'สวัสดี',
    '👨‍👩‍👧‍👦',
    'https://a.co/b',
    '@a@b.example',
    '(',
    ')',
    'e\u0301',
  )

  test('loses nothing but space, has no empty part, and every part fits', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 60 }), fc.boolean(), (pieces, limit, withNumbers) => {
        const text = pieces.join('')
        const parts = splitThread(text, upTo(limit), withNumbers ? { number: (part) => part } : {})
        expect(parts.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        for (const part of parts) {
          expect(part.trim()).toBe(part)
          expect(part).not.toBe('')
          expect(countGraphemes(part)).toBeLessThanOrEqual(limit)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    ['sentences', 'This is one sentence of some length. '.repeat(5000)],
    ['one endless word', 'a'.repeat(200_000)],
    ['words without a sentence', 'word '.repeat(40_000)],
    ['Chinese', '今朝の港霧が晴れるまで'.repeat(20_000)],
  ])('takes time in proportion for 200 KB of %s', (_, text) => {
    expect(splitThread(text, upTo(300), { number: numbered }).length).toBeGreaterThan(300)
  })
})
