import { Check, CircleAlert, FileDown, X } from 'lucide-react'
import { memo, useEffect, useState, type PointerEvent, type ReactElement } from 'react'
import { t } from '../../../i18n/i18n.ts'
import { IconButton } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { close, saveDraftNow } from '../model/commands.ts'

type PanelHeaderProps = SaveStateProps & {
  readonly composer: number
  readonly title: string
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void
}

/** Title bar of the composer: whether everything is saved, and the ways out of it. */
export const PanelHeader = memo(function PanelHeader({ composer: key, title, onPointerDown, ...state }: PanelHeaderProps): ReactElement {
  return (
    <header onPointerDown={onPointerDown}>
      <h2>{title}</h2>
      <SaveState {...state} />
      <IconButton label={t('composer.save')} icon={FileDown} onClick={() => void saveDraftNow(key)} />
      <IconButton label={t('composer.close')} icon={X} onClick={() => void close(key)} />
    </header>
  )
})

type SaveStateProps = { readonly unsaved: boolean; readonly failed: boolean; readonly fresh: boolean }

/** What is saved is said when the fingers rest: between two keys it would only flicker. */
const SAID_AFTER_MS = 400

function SaveState({ unsaved: unsavedNow, failed, fresh }: SaveStateProps): ReactElement {
  const [said, setSaid] = useState(true)
  if (said && unsavedNow) setSaid(false)
  useEffect(() => {
    if (said || unsavedNow) return
    const timer = window.setTimeout(setSaid, SAID_AFTER_MS, true)
    return () => window.clearTimeout(timer)
  }, [said, unsavedNow])
  const unsaved = unsavedNow || !said
  const icon = failed ? CircleAlert : Check
  return (
    <span className={`saved${failed ? ' failed' : ''}`}>
      {fresh ? null : unsaved && !failed ? (
        t('composer.saving')
      ) : (
        <>
          <Icon of={icon} small />
          {t(failed ? 'composer.saveFailed' : 'composer.saved')}
        </>
      )}
    </span>
  )
}
