/** Marks that change how a letter is said or pointed and not which one it is; those of Indic and Thai writing are letters and stay. */
const SILENT =
  /[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\p{Cf}]/gu

/** Letters that people type as others and that Unicode does not take apart. */
const SAME: Readonly<Record<string, string>> = {
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
const TO_REPLACE = new RegExp(`[${Object.keys(SAME).join('')}]`, 'gu')
const ASCII = /^[\0-\x7f]*$/

/**
 * A text as it is compared: without case, accents, points, invisible signs and differences of width. Only for comparing: it may be
 * shorter or longer than what it is made of.
 */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return (
    text
      .normalize('NFKD')
      .replace(SILENT, '')
      // Up first: ı has no other way to i.
      .toUpperCase()
      .toLowerCase()
      .replace(TO_REPLACE, (letter) => SAME[letter] ?? letter)
      .normalize('NFC')
  )
}
