import { useId, useState, type ReactElement, type SyntheticEvent } from 'react'
import { MAX_VIEW_TEXT, type SavedView } from '../../../../shared/model/saved-view.ts'
import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { FormTrouble } from './form-trouble.tsx'
import { renameView } from '../view-commands.ts'
import { closeViewDialog } from '../view-dialogs-state.ts'

/** Gives a view another name; without one it gets that of what it shows. */
export function RenameViewForm({ view }: { readonly view: SavedView }): ReactElement {
  const field = useId()
  const [title, setTitle] = useState(view.title)
  const [trouble, setTrouble] = useState<string | null>(null)
  const onSubmit = (event: SyntheticEvent): void => {
    event.preventDefault()
    setTrouble(null)
    renameView(view, title).then(closeViewDialog, (thrown: unknown) => setTrouble(describeFailure(thrown)))
  }
  return (
    <form onSubmit={onSubmit} noValidate>
      <div className="form">
        <label htmlFor={field}>{t('views.name')}</label>
        <input
          id={field}
          className="field"
          autoFocus
          dir="auto"
          value={title}
          maxLength={MAX_VIEW_TEXT}
          autoComplete="off"
          onFocus={(event) => event.target.select()}
          onChange={(event) => setTitle(event.target.value)}
        />
      </div>
      <FormTrouble words={trouble} />
      <footer>
        <Button onClick={closeViewDialog}>{t('views.cancel')}</Button>
        <Button type="submit" variant="primary">
          {t('views.save')}
        </Button>
      </footer>
    </form>
  )
}
