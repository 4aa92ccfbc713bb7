import type { MouseEvent } from 'react'
import { closePanes, goTo, useUi, type View } from '../../state/ui.ts'
import { feedNamed } from '../feed/feed-control.ts'
import { goToTop } from '../timeline/timeline-commands.ts'

/** From this width on, pixels, the pane stands beside the column; below, it covers it. As in shell.css. */
const PANE_BESIDE = 1100

/** Goes to a view. A press on the one that is shown uncovers it, or goes to its top. */
export function followView(event: MouseEvent, view: View): void {
  event.preventDefault()
  const { view: current, panes } = useUi.getState()
  if (current !== view) goTo(view)
  else if (window.innerWidth < PANE_BESIDE && (panes[view] ?? []).length > 0) closePanes()
  else if (view === 'timeline') void goToTop()
  else feedNamed(view)?.toTop(null)
}
