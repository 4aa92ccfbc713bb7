import { describe, expect, test } from 'vitest'
import { fold } from '../../../shared/search/fold.ts'
import { signTermsOf, signText } from '../../../shared/search/signs.ts'
import { indexOfPhrase, phraseOf, termsOf, termTextsOf } from '../../../shared/search/terms.ts'

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
