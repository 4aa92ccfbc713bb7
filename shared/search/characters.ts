/** What characters are to whoever looks for words: a letter or digit. A character may be several of these. */
export const LETTER = 1
/** A mark on a letter. */
export const MARK = 2
/** A letter, digit or mark of writing in which words are not set apart, or carry their particles. */
export const UNSPACED = 4
/** Neither a letter, a digit or a mark on one, nor space, nor invisible. */
export const SIGN = 8
/** Punctuation only joins words (`example.com`, `it's`, `@alice`); other signs are part of what is meant (`#tag`, `c++`, `100%`, 🚲). */
export const TELLING = 16
/** A digit, or another character that counts. */
export const NUMBER = 32
/** Of the private use area: some write with it. */
export const PRIVATE = 64
const KNOWN = 128

/** Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese. */
const IS_UNSPACED =
  /^(?=[\p{L}\p{N}\p{M}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u
const IS_LETTER = /^[\p{L}\p{N}]/u
const IS_NUMBER = /^\p{N}/u
const IS_PRIVATE = /^\p{Co}/u
const IS_MARK = /^\p{M}/u
const IS_SIGN = /^[^\s\p{L}\p{N}\p{M}\p{C}]/u
const IS_TELLING = /^[\p{S}#%&*\\]/u

// Expressions that ask this about every character of every post took half the time of indexing it; each is asked once for each character.
const known = new Uint8Array(0x10000)
const knownBeyond = new Map<number, number>()

/** What a character (a code point) is: the constants above, put together by `|`. Half a surrogate pair is nothing. */
export function classOf(codePoint: number): number {
  if (codePoint > 0xffff) {
    const found = knownBeyond.get(codePoint)
    if (found !== undefined) return found
    const asked = ask(codePoint)
    knownBeyond.set(codePoint, asked)
    return asked
  }
  const found = known[codePoint] ?? 0
  if (found !== 0) return found & ~KNOWN
  const asked = ask(codePoint)
  known[codePoint] = asked | KNOWN
  return asked
}

function ask(codePoint: number): number {
  const character = String.fromCodePoint(codePoint)
  return (
    (IS_LETTER.test(character) ? LETTER : 0) |
    (IS_MARK.test(character) ? MARK : 0) |
    (IS_UNSPACED.test(character) ? UNSPACED : 0) |
    (IS_SIGN.test(character) ? SIGN : 0) |
    (IS_TELLING.test(character) ? TELLING : 0) |
    (IS_NUMBER.test(character) ? NUMBER : 0) |
    (IS_PRIVATE.test(character) ? PRIVATE : 0)
  )
}
