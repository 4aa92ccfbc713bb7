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
  let folded = ''
  // From here on nothing but what stays and ASCII was seen.
  let from = 0
  for (let at = 0; at < text.length;) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) {
      at++
      continue
    }
    const codePoint = text.codePointAt(at) ?? unit
    const end = at + (codePoint > 0xffff ? 2 : 1)
    const alone = foldAlone(codePoint)
    if (alone === null) return foldWhole(text)
    if (alone !== STAYS) {
      folded += text.slice(from, at).toLowerCase() + alone
      from = end
    }
    at = end
  }
  return folded + text.slice(from).toLowerCase()
}

const STAYS = Symbol('stays')
type Folded = string | null | typeof STAYS

/** Marks, and the second and third parts of Korean syllables, may become one with what stands before them. */
const JOINS = /[\p{M}\u1160-\u11ff]/u

// Which character becomes what is asked once. As many as a person reads, at most.
const foldedAlone = new Map<number, Folded>()
const MOST_KEPT = 20_000

/** What a character becomes wherever it stands; null where that depends on what stands around it. */
function foldAlone(codePoint: number): Folded {
  const known = foldedAlone.get(codePoint)
  if (known !== undefined) return known
  const character = String.fromCodePoint(codePoint)
  const folded = foldWhole(character)
  // Syllables of Korean are put together again by themselves.
  const parts = /[\uac00-\ud7a3]/.test(character) ? '' : character.normalize('NFKD').replace(SILENT, '')
  const asked = !character.isWellFormed() || JOINS.test(parts) ? null : folded === character ? STAYS : folded
  if (foldedAlone.size >= MOST_KEPT) foldedAlone.clear()
  foldedAlone.set(codePoint, asked)
  return asked
}

function foldWhole(text: string): string {
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
