/** One pressed key as it is written in a key list: `j`, `?`, `Enter`, `Mod+k`. Shift is part of the character. */
export function chordOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | null {
  if (event.altKey || event.key === 'Shift' || event.key === 'Control' || event.key === 'Meta' || event.key === 'Alt') return null
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `Mod+${key}` : key
}

/** How long the second key of `g t` may take, ms. */
const SEQUENCE_MS = 1_200

/**
 * Reads keys one by one and finds what they mean: `g t` is two keys within 1.2 s. Answers the name of what was meant; null while nothing
 * is, or is not yet.
 */
export function createKeyReader(bindings: ReadonlyMap<string, string>): (chord: string, now: number) => string | null {
  let first: { readonly chord: string; readonly at: number } | null = null
  const begins = new Set([...bindings.keys()].filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0]))
  return (chord, now) => {
    const before = first !== null && now - first.at <= SEQUENCE_MS ? first.chord : null
    first = null
    if (before !== null) {
      const meant = bindings.get(`${before} ${chord}`)
      if (meant !== undefined) return meant
    }
    if (begins.has(chord)) {
      first = { chord, at: now }
      return null
    }
    return bindings.get(chord) ?? null
  }
}

/** Whether keys are being typed into something, so that none of them is a command. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true
  if (target instanceof HTMLInputElement) return !['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file'].includes(target.type)
  return target.closest('[contenteditable=""], [contenteditable="true"], [role="textbox"], [role="searchbox"], [role="combobox"]') !== null
}

/** Whether a dialog that takes all keys, or a menu, is open around the focus. */
export function isInsideOverlay(target: EventTarget | null): boolean {
  if (document.querySelector('[role="dialog"][aria-modal="true"], .dialog, .viewer') !== null) return true
  return target instanceof Element && target.closest('[role="menu"], [role="listbox"]') !== null
}
