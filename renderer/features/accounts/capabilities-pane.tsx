import { useQuery } from '@tanstack/react-query'
import { Check, Minus, RefreshCw } from 'lucide-react'
import { useState, type ReactElement } from 'react'
import { hostOf } from '../../../shared/text/safe-url.ts'
import { t } from '../../i18n/i18n.ts'
import { limitsOptions, refreshCapabilities } from '../../queries/accounts.ts'
import { useAccounts } from '../../queries/app.ts'
import { useNow } from '../../state/now.ts'
import { clockOrDay } from '../../text/time.ts'
import { IconButton } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { NetworkMark } from '../../ui/network-mark.tsx'
import { attempt } from '../post/post-commands.ts'
import { PaneBar } from '../shell/pane-bar.tsx'
import { AccountHealth } from './account-health.tsx'
import { AccountCosts } from './account-costs.tsx'
import { describeCapabilities, type CapabilityRow } from './describe-capabilities.ts'

/** What one account can do, as its own server said, and how much of its limits is used. */
export function CapabilitiesPane({ accountId, depth }: { accountId: string; depth: number }): ReactElement {
  const account = useAccounts().find(({ id }) => id === accountId)
  const { data: limits = [] } = useQuery(limitsOptions(accountId))
  const now = useNow()
  const [busy, setBusy] = useState(false)
  const again = async (): Promise<void> => {
    setBusy(true)
    await attempt(() => refreshCapabilities(accountId))
    setBusy(false)
  }
  if (account === undefined) return <PaneBar title={t('accounts.can')} depth={depth} />
  const { capabilities, platformName } = account
  const facts = [capabilities.software ?? platformName, t('capabilities.asked', { time: clockOrDay(capabilities.askedAt, now) })]
  return (
    <>
      <PaneBar title={t('accounts.can')} depth={depth}>
        <IconButton
          label={t(busy ? 'capabilities.asking' : 'capabilities.askAgain')}
          icon={RefreshCw}
          disabled={busy}
          onClick={() => void again()}
        />
      </PaneBar>
      {/* Nothing in it takes the focus, so it does itself: it can be scrolled by keyboard. */}
      <div className="scroll" tabIndex={0} role="region" aria-label={t('accounts.can')}>
        <div className="row caps-head">
          <NetworkMark name={platformName} hue size="big" />
          <div>
            <b>{hostOf(account.server) ?? platformName}</b>
            <div className="quiet">{facts.join(' · ')}</div>
          </div>
        </div>
        <AccountHealth account={account} />
        <AccountCosts accountId={accountId} network={platformName} />
        {describeCapabilities(capabilities, platformName, limits).map(({ title, rows }) => (
          <table className="caps" key={title}>
            <caption>{title}</caption>
            <tbody>
              {rows.map((row, index) => (
                <tr key={`${row.label} ${String(index)}`}>
                  <th scope="row">{row.label}</th>
                  <td>
                    <Value row={row} />
                    {row.note === '' ? null : <small>{row.note}</small>}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        ))}
      </div>
    </>
  )
}

function Value({ row: { offered, value } }: { row: CapabilityRow }): ReactElement {
  if (offered === null) return <span className="num">{value}</span>
  if (offered === 'yes')
    return (
      <>
        <Icon of={Check} small className="yes" />
        {value}
      </>
    )
  return (
    <span className="no">
      <Icon of={Minus} small />
      {value}
    </span>
  )
}
