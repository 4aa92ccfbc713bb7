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
  /** The feeds it is made of, as the last page said. */
  readonly sources: Page['sources']
  /** The newest row that was let in. Usually the first; after a restart deep in the past the rows up to it are read on the way up. */
  readonly top: RowPlace | null
  /** How many rows newer than `top` wait. */
  readonly held: number
}

export type RowPlace = Pick<TimelineRow, 'key' | 'cursor'>

export function windowFrom(page: Page): TimelineWindow {
  const { rows, older, moreOnNetworks, sources } = page
  return { rows, older, moreOnNetworks, sources, top: rows[0] ?? null, held: 0 }
}

/** Whether there are rows above the first one that were let in before and are not read yet. */
export function hasMoreAbove(window: TimelineWindow): boolean {
  return window.top !== null && window.rows[0]?.key !== window.top.key
}

/** More rows than this are not kept: whoever reads on for hours has as fast a page as at the start. */
const MOST_ROWS = 400
/** So many are left on the side that is being read; far more than is in view. */
const KEPT_ROWS = 250

/** Lets go of the rows at the top, after reading on downwards made the window long: on the way up they are read again. */
export function trimAbove(window: TimelineWindow): TimelineWindow {
  return window.rows.length <= MOST_ROWS ? window : { ...window, rows: window.rows.slice(-KEPT_ROWS) }
}

/** Lets go of the rows at the bottom, after reading on upwards made the window long. */
export function trimBelow(window: TimelineWindow): TimelineWindow {
  if (window.rows.length <= MOST_ROWS) return window
  const rows = window.rows.slice(0, KEPT_ROWS)
  return { ...window, rows, older: rows.at(-1)?.cursor ?? window.older }
}

/** Adds the next page below. Rows that are there already (the place of a row may have moved) are not shown twice. */
export function appendOlder(window: TimelineWindow, page: Page): TimelineWindow {
  const known = new Set(window.rows.map((row) => row.key))
  return {
    ...window,
    rows: [...window.rows, ...page.rows.filter((row) => !known.has(row.key))],
    older: page.older,
    moreOnNetworks: page.moreOnNetworks,
    sources: page.sources,
  }
}

/** Lets the rows above in: all that the answer holds, which begin right above the first row. */
export function reveal(window: TimelineWindow, newer: Newer): TimelineWindow {
  const known = new Set(window.rows.map((row) => row.key))
  const rows = [...newer.rows.filter((row) => !known.has(row.key)), ...window.rows]
  return { ...window, rows, top: rows[0] ?? null, held: Math.max(0, newer.count - newer.rows.length) }
}

/** The rows of an answer that were let in before: those up to `top`. When that row is gone, as many as are not held back. */
function letIn(newer: Newer, top: RowPlace, held: number): readonly TimelineRow[] {
  const at = newer.rows.findIndex((row) => row.key === top.key)
  if (at !== -1) return newer.rows.slice(at)
  const waitingHere = Math.max(0, held - (newer.count - newer.rows.length))
  return newer.rows.slice(waitingHere)
}

/** Goes on upwards, over rows that were let in before. */
export function prependSeen(window: TimelineWindow, newer: Newer): TimelineWindow {
  if (window.top === null) return window
  const known = new Set(window.rows.map((row) => row.key))
  const added = letIn(newer, window.top, window.held).filter((row) => !known.has(row.key))
  const rows = [...added, ...window.rows]
  // Nothing came although something should be there: the former top is gone, and this is the top now. It may come back, as what was muted
  // does: then it was let in before, so its place is kept.
  const [first] = rows
  return {
    ...window,
    rows,
    top: added.length > 0 ? window.top : first === undefined ? null : { key: first.key, cursor: window.top.cursor },
  }
}

/**
 * The window after a restart, around the row that was read: `above` are the nearest rows newer than it, `below` begins with it. Of the
 * rows above, those up to the former `top` were seen before and are shown; `held` is how many are newer than that.
 */
export function restore(above: Newer, below: Page, top: RowPlace, anchorKey: string, held: number): TimelineWindow {
  const seen = top.key === anchorKey ? [] : letIn(above, top, held)
  const known = new Set(seen.map((row) => row.key))
  const rows = [...seen, ...below.rows.filter((row) => !known.has(row.key))]
  const { older, moreOnNetworks, sources } = below
  return { rows, older, moreOnNetworks, sources, top, held }
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
  const { older, moreOnNetworks, sources } = last
  if (older !== null || !moreOnNetworks) return { ...window, rows, older, moreOnNetworks, sources, held }
  const end = rows.at(-1)?.sortAt ?? Number.POSITIVE_INFINITY
  const below = window.rows.filter((row) => !seen.has(row.key) && row.sortAt < end)
  return { ...window, rows: [...rows, ...below], older: below.length === 0 ? null : window.older, moreOnNetworks: true, sources, held }
}
