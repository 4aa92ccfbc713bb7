/** More of one word is not looked at. UTF-16 units. */
const MAX_TERM = 128

/** Letters, digits and marks that stand beside each other, and whatever of other writing than ASCII; taken apart further where needed. */
const CHUNK = /[a-z0-9\u0080-\u{10ffff}]+/gu
const PLAIN = /^[a-z0-9]+$/
/** Writing in which words are not set apart, or carry their particles: Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese. */
const UNSPACED =
  '(?=[\\p{L}\\p{N}\\p{M}])[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}]'
const RUN = new RegExp(`((?:${UNSPACED})+)|(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}\\p{Co}])+`, 'gu')
const IS_UNSPACED = new RegExp(`^${UNSPACED}`, 'u')
const LETTER_OR_DIGIT = /[\p{L}\p{N}\p{Co}]/u

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
  for (const { 0: chunk, index } of folded.matchAll(CHUNK)) {
    if (PLAIN.test(chunk)) addWord(terms, chunk, index)
    else {
      for (const { 0: run, 1: unspaced, index: at } of chunk.matchAll(RUN)) {
        if (unspaced !== undefined) addPairs(terms, run, index + at)
        else if (LETTER_OR_DIGIT.test(run)) addWord(terms, run, index + at)
      }
    }
  }
  return terms
}

const ASCII = /^[\0-\x7f]*$/
const WORD = /[a-z0-9]+/g

/** The texts of the terms of a text made by `fold`, in order: `termsOf` without the places, and quicker where the text is plain. */
export function termTextsOf(folded: string): string[] {
  if (!ASCII.test(folded)) return termsOf(folded).map(({ text }) => text)
  const words = folded.match(WORD) ?? []
  return words.every((word) => word.length <= MAX_TERM) ? words : words.map((word) => word.slice(0, MAX_TERM))
}

/** Whether a character is of writing in which words are not set apart. */
export function isUnspaced(character: string): boolean {
  return IS_UNSPACED.test(character)
}

function addWord(terms: Term[], word: string, start: number): void {
  const text = word.length <= MAX_TERM ? word : word.slice(0, MAX_TERM).toWellFormed()
  terms.push({ text, start, end: start + word.length, kind: 'word' })
}

function addPairs(terms: Term[], run: string, at: number): void {
  const characters = Array.from(run)
  let start = at
  for (const [index, character] of characters.entries()) {
    const next = characters[index + 1]
    const text = next === undefined ? character : character + next
    terms.push({ text, start, end: start + text.length, kind: next === undefined ? 'tail' : 'pair' })
    start += character.length
  }
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
