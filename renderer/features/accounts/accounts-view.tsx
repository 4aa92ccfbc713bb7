import { Plus } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts, useStatus } from '../../queries/app.ts'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { AccountRow } from './account-row.tsx'
import { openAddAccount } from './add-account-state.ts'
import { RemoveAccount } from './remove-account.tsx'
import { RemoveDemo } from './remove-demo.tsx'

/** The person's accounts, each with its state and what can be done about it. */
export function AccountsView(): ReactElement {
  const accounts = useAccounts()
  const status = useStatus()
  const [removing, setRemoving] = useState<Account | null>(null)
  return (
    <>
      <div className="bar">
        <h1>{t('view.accounts')}</h1>
        {accounts.length === 0 ? null : <span className="quiet num">{accounts.length}</span>}
        <Button variant="primary" className="push" onClick={openAddAccount}>
          <Icon of={Plus} small />
          {t('accounts.add')}
        </Button>
      </div>
      {accounts.length === 0 ? (
        <Empty title={t('accounts.empty')} text={t('accounts.emptyText')} />
      ) : (
        <div className="scroll">
          <ul className="rows" aria-label={t('view.accounts')}>
            {accounts.map((account) => (
              <AccountRow key={account.id} account={account} accounts={accounts} onRemove={() => setRemoving(account)} />
            ))}
          </ul>
          {status?.demo === true ? (
            <div className="accounts-note demo">
              <span>{t('accounts.demoNote')}</span>
              <RemoveDemo />
            </div>
          ) : null}
          <p className="quiet accounts-note">
            {status === undefined ? '' : `${t(`accounts.secrets.${status.secretProtection}`)} `}
            {t('accounts.removeNote')}
          </p>
        </div>
      )}
      {removing === null ? null : <RemoveAccount account={removing} onClose={() => setRemoving(null)} />}
    </>
  )
}
