import { CloudOff, KeyRound, TriangleAlert } from 'lucide-react'
import { useEffect, useState, type ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import { watchConnection } from '../../bridge/client.ts'
import type { ConnectionState } from '../../bridge/transport.ts'
import { t } from '../../i18n/i18n.ts'
import { refreshAccounts, useAccounts, useStatus } from '../../queries/app.ts'
import { useNow } from '../../state/now.ts'
import { goTo, openFromList } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { attempt } from '../post/post-commands.ts'

/** With more accounts in trouble than this, one line speaks for all: the content is what the window is for. */
const MOST_LINES = 2

export function useConnection(): ConnectionState {
  const [state, setState] = useState<ConnectionState>('connecting')
  useEffect(() => watchConnection(setState), [])
  return state
}

/** Lines above the content for what is away: never instead of it. The widest trouble says it for the others. */
export function TroubleLines(): ReactElement | null {
  const connection = useConnection()
  const status = useStatus()
  const accounts = useAccounts()
  if (connection === 'lost' || connection === 'refused')
    return (
      <div className="note warn" role="status">
        <Icon of={CloudOff} small />
        <span>{t(connection === 'lost' ? 'line.lost' : 'line.refused')}</span>
      </div>
    )
  if (status?.online === false)
    return (
      <div className="note warn" role="status">
        <Icon of={CloudOff} small />
        <span>{t('line.offline')}</span>
      </div>
    )
  const troubled = accounts.filter(({ state }) => state.kind === 'unavailable' || state.kind === 'needs-sign-in')
  if (troubled.length > MOST_LINES)
    return (
      <div className="note warn" role="status">
        <Icon of={TriangleAlert} small />
        <span>{t('line.several', { count: troubled.length })}</span>
        <Button onClick={() => goTo('accounts')}>{t('line.showAccounts')}</Button>
      </div>
    )
  return (
    <>
      {troubled.map((account) => (
        <AccountLine key={account.id} account={account} />
      ))}
    </>
  )
}

function AccountLine({ account }: { account: Account }): ReactElement | null {
  const now = useNow()
  if (account.state.kind === 'unavailable')
    return (
      <div className="note warn" role="status">
        <Icon of={TriangleAlert} small />
        <span>
          {account.readAt === null
            ? t('line.away', { server: serverName(account) })
            : t('line.awaySince', { server: serverName(account), time: clockOrDay(account.readAt, now) })}
        </span>
        <Button onClick={() => void attempt(() => refreshAccounts(account.id))}>{t('line.tryNow')}</Button>
      </div>
    )
  if (account.state.kind === 'needs-sign-in')
    return (
      <div className="note warn" role="status">
        <Icon of={KeyRound} small />
        <span>{t('line.signIn', { handle: account.handle, network: account.platformName })}</span>
        <Button
          onClick={() => {
            goTo('accounts')
            openFromList({ kind: 'capabilities', accountId: account.id })
          }}
        >
          {t('line.openAccounts')}
        </Button>
      </div>
    )
  return null
}

function serverName(account: Account): string {
  return URL.parse(account.server)?.host ?? account.platformName
}
