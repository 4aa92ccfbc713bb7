import type { Output } from '../../../shared/bridge/contract.ts'
import type { TimelineRow } from './rows.ts'

type Page = Output<'timeline.page'>
type Newer = Output<'timeline.newer'>

/**
 * The part of the timeline that is shown: an unbroken run of rows, newest first. What is newer than its first row is held back and only
 * counted, so that nothing comes in above what is being read.
 */
export type TimelineWindow = {
  readonly rows: readonly TimelineRow[]
  /** Where the store goes on below; null = it has no more. */
  readonly older: string | null
  readonly moreOnNetworks: boolean
  /** How many rows wait above. */
  readonly held: number
}

export const EMPTY_WINDOW: TimelineWindow = { rows: [], older: null, moreOnNetworks: false, held: 0 }

export function windowFrom(page: Page): TimelineWindow {
  return { rows: page.rows, older: page.older, moreOnNetworks: page.moreOnNetworks, held: 0 }
}

/** Adds the next page below. Rows that are there already (the place of a row may have moved) are not shown twice. */
export function appendOlder(window: TimelineWindow, page: Page): TimelineWindow {
  const known = new Set(window.rows.map((row) => row.key))
  return {
    ...window,
    rows: [...window.rows, ...page.rows.filter((row) => !known.has(row.key))],
    older: page.older,
    moreOnNetworks: page.moreOnNetworks,
  }
}

/** Lets the rows above in: those the answer holds, which begin right above the first row; the others stay held back. */
export function reveal(window: TimelineWindow, newer: Newer): TimelineWindow {
  const known = new Set(window.rows.map((row) => row.key))
  const added = newer.rows.filter((row) => !known.has(row.key))
  return { ...window, rows: [...added, ...window.rows], held: Math.max(0, newer.count - newer.rows.length) }
}

/**
 * The window after a restart. `above` are the rows newer than the one that was read; of them those up to the row that was the first
 * (`topKey`) were seen before and are shown, what came since is held back.
 */
export function restore(above: Newer, below: Page, topKey: string | null, anchorKey: string): TimelineWindow {
  const top = topKey === null ? -1 : above.rows.findIndex((row) => row.key === topKey)
  const seen = topKey === anchorKey ? [] : top === -1 ? above.rows : above.rows.slice(top)
  return {
    rows: [...seen, ...below.rows.filter((row) => !seen.some((one) => one.key === row.key))],
    older: below.older,
    moreOnNetworks: below.moreOnNetworks,
    held: above.count - seen.length,
  }
}

/**
 * The window read anew from its first row down (`pages`). Where the new reading ends above the old one because a source that was read less
 * far holds it back, the rows below stay: what is on the page is never taken away from the reader.
 */
export function replaceRows(window: TimelineWindow, pages: readonly Page[], held: number): TimelineWindow {
  const last = pages.at(-1)
  if (last === undefined) return { ...window, held }
  const seen = new Set<string>()
  const rows: TimelineRow[] = []
  for (const row of pages.flatMap((page) => page.rows)) {
    if (seen.has(row.key)) continue
    seen.add(row.key)
    rows.push(row)
  }
  if (last.older !== null || !last.moreOnNetworks) return { rows, older: last.older, moreOnNetworks: last.moreOnNetworks, held }
  const end = rows.at(-1)?.sortAt ?? Number.POSITIVE_INFINITY
  const below = window.rows.filter((row) => !seen.has(row.key) && row.sortAt < end)
  return { rows: [...rows, ...below], older: below.length === 0 ? null : window.older, moreOnNetworks: true, held }
}
