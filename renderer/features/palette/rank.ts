type Named = { readonly label: string }

/**
 * The actions that a text means, best first: every word of it begins a word of the name, or else its letters are in the name in that
 * order. An empty text means all, in their own order.
 */
export function rankActions<One extends Named>(actions: readonly One[], text: string): readonly One[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return actions
  return actions
    .map((action) => ({ action, score: scoreOf(action.label.toLowerCase(), wanted) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ action }) => action)
}

function scoreOf(label: string, wanted: string): number {
  if (label.startsWith(wanted)) return 4
  const words = label.split(/\s+/u)
  if (wanted.split(/\s+/u).every((part) => words.some((word) => word.startsWith(part)))) return 3
  if (label.includes(wanted)) return 2
  let at = 0
  for (const letter of wanted) {
    at = label.indexOf(letter, at) + 1
    if (at === 0) return 0
  }
  return 1
}
