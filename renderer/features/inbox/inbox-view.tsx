import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, type ReactElement } from 'react'
import type { InboxFilter } from '../../../shared/model/inbox-item.ts'
import { t } from '../../i18n/i18n.ts'
import { saveSettings, useAccounts, useSettings } from '../../queries/app.ts'
import { unreadOptions, type InboxChoice } from '../../queries/inbox.ts'
import { Skeletons } from '../../ui/empty.tsx'
import { Tabs, type Tab } from '../../ui/tabs.tsx'
import { attempt } from '../post/post-commands.ts'
import { accountsFrom } from './inbox-commands.ts'
import { InboxList } from './inbox-list.tsx'
import { dropDots, useInbox } from './inbox-state.ts'
import { InboxTools, NarrowedLine } from './inbox-tools.tsx'

/** Mentions, replies and quotes over all accounts; with the switch also likes, reposts and follows. */
export function InboxView(): ReactElement {
  const settings = useSettings()
  const accounts = useAccounts()
  const place = useInbox((state) => state.place)
  const tab = settings?.inboxFilter ?? 'all'
  const showsAll = settings?.inboxShowsAll ?? false
  const from = settings?.inboxFrom ?? null
  const unreadOnly = settings?.inboxUnreadOnly ?? false
  // Accounts may come and go while one is chosen.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const accountIds = useMemo(() => accountsFrom(from), [from, accounts])
  const unread = useQuery(unreadOptions(accountIds)).data
  const count = (showsAll ? unread?.all : unread?.mentions) ?? 0
  const tabs: Tab<InboxFilter>[] = [
    { value: 'all', label: t('inbox.tab.all'), count },
    { value: 'conversations', label: t('inbox.tab.conversations'), count: unread?.conversations ?? 0 },
    { value: 'quotes', label: t('inbox.tab.quotes'), count: unread?.quotes ?? 0 },
    { value: 'reactions', label: t('inbox.tab.reactions'), count: unread?.reactions ?? 0 },
    { value: 'follows', label: t('inbox.tab.follows'), count: unread?.follows ?? 0 },
  ]
  const filter = tab === 'all' && !showsAll ? 'mentions' : tab
  const choice = useMemo(
    (): InboxChoice => ({ filter, accountIds, place, unreadOnly: unreadOnly && place === 'inbox' }),
    [filter, accountIds, place, unreadOnly],
  )
  useEffect(() => () => dropDots(null), [])
  return (
    <>
      <div className="bar">
        <h1>{t('view.mentions')}</h1>
        {count === 0 ? null : <span className="quiet num">{t('inbox.unread', { count })}</span>}
        <InboxTools settings={settings} snoozed={unread?.snoozed ?? 0} />
      </div>
      <Tabs
        label={t('inbox.show')}
        tabs={tabs}
        value={tab === 'mentions' ? 'all' : tab}
        onChange={(inboxFilter) => void attempt(() => saveSettings({ inboxFilter }))}
      />
      <NarrowedLine settings={settings} />
      {settings === undefined ? <Skeletons /> : <InboxList key={JSON.stringify(choice)} choice={choice} />}
    </>
  )
}
