import { useEffect, useLayoutEffect, useRef, type FocusEvent, type RefObject } from 'react'

/** What comes and goes above the page: it may still be fading away, with the focus in it, when something else opens. */
const POPUP = '[role="menu"], [role="listbox"]'

let outsidePopups: HTMLElement | null = null

/** Remembers what had the focus last outside of menus. Belongs where it is as long as the page. */
export function useFocusMemory(): void {
  useEffect(() => {
    const note = ({ target }: globalThis.FocusEvent): void => {
      if (target instanceof HTMLElement && target.closest(POPUP) === null) outsidePopups = target
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
}

/** What the focus goes back to when what is opened now is gone. */
function openerNow(): HTMLElement | null {
  const { activeElement, body } = document
  const isPassing = !(activeElement instanceof HTMLElement) || activeElement === body || activeElement.closest(POPUP) !== null
  return isPassing ? outsidePopups : activeElement
}

/** The newest composer has the focus, at the end of its first text; a segment that was added gets it; afterwards it goes back. */
export function useFocus(panel: RefObject<HTMLElement | null>, behind: number, segments: number): void {
  const before = useRef(segments)
  useEffect(() => {
    const opener = openerNow()
    return () => {
      if (opener?.isConnected === true) opener.focus({ preventScroll: true })
    }
  }, [])
  useEffect(() => {
    if (behind > 0) return
    const areas = panel.current?.querySelectorAll<HTMLTextAreaElement>('textarea[data-segment]')
    focusAtEnd(areas?.[0])
  }, [behind, panel])
  useEffect(() => {
    if (segments > before.current) {
      const areas = panel.current?.querySelectorAll<HTMLTextAreaElement>('textarea[data-segment]')
      focusAtEnd(areas?.[areas.length - 1])
    }
    before.current = segments
  }, [segments, panel])
}

type FocusProps = { readonly onFocus: (event: FocusEvent) => void; readonly onBlur: (event: FocusEvent) => void }

/**
 * Keeps the focus in the panel when what had it goes away, as a button does with the problem it solved: the panel's keys go on working. The
 * props belong on the panel, which has to take the focus.
 */
export function useKeptFocus(panel: RefObject<HTMLElement | null>): FocusProps {
  const inside = useRef(false)
  useLayoutEffect(() => {
    const { activeElement, body } = document
    if (inside.current && (activeElement === null || activeElement === body)) panel.current?.focus({ preventScroll: true })
  })
  // Menus of the panel are elsewhere in the page, though their events come by.
  const isIn = (at: EventTarget | null): boolean => at instanceof Node && panel.current?.contains(at) === true
  return {
    onFocus: ({ target }) => {
      inside.current = isIn(target)
    },
    onBlur: ({ relatedTarget }) => {
      inside.current = isIn(relatedTarget)
    },
  }
}

/** What was just asked for takes the caret, once it is there. */
export function focusSoon(panel: RefObject<HTMLElement | null>, selector: string): void {
  window.requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>(selector)?.focus())
}

function focusAtEnd(area: HTMLTextAreaElement | undefined): void {
  if (area === undefined) return
  area.focus()
  area.setSelectionRange(area.value.length, area.value.length)
}
