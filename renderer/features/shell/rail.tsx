import { useQuery } from '@tanstack/react-query'
import { Check, Clock, CloudOff, KeyRound, Pause, SquarePen, TriangleAlert, type LucideIcon } from 'lucide-react'
import type { MouseEvent, ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import { t } from '../../i18n/i18n.ts'
import { refreshAccounts, useAccounts, useStatus } from '../../queries/app.ts'
import { timelineOptions } from '../../queries/timeline.ts'
import { useNow } from '../../state/now.ts'
import { goTo, openComposer, openFromList, showOverlay, useUi, type FixedView } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { AccountAvatar } from '../../ui/avatar.tsx'
import { Spinner } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { attempt } from '../post/post-commands.ts'
import { RailViews } from '../views/rail-views.tsx'
import { accountStateWords } from './account-state.ts'
import { BrandBird } from './brand-bird.tsx'
import { followView } from './follow-view.ts'
import { countOf, DESTINATIONS, VIEW_NAMES } from './navigation.ts'

/** How many new posts wait above the timeline. */
export function useHeld(): number {
  const filter = useUi((state) => state.timelineAccounts)
  return useQuery({ ...timelineOptions(filter), enabled: false }).data?.held ?? 0
}

/** The left rail: the views with their counts, then the accounts with their state. */
export function Rail(): ReactElement {
  const accounts = useAccounts()
  return (
    <header className="rail">
      <div className="brand">
        <BrandBird />
        <span>{t('app.name')}</span>
        <SyncState />
      </div>
      <nav aria-label={t('rail.views')}>
        <button type="button" className="compose" aria-label={t('rail.newPost')} title={t('rail.newPost')} onClick={() => openComposer()}>
          <Icon of={SquarePen} />
          <span>{t('rail.newPost')}</span>
          <kbd>N</kbd>
        </button>
        <ul>
          {DESTINATIONS.map(({ view, icon }) => (
            <li key={view}>
              <ViewLink view={view} icon={icon} />
            </li>
          ))}
        </ul>
        <RailViews />
      </nav>
      {accounts.length === 0 ? null : (
        <>
          <h2>{t('rail.accounts')}</h2>
          <ul className="rail-accounts" aria-label={t('rail.signedIn')}>
            {accounts.map((account) => (
              <li key={account.id}>
                <AccountLink account={account} />
              </li>
            ))}
          </ul>
        </>
      )}
      <button type="button" className="foot" onClick={() => showOverlay('keys')}>
        <span>{t('rail.allKeys')}</span>
        <kbd>?</kbd>
      </button>
    </header>
  )
}

function SyncState(): ReactElement | null {
  const status = useStatus()
  const now = useNow()
  if (status === undefined) return null
  if (!status.online)
    return (
      <span className="sync away" title={t('line.offline')}>
        <Icon of={CloudOff} small />
      </span>
    )
  if (status.syncing)
    return (
      <span className="sync" title={t('rail.reading')}>
        <Spinner />
        <span className="sr">{t('rail.reading')}</span>
      </span>
    )
  if (status.readAt === null) return null
  const time = clockOrDay(status.readAt, now)
  return (
    <button
      type="button"
      className="sync"
      title={t('rail.readAt', { time })}
      aria-label={t('rail.refresh')}
      onClick={() => void attempt(() => refreshAccounts(null))}
    >
      <Icon of={Check} small />
      {time}
    </button>
  )
}

function ViewLink({ view, icon }: { view: FixedView; icon: LucideIcon }): ReactElement {
  const current = useUi((state) => state.view === view)
  const count = countOf(view, useStatus(), useHeld())
  const name = t(VIEW_NAMES[view])
  return (
    <a
      href={`#${view}`}
      aria-label={name}
      aria-current={current ? 'page' : undefined}
      title={name}
      onClick={(event) => followView(event, view)}
    >
      <Icon of={icon} />
      <span>{name}</span>
      {count === null ? null : (
        <em className={`count ${count.tone}`} aria-label={count.words} title={count.words}>
          {count.number > 999 ? '999+' : count.number}
        </em>
      )}
    </a>
  )
}

const STATE_ICONS = {
  connected: null,
  unavailable: { icon: TriangleAlert, tone: 'warn' },
  'rate-limited': { icon: Clock, tone: 'warn' },
  'needs-sign-in': { icon: KeyRound, tone: 'bad' },
  paused: { icon: Pause, tone: 'quiet' },
} as const

function AccountLink({ account }: { account: Account }): ReactElement {
  const label = t('rail.account', {
    handle: account.handle,
    network: account.platformName,
    state: accountStateWords(account.state, useNow()),
  })
  const state = STATE_ICONS[account.state.kind]
  const open = (event: MouseEvent): void => {
    event.preventDefault()
    goTo('accounts')
    openFromList({ kind: 'capabilities', accountId: account.id })
  }
  return (
    <a className="acct" href="#accounts" aria-label={label} title={label} onClick={open}>
      <AccountAvatar account={account} />
      <span dir="ltr">{account.handle}</span>
      {state === null ? null : <Icon of={state.icon} small className={state.tone} />}
    </a>
  )
}
