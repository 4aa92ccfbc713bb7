export type TextRange = { readonly start: number; readonly end: number }

/** One UTF-16 unit without case and accents; the unit itself where that would change its length. */
function fold(unit: string): string {
  const plain = unit.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  return plain.length === 1 ? plain : unit
}

/** The words of a search as they are looked for: without quotes and signs, two letters or one of a script without spaces. */
export function searchWords(query: string): readonly string[] {
  return [...new Set(query.split(/[\s"“”„«»()]+/u).filter((word) => word !== '' && !word.startsWith('-')))]
}

/** Where any of the words is in a text, regardless of case and accents: disjoint ranges in order. */
export function findMarks(text: string, words: readonly string[]): readonly TextRange[] {
  const folded = Array.from({ length: text.length }, (_, index) => fold(text.charAt(index))).join('')
  const found: TextRange[] = []
  for (const word of words) {
    const wanted = [...Array.from({ length: word.length }, (_, index) => fold(word.charAt(index)))].join('')
    if (wanted === '') continue
    for (let at = folded.indexOf(wanted); at !== -1; at = folded.indexOf(wanted, at + wanted.length))
      found.push({ start: at, end: at + wanted.length })
  }
  const merged: TextRange[] = []
  for (const range of found.toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1)
    if (last !== undefined && range.start <= last.end) merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, range.end) }
    else merged.push(range)
  }
  return merged
}
