import { useQuery } from '@tanstack/react-query'
import { ArrowUp } from 'lucide-react'
import { memo, useCallback, useEffect, useRef, useState, type ReactElement } from 'react'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { useStatus } from '../../queries/app.ts'
import { loadAbove, loadOlder, savePlace, timelineOptions, type OpenedTimeline } from '../../queries/timeline.ts'
import { openFromList, select, useUi } from '../../state/ui.ts'
import { Empty, Skeletons } from '../../ui/empty.tsx'
import { Icon } from '../../ui/icon.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import type { Place } from '../feed/place.ts'
import { PostCard } from '../post/post-card.tsx'
import { GapRow } from './gap-row.tsx'
import type { TimelineRow } from './rows.ts'
import { revealNew, revealOwn } from './timeline-commands.ts'
import { TimelineFoot } from './timeline-foot.tsx'
import { TimelineTools } from './timeline-tools.tsx'

/** How long the place must be still before it is kept. */
const SAVE_AFTER_MS = 800
/** How long the networks are not asked again for older posts. */
const NOTHING_CAME_MS = 3_000
const FAILED_MS = 10_000

/** The home timelines of all accounts in one. */
export function TimelineView(): ReactElement {
  const filter = useUi((state) => state.timelineAccounts)
  const { data } = useQuery(timelineOptions(filter))
  const held = data?.held ?? 0
  const reading = useStatus()?.syncing ?? false
  useEffect(() => {
    if (held > 0) void revealOwn()
  }, [held])
  return (
    <>
      <div className="bar">
        <h1>{t('view.timeline')}</h1>
        {held === 0 ? null : (
          <button type="button" className="newposts" onClick={() => void revealNew()}>
            <Icon of={ArrowUp} small />
            {t('timeline.newPosts', { count: held })}
          </button>
        )}
        <TimelineTools />
      </div>
      {data === undefined || (data.rows.length === 0 && reading) ? (
        <Skeletons />
      ) : data.rows.length === 0 ? (
        <Empty title={t('timeline.emptyTitle')} text={t('timeline.emptyText')} />
      ) : (
        <TimelineRows key={filter?.join(' ') ?? 'all'} data={data} filter={filter} />
      )}
    </>
  )
}

function TimelineRows({ data, filter }: { data: OpenedTimeline; filter: readonly string[] | null }): ReactElement {
  const { busy, ended, onNearEnd, failed } = useOlder(filter, data)
  const onPlace = useSavedPlace(filter)
  const onNearStart = useAbove(filter)
  const { rows } = data
  const total = data.older === null && !data.moreOnNetworks ? rows.length : -1
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
      postOf={postOf}
      drifts={isGap}
      footer={<TimelineFoot sources={data.older === null ? data.sources : []} busy={busy} ended={ended} failed={failed} />}
    />
  )
}

function openRow(row: TimelineRow): void {
  select('timeline', row.key)
  if (row.kind === 'post') openFromList({ kind: 'thread', postId: row.postId })
}

type TimelinePostProps = { readonly row: Extract<TimelineRow, { kind: 'post' }>; readonly index: number; readonly total: number }

/** Looks by itself whether it is the one selected, so that a step by key does not make the others anew. */
const TimelinePost = memo(function TimelinePost({ row, index, total }: TimelinePostProps): ReactElement {
  const marked = useUi(({ selected, panes }) => {
    const key = selected['timeline'] ?? null
    if (key !== null) return key === row.key
    const top = panes.timeline?.at(-1)
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

/**
 * Asks for older posts when the end comes near, one call at a time. A failure is said below the list; after that, or when nothing came, it is
 * tried again on the next scroll after a while.
 */
function useOlder(
  filter: readonly string[] | null,
  data: OpenedTimeline,
): { busy: boolean; ended: boolean; failed: string | null; onNearEnd: () => void } {
  const [busy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string | null>(null)
  const asking = useRef(false)
  const ended = data.older === null && !data.moreOnNetworks
  const onNearEnd = useCallback((): void => {
    if (asking.current || ended) return
    asking.current = true
    // What the store has comes at once: only the networks are worth a line.
    if (data.older === null) setBusy(true)
    const askAgain = (afterMs: number): void => void window.setTimeout(() => (asking.current = false), afterMs)
    loadOlder(filter).then(
      (came) => {
        if (came) asking.current = false
        else askAgain(NOTHING_CAME_MS)
        setBusy(false)
        setFailed(null)
      },
      (thrown: unknown) => {
        setBusy(false)
        setFailed(describeFailure(thrown))
        askAgain(FAILED_MS)
      },
    )
  }, [filter, ended, data.older])
  return { busy, ended, failed, onNearEnd }
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

function useSavedPlace(filter: readonly string[] | null): (place: Place) => void {
  const timer = useRef<number | null>(null)
  const last = useRef<Place | null>(null)
  const save = useCallback((): void => {
    timer.current = null
    const place = last.current
    last.current = null
    if (place !== null) void savePlace(filter, place).catch(() => undefined)
  }, [filter])
  useEffect(() => {
    // The page may be closed before the place was still long enough.
    const flush = (): void => {
      if (timer.current !== null) window.clearTimeout(timer.current)
      save()
    }
    window.addEventListener('pagehide', flush)
    return () => {
      window.removeEventListener('pagehide', flush)
      flush()
    }
  }, [save])
  return useCallback(
    (place: Place): void => {
      last.current = place
      if (timer.current !== null) window.clearTimeout(timer.current)
      timer.current = window.setTimeout(save, SAVE_AFTER_MS)
    },
    [save],
  )
}
