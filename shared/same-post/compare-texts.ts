import type { Outline } from './outline.ts'

/** How two texts stand to each other. `shortened`: one is the beginning of the other; `marked`: and says so by dots or a number. */
export type TextRelation =
  | { readonly kind: 'equal' }
  | { readonly kind: 'mended' }
  | { readonly kind: 'shortened'; readonly shorter: 'a' | 'b'; readonly marked: boolean }
  | { readonly kind: 'led-in' }
  | { readonly kind: 'retold' }
  | { readonly kind: 'empty' }
  | { readonly kind: 'different' }

/** In writing without spaces a letter says about as much as three of the alphabet. */
const DENSE_WEIGHT = 3
/** A sentence or half of one before the text is a remark to this network. Weight of letters. */
const LEAD_IN = 30
/** Words that may differ by a mended letter, and how many there have to be. */
const MENDED_WORDS = 2
const MENDABLE_WORDS = 6
/** Of the shorter one's words so many are the longer one's, in order, and it has at least `RETOLD_WORDS`. */
const RETOLD = 0.9
const RETOLD_WORDS = 8
/** Longer texts are not compared word by word. */
const LONGEST_WORDS = 400

/** How much a text says, about in letters of an alphabet. */
export function weightOf(letters: string): number {
  const dense = letters.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}]/gu)?.length ?? 0
  return letters.length + dense * (DENSE_WEIGHT - 1)
}

/** Compares what two posts say. `platforms` are the names of their networks, which may stand for each other in a greeting. */
export function compareTexts(a: Outline, b: Outline, platforms: { readonly a: string; readonly b: string }): TextRelation {
  if (a.letters === '' && b.letters === '') return a.emoji !== '' && a.emoji === b.emoji ? { kind: 'equal' } : { kind: 'empty' }
  if (a.letters === '' || b.letters === '') return { kind: 'different' }
  if (a.letters === b.letters) return { kind: 'equal' }
  const [shorter, long, short] = a.letters.length < b.letters.length ? (['a', b, a] as const) : (['b', a, b] as const)
  if (long.letters.startsWith(short.letters)) return { kind: 'shortened', shorter, marked: short.unfinished }
  if (long.letters.endsWith(short.letters) && weightOf(long.letters.slice(0, -short.letters.length)) <= LEAD_IN) return { kind: 'led-in' }
  if (Math.max(a.words.length, b.words.length) > LONGEST_WORDS) return { kind: 'different' }
  if (a.numbers === b.numbers && isMended(a, b, platforms)) return { kind: 'mended' }
  if (short.words.length >= RETOLD_WORDS && commonWords(short.words, long.words) >= RETOLD * short.words.length) return { kind: 'retold' }
  return { kind: 'different' }
}

/** Whether the words are the same but for a letter here and there, the name of the network, and names written for mentions. */
function isMended(a: Outline, b: Outline, platforms: { readonly a: string; readonly b: string }): boolean {
  if (Math.min(a.words.length, b.words.length) < MENDABLE_WORDS) return false
  const wordsA = withoutNames(a.words, b.mentions)
  const wordsB = withoutNames(b.words, a.mentions)
  if (wordsA.join('') === wordsB.join('')) return true
  if (wordsA.length !== wordsB.length) return false
  const pairs = wordsA.map((word, index) => [word, wordsB[index] ?? ''] as const).filter(([one, two]) => one !== two)
  return (
    pairs.length <= MENDED_WORDS &&
    pairs.every(([one, two]) => isSlip(one, two) || (pairs.length === 1 && (one === platforms.a || two === platforms.b)))
  )
}

/** Without words that stand where the other text mentions somebody. */
function withoutNames(words: readonly string[], mentions: readonly string[]): readonly string[] {
  return mentions.length === 0 ? words : words.filter((word) => !mentions.some((name) => word.length > 2 && name.startsWith(word)))
}

/**
 * Whether two words differ as a typed and a mended one do: a letter too many or too few, two letters changed round, or another letter in a
 * longer word. "now" and "not" are two words.
 */
export function isSlip(one: string, two: string): boolean {
  if (/\p{N}/u.test(one + two)) return false
  const [short, long] = one.length <= two.length ? [one, two] : [two, one]
  let start = 0
  while (start < short.length && short[start] === long[start]) start++
  let end = 0
  while (end < short.length - start && short.at(-1 - end) === long.at(-1 - end)) end++
  const [left, right] = [short.slice(start, short.length - end), long.slice(start, long.length - end)]
  if (short.length >= 3 && left === '' && right.length === 1) return true
  if (short.length >= 4 && left.length === 2 && right === `${left.charAt(1)}${left.charAt(0)}`) return true
  return short.length >= 6 && left.length === 1 && right.length === 1
}

/** The length of the longest run of words, with gaps, that both have. */
function commonWords(short: readonly string[], long: readonly string[]): number {
  let row = new Array<number>(long.length + 1).fill(0)
  for (const word of short) {
    const next = [0]
    for (let index = 0; index < long.length; index++) {
      next.push(word === long[index] ? (row[index] ?? 0) + 1 : Math.max(row[index + 1] ?? 0, next[index] ?? 0))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
