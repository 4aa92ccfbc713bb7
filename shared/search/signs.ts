/** A sign: neither a letter, a digit or a mark on one, nor space, nor invisible. */
const SIGN = /[^\s\p{L}\p{N}\p{M}\p{C}]/u
/** Punctuation only joins words (`example.com`, `it's`, `@alice`); other signs are part of what is meant (`#tag`, `c++`, `100%`, 🚲). */
const TELLING = /[\p{S}#%&*\\]/u
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

/**
 * What is indexed of the signs of a `signText`, each once: two signs beside each other, a telling sign with the character before and
 * after it, and one alone at the end of a chunk.
 */
export function signTermsOf(text: string): string[] {
  const found = new Set<string>()
  if (!hasSigns(text)) return []
  for (const chunk of text.split(' ')) {
    if (!hasSigns(chunk)) continue
    const characters = Array.from(chunk)
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1]
      if (next === undefined) {
        if (TELLING.test(character)) found.add(character)
      } else if (isPair(character, next)) found.add(character + next)
    }
  }
  return [...found]
}

function isPair(character: string, next: string): boolean {
  return TELLING.test(character) || TELLING.test(next) || (SIGN.test(character) && SIGN.test(next))
}

/** The terms that every text with the signs of this one has; `prefix` marks a sign alone, which may have company there. */
export function wantedSigns(text: string): { readonly text: string; readonly prefix: boolean }[] {
  const found = new Map<string, boolean>()
  for (const chunk of text.split(' ')) {
    const characters = Array.from(chunk)
    const [only] = characters
    if (characters.length === 1 && only !== undefined && TELLING.test(only)) found.set(only, true)
    for (const [index, character] of characters.entries()) {
      const next = characters[index + 1]
      if (next !== undefined && isPair(character, next)) found.set(character + next, false)
    }
  }
  return [...found].map(([term, prefix]) => ({ text: term, prefix }))
}
