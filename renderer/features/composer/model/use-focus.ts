import { useEffect, useRef, type RefObject } from 'react'

/** The newest composer has the focus, at the end of its first text; a segment that was added gets it; afterwards it goes back. */
export function useFocus(panel: RefObject<HTMLElement | null>, behind: number, segments: number): void {
  const before = useRef(segments)
  useEffect(() => {
    const opener = document.activeElement
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true })
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

/** What was just asked for takes the caret, once it is there. */
export function focusSoon(panel: RefObject<HTMLElement | null>, selector: string): void {
  window.requestAnimationFrame(() => panel.current?.querySelector<HTMLElement>(selector)?.focus())
}

function focusAtEnd(area: HTMLTextAreaElement | undefined): void {
  if (area === undefined) return
  area.focus()
  area.setSelectionRange(area.value.length, area.value.length)
}
