import { useState, type DragEvent, type KeyboardEvent } from 'react'
import { close } from '../model/commands.ts'

type PanelEvents = {
  readonly onKeyDown: (event: KeyboardEvent) => void
  readonly onDragOver: (event: DragEvent) => void
  readonly onDragLeave: (event: DragEvent) => void
  readonly onDrop: (event: DragEvent) => void
}

type PanelEventsInput = {
  readonly composer: number
  /** The post that takes files which are dropped on none. */
  readonly segmentId: string | undefined
  readonly send: () => void
  readonly onFiles: (files: readonly File[], segmentId: string) => void
}

/** Keys of the whole panel, and files that are dropped on it. `dropping`: some are held over it. */
export function usePanelEvents({
  composer: key,
  segmentId,
  send,
  onFiles,
}: PanelEventsInput): PanelEvents & { readonly dropping: boolean } {
  const [dropping, setDropping] = useState(false)
  const onKeyDown = (event: KeyboardEvent): void => {
    // Menus of the composer are elsewhere in the page but their events come by here: they look after themselves.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
    if (event.defaultPrevented || event.nativeEvent.isComposing) return
    const command = event.ctrlKey || event.metaKey
    if (event.key === 'Escape') void close(key)
    else if (event.key === 'Enter' && command) send()
    // The window's own keys do not fire from in here, except those with a modifier.
    else if (command || event.altKey) return
    else {
      event.stopPropagation()
      return
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const onDrag = (event: DragEvent): void => {
    if (!event.dataTransfer.types.includes('Files')) return
    event.preventDefault()
    setDropping(event.type === 'dragover')
    if (event.type !== 'drop') return
    const over =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-segment-box]')?.dataset['segmentBox'] : undefined
    const into = over ?? segmentId
    if (into !== undefined) onFiles([...event.dataTransfer.files], into)
  }
  return { dropping, onKeyDown, onDragOver: onDrag, onDragLeave: onDrag, onDrop: onDrag }
}
