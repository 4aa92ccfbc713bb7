import { francAll } from 'franc-min'
import { findWeightedUrls } from '../../../../shared/text/urls.ts'
import { traitsOfScript, type LanguageTraits } from './language-traits.ts'
import { mainScript } from './scripts.ts'

/** A language by its BCP 47 tag, and how sure it is, above 0 and up to 1. */
export type LanguageGuess = { readonly language: string; readonly confidence: number }

/**
 * The language a post is written in, or null where its text does not say. Links, mentions, tags, emoji and numbers are not
 * looked at. `likely` are BCP 47 tags of languages the person writes in, the likeliest first; they decide between near relatives
 * and never outvote what is clearly written. Pure; looks at the first 2,000 UTF-16 units.
 */
export function guessLanguage(text: string, likely: readonly string[] = []): LanguageGuess | null {
  const words = plainWords(text.slice(0, longestLookedAt))
  const script = mainScript(words.join(''))
  if (script === null) return null
  if (script.kind === 'own') return { language: script.language, confidence: 1 }
  const own = likely.map((tag) => tag.split('-')[0]?.toLowerCase() ?? '')
  // Without kana it may still be a word of Japanese, where the person writes that and no Chinese.
  if (script.name === 'Han') return { language: own.includes('ja') && !own.includes('zh') ? 'ja' : 'zh', confidence: 0.8 }
  return weigh(words, evidenceIn(script.name), own)
}

const longestLookedAt = 2000

const mentionOrTag = /(?<![\p{L}\p{N}_])[@#＃$][\p{L}\p{M}\p{N}_][\p{L}\p{M}\p{N}_.@-]*/gu
const word = /\p{L}[\p{L}\p{M}]*(?:['’·\u200c][\p{L}\p{M}]+)*/gu

/** The words of the language itself, in lower case and NFC. */
function plainWords(text: string): readonly string[] {
  const written = text.normalize('NFC')
  let plain = ''
  let at = 0
  for (const url of findWeightedUrls(written)) {
    plain += `${written.slice(at, url.start)} `
    at = url.end
  }
  plain = (plain + written.slice(at)).replace(mentionOrTag, ' ')
  return plain.toLowerCase().replaceAll("'", '’').match(word) ?? []
}

/** What speaks for which language of one script, looked up from the text's side. */
type Evidence = {
  readonly byWord: ReadonlyMap<string, readonly string[]>
  readonly byMark: ReadonlyMap<string, readonly string[]>
  readonly byModel: ReadonlyMap<string, readonly string[]>
}

const made = new Map<keyof typeof traitsOfScript, Evidence>()

/** The evidence of a script, made when it is first needed. */
function evidenceIn(script: keyof typeof traitsOfScript): Evidence {
  const known = made.get(script)
  if (known !== undefined) return known
  const traits: Readonly<Record<string, LanguageTraits>> = traitsOfScript[script]
  const languagesBy = (namesOf: (of: LanguageTraits) => readonly string[]): ReadonlyMap<string, readonly string[]> => {
    const found = new Map<string, string[]>()
    for (const [language, of] of Object.entries(traits)) {
      for (const name of new Set(namesOf(of))) if (name !== '') found.set(name, [...(found.get(name) ?? []), language])
    }
    return found
  }
  const evidence: Evidence = {
    byWord: languagesBy(({ words }) => words.split(' ')),
    byMark: languagesBy(({ marks }) => marks.split(' ')),
    byModel: languagesBy(({ model }) => (model === null ? [] : [model])),
  }
  made.set(script, evidence)
  return evidence
}

/** What the best language needs: points at all, and a lead over the second as a share of its own. */
const enough = 0.7
const lead = 0.25
const markPoints = 0.7
/** What trigrams give whom they favour: nothing below so many letters, all of it from so many on. */
const trigramPoints = 2
const trigramLetters = { none: 20, all: 80 }
/** How far behind the best, on franc's scale from 0 to 1, a language's trigrams still count. */
const trigramReach = 0.2
/** Of the likeliest language; never enough alone. */
const likelyPoints = 0.4

/** Adds up what speaks for each language: a word that only one language has is one point. */
function weigh(words: readonly string[], evidence: Evidence, likely: readonly string[]): LanguageGuess | null {
  const points = new Map<string, number>()
  const give = (languages: readonly string[], each: number): void => {
    for (const language of languages) points.set(language, (points.get(language) ?? 0) + each)
  }
  for (const one of words) {
    const having = evidence.byWord.get(one) ?? []
    give(having, 1 / having.length)
    for (const [mark, of] of evidence.byMark) if (one.includes(mark)) give(of, markPoints / of.length)
  }
  const plain = words.join(' ')
  const weight = (trigramPoints * (plain.length - trigramLetters.none)) / (trigramLetters.all - trigramLetters.none)
  if (weight > 0) {
    for (const [model, closeness] of francAll(plain, { only: [...evidence.byModel.keys()] })) {
      give(evidence.byModel.get(model) ?? [], Math.min(weight, trigramPoints) * Math.max(0, 1 - (1 - closeness) / trigramReach))
    }
  }
  for (const [index, language] of likely.entries()) if (points.has(language)) give([language], likelyPoints / (index + 1))
  const [best, second] = [...points].sort((a, b) => b[1] - a[1])
  if (best === undefined) return null
  const [language, most] = best
  const ahead = (most - (second?.[1] ?? 0)) / most
  return most < enough || ahead < lead ? null : { language, confidence: ahead * (most / (most + 1)) }
}
