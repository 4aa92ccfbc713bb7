import { create } from 'zustand'
import type { SavedView } from '../../../shared/model/saved-view.ts'

/** Which dialog about the views is open: a new one, or another name for one that is there. */
type ViewDialog = { readonly kind: 'add' } | { readonly kind: 'rename'; readonly view: SavedView }

export const useViewDialog = create<{ readonly open: ViewDialog | null }>(() => ({ open: null }))

let openedFrom: HTMLElement | null = null

function show(dialog: ViewDialog): void {
  openedFrom = document.activeElement instanceof HTMLElement ? document.activeElement : null
  useViewDialog.setState({ open: dialog })
}

/** Asks for a view to be added. */
export function openAddView(): void {
  show({ kind: 'add' })
}

/** Asks for another name of a view. */
export function openRenameView(view: SavedView): void {
  show({ kind: 'rename', view })
}

/** Closes it; the focus goes back to where it was, as far as that is there. */
export function closeViewDialog(): void {
  useViewDialog.setState({ open: null })
  window.requestAnimationFrame(() => {
    if (document.activeElement === document.body) openedFrom?.focus({ preventScroll: true })
  })
}
