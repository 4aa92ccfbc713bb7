import { useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { removeDemo } from '../../queries/accounts.ts'
import { announce } from '../../state/announce.ts'
import { closePanes, goTo } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { attempt } from '../post/post-commands.ts'

/** Takes the demo's accounts and everything that came with them away again, with one press: nothing of it was the person's. */
export function RemoveDemo(): ReactElement {
  const [busy, setBusy] = useState(false)
  const remove = async (): Promise<void> => {
    setBusy(true)
    const done = await attempt(removeDemo)
    setBusy(false)
    if (!done) return
    closePanes()
    goTo('timeline')
    announce('success', t('accounts.demoRemoved'))
  }
  return (
    <Button disabled={busy} onClick={() => void remove()}>
      {t('accounts.removeDemo')}
    </Button>
  )
}
