import { fold } from '../../shared/search/fold.ts'
import { parseSearch } from '../../shared/search/parse-search.ts'
import { hasSigns, signText } from '../../shared/search/signs.ts'
import { indexOfPhrase, phraseOf, termsOf } from '../../shared/search/terms.ts'

export type TextRange = { readonly start: number; readonly end: number }

/** What a search looks for in texts: words as they were typed, phrases in quotes; without conditions and what is to be left out. */
export function searchWords(query: string): readonly string[] {
  const wanted = parseSearch(query).words.filter((word) => !word.not)
  return [...new Set(wanted.map(({ text, exact }) => (exact ? `"${text}"` : text)))]
}

/** A letter with its marks, or a syllable or kana that is written in parts. */
const CLUSTER = /[\u1100-\u115f][\u1160-\u11a7]+[\u11a8-\u11ff]*|[^\p{M}\p{Cf}][\p{M}\p{Cf}\uff9e\uff9f]*|[\p{M}\p{Cf}]+/gu

/** A folded text, and for each of its UTF-16 units where in the text its letter begins and ends. */
function foldInPlace(text: string): { readonly folded: string; readonly places: readonly TextRange[] } {
  let folded = ''
  const places: TextRange[] = []
  for (const { 0: cluster, index } of text.matchAll(CLUSTER)) {
    const place = { start: index, end: index + cluster.length }
    const part = fold(cluster)
    folded += part
    for (let unit = 0; unit < part.length; unit++) places.push(place)
  }
  return { folded, places }
}

/** Where the words of `searchWords` are in a text, by the rules of the search itself: disjoint ranges in order. */
export function findMarks(text: string, words: readonly string[]): readonly TextRange[] {
  if (words.length === 0) return []
  const { folded, places } = foldInPlace(text.toWellFormed())
  const found = words.flatMap((word) => {
    const exact = word.startsWith('"')
    const wanted = fold((exact ? word.slice(1, -1) : word).replace(/^https?:\/\//i, ''))
    return hasSigns(signText(wanted)) ? findSigns(folded, wanted.trim()) : findPhrase(folded, wanted, exact)
  })
  const merged: TextRange[] = []
  for (const range of found.toSorted((a, b) => a.start - b.start)) {
    const [start, end] = [places[range.start]?.start ?? 0, places[range.end - 1]?.end ?? 0]
    const last = merged.at(-1)
    if (last !== undefined && start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else merged.push({ start, end })
  }
  return merged
}

function findSigns(folded: string, wanted: string): TextRange[] {
  const found: TextRange[] = []
  for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + wanted.length))
    found.push({ start: at, end: at + wanted.length })
  return found
}

function findPhrase(folded: string, wanted: string, exact: boolean): TextRange[] {
  const phrase = phraseOf(wanted, exact)
  if (phrase === null) return []
  const terms = termsOf(folded)
  const texts = terms.map((term) => term.text)
  const found: TextRange[] = []
  for (let at = indexOfPhrase(texts, phrase); at !== -1; at = indexOfPhrase(texts, phrase, at + 1)) {
    const first = terms[at]
    const last = terms[at + phrase.terms.length - 1]
    if (first === undefined || last === undefined) break
    found.push({ start: first.start, end: phrase.prefix ? last.start + (phrase.terms.at(-1)?.length ?? 0) : last.end })
  }
  return found
}
