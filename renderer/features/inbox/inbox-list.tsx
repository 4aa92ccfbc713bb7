import { useInfiniteQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useState, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { inboxOptions, loadOlderInbox, type InboxChoice, type InboxRow } from '../../queries/inbox.ts'
import { useNow } from '../../state/now.ts'
import { openFromList, select } from '../../state/ui.ts'
import { Empty, Skeletons, Spinner } from '../../ui/empty.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import type { Place } from '../feed/place.ts'
import { markOpened } from './inbox-commands.ts'
import { InboxItem } from './inbox-item.tsx'
import { withDividers, type InboxLine } from './inbox-rows.ts'
import { clearShown, keepDots, setShown } from './inbox-state.ts'

function openRow(row: InboxRow): void {
  select('mentions', row.key)
  const [actor] = row.actors
  const speaks = row.kind === 'mention' || row.kind === 'reply' || row.kind === 'quote'
  if (!speaks && row.actorCount > 1) openFromList({ kind: 'people', groupId: row.groupId, postId: row.postId })
  else if (row.postId !== null) openFromList({ kind: 'thread', postId: row.postId })
  else if (actor !== undefined) openFromList({ kind: 'profile', authorId: actor.id })
  markOpened(row)
}

type InboxListProps = {
  readonly choice: InboxChoice
  /** Where to begin; only looked at when the list is shown for the first time. */
  readonly start?: Place | null
  readonly onPlace?: (place: Place, atTop: boolean) => void
}

/** The rows of a choice of the inbox, or what is said while there are none. */
export function InboxList({ choice, start = null, onPlace }: InboxListProps): ReactElement {
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
      start={start}
      {...(onPlace === undefined ? {} : { onPlace })}
      onNearEnd={onNearEnd}
      onOpen={(line) => (line.kind === 'item' ? openRow(line.row) : undefined)}
      postOf={postOf}
      passes={isDivider}
      drifts={isDivider}
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
