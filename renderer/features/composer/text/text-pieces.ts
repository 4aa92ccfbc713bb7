import type { TextRange } from '../../../../shared/text/urls.ts'

/** A stretch of what is written: `marked` is a link, name or tag, `over` is past what fits. */
export type TextPiece = { readonly start: number; readonly text: string; readonly marked: boolean; readonly over: boolean }

/** Cuts a text where its look changes. `facets` are disjoint and in order; `overflow` is where it gets too long, null when it fits. */
export function textPieces(text: string, facets: readonly TextRange[], overflow: number | null): readonly TextPiece[] {
  const fits = overflow ?? text.length
  const pieces: TextPiece[] = []
  const add = (start: number, end: number, marked: boolean, over: boolean): void => {
    if (end > start) pieces.push({ start, text: text.slice(start, end), marked, over })
  }
  let at = 0
  for (const facet of facets) {
    if (facet.start >= fits) break
    add(at, facet.start, false, false)
    at = Math.min(facet.end, fits)
    add(facet.start, at, true, false)
  }
  add(at, fits, false, false)
  add(fits, text.length, false, true)
  return pieces
}
