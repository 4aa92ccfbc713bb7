import { useInfiniteQuery } from '@tanstack/react-query'
import { useDeferredValue, useEffect, useMemo, type ReactElement } from 'react'
import { describeFailure } from '../../i18n/describe-error.ts'
import { t } from '../../i18n/i18n.ts'
import { searchOptions, useNetworkSearch } from '../../queries/search.ts'
import { setEntering, useSearchText } from '../../state/search.ts'
import { openFromList, select, useUi } from '../../state/ui.ts'
import { searchWords } from '../../text/marks.ts'
import { Empty, Skeletons } from '../../ui/empty.tsx'
import { feedNamed } from '../feed/feed-control.ts'
import { FeedList } from '../feed/feed-list.tsx'
import { PostCard } from '../post/post-card.tsx'
import { NetworkFoot } from './network-foot.tsx'
import { SaveSearch } from './save-search.tsx'
import { SearchField } from './search-field.tsx'
import { searchRows, type SearchRow } from './search-rows.ts'
import { LookedFor } from './understood.tsx'

/** Everything that was ever seen, found as the words are typed. */
export function SearchView(): ReactElement {
  const typed = useSearchText((state) => state.text)
  const text = useDeferredValue(typed.trim())
  return (
    <>
      <div className="bar">
        <h1>{t('view.search')}</h1>
        {text === '' ? null : (
          <div className="push">
            <SaveSearch text={text} />
          </div>
        )}
      </div>
      <SearchField text={typed} />
      {text === '' ? (
        <Empty title={t('search.hintTitle')} text={t('search.hintText')} />
      ) : (
        <Results text={text} upToDate={text === typed.trim()} />
      )}
    </>
  )
}

const NOTHING: readonly string[] = []

function isDivider(row: SearchRow): boolean {
  return row.kind === 'networks'
}

function openPost(postId: string): void {
  select('search', postId)
  openFromList({ kind: 'thread', postId })
}

/** Goes on to the first hit, once what is shown is what the field's text found. */
function useEntering(arrived: boolean): void {
  const entering = useSearchText((state) => state.entering)
  useEffect(() => {
    if (!entering || !arrived) return
    setEntering(false)
    // Not in the midst of React's own work: a step shows its row at once.
    queueMicrotask(() => feedNamed('search')?.step(1))
  }, [entering, arrived])
}

/** What was found by `text`; `upToDate`: that is what stands in the field. */
function Results({ text, upToDate }: { text: string; upToDate: boolean }): ReactElement {
  // While the next answer is on its way the last one stays: results do not flicker with every letter.
  const query = useInfiniteQuery({ ...searchOptions(text), placeholderData: (before) => before })
  const selected = useUi((state) => state.selected['search'] ?? null)
  const local = useMemo(() => (query.data?.pages ?? []).flatMap((page) => page.postIds), [query.data])
  // What is shown belongs to the search that found it: another one begins at its top.
  const foundBy = query.data?.pages[0]?.text ?? text
  const words = useMemo(() => searchWords(foundBy), [foundBy])
  const networks = useNetworkSearch(foundBy).data?.postIds ?? NOTHING
  const rows = useMemo(() => searchRows(local, networks), [local, networks])
  useEntering(upToDate && !query.isPlaceholderData && rows.length > 0)
  if (query.isError) return <Empty title={t('search.noneTitle')} text={t('search.failed', { reason: describeFailure(query.error) })} />
  if (query.data === undefined) return <Skeletons />
  const ms = query.data.pages[0]?.tookMs ?? 0
  const count = local.length
  // Without the line between them.
  const more = rows.length === count ? 0 : rows.length - count - 1
  const found = query.hasNextPage ? t('search.foundMore', { count, ms }) : t('search.found', { count, ms })
  return (
    <>
      <div className="divider">
        <span>{t('search.onThisComputer')}</span>
        <span className="num found" role="status">
          {more === 0 ? found : `${found} · ${t('search.moreFound', { count: more })}`}
        </span>
      </div>
      {query.data.pages[0]?.indexing === true ? <p className="still-indexing">{t('search.indexing')}</p> : null}
      {rows.length === 0 ? (
        <div className="nothing-found">
          <Empty title={t('search.noneTitle')} text={t('search.noneText')}>
            <LookedFor query={foundBy} />
          </Empty>
          <NetworkFoot text={foundBy} more={0} />
        </div>
      ) : (
        <FeedList
          key={foundBy}
          name="search"
          of={foundBy}
          label={t('view.search')}
          rows={rows}
          render={(row, index) =>
            row.kind === 'networks' ? (
              <div className="divider">
                <span>{t('search.onTheNetworks')}</span>
              </div>
            ) : (
              <PostCard
                postId={row.postId}
                words={words}
                selected={row.key === selected}
                index={index < count ? index : index - 1}
                total={query.hasNextPage ? -1 : count + more}
                onOpen={openPost}
              />
            )
          }
          onOpen={(row) => (row.kind === 'post' ? openPost(row.postId) : undefined)}
          postOf={(row) => (row.kind === 'post' ? { postId: row.postId, from: [] } : null)}
          passes={isDivider}
          drifts={isDivider}
          footer={<NetworkFoot text={foundBy} more={more} later={query.hasNextPage} />}
          onNearEnd={() => {
            if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
          }}
        />
      )}
    </>
  )
}
