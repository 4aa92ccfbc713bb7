const PATIENCE_MS = 3_000

/**
 * What has the focus may be about to go, as a card does when its author is muted: then the one after it gets the focus, or the one before,
 * or else the view, so that the keyboard goes on from there.
 */
export function keepFocus(): void {
  const began = performance.now()
  const row = document.activeElement?.closest('[data-row], li') ?? lastCard
  if (row == null) return
  const next = [row.nextElementSibling, row.previousElementSibling]
  const look = (): void => {
    const lost = document.activeElement === null || document.activeElement === document.body
    if (!row.isConnected && lost) {
      const there = next.find((one) => one?.isConnected === true) ?? document.querySelector('main')
      const control = there?.querySelector<HTMLElement>('article, button') ?? document.querySelector<HTMLElement>('main')
      control?.focus({ preventScroll: true })
      return
    }
    if (performance.now() - began < PATIENCE_MS) window.requestAnimationFrame(look)
  }
  window.requestAnimationFrame(look)
}

let lastCard: Element | null = null

/** Menus and dialogs have the focus while they are open; this is the card that they were opened from. */
export function rememberCard(element: Element | null): void {
  lastCard = element?.closest('[data-row], li') ?? null
}
