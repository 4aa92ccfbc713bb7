import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useLayoutEffect, useMemo, useState, type ReactElement } from 'react'
import type { InboxFilter } from '../../../shared/model/inbox-item.ts'
import { t } from '../../i18n/i18n.ts'
import { saveSettings, useAccounts, useSettings } from '../../queries/app.ts'
import { inboxOptions, loadOlderInbox, unreadOptions, type InboxChoice, type InboxRow } from '../../queries/inbox.ts'
import { useNow } from '../../state/now.ts'
import { openFromList, select } from '../../state/ui.ts'
import { Empty, Skeletons, Spinner } from '../../ui/empty.tsx'
import { Tabs, type Tab } from '../../ui/tabs.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import { attempt } from '../post/post-commands.ts'
import { accountsFrom, markOpened } from './inbox-commands.ts'
import { InboxItem } from './inbox-item.tsx'
import { withDividers, type InboxLine } from './inbox-rows.ts'
import { clearShown, dropDots, keepDots, setShown, useInbox } from './inbox-state.ts'
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
      {settings === undefined ? <Skeletons /> : <InboxRows key={JSON.stringify(choice)} choice={choice} />}
    </>
  )
}

function openRow(row: InboxRow): void {
  select('mentions', row.key)
  const [actor] = row.actors
  const speaks = row.kind === 'mention' || row.kind === 'reply' || row.kind === 'quote'
  if (!speaks && row.actorCount > 1) openFromList({ kind: 'people', groupId: row.groupId, postId: row.postId })
  else if (row.postId !== null) openFromList({ kind: 'thread', postId: row.postId })
  else if (actor !== undefined) openFromList({ kind: 'profile', authorId: actor.id })
  markOpened(row)
}

function InboxRows({ choice }: { readonly choice: InboxChoice }): ReactElement {
  const query = useInfiniteQuery(inboxOptions(choice))
  const now = useNow()
  const [asking, setAsking] = useState(false)
  const [exhausted, setExhausted] = useState(false)
  const rows = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.rows), [query.data])
  const lines = useMemo(() => withDividers(rows, now), [rows, now])
  useLayoutEffect(() => {
    setShown(choice, rows)
    keepDots(rows.flatMap((row) => (row.read ? [] : [row.key])))
    return clearShown
  }, [choice, rows])
  const onNearEnd = (): void => {
    if (query.isFetchingNextPage || asking) return
    if (query.hasNextPage) void query.fetchNextPage()
    else if (query.data?.pages.at(-1)?.moreOnNetworks === true && !exhausted) {
      setAsking(true)
      loadOlderInbox(choice.accountIds)
        .then((more) => {
          if (!more) setExhausted(true)
        })
        .catch(() => setExhausted(true))
        .finally(() => setAsking(false))
    }
  }
  if (query.data === undefined) return <Skeletons />
  if (lines.length === 0) return <NothingHere choice={choice} />
  return (
    <FeedList
      name="mentions"
      of={JSON.stringify(choice)}
      label={t('view.mentions')}
      rows={lines}
      onNearEnd={onNearEnd}
      onOpen={(line) => (line.kind === 'item' ? openRow(line.row) : undefined)}
      postOf={postOf}
      passes={isDivider}
      render={(line, index) =>
        line.kind === 'divider' ? (
          <div className="divider">
            <span>{t(`inbox.${line.when}`)}</span>
          </div>
        ) : (
          <InboxItem row={line.row} index={index} total={query.hasNextPage ? -1 : lines.length} onOpen={openRow} />
        )
      }
      footer={
        <div className="feed-foot" aria-live="polite">
          {asking ? (
            <>
              <Spinner />
              {t('timeline.loadingOlder')}
            </>
          ) : null}
        </div>
      }
    />
  )
}

function NothingHere({ choice: { filter, place, unreadOnly } }: { readonly choice: InboxChoice }): ReactElement {
  if (place === 'snoozed') return <Empty title={t('inbox.noneSnoozed')} text={t('inbox.noneSnoozedText')} />
  if (place === 'archived') return <Empty title={t('inbox.noneArchived')} text={t('inbox.noneArchivedText')} />
  if (unreadOnly) return <Empty title={t('inbox.noneUnread')} text={t('inbox.noneUnreadText')} />
  return filter === 'mentions' || filter === 'all' ? (
    <Empty title={t('inbox.emptyTitle')} text={t('inbox.emptyText')} />
  ) : (
    <Empty title={t('inbox.emptyFiltered')} text={t('inbox.emptyFilteredText')} />
  )
}

function postOf(line: InboxLine): { postId: string; from: readonly string[] } | null {
  return line.kind === 'item' && line.row.postId !== null ? { postId: line.row.postId, from: line.row.accountIds } : null
}

function isDivider(line: InboxLine): boolean {
  return line.kind === 'divider'
}
