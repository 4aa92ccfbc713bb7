import { useState, type ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import { t } from '../../i18n/i18n.ts'
import { removeAccount } from '../../queries/accounts.ts'
import { announce } from '../../state/announce.ts'
import { closePanes } from '../../state/ui.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { attempt } from '../post/post-commands.ts'

/** Asks before an account is removed, and what is to become of its posts on this computer. */
export function RemoveAccount({ account, onClose }: { account: Account; onClose: () => void }): ReactElement {
  const [stored, setStored] = useState<'keep' | 'delete'>('keep')
  const [busy, setBusy] = useState(false)
  const { handle } = account
  const remove = async (): Promise<void> => {
    setBusy(true)
    const done = await attempt(() => removeAccount(account.id, stored))
    setBusy(false)
    if (!done) return
    closePanes()
    onClose()
    announce('success', t('accounts.removed', { handle }))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={t('accounts.removeTitle', { handle })}
      closeButton={false}
      footer={
        <>
          <Button onClick={onClose}>{t('accounts.cancel')}</Button>
          <Button variant="danger" disabled={busy} onClick={() => void remove()}>
            {t('accounts.removeNow')}
          </Button>
        </>
      }
    >
      <p className="dialog-text">{t('accounts.removeText', { network: account.platformName })}</p>
      <div className="choices" role="radiogroup" aria-label={t('accounts.stored')}>
        {(['keep', 'delete'] as const).map((choice) => (
          <label key={choice}>
            <input type="radio" className="radio" name="stored" checked={stored === choice} onChange={() => setStored(choice)} />
            {t(`accounts.${choice}Stored`)}
          </label>
        ))}
      </div>
    </Dialog>
  )
}
