import { useCallback, useState, type PointerEvent } from 'react'

/** Distance of the composer from the right and lower edges of the window, px. */
export type ComposerPlace = { readonly right: number; readonly bottom: number }

const KEY = 'chirp.composer'
/** This much of it always stays inside the window. */
const EDGE = 8

/** Keeps a place inside the window, whatever size the window has by now. */
export function clampPlace(
  place: ComposerPlace,
  box: { width: number; height: number },
  view: { width: number; height: number },
): ComposerPlace {
  const clamp = (value: number, most: number): number => Math.round(Math.max(EDGE, Math.min(value, most - EDGE)))
  return { right: clamp(place.right, view.width - box.width), bottom: clamp(place.bottom, view.height - box.height) }
}

function remembered(): ComposerPlace | null {
  try {
    const stored: unknown = JSON.parse(window.localStorage.getItem(KEY) ?? 'null')
    if (typeof stored !== 'object' || stored === null || !('right' in stored) || !('bottom' in stored)) return null
    const { right, bottom } = stored
    return typeof right === 'number' && typeof bottom === 'number' ? { right, bottom } : null
  } catch {
    // Without storage it begins where the style sheet puts it.
    return null
  }
}

function remember(place: ComposerPlace): void {
  try {
    window.localStorage.setItem(KEY, JSON.stringify(place))
  } catch {
    // As above.
  }
}

/** Where the composer is, and what its header does when it is dragged. Null: where the style sheet puts it. */
export function useDrag(): { place: ComposerPlace | null; onPointerDown: (event: PointerEvent<HTMLElement>) => void } {
  const [place, setPlace] = useState(remembered)
  const onPointerDown = useCallback((event: PointerEvent<HTMLElement>): void => {
    const panel = event.currentTarget.closest<HTMLElement>('.composer')
    if (panel === null || event.button !== 0 || (event.target instanceof Element && event.target.closest('button') !== null)) return
    const box = panel.getBoundingClientRect()
    const view = { width: window.innerWidth, height: window.innerHeight }
    // A composer that fills the window has nowhere to go.
    if (box.width >= view.width) return
    event.preventDefault()
    const header = event.currentTarget
    const grabbed = { x: event.clientX + view.width - box.right, y: event.clientY + view.height - box.bottom }
    let last: ComposerPlace | null = null
    const move = (moved: globalThis.PointerEvent): void => {
      const wanted = { right: grabbed.x - moved.clientX, bottom: grabbed.y - moved.clientY }
      last = clampPlace(wanted, box, view)
      setPlace(last)
    }
    const end = (): void => {
      header.removeEventListener('pointermove', move)
      header.removeEventListener('pointerup', end)
      header.removeEventListener('pointercancel', end)
      if (last !== null) remember(last)
    }
    header.setPointerCapture(event.pointerId)
    header.addEventListener('pointermove', move)
    header.addEventListener('pointerup', end)
    header.addEventListener('pointercancel', end)
  }, [])
  return { place, onPointerDown }
}
