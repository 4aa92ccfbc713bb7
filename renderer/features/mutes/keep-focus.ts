const PATIENCE_MS = 3_000
/** What a list is made of: the rows of a feed, or plain items. */
const ROW = '[data-row], li'

let card: Element | null = null

/** Menus and dialogs have the focus while they are open; this is the post whose menu was opened. */
export function rememberCard(postId: string): void {
  const cards = [...document.querySelectorAll(`[data-post-id="${CSS.escape(postId)}"]`)]
  card = cards.find((one) => one.contains(document.activeElement)) ?? cards[0] ?? null
}

/**
 * What has the focus may be about to go, as a card does when its author is muted: then the one after it gets the focus, or the one before,
 * or else the view, so that the keyboard goes on from there.
 */
export function keepFocus(): void {
  const began = performance.now()
  const row = (document.activeElement?.closest(ROW) ?? card)?.closest(ROW)
  if (row?.isConnected !== true) return
  const rows = [...(row.closest('[role="feed"], ul')?.querySelectorAll(ROW) ?? [])]
  const index = rows.indexOf(row)
  const next = [...rows.slice(index + 1), ...rows.slice(0, Math.max(0, index)).reverse()]
  const look = (): void => {
    const active = document.activeElement
    if (!row.isConnected && active !== document.body && active?.closest('[role="menu"], [role="dialog"]') === null) {
      // The person went on to something else: whatever gives the focus up there is not for this to hold.
      return
    }
    if (!row.isConnected && active === document.body) {
      const there = next.find((one) => one.isConnected)?.querySelector<HTMLElement>('article, button')
      const taker = there ?? document.querySelector<HTMLElement>('main')
      taker?.focus({ preventScroll: true })
    } else if (performance.now() - began < PATIENCE_MS) window.requestAnimationFrame(look)
  }
  window.requestAnimationFrame(look)
}

/** The focus is on something that goes at once, such as an Undo that was pressed: the post that it was about gets it, or else the view. */
export function focusSoon(): void {
  window.requestAnimationFrame(() => {
    if (document.activeElement !== document.body) return
    const taker = card?.isConnected === true ? card : document.querySelector('main')
    if (taker instanceof HTMLElement) taker.focus({ preventScroll: true })
  })
}
