import type { ReactElement } from 'react'

const MAC = navigator.platform.startsWith('Mac')

/** Keys whose cap says something other than their name. */
const CAPS: Readonly<Record<string, string>> = { Mod: MAC ? '⌘' : 'Ctrl', Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→' }

/** Keys as caps: `g t` is two, `Mod+k` is Ctrl or ⌘ and K. */
export function KeyCaps({ keys }: { keys: string }): ReactElement {
  return (
    <span className="caps-row">
      {keys.split(' ').map((chord) => (
        <kbd key={chord}>{chordText(chord)}</kbd>
      ))}
    </span>
  )
}

function chordText(chord: string): string {
  return chord
    .split('+')
    .map((part) => CAPS[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(MAC ? '' : ' + ')
}
