import { classOf, SIGN, TELLING } from './characters.ts'

const HAS_SIGNS = /[\p{S}#%&*\\]|[^\s\p{L}\p{N}\p{M}\p{C}]{2}/u
const ASCII = /^[\0-\x7f]*$/
/** The same for ASCII alone. */
const HAS_ASCII_SIGNS = /[$+<=>^`|~#%&*\\]|[!-/:-@[-`{-~]{2}/
/** More than single spaces between words. */
const UNEVEN = /[^\S ]|^ |  | $/

/**
 * A text made by `fold` as signs are looked for in it: with single spaces, and without the `://` of addresses, which are found by
 * their words.
 */
export function signText(folded: string): string {
  const text = folded.includes('://') ? folded.replaceAll('://', ' ') : folded
  return UNEVEN.test(text) ? text.replaceAll(/\s+/gu, ' ').trim() : text
}

/** Whether a `signText` has signs that are to be found as they stand. */
export function hasSigns(text: string): boolean {
  return ASCII.test(text) ? HAS_ASCII_SIGNS.test(text) : HAS_SIGNS.test(text)
}

/** What is indexed of the signs of texts made by `fold`, each once: `signTermsOf` their `signText`. */
export function signTermsOfAll(folded: readonly string[]): readonly string[] {
  // Most texts have none, and need not be put in order for that.
  const signed = folded.filter((text) => !ASCII.test(text) || HAS_ASCII_SIGNS.test(text))
  return signed.length === 0 ? [] : signTermsOf(signed.map(signText).join(' '))
}

/**
 * What is indexed of the signs of a `signText`, each once: two signs beside each other, a telling sign with the character before and
 * after it, and one alone at the end of a chunk.
 */
export function signTermsOf(text: string): string[] {
  if (ASCII.test(text) && !HAS_ASCII_SIGNS.test(text)) return []
  // Most texts have none.
  let found: Set<string> | null = null
  // Of the character before: where it begins, and what it is; nothing at the beginning of a chunk.
  let before = -1
  let kindBefore = 0
  for (let at = 0; at <= text.length;) {
    const unit = at < text.length ? text.charCodeAt(at) : SPACE
    const codePoint = unit >= 0xd800 && unit < 0xdc00 ? (text.codePointAt(at) ?? unit) : unit
    const end = at + (codePoint > 0xffff ? 2 : 1)
    if (codePoint === SPACE) {
      if (before >= 0 && (kindBefore & TELLING) !== 0) (found ??= new Set()).add(text.slice(before, at))
      before = -1
    } else {
      const kind = classOf(codePoint)
      if (before >= 0 && isPairOf(kindBefore, kind)) (found ??= new Set()).add(text.slice(before, end))
      before = at
      kindBefore = kind
    }
    at = end
  }
  return found === null ? [] : [...found]
}

const SPACE = 0x20

function isPairOf(kind: number, next: number): boolean {
  return ((kind | next) & TELLING) !== 0 || (kind & next & SIGN) !== 0
}

function isPair(character: string, next: string): boolean {
  return isPairOf(kindOf(character), kindOf(next))
}

function kindOf(character: string): number {
  return classOf(character.codePointAt(0) ?? 0)
}

/** The terms that every text with the signs of this one has; `prefix` marks a sign alone, which may have company there. */
export function wantedSigns(text: string): { readonly text: string; readonly prefix: boolean }[] {
  const found = new Map<string, boolean>()
  for (const chunk of text.split(' ')) {
    const characters = Array.from(chunk)
    const [only] = characters
    if (characters.length === 1 && only !== undefined && (kindOf(only) & TELLING) !== 0) found.set(only, true)
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1]
      if (next !== undefined && isPair(character, next)) found.set(character + next, false)
    }
  }
  return [...found].map(([term, prefix]) => ({ text: term, prefix }))
}
