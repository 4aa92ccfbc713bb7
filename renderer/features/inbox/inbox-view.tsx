import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { CheckCheck } from 'lucide-react'
import { useCallback, useEffect, useMemo, useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { saveSettings, useSettings } from '../../queries/app.ts'
import { inboxOptions, loadOlderInbox, markRead, unreadOptions, type InboxFilter, type InboxRow } from '../../queries/inbox.ts'
import { useNow } from '../../state/now.ts'
import { openFromList, select } from '../../state/ui.ts'
import { IconButton } from '../../ui/button.tsx'
import { Empty, Skeletons, Spinner } from '../../ui/empty.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Tabs, type Tab } from '../../ui/tabs.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import { attempt } from '../post/post-commands.ts'
import { InboxItem } from './inbox-item.tsx'
import { withDividers, type InboxLine } from './inbox-rows.ts'

/** How long the view has to be looked at before what it shows counts as read. */
const SEEN_AFTER_MS = 1_500

/** Mentions, replies and quotes over all accounts; with the switch also likes, reposts and follows. */
export function InboxView(): ReactElement {
  const settings = useSettings()
  const [tab, setTab] = useState<InboxFilter>('all')
  const showsAll = settings?.inboxShowsAll ?? false
  const unread = useQuery(unreadOptions).data
  const count = (showsAll ? unread?.all : unread?.mentions) ?? 0
  useReadOnSight(unread?.all ?? 0)
  const tabs: Tab<InboxFilter>[] = [
    { value: 'all', label: t('inbox.tab.all'), count },
    { value: 'conversations', label: t('inbox.tab.conversations') },
    { value: 'quotes', label: t('inbox.tab.quotes') },
    { value: 'reactions', label: t('inbox.tab.reactions') },
    { value: 'follows', label: t('inbox.tab.follows') },
  ]
  const filter = tab === 'all' && !showsAll ? 'mentions' : tab
  return (
    <>
      <div className="bar">
        <h1>{t('view.mentions')}</h1>
        {count === 0 ? null : <span className="quiet num">{t('inbox.unread', { count })}</span>}
        <div className="push tools">
          <span className="inline-switch" title={t('inbox.showAllKinds')}>
            <span aria-hidden="true">{t('inbox.showAllKindsShort')}</span>
            <Switch
              label={t('inbox.showAllKinds')}
              checked={showsAll}
              onChange={(inboxShowsAll) => void attempt(() => saveSettings({ inboxShowsAll }))}
            />
          </span>
          <IconButton label={t('inbox.markAll')} icon={CheckCheck} onClick={() => void attempt(() => markRead(Date.now()))} />
        </div>
      </div>
      <Tabs label={t('inbox.show')} tabs={tabs} value={tab} onChange={setTab} />
      <InboxRows key={filter} filter={filter} />
    </>
  )
}

function InboxRows({ filter }: { filter: InboxFilter }): ReactElement {
  const query = useInfiniteQuery(inboxOptions(filter))
  const now = useNow()
  const [asking, setAsking] = useState(false)
  const [exhausted, setExhausted] = useState(false)
  const rows = useStillUnread(useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.rows), [query.data]))
  const lines = useMemo(() => withDividers(rows, now), [rows, now])
  const open = useCallback((row: InboxRow): void => {
    select('mentions', row.key)
    const [actor] = row.actors
    if (row.postId !== null) openFromList({ kind: 'thread', postId: row.postId })
    else if (actor !== undefined) openFromList({ kind: 'profile', authorId: actor.id })
  }, [])
  const onNearEnd = (): void => {
    if (query.isFetchingNextPage || asking) return
    if (query.hasNextPage) void query.fetchNextPage()
    else if (query.data?.pages.at(-1)?.moreOnNetworks === true && !exhausted) {
      setAsking(true)
      loadOlderInbox()
        .then((more) => {
          if (!more) setExhausted(true)
        })
        .catch(() => setExhausted(true))
        .finally(() => setAsking(false))
    }
  }
  if (query.data === undefined) return <Skeletons />
  if (lines.length === 0)
    return filter === 'mentions' || filter === 'all' ? (
      <Empty title={t('inbox.emptyTitle')} text={t('inbox.emptyText')} />
    ) : (
      <Empty title={t('inbox.emptyFiltered')} text={t('inbox.emptyFilteredText')} />
    )
  return (
    <FeedList
      name="mentions"
      of={filter}
      label={t('view.mentions')}
      rows={lines}
      onNearEnd={onNearEnd}
      onOpen={(line) => (line.kind === 'item' ? open(line.row) : undefined)}
      postOf={postOf}
      passes={isDivider}
      render={(line, index) =>
        line.kind === 'divider' ? (
          <div className="divider">
            <span>{t(`inbox.${line.when}`)}</span>
          </div>
        ) : (
          <InboxItem row={line.row} index={index} total={query.hasNextPage ? -1 : lines.length} onOpen={open} />
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

/** What is shown for a moment is read, here and on the networks. */
function useReadOnSight(unread: number): void {
  useEffect(() => {
    if (unread === 0) return
    let timer = 0
    const look = (): void => {
      window.clearTimeout(timer)
      if (document.visibilityState !== 'visible') return
      timer = window.setTimeout(() => void attempt(() => markRead(Date.now())), SEEN_AFTER_MS)
    }
    look()
    document.addEventListener('visibilitychange', look)
    return () => {
      window.clearTimeout(timer)
      document.removeEventListener('visibilitychange', look)
    }
  }, [unread])
}

/** Rows that were unread when they came into the view keep their dot until it is left: the reader is still finding them. */
function useStillUnread(rows: readonly InboxRow[]): readonly InboxRow[] {
  const [fresh] = useState(() => new Set<string>())
  return useMemo(() => {
    for (const row of rows) if (!row.read) fresh.add(row.key)
    return rows.map((row) => (row.read && fresh.has(row.key) ? { ...row, read: false } : row))
  }, [rows, fresh])
}

function postOf(line: InboxLine): { postId: string; from: readonly string[] } | null {
  return line.kind === 'item' && line.row.postId !== null ? { postId: line.row.postId, from: [line.row.accountId] } : null
}

function isDivider(line: InboxLine): boolean {
  return line.kind === 'divider'
}
