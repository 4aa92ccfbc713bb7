import { splitsPair } from './graphemes.ts'

/** Making names that came from a network fit to be shown among the app's own words. */

/** Embeddings, overrides and isolates: what can turn the direction of the text after it. The plain marks U+200E and U+200F cannot. */
const directionControls = /[\u202a-\u202e\u2066-\u2069]/g
/**
 * Control characters, separators and what shows nothing by itself. Joiners stay: Persian and emoji need them. Tabs and line breaks stay too: they
 * are space, which is made plain once nothing invisible stands between two of them.
 */
const invisible = /(?![\t-\r])[\p{Cc}\u00ad\u200b\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb\u{e0000}\u{e0001}]/gu

/** Every kind of space, but not the one of no width that `\s` counts among them. */
const space = /[^\S\ufeff]+/gu

/** Combining marks on one base letter that are read, not drawn: no orthography needs more in a name. */
const marksInNames = 4

/** Longer names are cut before anything else is done with them, in UTF-16 units. */
const longestName = 1000

/**
 * A display name on one line: direction controls, control characters and invisible ones taken out, all space made plain, at most
 * four combining marks on a letter. Empty when nothing can be seen: the handle is shown then. Markup is still to give it
 * its own direction (`dir="auto"`).
 */
export function displayName(name: string): string {
  const plain = name.slice(0, longestName).toWellFormed().replace(directionControls, '').replace(invisible, '').replace(space, ' ')
  const readable = limitMarks(plain, marksInNames).trim()
  return /[^\s\p{Cf}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u.test(readable) ? readable : ''
}

/** A handle as it is shown: nothing in it that is invisible, a space or a direction control. */
export function displayHandle(handle: string): string {
  return handle
    .slice(0, longestName)
    .toWellFormed()
    .replace(directionControls, '')
    .replace(invisible, '')
    .replace(/[\s\p{Cf}]+/gu, '')
}

/**
 * What a stranger wrote where there is room for a line or two (a warning, an answer of a poll, the title of a card): plain as a name, cut after
 * `longest` UTF-16 units with "…". Laying out a word of a hundred thousand letters stops a page for half a minute.
 */
export function displayLine(text: string, longest: number): string {
  // Marks are taken out before the cut, from as much as could be needed.
  const most = longest * 20
  const plain = text.slice(0, most).toWellFormed().replace(directionControls, '').replace(invisible, '').replace(space, ' ')
  const readable = limitMarks(plain, marksInNames).trim()
  if (readable.length <= longest) return text.length > most ? `${readable}…` : readable
  return `${readable.slice(0, splitsPair(readable, longest) ? longest - 1 : longest).trimEnd()}…`
}

/** A text set apart so that its direction cannot reach its neighbours, for sentences that are no markup (a notification, a title). */
export function isolate(text: string): string {
  return `\u2068${text.replace(directionControls, '')}\u2069`
}

/** The text with at most `most` combining marks in a row. */
export function limitMarks(text: string, most: number): string {
  return text.replace(new RegExp(`(\\p{M}{${String(most)}})\\p{M}+`, 'gu'), '$1')
}
