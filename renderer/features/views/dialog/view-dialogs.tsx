import type { ReactElement } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { AddViewForm } from './add-view-form.tsx'
import { RenameViewForm } from './rename-view-form.tsx'
import { closeViewDialog, useViewDialog } from '../view-dialogs-state.ts'

/** The forms in which a view is added, or gets another name. */
export function ViewDialogs(): ReactElement | null {
  const open = useViewDialog((state) => state.open)
  if (open === null) return null
  return (
    <Dialog open onClose={closeViewDialog} title={t(open.kind === 'add' ? 'views.add' : 'views.rename')} className="view-dialog">
      {open.kind === 'add' ? <AddViewForm /> : <RenameViewForm key={open.view.id} view={open.view} />}
    </Dialog>
  )
}
