import { queryOptions, useQuery } from '@tanstack/react-query'
import type { Input, Output } from '../../shared/bridge/contract.ts'
import type { ViewPage } from '../../shared/bridge/views.ts'
import type { SavedView, ViewSource } from '../../shared/model/saved-view.ts'
import { call } from '../bridge/client.ts'
import { heldIn, readAnew, revealed, shownIn, windowOf, withOlder, type ViewWindow } from '../features/views/view-window.ts'
import { withPosts } from './posts.ts'
import { queryClient } from './query-client.ts'

const PAGE = 50
const MOST = 100
/** How many pages are read to find the row that was read last. */
const MOST_PAGES = 10

/** `list` and `rows` are asked again when the core says `views` and `view` (see `bridge/apply-changes.ts`). */
export const viewKeys = {
  list: ['views'] as const,
  allRows: ['view'] as const,
  rows: (id: string) => ['view', id] as const,
  offered: (accountId: string) => ['offered-views', accountId] as const,
}

const viewsOptions = queryOptions({ queryKey: viewKeys.list, queryFn: () => call('views.list', {}) })

const NONE: readonly SavedView[] = []

/** The person's views in their own order; empty until the first answer. */
export function useSavedViews(): readonly SavedView[] {
  return useQuery(viewsOptions).data ?? NONE
}

/** The same, as the page knows them now. */
export function savedViews(): readonly SavedView[] {
  return queryClient.getQueryData(viewsOptions.queryKey) ?? NONE
}

/** Adds a view, or changes the one with this id; the list is there with it. Rejects with `AppFailure` where nothing could be found by it. */
export async function saveView(input: Input<'views.save'>): Promise<SavedView> {
  const view = await call('views.save', input)
  await readViews()
  return view
}

export async function removeView(id: string): Promise<void> {
  await call('views.remove', { id })
  await readViews()
}

/** Puts the views into another order; all of them are named. */
export async function reorderViews(ids: readonly string[]): Promise<void> {
  await call('views.reorder', { ids: [...ids] })
  await readViews()
}

async function readViews(): Promise<void> {
  queryClient.setQueryData(viewsOptions.queryKey, await call('views.list', {}))
}

/** The lists and feeds that an account has on its network: asked anew whenever they are shown. */
export function offeredOptions(accountId: string) {
  return queryOptions({
    queryKey: viewKeys.offered(accountId),
    queryFn: () => call('views.offered', { accountId }),
    staleTime: 0,
    gcTime: 0,
  })
}

/** What a view shows first, and where in it the reader was. */
export type OpenedView = ViewWindow & { readonly start: { readonly key: string; readonly offset: number } | null }

/** Names of the two places kept over restarts: what was being read, and the newest row that had been let in. */
const places = (id: string) => ({ read: `view:${id}`, top: `view:${id}:top` })

async function readPage(id: string, cursor: string | null, limit: number): Promise<ViewPage> {
  const page = await withPosts(call('views.page', { id, cursor, limit }))
  return page
}

/** Pages from the newest on, until `enough` of them are there. */
async function readPages(id: string, limit: number, enough: (pages: readonly ViewPage[]) => boolean): Promise<readonly ViewPage[]> {
  const pages: ViewPage[] = [await readPage(id, null, limit)]
  for (let cursor = pages[0]?.older ?? null; cursor !== null && !enough(pages); cursor = pages.at(-1)?.older ?? null)
    pages.push(await readPage(id, cursor, limit))
  return pages
}

async function openView(id: string): Promise<OpenedView> {
  const names = places(id)
  const [read, top] = await Promise.all([call('timeline.position', { view: names.read }), call('timeline.position', { view: names.top })])
  const has = (pages: readonly ViewPage[], key: string): boolean => pages.some((page) => page.rows.some((row) => row.key === key))
  const pages = await readPages(
    id,
    read === null ? PAGE : MOST,
    (sofar) => read === null || has(sofar, read.key) || sofar.length >= MOST_PAGES,
  )
  const start = read !== null && has(pages, read.key) ? { key: read.key, offset: read.offset } : null
  return { ...windowOf(pages, top?.key ?? null), start }
}

/** Opens the view, or reads what is shown of it anew. Rows that did not change stay the same objects. */
async function readRows(id: string): Promise<OpenedView> {
  const before = shown(id)
  if (before === undefined || before.rows.length === 0) return openView(id)
  const last = before.rows.at(-1)
  const pages = await readPages(id, Math.min(MOST, Math.max(before.rows.length, PAGE)), (sofar) => {
    const count = sofar.reduce((sum, page) => sum + page.rows.length, 0)
    return sofar.some((page) => page.rows.some((row) => row.key === last?.key)) || count >= before.rows.length + MOST
  })
  // More may have been let in meanwhile.
  const now = shown(id) ?? before
  return { ...readAnew(now, pages), start: now.start }
}

export function viewOptions(id: string) {
  return queryOptions({ queryKey: viewKeys.rows(id), queryFn: () => readRows(id), gcTime: Infinity })
}

function shown(id: string): OpenedView | undefined {
  return queryClient.getQueryData<OpenedView>(viewKeys.rows(id))
}

async function change(id: string, update: (window: ViewWindow) => ViewWindow): Promise<void> {
  // An answer that is on its way knows nothing of this change.
  await queryClient.cancelQueries({ queryKey: viewKeys.rows(id) })
  queryClient.setQueryData(viewOptions(id).queryKey, (window) =>
    window === undefined ? undefined : { start: window.start, ...update(window) },
  )
}

/** Asks the networks for what is new in a view. Rejects where all of them failed. */
export async function refreshView(id: string): Promise<Output<'views.refresh'>> {
  const read = await call('views.refresh', { id })
  // A search has no network to ask, but what was stored meanwhile may be found by it.
  await queryClient.invalidateQueries({ queryKey: viewKeys.rows(id) })
  return read
}

/** Goes on into the past: from the store, and when that has no more, from the networks. False when nothing came. */
export async function loadOlderOfView(id: string): Promise<boolean> {
  const window = shown(id)
  const last = window?.rows.at(-1)
  if (window === undefined || last === undefined) return false
  let ended = false
  if (window.older === null) {
    if (!window.moreOnNetworks) return false
    const { added, exhausted } = await call('views.loadOlder', { id })
    ended = added === 0 && exhausted
  }
  // Also where nothing came: more may be shown since the window was read.
  const page = await readPage(id, window.older ?? last.cursor, PAGE)
  const moreOnNetworks = page.moreOnNetworks && !(ended && page.rows.length === 0)
  await change(id, (current) => withOlder(current, { ...page, moreOnNetworks }))
  return page.rows.length > 0
}

/** Lets in what is held back above a view. */
export async function showNewOfView(id: string): Promise<void> {
  await change(id, revealed)
}

/** The key of the first row that was let in; it may not be drawn yet. Null where there is none. */
export function firstShownOf(id: string): string | null {
  const window = shown(id)
  return window === undefined ? null : (shownIn(window)[0]?.key ?? null)
}

/** Keeps the reader's place over restarts. */
export async function keepViewPlace(id: string, place: { readonly key: string; readonly offset: number }): Promise<void> {
  const window = shown(id)
  const row = window?.rows.find((one) => one.key === place.key)
  const top = window === undefined ? undefined : shownIn(window)[0]
  if (row === undefined || top === undefined) return
  const names = places(id)
  await Promise.all([
    call('timeline.setPosition', { view: names.read, key: row.key, cursor: row.cursor, offset: place.offset }),
    call('timeline.setPosition', { view: names.top, key: top.key, cursor: top.cursor, offset: 0 }),
  ])
}

/** How many new posts wait above a view that was opened; 0 while it was not. */
export function useHeldOf(id: string): number {
  const { data } = useQuery({ ...viewOptions(id), enabled: false })
  return data === undefined ? 0 : heldIn(data)
}

/** Whether two sources are the same one. */
export function sameSource(one: ViewSource, other: ViewSource): boolean {
  const key = (source: ViewSource): string => JSON.stringify(Object.entries(source).toSorted(([a], [b]) => a.localeCompare(b)))
  return key(one) === key(other)
}
