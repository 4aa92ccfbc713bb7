import { ArrowLeft, X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { t } from '../../i18n/i18n.ts'
import { backPane, closePanes } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'

type PaneBarProps = {
  readonly title: string
  readonly note?: string | undefined
  /** How many panes are open on top of each other: from two on there is a way back. */
  readonly depth: number
  readonly children?: ReactNode
}

/** The header of a pane: its title, its tools, and the way out. */
export function PaneBar({ title, note, depth, children }: PaneBarProps): ReactElement {
  return (
    <div className="bar">
      {depth > 1 ? <IconButton className="back" label={t('pane.back')} icon={ArrowLeft} onClick={backPane} /> : null}
      <h2>{title}</h2>
      {note === undefined ? null : <span className="quiet num">{note}</span>}
      <div className="push tools">
        {children}
        <IconButton label={t('pane.close')} icon={X} onClick={closePanes} />
      </div>
    </div>
  )
}
