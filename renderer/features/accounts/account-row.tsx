import { ArrowDown, ArrowUp, CircleUserRound, Ellipsis, Info, KeyRound, Pause, Play, RefreshCw, Trash2 } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Account } from '../../../shared/model/account.ts'
import { t, type MessageKey } from '../../i18n/i18n.ts'
import { describeError } from '../../i18n/describe-error.ts'
import { reorderAccounts, setPaused } from '../../queries/accounts.ts'
import { refreshAccounts } from '../../queries/app.ts'
import { announce } from '../../state/announce.ts'
import { useNow } from '../../state/now.ts'
import { openFromList, openPane, usePanes } from '../../state/ui.ts'
import { clockOrDay } from '../../text/time.ts'
import { AccountAvatar } from '../../ui/avatar.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { attempt } from '../post/post-commands.ts'
import { HealthTag } from './account-health.tsx'
import { AccountStateTag } from './account-state-tag.tsx'
import { openSignInAgain } from './add-account-state.ts'
import { moved } from './move.ts'

type AccountRowProps = { readonly account: Account; readonly accounts: readonly Account[]; readonly onRemove: () => void }

/** One account: who it is, how it is doing, what is read of it, and what can be done. */
export function AccountRow({ account, accounts, onRemove }: AccountRowProps): ReactElement {
  const now = useNow()
  const shown = usePanes().some((pane) => pane.kind === 'capabilities' && pane.accountId === account.id)
  const { handle, state } = account
  return (
    <li className={`acctrow${shown ? ' is-selected' : ''}`}>
      <AccountAvatar account={account} />
      <div className="who">
        <div className="t">
          <bdi dir="auto">{account.displayName === '' ? handle : account.displayName}</bdi> <span className="quiet handle">@{handle}</span>
        </div>
        <div className="sub">
          <AccountStateTag state={state} />
          <HealthTag accountId={account.id} />
          {state.kind === 'needs-sign-in' || state.kind === 'unavailable' ? (
            <span>{describeError(state.error)}</span>
          ) : (
            <span>{t(`accounts.reads.${whatIsRead(account)}`)}</span>
          )}
          {state.kind === 'unavailable' && state.retryAt !== null ? (
            <span>{t('accounts.retryAt', { time: clockOrDay(state.retryAt, now) })}</span>
          ) : (
            <span>
              {account.readAt === null ? t('accounts.neverRead') : t('accounts.readAt', { time: clockOrDay(account.readAt, now) })}
            </span>
          )}
        </div>
      </div>
      <div className="side">
        {state.kind === 'needs-sign-in' ? (
          <Button variant="primary" onClick={() => openSignInAgain(account)}>
            {t('accounts.signIn')}
          </Button>
        ) : state.kind === 'paused' ? (
          <Button onClick={() => void attempt(() => setPaused(account.id, false))}>{t('accounts.resume')}</Button>
        ) : null}
        <IconButton
          label={t('accounts.can')}
          icon={Info}
          aria-expanded={shown}
          onClick={() => openFromList({ kind: 'capabilities', accountId: account.id })}
        />
        <MoreMenu account={account} accounts={accounts} onRemove={onRemove} />
      </div>
    </li>
  )
}

function whatIsRead({ capabilities: { streams } }: Account): 'all' | 'allLive' | 'home' | 'notifications' | 'none' {
  if (streams.home && streams.notifications) return streams.live ? 'allLive' : 'all'
  return streams.home ? 'home' : streams.notifications ? 'notifications' : 'none'
}

function MoreMenu({ account, accounts, onRemove }: AccountRowProps): ReactElement {
  const ids = accounts.map(({ id }) => id)
  const place = ids.indexOf(account.id)
  const move = (to: number): void => {
    void attempt(() => reorderAccounts(moved(ids, place, to))).then((done) =>
      done ? announce('success', t('accounts.moved', { handle: account.handle, place: to + 1 })) : undefined,
    )
  }
  const item = (label: MessageKey, icon: typeof Play, run: () => void, disabled = false): MenuEntry => ({
    label: t(label),
    icon,
    run,
    disabled,
  })
  const paused = account.state.kind === 'paused'
  const entries: MenuEntry[] = [
    item('accounts.openProfile', CircleUserRound, () => openPane({ kind: 'profile', authorId: account.authorId })),
    item('accounts.readNow', RefreshCw, () => void attempt(() => refreshAccounts(account.id)), paused),
    ...(account.state.kind === 'needs-sign-in'
      ? [item('accounts.signInAgain', KeyRound, () => openSignInAgain(account))]
      : [
          item(
            paused ? 'accounts.resume' : 'accounts.pause',
            paused ? Play : Pause,
            () => void attempt(() => setPaused(account.id, !paused)),
          ),
        ]),
    'separator',
    item('accounts.moveUp', ArrowUp, () => move(place - 1), place === 0),
    item('accounts.moveDown', ArrowDown, () => move(place + 1), place === ids.length - 1),
    'separator',
    { label: t('accounts.remove'), icon: Trash2, danger: true, run: onRemove },
  ]
  return <Menu trigger={<IconButton label={t('accounts.more', { handle: account.handle })} icon={Ellipsis} />} entries={entries} />
}
