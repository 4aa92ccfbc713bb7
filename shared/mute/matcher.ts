import { MAX_MUTED_TEXT, type SaidSubject } from '../model/mute-rule.ts'
import { fold } from '../search/fold.ts'
import { hasSigns, signText } from '../search/signs.ts'
import { indexOfPhrase, isUnspaced, phraseOf } from '../search/terms.ts'
import { charactersOf, foldTag, type ReadPart, type ReadPost } from './read-post.ts'

/** Whether a post says what is muted. */
export type Matcher = (post: ReadPost) => boolean

/** Why words or a tag cannot be muted: there is nothing in them that could be found, or they are too long. Null: they can. */
export function mutedTextProblem(subject: SaidSubject): 'mute-nothing' | 'mute-too-long' | null {
  const text = subject.kind === 'words' ? subject.text : subject.tag
  if (text.length > MAX_MUTED_TEXT) return 'mute-too-long'
  return matcherOf(subject) === null ? 'mute-nothing' : null
}

/**
 * What finds the words or the tag in posts; null where they are empty or nothing that can be seen.
 *
 * Words are found whole, in any case and with or without accents; in writing that sets no words apart, anywhere. Signs among letters
 * (`c++`) are found as they stand, and signs alone (emoji) as whole characters. A tag is found as exactly that tag.
 */
export function matcherOf(subject: SaidSubject): Matcher | null {
  if (subject.kind === 'tag') {
    const tag = foldTag(subject.tag)
    return tag === '' || /\s/u.test(tag) ? null : ({ tags }) => tags.has(tag)
  }
  const inPart = partMatcher(subject.text.toWellFormed())
  return inPart === null ? null : ({ parts }) => parts.some(inPart)
}

function partMatcher(text: string): ((part: ReadPart) => boolean) | null {
  const folded = fold(text)
  const phrase = phraseOf(folded, true)
  if (phrase === null) {
    // Punctuation alone stands in nearly every text.
    const wanted = charactersOf(text.replaceAll('\ufffd', ''))
    return wanted.some((character) => /[\p{S}\p{Emoji_Presentation}]/u.test(character)) || wanted.length > 1
      ? (part) => holdsInOrder(part.characters(), wanted)
      : null
  }
  const signs = signText(folded)
  if (hasSigns(signs)) return (part) => holdsWhole(part.signs, signs)
  return (part) => indexOfPhrase(part.terms, phrase) >= 0
}

function holdsInOrder(characters: readonly string[], wanted: readonly string[]): boolean {
  return characters.some((_, start) => wanted.every((character, index) => characters[start + index] === character))
}

const OF_A_WORD = /[\p{L}\p{N}\p{M}_]/u

/** Whether a text stands in another one with its ends not inside of words. */
function holdsWhole(text: string, wanted: string): boolean {
  const first = firstOf(wanted)
  const last = lastOf(wanted)
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length
    if (endsWord(first, lastOf(text.slice(Math.max(0, at - 2), at))) && endsWord(last, firstOf(text.slice(end, end + 2)))) return true
  }
  return false
}

function endsWord(edge: string, neighbour: string): boolean {
  return !OF_A_WORD.test(edge) || isUnspaced(edge) || !OF_A_WORD.test(neighbour)
}

function firstOf(text: string): string {
  return Array.from(text)[0] ?? ''
}

function lastOf(text: string): string {
  return Array.from(text).at(-1) ?? ''
}

/** What somebody typed as what is to be muted: `#tag` alone is a tag, anything else words. */
export function saidSubject(text: string): SaidSubject {
  const tidy = text.replaceAll(/[\s\p{Cc}]+/gu, ' ').trim()
  const [, tag] = /^[#＃]([^\s#＃]+)$/u.exec(tidy) ?? []
  return tag === undefined || foldTag(tag) === '' ? { kind: 'words', text: tidy } : { kind: 'tag', tag }
}
