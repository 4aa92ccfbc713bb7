import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, type ReactElement } from 'react'
import { useAccounts, useSettings } from '../../queries/app.ts'
import { inboxOptions, inboxPlaceOptions, keepInboxPlace, type InboxChoice } from '../../queries/inbox.ts'
import { Skeletons } from '../../ui/empty.tsx'
import { useKeptPlace } from '../feed/use-kept-place.ts'
import { accountsFrom } from '../inbox/inbox-commands.ts'
import { InboxList } from '../inbox/inbox-list.tsx'
import { dropDots, useInbox } from '../inbox/inbox-state.ts'
import { NarrowedLine } from '../inbox/inbox-tools.tsx'

/** How many pages are read to find the row that was read last. */
const MOST_PAGES = 10

/** The inbox as a column: all of it that the Mentions view is set to show, without its tabs. */
export function MentionsColumn(): ReactElement {
  const settings = useSettings()
  const accounts = useAccounts()
  const place = useInbox((state) => state.place)
  const from = settings?.inboxFrom ?? null
  const showsAll = settings?.inboxShowsAll ?? false
  const unreadOnly = (settings?.inboxUnreadOnly ?? false) && place === 'inbox'
  // Accounts may come and go while one is chosen.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const accountIds = useMemo(() => accountsFrom(from), [from, accounts])
  const choice = useMemo(
    (): InboxChoice => ({ filter: showsAll ? 'all' : 'mentions', accountIds, place, unreadOnly }),
    [showsAll, accountIds, place, unreadOnly],
  )
  useEffect(() => () => dropDots(null), [])
  return (
    <>
      <NarrowedLine settings={settings} />
      {settings === undefined ? <Skeletons /> : <KeptInbox key={JSON.stringify(choice)} choice={choice} />}
    </>
  )
}

/** The list, begun where it was read last: pages are read from the newest on until that row is there. */
function KeptInbox({ choice }: { readonly choice: InboxChoice }): ReactElement {
  const kept = useQuery(inboxPlaceOptions).data
  const { data, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = useInfiniteQuery(inboxOptions(choice))
  const pages = data?.pages ?? []
  const found = kept == null || pages.some((page) => page.rows.some((row) => row.key === kept.key))
  const searching =
    kept === undefined || data === undefined || (!found && hasNextPage && !isFetchNextPageError && pages.length < MOST_PAGES)
  useEffect(() => {
    if (kept !== undefined && data !== undefined && searching && !isFetchingNextPage) void fetchNextPage()
  }, [kept, data, searching, isFetchingNextPage, fetchNextPage])
  const onPlace = useKeptPlace(keepInboxPlace)
  if (searching) return <Skeletons />
  return <InboxList choice={choice} start={found ? (kept ?? null) : null} onPlace={onPlace} />
}
