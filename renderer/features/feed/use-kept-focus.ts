import { useEffect, useLayoutEffect, type RefObject } from 'react'

/** The row whose card was given the focus last, as long as the person has not gone elsewhere. */
let held: { readonly feed: string; readonly key: string } | null = null

/** Gives the card of a row the focus, and remembers it: what is shown may be made anew a moment later. */
export function focusCard(feed: string, key: string, scroller: HTMLElement | null): void {
  held = { feed, key }
  cardOf(key, scroller)?.focus({ preventScroll: true })
}

/** Gives the focus back to the card that had it where the page lost it because the list was shown anew. */
export function useKeptCardFocus(feed: string, scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const letGo = ({ target }: Event): void => {
      if (held === null || (target instanceof Element && target.closest(`[data-row="${CSS.escape(held.key)}"]`) !== null)) return
      held = null
    }
    document.addEventListener('focusin', letGo)
    document.addEventListener('pointerdown', letGo)
    return () => {
      document.removeEventListener('focusin', letGo)
      document.removeEventListener('pointerdown', letGo)
    }
  }, [])
  useLayoutEffect(() => {
    if (held?.feed === feed && document.activeElement === document.body) cardOf(held.key, scroller.current)?.focus({ preventScroll: true })
  })
}

function cardOf(key: string, scroller: HTMLElement | null): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] :is(article, button)`) ?? null
}
