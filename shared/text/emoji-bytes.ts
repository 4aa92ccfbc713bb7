import { countCodePoints, graphemes } from './graphemes.ts'
import { utf8Length } from './utf8.ts'

/** Nothing but ASCII, of which no character is an emoji by itself. */
const ascii = /^[\0-\x7f]*$/
/** What makes a user-perceived character an emoji, or part of one. A sign that is one only in colour (©) counts as one either way: at most too much. */
const emojiPart = /[\p{Extended_Pictographic}\p{Regional_Indicator}\u20e3]/u

/** What one user-perceived character costs where emoji count as many as they have bytes of UTF-8, and everything else by its code points. */
export function emojiByteCost(grapheme: string): number {
  return emojiPart.test(grapheme) ? utf8Length(grapheme) : countCodePoints(grapheme)
}

/** The length of a text in that unit. */
export function emojiByteLength(text: string): number {
  if (ascii.test(text)) return text.length
  let length = 0
  for (const grapheme of graphemes(text)) length += emojiByteCost(grapheme.text)
  return length
}
