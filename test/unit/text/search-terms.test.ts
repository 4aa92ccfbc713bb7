import { describe, expect, test } from 'vitest'
import { fold } from '../../../shared/search/fold.ts'
import { signTermsOf, signTermsOfAll, signText } from '../../../shared/search/signs.ts'
import { seeded } from '../../support/seeded.ts'
import { indexOfPhrase, joinedTermsOf, phraseOf, termsOf, termTextsOf } from '../../../shared/search/terms.ts'

const terms = (text: string): string[] => termsOf(fold(text)).map((term) => term.text)
const signs = (text: string): string[] => signTermsOf(signText(fold(text)))

describe('words as they are indexed', () => {
  test.each([
    ["Hello Wörld, it's ﬁne", ['hello', 'world', 'it', 's', 'fine']],
    ['STRASSE Straße ſtraẞe', ['strasse', 'strasse', 'strasse']],
    ['İstanbul ılık', ['istanbul', 'ilik']],
    ['Łódź smørrebrød Ærø', ['lodz', 'smorrebrod', 'aero']],
    ['Ελλάς ΕΛΛΑΣ', ['ελλασ', 'ελλασ']],
    ['привёт', ['привет']],
    ['שָׁלוֹם', ['שלום']],
    ['مَدْرَسَة كتاب', ['مدرسة', 'کتاب']],
    ['می\u200cخواهم', ['میخواهم']],
    ['हिन्दी', ['हिन्दी']],
    ['e\u0301te\u0301', ['ete']],
    ['snake_case example.com', ['snake', 'case', 'example', 'com']],
    ['ＡＢＣ１２', ['abc12']],
    ['東京都', ['東京', '京都', '都']],
    ['iPhone15を買う', ['iphone15', 'を買', '買う', 'う']],
    ['ｶﾞｷﾞ ガ', ['ガギ', 'ギ', 'ガ']],
    ['ครับ', ['คร', 'รั', 'ับ', 'บ']],
    ['한국 한'.normalize('NFD'), ['한국', '국', '한']],
    ['👨‍👩‍👧 … — 🚲', []],
    ['', []],
  ])('%s', (text, expected) => {
    expect(terms(text)).toEqual(expected)
    expect(termTextsOf(fold(text))).toEqual(expected)
  })
  test('are cut where they are longer than any word', () => {
    expect(terms('a'.repeat(1_000))).toEqual(['a'.repeat(128)])
    expect(termTextsOf(`b ${'a'.repeat(1_000)} c`)).toEqual(['b', 'a'.repeat(128), 'c'])
  })
})

describe('signs as they are indexed', () => {
  test.each([
    ['well done :)', [':)']],
    ['c++ and #Climate', ['c+', '++', '+', '#c']],
    ['100%, e.g. it’s', ['0%', '%,']],
    ['👍🏽👍', ['👍🏽', '🏽👍', '👍']],
    ['https://a.test/x?y', []],
    ['Words, and more. (Yes!)', ['!)']],
    ['plain', []],
  ])('%s', (text, expected) => {
    expect(signs(text)).toEqual(expected)
  })
})

describe('whatever characters there are', () => {
  const UNSPACED =
    '(?=[\\p{L}\\p{N}\\p{M}])[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]'
  const CHUNK = /[a-z0-9\u0080-\u{10ffff}]+/gu
  const RUN = new RegExp(`((?:${UNSPACED})+)|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}\\p{Co}])+`, 'gu')

  /** What words are, as expressions say it. */
  const termsByExpressions = (folded: string): string[] =>
    [...folded.matchAll(CHUNK)].flatMap(([chunk]) =>
      [...chunk.matchAll(RUN)].flatMap(([run, unspaced]) => {
        if (unspaced !== undefined) {
          const characters = Array.from(unspaced)
          return characters.map((character, index) => character + (characters[index + 1] ?? ''))
        }
        return /[\p{L}\p{N}\p{Co}]/u.test(run) ? run.slice(0, 128).toWellFormed() : []
      }),
    )
  const TELLING = /[\p{S}#%&*\\]/u
  const SIGN = /[^\s\p{L}\p{N}\p{M}\p{C}]/u
  const signsByExpressions = (text: string): string[] => {
    const found = text.split(' ').flatMap((chunk) =>
      Array.from(chunk).flatMap((character, index, all) => {
        const next = all[index + 1]
        if (next === undefined) return TELLING.test(character) ? character : []
        return TELLING.test(character + next) || (SIGN.test(character) && SIGN.test(next)) ? character + next : []
      }),
    )
    return [...new Set(found)]
  }
  const chance = seeded(11)
  const frequent = Array.from('abz09 AZ.,#:)(@_-\n…éß東京タ한สวัสดีລ\u0301\u0e31🚲\ue000\u200d½Ⅳ々ーﾞঅি$%*\\')
  const anyText = (): string => {
    const characters = Array.from({ length: chance.below(30) }, () =>
      // Any character there is, and half of one too.
      chance.next() < 0.15 ? String.fromCodePoint(chance.below(0x11_0000)) : chance.pick(frequent),
    )
    return characters.join('') + (chance.next() < 0.02 ? 'q'.repeat(150) : '')
  }

  test('words and signs are what the expressions of Unicode say', () => {
    for (let round = 0; round < 5_000; round++) {
      const folded = fold(anyText())
      expect(termsOf(folded).map(({ text }) => text)).toEqual(termsByExpressions(folded))
      expect(termTextsOf(folded)).toEqual(termsByExpressions(folded))
      expect(joinedTermsOf(folded).split(' ').filter(Boolean)).toEqual(termsByExpressions(folded))
      for (const { text, start, end } of termsOf(folded)) expect(folded.slice(start, Math.min(end, start + 128)).toWellFormed()).toBe(text)
      const signed = signText(folded)
      expect(signTermsOf(signed)).toEqual(signsByExpressions(signed))
      const other = fold(anyText())
      expect(signTermsOfAll([folded, other])).toEqual(signsByExpressions(`${signed} ${signText(other)}`))
    }
  })
})

describe('phrases', () => {
  const has = (text: string, wanted: string, exact = false): boolean => {
    const phrase = phraseOf(fold(wanted), exact)
    return phrase !== null && indexOfPhrase(terms(text), phrase) >= 0
  }
  test('are found from the beginning of their last word, or as they stand', () => {
    expect([has('The harbour office', 'harb'), has('The harbour office', 'harb', true), has('The harbour office', 'arbour')]).toEqual([
      true,
      false,
      false,
    ])
    expect([has('one two three', 'two th'), has('one two three', 'one three'), has('one two', 'two one')]).toEqual([true, false, false])
  })
  test('of unspaced writing are found anywhere', () => {
    expect(['東', '京', '都', '東京', '京都', '東京都', '東都', '京東'].map((wanted) => has('大東京都庁', wanted, true))).toEqual([
      ...[true, true, true, true, true, true],
      ...[false, false],
    ])
    expect([has('雨 東京', '雨 東'), has('雨東京', '雨 東'), has('東京 tower', '東京 tow'), has('東京都 tower', '東京 tow')]).toEqual([
      true,
      false,
      true,
      false,
    ])
  })
  test('there are none in signs', () => {
    expect(phraseOf(fold(':) 🚲'), false)).toBeNull()
  })
})
