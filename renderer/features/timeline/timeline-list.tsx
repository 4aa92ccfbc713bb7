import { useQuery } from '@tanstack/react-query'
import { memo, useCallback, useRef, type ReactElement } from 'react'
import { t } from '../../i18n/i18n.ts'
import { useStatus } from '../../queries/app.ts'
import { loadAbove, loadOlder, savePlace, timelineOptions, type OpenedTimeline } from '../../queries/timeline.ts'
import { openFromList, select, useUi } from '../../state/ui.ts'
import { Empty, Skeletons } from '../../ui/empty.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import type { Place } from '../feed/place.ts'
import { useKeptPlace } from '../feed/use-kept-place.ts'
import { useOlder } from '../feed/use-older.ts'
import { PostCard } from '../post/post-card.tsx'
import { GapRow } from './gap-row.tsx'
import type { TimelineRow } from './rows.ts'
import { revealNew } from './timeline-commands.ts'
import { TimelineFoot } from './timeline-foot.tsx'

/** The rows of the timeline, or what is said while there are none. */
export function TimelineList(): ReactElement {
  const filter = useUi((state) => state.timelineAccounts)
  const { data } = useQuery(timelineOptions(filter))
  const reading = useStatus()?.syncing ?? false
  if (data === undefined || (data.rows.length === 0 && reading)) return <Skeletons />
  if (data.rows.length === 0) return <Empty title={t('timeline.emptyTitle')} text={t('timeline.emptyText')} />
  return <TimelineRows key={filter?.join(' ') ?? 'all'} data={data} filter={filter} />
}

function TimelineRows({ data, filter }: { data: OpenedTimeline; filter: readonly string[] | null }): ReactElement {
  const ended = data.older === null && !data.moreOnNetworks
  const load = useCallback(() => loadOlder(filter), [filter])
  const { busy, onNearEnd, failed } = useOlder(load, ended, data.older !== null)
  const keep = useCallback((place: Place) => savePlace(filter, place), [filter])
  const onPlace = useKeptPlace(keep)
  const onNearStart = useAbove(filter)
  const { rows } = data
  const total = ended ? rows.length : -1
  const render = useCallback(
    (row: TimelineRow, index: number) =>
      row.kind === 'gap' ? <GapRow row={row} /> : <TimelinePost row={row} index={index} total={total} />,
    [total],
  )
  return (
    <FeedList
      name="timeline"
      of={filter?.join(' ') ?? 'all'}
      label={t('view.timeline')}
      rows={rows}
      render={render}
      start={data.start}
      busy={busy}
      onPlace={onPlace}
      onNearEnd={onNearEnd}
      onNearStart={onNearStart}
      onOpen={openRow}
      onShowNew={showNew}
      postOf={postOf}
      drifts={isGap}
      footer={<TimelineFoot sources={data.older === null ? data.sources : []} busy={busy} ended={ended} failed={failed} />}
    />
  )
}

function showNew(): void {
  void revealNew()
}

function openRow(row: TimelineRow): void {
  select('timeline', row.key)
  if (row.kind === 'post') openFromList({ kind: 'thread', postId: row.postId })
}

type TimelinePostProps = { readonly row: Extract<TimelineRow, { kind: 'post' }>; readonly index: number; readonly total: number }

/** Looks by itself whether it is the one selected, so that a step by key does not make the others anew. */
const TimelinePost = memo(function TimelinePost({ row, index, total }: TimelinePostProps): ReactElement {
  const marked = useUi(({ view, selected, panes }) => {
    const key = selected['timeline'] ?? null
    if (key !== null) return key === row.key
    const top = view === 'timeline' ? panes.timeline?.at(-1) : undefined
    return top?.kind === 'thread' && top.postId === row.postId
  })
  const open = useCallback(() => openRow(row), [row])
  return (
    <PostCard
      postId={row.postId}
      from={row.accountIds}
      repostedBy={row.repostedBy}
      silence={row.silence}
      selected={marked}
      index={index}
      total={total}
      onOpen={open}
    />
  )
})

function isGap(row: TimelineRow): boolean {
  return row.kind === 'gap'
}

function postOf(row: TimelineRow): { postId: string; from: readonly string[] } | null {
  return row.kind === 'post' ? { postId: row.postId, from: row.accountIds } : null
}

/** Asks for the rows above, which were let in before the restart, when the beginning comes near. */
function useAbove(filter: readonly string[] | null): () => void {
  const asking = useRef(false)
  return useCallback((): void => {
    if (asking.current) return
    asking.current = true
    loadAbove(filter)
      .catch(() => undefined)
      .finally(() => (asking.current = false))
  }, [filter])
}
