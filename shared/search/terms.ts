import { classOf, LETTER, MARK, PRIVATE, UNSPACED } from './characters.ts'

/** More of one word is not looked at. UTF-16 units. */
const MAX_TERM = 128

/** A word of a folded text, or two characters of one in unspaced writing, as it is indexed. Offsets are UTF-16 units. */
export type Term = {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Of unspaced writing: `pair`, or the last character of a stretch by itself, which is there so that any one character is found. */
  readonly kind: 'word' | 'pair' | 'tail'
}

/**
 * The terms of a text made by `fold`, in order. Unspaced writing comes as pairs of characters that overlap and a tail, so that any stretch
 * of it is a phrase: 東京都 is 東京, 京都, 都.
 */
export function termsOf(folded: string): Term[] {
  const terms: Term[] = []
  eachRun(folded, (start, end, unspaced) => {
    if (unspaced) addPairs(folded, start, end, (text, from, kind) => terms.push({ text, start: from, end: from + text.length, kind }))
    else terms.push({ text: wordOf(folded, start, end), start, end, kind: 'word' })
  })
  return terms
}

const ASCII = /^[\0-\x7f]*$/
const WORD = /[a-z0-9]+/g

/** The texts of the terms of a text made by `fold`, in order: `termsOf` without the places, and quicker. */
export function termTextsOf(folded: string): string[] {
  if (ASCII.test(folded)) {
    const words = folded.match(WORD) ?? []
    return words.every((word) => word.length <= MAX_TERM) ? words : words.map((word) => word.slice(0, MAX_TERM))
  }
  const texts: string[] = []
  eachRun(folded, (start, end, unspaced) => {
    if (unspaced) addPairs(folded, start, end, (text) => texts.push(text))
    else texts.push(wordOf(folded, start, end))
  })
  return texts
}

/** The texts of the terms of a text made by `fold`, in order, with one space or more between them: quicker than to put `termTextsOf` together. */
export function joinedTermsOf(folded: string): string {
  return spaced(folded) ?? termTextsOf(folded).join(' ')
}

/** The text with spaces for all that is in no word; null where that is not all: a word has to be cut, is of marks alone, or is of unspaced writing. */
function spaced(folded: string): string | null {
  let words = ''
  let from = 0
  let start = -1
  let spoken = false
  for (let at = 0; at < folded.length;) {
    const unit = folded.charCodeAt(at)
    const codePoint = unit >= 0xd800 && unit < 0xdc00 ? (folded.codePointAt(at) ?? unit) : unit
    const end = at + (codePoint > 0xffff ? 2 : 1)
    const kind = unit < 0x80 ? (isInWord(unit) ? LETTER : 0) : classOf(codePoint) & (LETTER | MARK | PRIVATE | UNSPACED)
    if (kind === 0) {
      if (start >= 0 && (!spoken || at - start > MAX_TERM)) return null
      start = -1
      spoken = false
      if (unit !== SPACE) {
        words += `${folded.slice(from, at)} `
        from = end
      }
    } else {
      if ((kind & UNSPACED) !== 0) return null
      if (start < 0) start = at
      spoken ||= (kind & (LETTER | PRIVATE)) !== 0
    }
    at = end
  }
  if (start >= 0 && (!spoken || folded.length - start > MAX_TERM)) return null
  return from === 0 ? folded : words + folded.slice(from)
}

const [SMALL_A, SMALL_Z, ZERO, NINE, SPACE] = [97, 122, 48, 57, 32]

/** Of ASCII a folded text has small letters and digits. */
function isInWord(unit: number): boolean {
  return (unit >= SMALL_A && unit <= SMALL_Z) || (unit >= ZERO && unit <= NINE)
}

/**
 * Tells of each stretch of letters, digits and marks that stand beside each other, in order: of unspaced writing, or of any other, which is a
 * word where there is more to it than marks. Offsets are UTF-16 units.
 */
function eachRun(folded: string, tell: (start: number, end: number, unspaced: boolean) => void): void {
  let start = -1
  let unspaced = false
  let spoken = false
  const end = (at: number): void => {
    if (start >= 0 && spoken) tell(start, at, unspaced)
    start = -1
    spoken = false
  }
  for (let at = 0; at < folded.length;) {
    const unit = folded.charCodeAt(at)
    const isPlain = unit < 0x80
    const codePoint = unit >= 0xd800 && unit < 0xdc00 ? (folded.codePointAt(at) ?? unit) : unit
    const kind = isPlain ? (isInWord(unit) ? LETTER : 0) : classOf(codePoint) & (LETTER | MARK | PRIVATE | UNSPACED)
    if (kind === 0) end(at)
    else {
      const isUnspaced = (kind & UNSPACED) !== 0
      if (start >= 0 && isUnspaced !== unspaced) end(at)
      if (start < 0) start = at
      unspaced = isUnspaced
      spoken ||= isUnspaced || (kind & (LETTER | PRIVATE)) !== 0
    }
    at += codePoint > 0xffff ? 2 : 1
  }
  end(folded.length)
}

/** Whether a character is of writing in which words are not set apart. */
export function isUnspaced(character: string): boolean {
  return (classOf(character.codePointAt(0) ?? 0) & UNSPACED) !== 0
}

function wordOf(folded: string, start: number, end: number): string {
  return end - start <= MAX_TERM ? folded.slice(start, end) : folded.slice(start, start + MAX_TERM).toWellFormed()
}

function addPairs(folded: string, start: number, end: number, add: (text: string, start: number, kind: 'pair' | 'tail') => void): void {
  for (let at = start; at < end;) {
    const next = at + lengthAt(folded, at)
    if (next < end) add(folded.slice(at, next + lengthAt(folded, next)), at, 'pair')
    else add(folded.slice(at, next), at, 'tail')
    at = next
  }
}

/** UTF-16 units of the character at a place. */
function lengthAt(text: string, at: number): 1 | 2 {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
}

/** What a person looks for, as terms that follow each other; the last is looked for from its beginning where `prefix` is true. */
export type Phrase = { readonly terms: readonly string[]; readonly prefix: boolean }

/** Longer phrases are found by so many terms. */
const MAX_PHRASE = 64

/** The phrase that finds a folded text: `exact` as it stands, otherwise from the beginning of its last word. Null: it has no words. */
export function phraseOf(folded: string, exact: boolean): Phrase | null {
  const all = termsOf(folded)
  const last = all.at(-1)
  if (last === undefined) return null
  // A stretch of unspaced writing may go on: its last pair says all, and a character alone is the beginning of one.
  const goesOn = last.kind === 'tail'
  const terms = goesOn && all.at(-2)?.end === last.end ? all.slice(0, -1) : all
  const texts = terms.slice(0, MAX_PHRASE).map((term) => term.text)
  const cut = terms.length > MAX_PHRASE
  return { terms: texts, prefix: !cut && (goesOn ? terms.length === all.length : !exact) }
}

/** Where a phrase begins in a list of terms, from an index on; -1 where it is not. */
export function indexOfPhrase(terms: readonly string[], { terms: wanted, prefix }: Phrase, from = 0): number {
  const lastAt = wanted.length - 1
  const last = wanted[lastAt] ?? ''
  for (let index = from; index + lastAt < terms.length; index++) {
    const end = terms[index + lastAt] ?? ''
    if (!(prefix ? end.startsWith(last) : end === last)) continue
    let same = 0
    while (same < lastAt && terms[index + same] === wanted[same]) same++
    if (same === lastAt) return index
  }
  return -1
}
