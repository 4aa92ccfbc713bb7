import { useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactElement, type ReactNode, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { select, useUi, type View } from '../../state/ui.ts'
import { registerFeed } from './feed-control.ts'
import { changeAround, firstSteady, stepFrom, type Change, type Keyed, type Place } from './place.ts'

/** How near the end of the list older rows are asked for, in pixels. */
const NEAR_END = 1600

/** Places of the lists that are not shown just now: going back to a view brings back what was read. */
const places = new Map<string, Place & { readonly atTop: boolean }>()

/** The row each list goes to the top with: it was let in, and is not drawn yet. By the same names as the places. */
const awaited = new Map<string, string>()

const STEADY: Change = { kind: 'steady' }

type FeedListProps<Row extends Keyed> = {
  /** The list's name: what it is called in the interface state, and where its place is kept. */
  readonly name: View | (string & {})
  /** What the list is of: another search or filter has a place of its own. */
  readonly of?: string
  readonly label: string
  readonly rows: readonly Row[]
  readonly render: (row: Row, index: number) => ReactElement
  /** Where to begin when this list is shown for the first time. */
  readonly start?: Place | null
  readonly onPlace?: (place: Place, atTop: boolean) => void
  readonly onNearEnd?: () => void
  readonly onNearStart?: () => void
  readonly onOpen?: (row: Row) => void
  /** Lets in what is held back above the list. */
  readonly onShowNew?: () => void
  /** The post a row is about, for the keys that act on it. */
  readonly postOf?: (row: Row) => { readonly postId: string; readonly from: readonly string[] } | null
  /** Rows that come, go and move, such as gaps: where one is at the top edge, the row below it is what stays where it is. */
  readonly drifts?: (row: Row) => boolean
  /** Rows that the keys pass over, such as dividers. */
  readonly passes?: (row: Row) => boolean
  readonly header?: ReactNode
  readonly footer?: ReactNode
  readonly busy?: boolean
}

/**
 * A long list that only has in the page what is in view, and never moves what is being read: whatever comes, goes or grows above it, the
 * row at the top edge stays where it is to the pixel.
 */
export function FeedList<Row extends Keyed>(props: FeedListProps<Row>): ReactElement {
  const {
    name,
    of = '',
    label,
    rows,
    render,
    onPlace,
    onNearEnd,
    onNearStart,
    onOpen,
    onShowNew,
    postOf,
    drifts,
    passes,
    header,
    footer,
    busy = false,
  } = props
  const placeKey = `${name} ${of}`
  const list = useRef<VirtualizerHandle>(null)
  const scroller = useRef<HTMLDivElement>(null)
  const latest = useRef(rows)
  const settled = useRef(false)
  const selected = useUi((state) => state.selected[name] ?? null)
  const top = useRef<HTMLDivElement>(null)
  const topHeight = useHeight(top)
  useStillOnScreen(scroller)
  // Seen while rendering, so that the list knows in the very same step that rows came in above.
  const [seen, setSeen] = useState<{ rows: readonly Row[]; change: Change | { readonly kind: 'top' } }>({ rows, change: STEADY })
  if (seen.rows !== rows && rows[0] !== undefined && rows[0].key === awaited.get(placeKey)) setSeen({ rows, change: { kind: 'top' } })
  else if (seen.rows !== rows) {
    const place = places.get(placeKey) ?? null
    // Whoever looks at what stands above the rows is not reading the first of them: that stays where it is, and rows may come between.
    const looksAtHeader = header !== undefined && place?.atTop === true
    setSeen({ rows, change: looksAtHeader ? STEADY : changeAround(seen.rows, rows, place) })
  }
  const { change } = seen

  const readPlace = useCallback((): void => {
    const handle = list.current
    if (handle === null || !settled.current || latest.current.length === 0) return
    const edge = handle.findItemIndex(handle.scrollOffset)
    const index = firstSteady(latest.current, edge, drifts)
    const row = latest.current[index]
    if (row === undefined) return
    const next = { key: row.key, offset: Math.round(handle.scrollOffset - handle.getItemOffset(index)) }
    const atTop = handle.scrollOffset < 4
    places.set(placeKey, { ...next, atTop })
    onPlace?.(next, atTop)
    if (handle.scrollSize - handle.scrollOffset - handle.viewportSize < NEAR_END) onNearEnd?.()
    if (handle.scrollOffset < NEAR_END / 2) onNearStart?.()
  }, [placeKey, drifts, onPlace, onNearEnd, onNearStart])

  // Before the first paint with rows: back to where the reader was.
  useLayoutEffect(() => {
    if (settled.current || rows.length === 0) return
    const wanted = places.get(placeKey) ?? props.start ?? null
    const index = wanted === null ? -1 : rows.findIndex((row) => row.key === wanted.key)
    if (wanted !== null && index >= 0 && (index > 0 || wanted.offset > 0))
      list.current?.scrollToIndex(index, { align: 'start', offset: wanted.offset })
    settled.current = true
    if (wanted === null || index === -1) places.set(placeKey, { key: rows[0]?.key ?? '', offset: 0, atTop: true })
    // Only once, when the first rows are there.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows])

  useLayoutEffect(() => {
    latest.current = rows
    if (change.kind === 'top') {
      awaited.delete(placeKey)
      places.set(placeKey, { key: rows[0]?.key ?? '', offset: 0, atTop: true })
      list.current?.scrollTo(0)
    }
    if (change.kind === 'moved') list.current?.scrollToIndex(change.index, { align: 'start', offset: places.get(placeKey)?.offset ?? 0 })
    if (change.kind === 'lost') list.current?.scrollToIndex(change.index, { align: 'start' })
    // `change` belongs to this very pair of lists.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [rows])

  // A short list may not fill the view: then the end is near without any scrolling.
  useEffect(() => {
    const frame = window.requestAnimationFrame(readPlace)
    return () => window.cancelAnimationFrame(frame)
  }, [rows, readPlace])

  useEffect(() => {
    const show = (key: string): void => {
      const index = latest.current.findIndex((row) => row.key === key)
      if (index === -1) return
      // At once, wherever the row is: the next key, which may come before the next frame, acts on what has the focus.
      flushSync(() => select(name, key))
      // The card takes the focus so that the keyboard and a screen reader go along.
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] :is(article, button)`)?.focus({ preventScroll: true })
      list.current?.scrollToIndex(index, { align: 'nearest' })
    }
    return registerFeed({
      name,
      step: (by) => {
        const handle = list.current
        const first = handle === null ? 0 : handle.findItemIndex(handle.scrollOffset + 8)
        const row = stepFrom(latest.current, useUi.getState().selected[name] ?? null, by, first, passes)
        if (row !== null) show(row.key)
      },
      open: () => {
        const row = latest.current.find((one) => one.key === useUi.getState().selected[name])
        if (row !== undefined) onOpen?.(row)
        return row !== undefined
      },
      current: () => {
        const row = latest.current.find((one) => one.key === useUi.getState().selected[name])
        return row === undefined ? null : (postOf?.(row) ?? null)
      },
      toTop: (first) => {
        if (first === null || latest.current[0]?.key === first) list.current?.scrollTo(0)
        else awaited.set(placeKey, first)
        select(name, null)
      },
      atTop: () => (list.current?.scrollOffset ?? 0) < 1,
      showNew: onShowNew ?? null,
    })
  }, [name, placeKey, onOpen, onShowNew, postOf, passes])

  const selectedIndex = selected === null ? -1 : rows.findIndex((row) => row.key === selected)
  return (
    <div className="scroll" ref={scroller} tabIndex={-1}>
      {header === undefined ? null : <div ref={top}>{header}</div>}
      <div role="feed" aria-label={label} aria-busy={busy}>
        <Virtualizer
          ref={list}
          scrollRef={scroller}
          data={rows}
          shift={change.kind === 'prepended'}
          bufferSize={600}
          startMargin={topHeight}
          keepMounted={selectedIndex === -1 ? [] : [selectedIndex]}
          onScroll={readPlace}
        >
          {(row, index) => (
            <div key={row.key} data-row={row.key}>
              {render(row, index)}
            </div>
          )}
        </Virtualizer>
      </div>
      {footer}
    </div>
  )
}

/** The height of what stands above the rows, pixels; it may change while pictures load. */
function useHeight(element: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(0)
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    const observer = new ResizeObserver(() => setHeight(target.offsetHeight))
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
  return height
}

/** When a line comes or goes above the list, the list begins lower or higher, but what is read does not move on the screen. */
function useStillOnScreen(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return
    let top = target.getBoundingClientRect().top
    const observer = new ResizeObserver(() => {
      const now = target.getBoundingClientRect().top
      if (now !== top) target.scrollTop += now - top
      top = now
    })
    observer.observe(target)
    return () => observer.disconnect()
  }, [element])
}
