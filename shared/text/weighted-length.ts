import { graphemes } from './graphemes.ts'

/**
 * The weights of twitter-text's configuration v3 (https://github.com/twitter/twitter-text, config/v3.json, checked 2026-11-20):
 * code points in these ranges weigh 1, all others 2, any emoji 2 whatever it is made of, a link 23.
 */
const lightRanges: readonly (readonly [number, number])[] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
]
const heavyWeight = 2

/** Nothing but ASCII, of which no character is an emoji by itself. */
const ascii = /^[\0-\x7f]*$/

const emoji = /\p{RGI_Emoji}/gv
/** May be part of an emoji: what has none of these needs no look at emoji at all. */
const emojiPart = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u

/** The weight of one user-perceived character. Normalisation to NFC never reaches over the border of one. */
export function graphemeWeight(grapheme: string): number {
  if (ascii.test(grapheme)) return grapheme.length
  const normalised = grapheme.normalize('NFC')
  if (!emojiPart.test(normalised)) return codePointWeights(normalised)
  const qualified = fullyQualified(normalised)
  let weight = 0
  let rest = 0
  for (const match of qualified.matchAll(emoji)) {
    weight += codePointWeights(qualified.slice(rest, match.index)) + heavyWeight
    rest = match.index + match[0].length
  }
  // Where no emoji was found, the selectors that were put in do not count.
  return rest === 0 ? codePointWeights(normalised) : weight + codePointWeights(qualified.slice(rest))
}

/** The weight of a text that holds no links. */
export function weightedLength(text: string): number {
  if (ascii.test(text)) return text.length
  let weight = 0
  for (const grapheme of graphemes(text)) weight += graphemeWeight(grapheme.text)
  return weight
}

function codePointWeights(text: string): number {
  let weight = 0
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0
    weight += lightRanges.some(([first, last]) => codePoint >= first && codePoint <= last) ? 1 : heavyWeight
  }
  return weight
}

/**
 * Emoji as UTS #51 calls fully qualified, which is the only form that `RGI_Emoji` knows: a pictograph that is text by default
 * is followed by U+FE0F, unless a skin tone follows. Keyboards and older programs leave it out. Not so for © and ®, which are
 * letters unless a selector says otherwise (as in the emoji expression of twitter/twemoji-parser, checked 2026-11-20).
 */
function fullyQualified(text: string): string {
  return text
    .replace(/([#*0-9])\u20e3/gu, '$1\ufe0f\u20e3')
    .replace(/(?=\p{Extended_Pictographic})(?![©®])(\P{Emoji_Presentation})(?![\ufe0e\ufe0f\p{Emoji_Modifier}])/gu, '$1\ufe0f')
}
