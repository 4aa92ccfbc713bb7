import type { SavedView } from '../../../shared/model/saved-view.ts'
import { FUTURE_ALLOWANCE_MS } from '../../../shared/model/canonical-post.ts'
import type { Clock } from '../../core/ports.ts'
import { ingestBatch } from '../../store/ingest-batch.ts'
import type { Store } from '../../store/open-database.ts'
import { olderThan, placeEntries, receivedAt } from '../../store/place-entries.ts'
import type { ReadableDatabase, WritableDatabase } from '../../store/sql.ts'
import { getSavedView } from '../../store/views/saved-views.ts'
import { getViewCursor, saveViewCursor, type ViewCursor } from '../../store/views/view-cursors.ts'
import {
  addViewEntry,
  dropViewEntries,
  findViewEntry,
  highestPlaceOf,
  placesOfView,
  withRows,
  type ViewEntry,
} from '../../store/views/view-rows.ts'
import { earlier, reachedAt } from '../store-page.ts'
import type { FetchedPage } from '../stream-source.ts'

/**
 * How a view is kept. Lists and tags come in the order of time, and stand by it. A read from the top goes on until it meets what is stored;
 * where that is too far, the older stretch is taken out of the view (its posts stay in the store), and scrolling down reads it again: what is
 * shown never has a hole that nothing tells of. A feed has an order of its own, which is kept page by page: what a read from the top brings
 * that was not there stands on top, in the order of the feed, and what was there stays where it is, so that nothing moves under the reader.
 */

/** One view through one account. */
export type ViewStream = {
  readonly store: Store
  readonly clock: Clock
  readonly view: SavedView
  readonly accountId: string
  /** Asks for a page and stores its posts; rejects when the run was aborted, so that nothing is stored after it. */
  readonly fetchPage: (older: string | null, limit: number) => Promise<FetchedPage>
}

/** What a run brought. `exhausted`: the network has nothing older. */
export type ViewRun = { readonly added: number; readonly exhausted: boolean }

const NEWEST_LIMIT = 50
const OLDER_LIMIT = 100
/** Pages of a read from the top, before what is older is left behind. */
const NEWEST_PAGES = 5
/** Pages that brought nothing new are passed over, this many. */
const OLDER_PAGES = 5

/** What a view held before it was read for the first time. */
const unread = { older: null, exhausted: false, reachedAt: null, readAt: null, failure: null } as const

/** Reads a view from the top until what is stored is met. */
export function readNewestOfView(stream: ViewStream): Promise<ViewRun> {
  return stream.view.source.kind === 'feed' ? readTopOfFeed(stream) : readTopInTime(stream)
}

/** An entry with its rows and the time it stands at. */
type TimedEntry = ViewEntry & { readonly shownAt: number }

async function readTopInTime(stream: ViewStream): Promise<ViewRun> {
  const { store, clock, view, accountId } = stream
  const newest = store.read((db) => highestPlaceOf(db, view.id, accountId))
  const entries: TimedEntry[] = []
  let older: string | null = null
  for (let pages = 1; ; pages++) {
    const page: FetchedPage = await stream.fetchPage(older, NEWEST_LIMIT)
    const timed = store.write((db) => {
      keepPosts(db, stream, page)
      return inTime(db, page, clock())
    })
    entries.push(...timed)
    const reached = reachedAt(entries)
    const met = newest !== null && store.read((db) => timed.some((entry) => isMet(db, stream, entry)))
    const passed = newest !== null && reached !== null && reached < newest
    const token: string | null = page.batch.older === older ? null : page.batch.older
    older = token
    // The first time a page is enough; but not an empty one that leads on.
    if (
      newest === null
        ? entries.length > 0 || token === null || pages >= NEWEST_PAGES
        : met || passed || token === null || pages >= NEWEST_PAGES
    )
      return store.write((db) => finish(db, stream, { entries, token, reached, isFirst: newest === null, isClosed: met || passed }))
  }
}

/** What a read from the top came to. `isClosed`: it has met what is stored. */
type TopRead = {
  readonly entries: readonly TimedEntry[]
  readonly token: string | null
  readonly reached: number | null
  readonly isFirst: boolean
  readonly isClosed: boolean
}

function finish(db: WritableDatabase, stream: ViewStream, { entries, token, reached, isFirst, isClosed }: TopRead): ViewRun {
  const { view, accountId, clock } = stream
  if (!isStill(db, view)) return { added: 0, exhausted: true }
  const { added, rows } = putEntries(db, stream, entries)
  const before = getViewCursor(db, view.id, accountId) ?? { accountId, ...unread }
  // An answer without anything says nothing about what was between.
  const keeps = isClosed || (!isFirst && entries.length === 0)
  if (!isFirst && !keeps) dropViewEntries(db, view.id, accountId, new Set(rows))
  const end = keeps ? {} : { older: token, exhausted: token === null, reachedAt: reached }
  const cursor = { ...before, ...end, readAt: clock(), failure: null }
  noteCursor(db, stream, before, cursor, added > 0 || !keeps)
  return { added, exhausted: cursor.exhausted }
}

async function readTopOfFeed(stream: ViewStream): Promise<ViewRun> {
  const { store, clock, view, accountId } = stream
  const page = await stream.fetchPage(null, NEWEST_LIMIT)
  return store.write((db) => {
    keepPosts(db, stream, page)
    if (!isStill(db, view)) return { added: 0, exhausted: true }
    const entries = withRows(db, page.batch.entries)
    const fresh = entries.filter(({ postRow, reposterRow }) => findViewEntry(db, view.id, accountId, postRow, reposterRow) === null)
    const top = placesOfView(db, view.id)?.highest ?? 0
    const { added } = putEntries(
      db,
      stream,
      fresh.map((entry, index) => ({ ...entry, place: top + fresh.length - index })),
    )
    const before = getViewCursor(db, view.id, accountId) ?? { accountId, ...unread }
    // Where nothing of the page was there, the feed is another one by now, and is read on from here.
    const isOther = before.readAt === null || (entries.length > 0 && fresh.length === entries.length)
    const { older } = page.batch
    const cursor = { ...before, ...(isOther ? { older, exhausted: older === null } : {}), readAt: clock(), failure: null }
    noteCursor(db, stream, before, cursor, added > 0)
    return { added, exhausted: cursor.exhausted }
  })
}

/** Reads a view on into the past from where it was read to, until something new came. */
export async function readOlderOfView(stream: ViewStream): Promise<ViewRun> {
  const { store, view, accountId } = stream
  const asked = new Set<string>()
  let added = 0
  for (let pages = 1; ; pages++) {
    const cursor = store.read((db) => getViewCursor(db, view.id, accountId))
    if (cursor === null || cursor.readAt === null) return readNewestOfView(stream)
    if (cursor.exhausted || cursor.older === null) return { added, exhausted: true }
    asked.add(cursor.older)
    const page: FetchedPage = await stream.fetchPage(cursor.older, OLDER_LIMIT)
    const step = store.write((db) => {
      keepPosts(db, stream, page)
      if (!isStill(db, view)) return { added: 0, exhausted: true }
      const now = getViewCursor(db, view.id, accountId)
      // What is old was forgotten while the network was asked, and the view ends higher up: what came is from below that end.
      if (now?.older !== cursor.older || now.reachedAt !== cursor.reachedAt) return { added: 0, exhausted: now?.exhausted ?? true }
      const { older } = page.batch
      // A network that answers with a place it was asked from before goes in circles: it has no more.
      const token = older === null || asked.has(older) ? null : older
      const timed = view.source.kind === 'feed' ? null : inTime(db, page, stream.clock(), cursor.reachedAt)
      const put = putEntries(db, stream, timed ?? below(db, view.id, page))
      const reached = timed === null ? null : earlier(cursor.reachedAt, reachedAt(timed))
      const next = { ...cursor, older: token, exhausted: token === null, reachedAt: reached, failure: null }
      noteCursor(db, stream, cursor, next, true)
      return { added: put.added, exhausted: next.exhausted }
    })
    added += step.added
    if (step.exhausted || added > 0 || pages >= OLDER_PAGES) return { added, exhausted: step.exhausted }
  }
}

/** Stores what is left of a page; its entries belong to no home feed. */
function keepPosts(db: WritableDatabase, { accountId, clock }: ViewStream, { batch, requestedAt, stored }: FetchedPage): void {
  ingestBatch(db, { ...batch, entries: [], inbox: [] }, { accountId, requestedAt, now: clock(), stored })
}

/** The entries of a page by time; of what is older than a place, none stands at it or above. */
function inTime(db: ReadableDatabase, { batch }: FetchedPage, now: number, below: number | null = null): TimedEntry[] {
  const dated = withRows(db, batch.entries).map((entry) => ({ ...entry, datedAt: entry.sortAt }))
  return placeEntries(dated, below === null ? receivedAt(now) : olderThan(below)).map(({ postRow, reposterRow, at, datedAt, moved }) => ({
    postRow,
    reposterRow,
    place: at,
    shownAt: moved ? at : datedAt,
  }))
}

/** The entries of a page below all that is there, in their order. */
function below(db: ReadableDatabase, viewId: string, { batch }: FetchedPage): ViewEntry[] {
  const bottom = placesOfView(db, viewId)?.lowest ?? 0
  return withRows(db, batch.entries).map(({ postRow, reposterRow }, index) => ({ postRow, reposterRow, place: bottom - index - 1 }))
}

/** Whether an entry was there before, and still where it was: what is older than it was read before too. */
function isMet(db: ReadableDatabase, { view, accountId }: ViewStream, { postRow, reposterRow, shownAt }: TimedEntry): boolean {
  const known = findViewEntry(db, view.id, accountId, postRow, reposterRow)
  return known !== null && (reposterRow === 0 || Math.abs(shownAt - known.place) <= FUTURE_ALLOWANCE_MS)
}

/** The lowest first: what has one place is told apart by the order it came in, and has to stay in the order of the network. */
function putEntries(
  db: WritableDatabase,
  { view, accountId }: ViewStream,
  entries: readonly ViewEntry[],
): { readonly added: number; readonly rows: readonly number[] } {
  const put = entries.toReversed().map((entry) => addViewEntry(db, view.id, accountId, entry))
  return { added: put.filter((row) => row.added).length, rows: put.map((row) => row.id) }
}

function noteCursor(db: WritableDatabase, { view }: ViewStream, before: ViewCursor, cursor: ViewCursor, changed: boolean): void {
  saveViewCursor(db, view.id, cursor)
  if (changed || before.failure !== null || before.readAt === null) db.touch({ topic: 'view', id: view.id })
}

/** Whether the view is still there and about the same. */
function isStill(db: ReadableDatabase, view: SavedView): boolean {
  return JSON.stringify(getSavedView(db, view.id)?.source) === JSON.stringify(view.source)
}
