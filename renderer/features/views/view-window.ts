import type { ViewPage, ViewRow } from '../../../shared/bridge/views.ts'

/**
 * What was read of a view, an unbroken run of rows from the newest on. Those above `top` are held back and only counted, so that nothing
 * comes in above what is being read.
 */
export type ViewWindow = Pick<ViewPage, 'rows' | 'older' | 'moreOnNetworks' | 'failures' | 'readAt'> & {
  /** The key of the newest row that was let in; null while there was none. */
  readonly top: string | null
}

/** How many rows wait above those that are shown. */
export function heldIn({ rows, top }: Pick<ViewWindow, 'rows' | 'top'>): number {
  return top === null ? 0 : Math.max(0, indexOf(rows, top))
}

/** The rows that are shown. */
export function shownIn(window: Pick<ViewWindow, 'rows' | 'top'>): readonly ViewRow[] {
  const held = heldIn(window)
  return held === 0 ? window.rows : window.rows.slice(held)
}

/** A window of pages that follow each other from the newest on; at least one. `top` is the row that had been let in before, where it is known. */
export function windowOf(pages: readonly ViewPage[], top: string | null): ViewWindow {
  const rows = distinct(pages.flatMap((page) => page.rows))
  const [first] = pages
  const last = pages.at(-1)
  return {
    rows,
    top: top !== null && indexOf(rows, top) !== -1 ? top : (rows[0]?.key ?? null),
    older: last?.older ?? null,
    moreOnNetworks: first?.moreOnNetworks ?? false,
    failures: first?.failures ?? [],
    readAt: first?.readAt ?? null,
  }
}

/** The window read anew. Where its topmost row is gone, the next one that is still there takes its place. */
export function readAnew(window: ViewWindow, pages: readonly ViewPage[]): ViewWindow {
  const next = windowOf(pages, null)
  const there = new Set(next.rows.map(({ key }) => key))
  const top = shownIn(window).find(({ key }) => there.has(key))?.key ?? next.top
  return { ...next, top }
}

/** Adds the next page below. */
export function withOlder(window: ViewWindow, page: ViewPage): ViewWindow {
  const { older, moreOnNetworks, failures } = page
  const rows = distinct([...window.rows, ...page.rows])
  return { ...window, rows, top: window.top ?? rows[0]?.key ?? null, older, moreOnNetworks, failures }
}

/** Lets in what is held back. */
export function revealed(window: ViewWindow): ViewWindow {
  return { ...window, top: window.rows[0]?.key ?? null }
}

function indexOf(rows: readonly ViewRow[], key: string): number {
  return rows.findIndex((row) => row.key === key)
}

function distinct(rows: readonly ViewRow[]): ViewRow[] {
  const seen = new Set<string>()
  return rows.filter(({ key }) => {
    const known = seen.has(key)
    seen.add(key)
    return !known
  })
}
