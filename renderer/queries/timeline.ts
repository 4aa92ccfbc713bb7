import { queryOptions } from '@tanstack/react-query'
import type { Output } from '../../shared/bridge/contract.ts'
import { call } from '../bridge/client.ts'
import {
  appendOlder,
  hasMoreAbove,
  prependSeen,
  replaceRows,
  restore,
  reveal,
  trimAbove,
  trimBelow,
  windowFrom,
  type TimelineWindow,
} from '../features/timeline/window.ts'
import { sweepPosts, withPosts } from './posts.ts'
import { queryClient } from './query-client.ts'

/** The accounts whose posts are shown; null = all. */
export type TimelineFilter = readonly string[] | null

const PAGE = 50
const MOST = 100
/** The most rows that are let in above at once, or kept above a restored place. */
const ABOVE = 200
/** After rows came in, they are drawn and measured first. */
const TRIM_AFTER_MS = 250
/** A post this young was written by somebody who is waiting to see it. */
const JUST_NOW_MS = 2 * 60_000

const timelineKeys = {
  all: ['timeline'] as const,
  window: (filter: TimelineFilter) => ['timeline', filter === null ? 'all' : filter.join(' ')] as const,
}

/** Names of the two places kept over restarts: what was being read, and the newest row that had been let in. */
const READ = 'timeline'
const TOP = 'timeline:top'

type Page = Output<'timeline.page'>

async function readPage(filter: TimelineFilter, cursor: string | null, limit = PAGE): Promise<Page> {
  const page = await withPosts(call('timeline.page', { cursor, limit, accountIds: copy(filter) }))
  return page
}

async function readNewer(filter: TimelineFilter, since: string, limit: number): Promise<Output<'timeline.newer'>> {
  const newer = await withPosts(call('timeline.newer', { since, accountIds: copy(filter), limit }))
  return newer
}

function copy(filter: TimelineFilter): string[] | null {
  return filter === null ? null : [...filter]
}

/** What the timeline shows first, and where in it the reader was. */
export type OpenedTimeline = TimelineWindow & { readonly start: { readonly key: string; readonly offset: number } | null }

async function openTimeline(filter: TimelineFilter): Promise<OpenedTimeline> {
  // The place is that of the whole timeline; a part of it begins at its top.
  const [read, top] =
    filter === null
      ? await Promise.all([call('timeline.position', { view: READ }), call('timeline.position', { view: TOP })])
      : [null, null]
  if (read === null) return { ...windowFrom(await readPage(filter, null)), start: null }
  const former = top ?? read
  const [above, waiting] = await Promise.all([readNewer(filter, read.cursor, ABOVE), readNewer(filter, former.cursor, 1)])
  const below = await readPage(filter, above.rows.at(-1)?.cursor ?? null)
  const window = restore(above, below, former, read.key, waiting.count)
  // Where the row that was read is gone, the one after it is what was read.
  const key = window.rows.some((row) => row.key === read.key) ? read.key : below.rows[0]?.key
  return { ...window, start: key === undefined ? null : { key, offset: key === read.key ? read.offset : 0 } }
}

export function timelineOptions(filter: TimelineFilter) {
  return queryOptions({ queryKey: timelineKeys.window(filter), queryFn: () => openTimeline(filter), gcTime: Infinity })
}

function change(filter: TimelineFilter, update: (window: OpenedTimeline) => TimelineWindow): void {
  queryClient.setQueryData(timelineOptions(filter).queryKey, (window) =>
    window === undefined ? undefined : { start: window.start, ...update(window) },
  )
}

function shown(filter: TimelineFilter): OpenedTimeline | undefined {
  return queryClient.getQueryData(timelineOptions(filter).queryKey)
}

/** The key of the first row that was let in; it may not be drawn yet. Null where there is none. */
export function firstShown(filter: TimelineFilter): string | null {
  return shown(filter)?.rows[0]?.key ?? null
}

/** Goes on into the past: from the store, and when that has no more, from the networks. False when nothing came: there may be more later. */
export async function loadOlder(filter: TimelineFilter): Promise<boolean> {
  const window = shown(filter)
  const last = window?.rows.at(-1)
  if (window === undefined || last === undefined) return false
  let ended = false
  if (window.older === null) {
    if (!window.moreOnNetworks) return false
    const { added, exhausted } = await call('timeline.loadOlder', { accountIds: copy(filter) })
    ended = added === 0 && exhausted
  }
  // Also where nothing came: more may be shown since the window was read, for the slowest network was read on.
  const page = await readPage(filter, window.older ?? last.cursor)
  const moreOnNetworks = page.moreOnNetworks && !(ended && page.rows.length === 0)
  change(filter, (current) => appendOlder(current, { ...page, moreOnNetworks }))
  trimLater(filter, trimAbove)
  return page.rows.length > 0
}

/** In a step of its own: a list keeps its place to the pixel where rows go at one end only. */
function trimLater(filter: TimelineFilter, trim: (window: TimelineWindow) => TimelineWindow): void {
  window.setTimeout(() => {
    const before = shown(filter)?.rows
    change(filter, trim)
    if (shown(filter)?.rows !== before) sweepUnshown(filter)
  }, TRIM_AFTER_MS)
}

function sweepUnshown(filter: TimelineFilter): void {
  sweepPosts(new Set(shown(filter)?.rows.flatMap((row) => (row.kind === 'post' ? [row.postId] : []))))
}

/** Reads on upwards, over rows that had been let in before the restart. */
export async function loadAbove(filter: TimelineFilter): Promise<void> {
  const window = shown(filter)
  const first = window?.rows[0]
  if (window === undefined || first === undefined || !hasMoreAbove(window)) return
  const newer = await readNewer(filter, first.cursor, PAGE)
  change(filter, (current) => (current.rows === window.rows ? prependSeen(current, newer) : current))
  trimLater(filter, trimBelow)
}

/** Begins anew at the newest row that was let in, where that is not in the window; what is held back stays so. */
export async function readTop(filter: TimelineFilter): Promise<void> {
  const window = shown(filter)
  if (window?.top == null || !hasMoreAbove(window)) return
  const above = await readNewer(filter, window.top.cursor, 1)
  const page = await readPage(filter, above.rows.at(-1)?.cursor ?? null)
  change(filter, () => ({ ...windowFrom(page), held: above.count }))
}

/** Lets in what is held back; when that is very much, or rows on the way up are not read yet, begins anew at the top. */
export async function showNew(filter: TimelineFilter): Promise<void> {
  const window = shown(filter)
  const first = window?.rows[0]
  if (window === undefined || first === undefined) return
  const newer = hasMoreAbove(window) ? null : await readNewer(filter, first.cursor, ABOVE)
  if (newer === null || newer.count > newer.rows.length) {
    const page = await readPage(filter, null)
    change(filter, () => windowFrom(page))
  } else change(filter, (current) => reveal(current, newer))
}

/** Whether a post of the person's own, written a moment ago, is among those held back. */
export async function holdsOwnPost(filter: TimelineFilter): Promise<boolean> {
  const window = shown(filter)
  const first = window?.rows[0]
  if (window === undefined || first === undefined || window.held === 0 || hasMoreAbove(window)) return false
  const { rows, posts } = await readNewer(filter, first.cursor, PAGE)
  const own = new Set(posts.filter((view) => view.ownAccountId !== null).map((view) => view.post.id))
  return rows.some((row) => row.kind === 'post' && row.repostedBy === null && own.has(row.postId) && Date.now() - row.sortAt < JUST_NOW_MS)
}

/**
 * Brings the window up to date after the store changed: counts what is held back, and reads the shown rows anew from the first one down,
 * since gaps may have been filled and posts removed. Rows that did not change stay the same objects.
 */
export async function refreshWindow(filter: TimelineFilter): Promise<void> {
  const window = shown(filter)
  if (window === undefined) return
  const first = window.rows[0]
  if (first === undefined || window.top === null) {
    // Nothing could be shown before, such as while a new account had not answered: the reader is back where they were.
    queryClient.setQueryData(timelineOptions(filter).queryKey, await openTimeline(filter))
    return
  }
  // The row right above the first one: reading on from there begins with the first one itself, or with one above it that is there again.
  const above = await readNewer(filter, hasMoreAbove(window) ? first.cursor : window.top.cursor, 1)
  const held = hasMoreAbove(window) ? (await readNewer(filter, window.top.cursor, 1)).count : above.count
  const bottom = window.rows.at(-1) ?? first
  const pages: Page[] = []
  let cursor = above.rows.at(-1)?.cursor ?? null
  let covered = false
  do {
    const page = await readPage(filter, cursor, Math.min(MOST, Math.max(window.rows.length, PAGE)))
    pages.push(page)
    cursor = page.older
    covered = page.rows.some((row) => row.key === bottom.key || row.sortAt < bottom.sortAt)
  } while (cursor !== null && !covered)
  change(filter, (current) => {
    if (current.rows === window.rows) return replaceRows(current, pages, held)
    // What was let in meanwhile is not held back any more.
    return current.top?.key === window.top?.key ? { ...current, held } : current
  })
  sweepUnshown(filter)
}

/** Begins anew: accounts came or went. */
export async function resetTimelines(): Promise<void> {
  await queryClient.invalidateQueries({ queryKey: timelineKeys.all })
}

/** Fetches what is missing in a gap; the store's change event then fills it in. */
export async function fillGap(filter: TimelineFilter, key: string): Promise<void> {
  await call('timeline.fillGap', { key })
  await refreshWindow(filter)
}

/** Keeps the reader's place over restarts. Only that of the whole timeline is kept. */
export async function savePlace(filter: TimelineFilter, place: { readonly key: string; readonly offset: number }): Promise<void> {
  const window = shown(filter)
  const row = window?.rows.find((one) => one.key === place.key)
  const top = window?.top ?? null
  if (filter !== null || row === undefined || top === null) return
  await Promise.all([
    call('timeline.setPosition', { view: READ, key: row.key, cursor: row.cursor, offset: place.offset }),
    call('timeline.setPosition', { view: TOP, key: top.key, cursor: top.cursor, offset: 0 }),
  ])
}
