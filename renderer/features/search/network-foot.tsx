import { Globe } from 'lucide-react'
import type { ReactElement } from 'react'
import { describeError, describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts, useStatus } from '../../queries/app.ts'
import { askNetworks, useNetworkSearch } from '../../queries/search.ts'
import { Button } from '../../ui/button.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'

type NetworkFootProps = {
  readonly text: string
  /** How many posts of the networks are not among those on this computer. */
  readonly more: number
  /** There are more hits on this computer: they come before the offer to ask. */
  readonly later?: boolean
}

/** Below the last hit: asks the networks, or says what they answered. */
export function NetworkFoot({ text, more, later = false }: NetworkFootProps): ReactElement | null {
  const { data, error, isFetching } = useNetworkSearch(text)
  const accounts = useAccounts()
  const offline = useStatus()?.online === false
  const failures = (data?.failures ?? []).flatMap(({ accountId, error: why }) => {
    const account = accounts.find(({ id }) => id === accountId)
    return account === undefined ? [] : [t('search.notAsked', { handle: account.handle, why: describeError(why) })]
  })
  const lines =
    error !== null
      ? [describeFailure(error)]
      : data === undefined
        ? []
        : [...failures, ...(more > 0 || failures.length > 0 ? [] : [t(data.asked.length === 0 ? 'search.nobodyAsked' : 'search.noMore')])]
  if (later && data === undefined && error === null && !isFetching) return null
  return (
    <div className="network-foot">
      <div role="status" className="lines">
        {isFetching ? (
          <span className="waiting">
            <Spinner />
            {t('search.asking')}
          </span>
        ) : (
          lines.map((line) => <span key={line}>{line}</span>)
        )}
        {offline ? <span>{t('search.offline')}</span> : null}
      </div>
      {isFetching || (data !== undefined && error === null && failures.length === 0) ? null : (
        <Button disabled={offline} onClick={() => askNetworks(text)}>
          <Icon of={Globe} small />
          {t(data === undefined && error === null ? 'search.networks' : 'search.askAgain')}
        </Button>
      )}
    </div>
  )
}
