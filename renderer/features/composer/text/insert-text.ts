/** Replaces a stretch of a text area as if it had been typed, so that the person can undo it. Offsets are UTF-16 units. */
export function insertText(area: HTMLTextAreaElement, start: number, end: number, text: string): void {
  area.focus()
  area.setSelectionRange(start, end)
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way that keeps the area's own undo
  if (typeof document.execCommand === 'function' && document.execCommand('insertText', false, text)) return
  // The prototype's setter, past React's own: so that React sees that the value is another.
  Reflect.set(HTMLTextAreaElement.prototype, 'value', area.value.slice(0, start) + text + area.value.slice(end), area)
  area.setSelectionRange(start + text.length, start + text.length)
  area.dispatchEvent(new Event('input', { bubbles: true }))
}
