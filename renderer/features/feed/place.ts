/** Where a reader is in a list: the row at the top edge, and how many pixels of it are above the edge; below 0 where it begins below it. */
export type Place = { readonly key: string; readonly offset: number }

export type Keyed = { readonly key: string }

/** How a list changed, seen from the row the reader is at. */
export type Change =
  /** Nothing moved: rows were added or changed below, or not at all. */
  | { readonly kind: 'steady' }
  /** Rows came or went only before the first one that is still there: the list keeps its place from the end. */
  | { readonly kind: 'prepended' }
  /** The reader's row has another index now, and rows around it changed too. */
  | { readonly kind: 'moved'; readonly index: number }
  /** The reader's row is gone; `index` is where the next row that is still there stands now. */
  | { readonly kind: 'lost'; readonly index: number }

/** Compares two versions of a list around the reader's place. */
export function changeAround(before: readonly Keyed[], after: readonly Keyed[], place: Place | null): Change {
  if (place === null || before === after || before.length === 0) return { kind: 'steady' }
  const was = before.findIndex((row) => row.key === place.key)
  const is = after.findIndex((row) => row.key === place.key)
  if (was === -1) return { kind: 'steady' }
  if (is === -1) {
    const known = new Map(after.map((row, index) => [row.key, index]))
    const next = before.slice(was).find((row) => known.has(row.key))
    return { kind: 'lost', index: next === undefined ? 0 : (known.get(next.key) ?? 0) }
  }
  if (is === was) return { kind: 'steady' }
  const came = is - was
  const first = came > 0 ? before[0] : before[-came]
  const onlyBefore = after[Math.max(0, came)]?.key === first?.key && after.length - before.length === came
  return onlyBefore ? { kind: 'prepended' } : { kind: 'moved', index: is }
}

/** The first row from `edge` on that keeps its place, by index; the one at the edge where none does. */
export function firstSteady<Row extends Keyed>(rows: readonly Row[], edge: number, drifts: (row: Row) => boolean = () => false): number {
  const index = rows.findIndex((row, at) => at >= edge && !drifts(row))
  return index === -1 ? edge : index
}

/**
 * The row `step` rows from the selected one, over those the keys pass; with nothing selected (or the selected row gone), the first row in
 * view. Null when there is none in that direction.
 */
export function stepFrom<Row extends Keyed>(
  rows: readonly Row[],
  selected: string | null,
  step: 1 | -1,
  firstInView: number,
  passes: (row: Row) => boolean = () => false,
): Row | null {
  const at = rows.findIndex((row) => row.key === selected)
  for (let index = at === -1 ? firstInView : at + step; index >= 0 && index < rows.length; index += step) {
    const row = rows[index]
    if (row !== undefined && !passes(row)) return row
  }
  return null
}
