import { useQuery } from '@tanstack/react-query'
import { Check } from 'lucide-react'
import { useId, type ReactElement } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { OfferedView, ViewSource } from '../../../../shared/model/saved-view.ts'
import { describeFailure } from '../../../i18n/describe-error.ts'
import { t } from '../../../i18n/i18n.ts'
import { useAccounts } from '../../../queries/app.ts'
import { offeredOptions, sameSource, useSavedViews } from '../../../queries/views.ts'
import { AccountAvatar } from '../../../ui/avatar.tsx'
import { Button } from '../../../ui/button.tsx'
import { Spinner } from '../../../ui/empty.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { VIEW_ICONS } from '../view-kinds.ts'

type OfferedViewsProps = {
  /** Wants this one; one that is saved already too, to be shown. */
  readonly onChoose: (source: ViewSource, title: string) => void
}

/** The lists and feeds of every account that can have some, each as its network answers. */
export function OfferedViews({ onChoose }: OfferedViewsProps): ReactElement {
  const accounts = useAccounts().filter(({ capabilities: { streams } }) => streams.lists || streams.feeds)
  if (accounts.length === 0) return <p className="offered-none">{t('views.noAccounts')}</p>
  return (
    <div className="offered">
      {accounts.map((account) => (
        <OfferedBy key={account.id} account={account} onChoose={onChoose} />
      ))}
    </div>
  )
}

function OfferedBy({ account, onChoose }: OfferedViewsProps & { readonly account: Account }): ReactElement {
  const name = useId()
  const { data, error, isFetching, refetch } = useQuery(offeredOptions(account.id))
  const network = account.platformName
  return (
    <section aria-labelledby={name}>
      <h3 id={name}>
        <AccountAvatar account={account} />
        <span dir="auto">{t('mutes.account', { handle: account.handle, network })}</span>
      </h3>
      <div role="status">
        {isFetching ? (
          <p className="asking">
            <Spinner />
            {t('views.asking', { network })}
          </p>
        ) : error !== null ? (
          <p className="asking">
            <span>{describeFailure(error)}</span>
            <Button onClick={() => void refetch()}>{t('views.again')}</Button>
          </p>
        ) : data?.length === 0 ? (
          <p className="asking">{t('views.noneOffered', { network })}</p>
        ) : null}
      </div>
      {data === undefined || data.length === 0 ? null : (
        <ul>
          {data.map((offered) => (
            <li key={`${offered.kind} ${offered.remoteId}`}>
              <OfferedRow offered={offered} accountId={account.id} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function OfferedRow({
  offered: { kind, remoteId, title, description },
  accountId,
  onChoose,
}: OfferedViewsProps & { readonly offered: OfferedView; readonly accountId: string }): ReactElement {
  const source: ViewSource = { kind, accountId, remoteId }
  const saved = useSavedViews().some((view) => sameSource(view.source, source))
  return (
    <button type="button" onClick={() => onChoose(source, title)}>
      <Icon of={VIEW_ICONS[kind]} />
      <span className="what">
        <b dir="auto">{title}</b>
        <small dir="auto">{description === null || description === '' ? t(`views.kind.${kind}`) : description}</small>
      </span>
      {saved ? (
        <span className="quiet saved">
          <Icon of={Check} small />
          {t('views.savedAlready')}
        </span>
      ) : null}
    </button>
  )
}
