import { describe, expect, test } from 'vitest'
import { fold } from '../../../shared/search/fold.ts'
import { seeded } from '../../support/seeded.ts'

/** What folding is, for a whole text at once. */
function foldedByDefinition(text: string): string {
  const same: Readonly<Record<string, string>> = {
    ß: 'ss',
    ς: 'σ',
    ø: 'o',
    ł: 'l',
    đ: 'd',
    ħ: 'h',
    æ: 'ae',
    œ: 'oe',
    ي: 'ی',
    ى: 'ی',
    ك: 'ک',
  }
  return Array.from(
    text
      .normalize('NFKD')
      .replace(
        /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\p{Cf}]/gu,
        '',
      )
      .toUpperCase()
      .toLowerCase(),
    (letter) => same[letter] ?? letter,
  )
    .join('')
    .normalize('NFC')
}

describe('folding character by character is folding the whole', () => {
  test('for each character there is, alone and among others', () => {
    const wrong: unknown[] = []
    for (let codePoint = 0; codePoint <= 0x10_ffff; codePoint += codePoint < 0x3_0000 ? 1 : 97) {
      const character = String.fromCodePoint(codePoint)
      const text = `aÉ${character}ΑΣ ${character}`
      if (fold(text) !== foldedByDefinition(text)) wrong.push([codePoint, fold(text), foldedByDefinition(text)])
    }
    expect(wrong).toEqual([])
  })

  test('for what becomes one with its neighbours', () => {
    const chance = seeded(3)
    const parts = Array.from('ΑΣσς aBİıßéÉ가각カｶﾞﾊﾟ東\u0301\u0307\u3099\u0e31\u09be\u0345\u1100\u1161\u11a8ŉﬁ½…🚲\u200d')
    const wrong: unknown[] = []
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: chance.below(9) }, () => chance.pick(parts)).join('')
      if (fold(text) !== foldedByDefinition(text)) wrong.push([text, fold(text), foldedByDefinition(text)])
    }
    expect(wrong).toEqual([])
    expect(fold('Straße ΟΔΟΣ ﾊﾟﾝ')).toBe('strasse οδοσ パン')
  })
})
