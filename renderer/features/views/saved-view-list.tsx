import { useQuery } from '@tanstack/react-query'
import { memo, useCallback, useMemo, type ReactElement } from 'react'
import type { ViewRow } from '../../../shared/bridge/views.ts'
import type { SavedView } from '../../../shared/model/saved-view.ts'
import { describeError, describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { useAccounts } from '../../queries/app.ts'
import { keepViewPlace, loadOlderOfView, viewOptions, type OpenedView } from '../../queries/views.ts'
import { openFromList, select, useUi, viewName } from '../../state/ui.ts'
import { Empty, Skeletons, Spinner } from '../../ui/empty.tsx'
import { FeedList } from '../feed/feed-list.tsx'
import type { Place } from '../feed/place.ts'
import { useKeptPlace } from '../feed/use-kept-place.ts'
import { useOlder } from '../feed/use-older.ts'
import { PostCard } from '../post/post-card.tsx'
import { useRefreshed } from './use-refreshed.ts'
import { revealNewOf } from './view-commands.ts'
import { shownIn } from './view-window.ts'

/** The posts of a saved view, or what is said while there are none; reads it from the networks. */
export function SavedViewList({ view }: { readonly view: SavedView }): ReactElement {
  const { data, error } = useQuery(viewOptions(view.id))
  const { busy, failed } = useRefreshed(view.id)
  if (data === undefined) return error === null ? <Skeletons /> : <Empty title={t('views.cannotShow')} text={describeFailure(error)} />
  return (
    <>
      <FailedLine data={data} failed={failed} />
      {data.rows.length > 0 ? (
        <ViewRows view={view} data={data} />
      ) : busy ? (
        <Skeletons />
      ) : (
        <Empty title={t('views.emptyTitle')} text={t(view.source.kind === 'search' ? 'views.emptySearch' : 'views.emptyText')} />
      )}
    </>
  )
}

/** Which accounts could not be read, and why; one line each. */
function FailedLine({ data, failed }: { readonly data: OpenedView; readonly failed: string | null }): ReactElement | null {
  const accounts = useAccounts()
  const lines = data.failures.flatMap(({ accountId, error }) => {
    const account = accounts.find(({ id }) => id === accountId)
    return account === undefined ? [] : [t('timeline.cannotBeRead', { handle: account.handle, why: describeError(error) })]
  })
  const said = lines.length > 0 ? lines : failed === null ? [] : [failed]
  return (
    <div role="status" className={said.length === 0 ? 'sr' : 'view-failed'}>
      {said.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  )
}

function ViewRows({ view, data }: { readonly view: SavedView; readonly data: OpenedView }): ReactElement {
  const { id } = view
  const name = viewName(id)
  const { rows: all, top, start } = data
  const rows = useMemo(() => shownIn({ rows: all, top }), [all, top])
  const ended = data.older === null && !data.moreOnNetworks
  const load = useCallback(() => loadOlderOfView(id), [id])
  const { busy, failed, onNearEnd } = useOlder(load, ended, data.older !== null)
  const keep = useCallback((place: Place) => keepViewPlace(id, place), [id])
  const onPlace = useKeptPlace(keep)
  const onOpen = useCallback(
    (row: ViewRow) => {
      select(name, row.key)
      openFromList({ kind: 'thread', postId: row.postId })
    },
    [name],
  )
  const onShowNew = useCallback(() => void revealNewOf(id), [id])
  const total = ended ? rows.length : -1
  const render = useCallback(
    (row: ViewRow, index: number) => <ViewPost name={name} row={row} index={index} total={total} onOpen={onOpen} />,
    [name, total, onOpen],
  )
  return (
    <FeedList
      name={name}
      label={view.title}
      rows={rows}
      render={render}
      start={start}
      busy={busy}
      onPlace={onPlace}
      onNearEnd={onNearEnd}
      onOpen={onOpen}
      onShowNew={onShowNew}
      postOf={postOf}
      footer={
        <div className="feed-foot lines" role="status">
          {busy ? (
            <span className="waiting">
              <Spinner />
              {t('timeline.loadingOlder')}
            </span>
          ) : null}
          {failed === null ? null : <span>{failed}</span>}
          {ended && failed === null ? <span>{t('timeline.end')}</span> : null}
        </div>
      }
    />
  )
}

type ViewPostProps = {
  readonly name: string
  readonly row: ViewRow
  readonly index: number
  readonly total: number
  readonly onOpen: (row: ViewRow) => void
}

/** Looks by itself whether it is the one selected, so that a step by key does not make the others anew. */
const ViewPost = memo(function ViewPost({ name, row, index, total, onOpen }: ViewPostProps): ReactElement {
  const marked = useUi(({ selected }) => selected[name] === row.key)
  const open = useCallback(() => onOpen(row), [row, onOpen])
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

function postOf(row: ViewRow): { postId: string; from: readonly string[] } {
  return { postId: row.postId, from: row.accountIds }
}
