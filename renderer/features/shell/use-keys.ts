import { useEffect } from 'react'
import { chordOf, createKeyReader, isInsideOverlay, isTyping } from '../../keys/chords.ts'
import { allActions } from './actions.ts'

/** Keys that keep their own meaning on a control that has the focus. */
const CONTROL_KEYS: readonly string[] = ['Enter']
/** Keys that a player or a slider has for itself. */
const ARROWS: readonly string[] = ['ArrowLeft', 'ArrowRight']

/** Listens for the keys of the whole window. None fires while text is being typed or a dialog is open; the palette's works always. */
export function useKeys(): void {
  useEffect(() => {
    const actions = new Map(allActions().map((action) => [action.id, action]))
    const bindings = new Map([...actions.values()].flatMap((action) => (action.keys === null ? [] : [[action.keys, action.id] as const])))
    const read = createKeyReader(bindings)
    const onKeyDown = (event: KeyboardEvent): void => {
      const chord = chordOf(event)
      if (chord === null || event.defaultPrevented || event.isComposing) return
      if (chord !== 'Mod+k' && (isTyping(event.target) || isInsideOverlay(event.target))) return
      if (CONTROL_KEYS.includes(chord) && event.target instanceof Element && event.target.closest('a, button, input, summary') !== null)
        return
      if (
        ARROWS.includes(chord) &&
        event.target instanceof Element &&
        event.target.closest('video, audio, [role="slider"], [type="range"]') !== null
      )
        return
      const id = read(chord, event.timeStamp)
      const meant = id === null ? undefined : actions.get(id)
      if (meant === undefined || meant.applies?.() === false) return
      event.preventDefault()
      meant.run()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [])
}
