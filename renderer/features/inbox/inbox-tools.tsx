import { ArchiveRestore, CheckCheck, Ellipsis, ListFilter } from 'lucide-react'
import type { ReactElement } from 'react'
import type { Settings } from '../../../shared/model/settings.ts'
import { t } from '../../i18n/i18n.ts'
import { saveSettings, useAccounts } from '../../queries/app.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu, type MenuEntry } from '../../ui/menu.tsx'
import { attempt } from '../post/post-commands.ts'
import { archiveAllRead, markAllRead } from './inbox-commands.ts'
import { lookInto, useInbox } from './inbox-state.ts'

const PLACES = ['inbox', 'snoozed', 'archived'] as const

const save = (changes: Partial<Settings>): void => void attempt(() => saveSettings(changes))

/** The tools of the view's header: what is shown, and what can be done with all of it. */
export function InboxTools({ settings, snoozed }: { readonly settings: Settings | undefined; readonly snoozed: number }): ReactElement {
  return (
    <div className="push tools">
      <IconButton label={t('inbox.markAll')} icon={CheckCheck} onClick={() => void markAllRead()} />
      <InboxFilterMenu settings={settings} snoozed={snoozed} />
      <Menu
        trigger={<IconButton label={t('inbox.more')} icon={Ellipsis} />}
        entries={[
          { label: t('inbox.archiveRead'), icon: ArchiveRestore, run: () => void archiveAllRead() },
          { label: t('inbox.markAll'), icon: CheckCheck, run: () => void markAllRead() },
        ]}
      />
    </div>
  )
}

/** What the inbox is narrowed down to. */
export function InboxFilterMenu({
  settings,
  snoozed,
}: {
  readonly settings: Settings | undefined
  readonly snoozed: number
}): ReactElement {
  const accounts = useAccounts()
  const place = useInbox((state) => state.place)
  const from = settings?.inboxFrom ?? null
  const unreadOnly = settings?.inboxUnreadOnly ?? false
  const showsAll = settings?.inboxShowsAll ?? false
  const networks = [...new Map(accounts.map(({ platform, platformName }) => [platform, platformName]))]
  const entries: MenuEntry[] = [
    { kind: 'label', label: t('inbox.show') },
    ...PLACES.map((one): MenuEntry => ({
      label: one === 'snoozed' && snoozed > 0 ? t('inbox.place.snoozedCount', { count: snoozed }) : t(`inbox.place.${one}`),
      checked: place === one,
      run: () => lookInto(one),
    })),
    'separator',
    { label: t('inbox.unreadOnly'), checked: unreadOnly, run: () => save({ inboxUnreadOnly: !unreadOnly }) },
    { label: t('inbox.showAllKinds'), checked: showsAll, run: () => save({ inboxShowsAll: !showsAll }) },
    ...(accounts.length < 2
      ? []
      : [
          'separator' as const,
          { kind: 'label' as const, label: t('inbox.from') },
          { label: t('timeline.allAccounts'), checked: from === null, run: () => save({ inboxFrom: null }) },
          ...(networks.length < 2 ? [] : networks).map(([platform, name]): MenuEntry => ({
            label: name,
            checked: from !== null && 'platform' in from && from.platform === platform,
            run: () => save({ inboxFrom: { platform } }),
          })),
          ...accounts.map(({ id, handle }): MenuEntry => ({
            label: `@${handle}`,
            checked: from !== null && 'accountId' in from && from.accountId === id,
            run: () => save({ inboxFrom: { accountId: id } }),
          })),
        ]),
  ]
  const narrowed = place !== 'inbox' || from !== null || unreadOnly
  return <Menu trigger={<IconButton label={t('inbox.filter')} icon={ListFilter} aria-pressed={narrowed} />} entries={entries} />
}

/** Says what the list is narrowed down to, and leads back to all of it. */
export function NarrowedLine({ settings }: { readonly settings: Settings | undefined }): ReactElement | null {
  const accounts = useAccounts()
  const place = useInbox((state) => state.place)
  const from = settings?.inboxFrom ?? null
  const account = from !== null && 'accountId' in from ? accounts.find(({ id }) => id === from.accountId) : undefined
  const network = from !== null && 'platform' in from ? accounts.find(({ platform }) => platform === from.platform) : undefined
  const parts = [
    place === 'inbox' ? null : t(`inbox.place.${place}`),
    settings?.inboxUnreadOnly === true && place === 'inbox' ? t('inbox.unreadOnly') : null,
    account === undefined ? null : `@${account.handle}`,
    network?.platformName ?? null,
  ].filter((part) => part !== null)
  if (parts.length === 0) return null
  const showAll = (): void => {
    lookInto('inbox')
    save({ inboxUnreadOnly: false, inboxFrom: null })
  }
  return (
    <div className="narrowed">
      <span>{parts.join(' · ')}</span>
      <Button variant="ghost" onClick={showAll}>
        {t('inbox.showEverything')}
      </Button>
    </div>
  )
}
