import { Split } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Account } from '../../../../shared/model/account.ts'
import type { Draft } from '../../../../shared/model/draft.ts'
import { t } from '../../../i18n/i18n.ts'
import { Button } from '../../../ui/button.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Menu } from '../../../ui/menu.tsx'
import { NetworkMark } from '../../../ui/network-mark.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { accountsOfVersion } from '../checks/counting.ts'

type VersionsProps = {
  readonly draft: Draft
  readonly version: string | null
  readonly accounts: readonly Account[]
  readonly onShow: (version: string | null) => void
  readonly onBegin: (accountId: string) => void
  readonly onDrop: (accountId: string) => void
}

const SHARED = 'shared'

/** Which targets share one text, and which have their own. Only there when it goes to several. */
export function Versions({ draft, version, accounts, onShow, onBegin, onDrop }: VersionsProps): ReactElement | null {
  const sharing = accountsOfVersion(draft, null, accounts)
  const own = draft.targets
    .filter(({ override }) => override !== null)
    .flatMap(({ accountId }) => accounts.find(({ id }) => id === accountId) ?? [])
  if (draft.targets.length < 2 && own.length === 0) return null
  const tabs = [
    ...(sharing.length === 0 ? [] : [{ value: SHARED, label: sharedName(sharing) }]),
    ...own.map((account) => ({
      value: account.id,
      label: t('composer.ownVersionOf', { name: nameAmong(account, [...sharing, ...own]) }),
      lead: <NetworkMark name={account.platformName} />,
    })),
  ]
  const shown = version ?? (sharing.length === 0 ? (own[0]?.id ?? SHARED) : SHARED)
  return (
    <div className="versions">
      <span className="lbl">{t('composer.textFor')}</span>
      <Tabs
        className="seg"
        label={t('composer.textFor')}
        tabs={tabs}
        value={shown}
        onChange={(value) => onShow(value === SHARED ? null : value)}
      />
      {version !== null ? (
        <Button variant="ghost" className="push" onClick={() => onDrop(version)}>
          {t('composer.dropVersion')}
        </Button>
      ) : sharing.length < 2 ? null : (
        <Menu
          trigger={
            <Button variant="ghost" className="push" aria-label={t('composer.ownVersion')}>
              <Icon of={Split} small />
              {t('composer.ownVersion')}
            </Button>
          }
          entries={sharing.map((account) => ({
            label: t('composer.ownVersionFor', {
              name: t('composer.accountOn', { handle: account.handle, network: account.platformName }),
            }),
            run: () => onBegin(account.id),
          }))}
        />
      )}
    </div>
  )
}

/** `Bluesky and Mastodon`: each network once. */
function sharedName(accounts: readonly Account[]): string {
  const names = [...new Set(accounts.map(({ platformName }) => platformName))]
  return new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
}

function nameAmong(account: Account, accounts: readonly Account[]): string {
  return accounts.some(({ id, platform }) => id !== account.id && platform === account.platform)
    ? `@${account.handle}`
    : account.platformName
}
