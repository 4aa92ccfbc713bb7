import type { WritableDatabase } from '../store/sql.ts'
import { getAccount, markAccountRead } from '../store/tables/accounts.ts'
import { deleteGap, deleteGaps, getGap, insertGap, listGaps, shrinkGap } from '../store/tables/gaps.ts'
import { newestInboxItem } from '../store/tables/inbox.ts'
import { getCursor, markStreamRead, saveCursor } from '../store/tables/sync-cursors.ts'
import { newestEntryAt } from '../store/tables/timeline.ts'
import type { FetchedPage, StreamSource } from './stream-source.ts'
import { earlier, storePage, type ReadMark, type StoredPage } from './store-page.ts'

/**
 * How a stream is kept: `sync_cursor` says where its oldest end is and how to go on from there. A read from the top goes on until it
 * meets what is stored; where that is too far, a gap row says what was not fetched and how to fetch it. Every page is stored in one
 * transaction with the cursor or the gap that follows from it, so that a crash between two pages leaves a gap and never a silent hole.
 */

/** What a run brought. `exhausted`: the network has nothing older. */
export type StreamRun = { readonly added: number; readonly pages: number; readonly exhausted: boolean }

const NEWEST_LIMIT = 50
const OLDER_LIMIT = 100
/** Pages of a read from the top, before it leaves a gap. */
const NEWEST_PAGES = 5
/** Pages of the very first read. */
const FIRST_PAGES = 2
/** Pages of one press on a gap. */
const GAP_PAGES = 2
/** Pages that brought nothing new are passed over, this many. */
const OLDER_PAGES = 5
/** Older notifications than this count as read when a new account's network does not say. */
const NEW_ACCOUNT_UNREAD_MS = 24 * 60 * 60 * 1000

/** Reads from the top until what is stored is met. */
export async function readNewest(source: StreamSource): Promise<StreamRun> {
  const { store, accountId, stream, clock } = source
  const start = store.read((db) => ({
    newestAt: stream === 'home' ? newestEntryAt(db, accountId) : (newestInboxItem(db, accountId, Number.MAX_SAFE_INTEGER)?.at ?? null),
    cursor: getCursor(db, accountId, stream),
    addedAt: getAccount(db, accountId)?.addedAt ?? clock(),
  }))
  const { newestAt } = start
  if (start.cursor === null || newestAt === null) return readFirst(source, start.addedAt - NEW_ACCOUNT_UNREAD_MS)

  const readMark = await source.fetchReadMark()
  const ofThisRun = new Set<string>()
  let gapId: number | null = null
  let gapFrom = clock()
  let older: string | null = null
  let added = 0
  for (let pages = 1; ; pages++) {
    const page: FetchedPage = await source.fetchPage(older, NEWEST_LIMIT)
    const { batch } = page
    const step: { readonly finished: boolean; readonly stored: StoredPage } = store.write((db) => {
      const stored = keep(db, source, page, readMark, null)
      const met = stored.places.some((place) => place.known && !ofThisRun.has(place.key))
      // Further back in time than what is stored, and nothing of it came: it is no longer in the feed.
      const passed = stored.reachedAt !== null && stored.reachedAt <= newestAt
      gapFrom = stored.reachedAt ?? gapFrom
      const token = batch.older === older ? null : batch.older
      if (met || passed || !batch.chronological) {
        if (gapId !== null) deleteGap(db, gapId)
      } else if (token === null) {
        // The network's end came before what is stored: nothing in between can be had any more.
        deleteGaps(db, accountId, stream)
      } else if (gapId === null) {
        gapId = insertGap(db, { accountId, stream, newerAt: gapFrom, olderAt: newestAt, token })
      } else {
        shrinkGap(db, gapId, gapFrom, token)
      }
      const finished = met || passed || !batch.chronological || token === null || pages >= NEWEST_PAGES
      if (finished) noteRead(db, source)
      return { finished, stored }
    })
    added += step.stored.added
    for (const place of step.stored.places) ofThisRun.add(place.key)
    if (step.finished) return { added, pages, exhausted: start.cursor.exhausted }
    older = batch.older
  }
}

/** The first read of a stream: a few pages, and the cursor from where they end. */
async function readFirst(source: StreamSource, readUpTo: number): Promise<StreamRun> {
  const { store, accountId, stream } = source
  const readMark = await source.fetchReadMark()
  let older: string | null = null
  let reachedAt: number | null = null
  let added = 0
  for (let pages = 1; ; pages++) {
    const page: FetchedPage = await source.fetchPage(older, NEWEST_LIMIT)
    const token: string | null = page.batch.older === older ? null : page.batch.older
    const stored: StoredPage = store.write((db) => {
      const result = keep(db, source, page, readMark, readMark?.at == null && readMark?.remoteId == null ? readUpTo : null)
      reachedAt = earlier(reachedAt, result.reachedAt)
      saveCursor(db, { accountId, stream, older: token, exhausted: token === null, reachedAt, readAt: source.clock() })
      noteRead(db, source)
      return result
    })
    added += stored.added
    if (token === null || pages >= FIRST_PAGES || !page.batch.chronological) return { added, pages, exhausted: token === null }
    older = token
  }
}

/** Reads on into the past from where the stream was read to, until something new came. */
export async function readOlder(source: StreamSource): Promise<StreamRun> {
  const { store, accountId, stream } = source
  // In the inbox no row says where a gap is: it is filled before going further back.
  const gap =
    stream === 'home'
      ? undefined
      : store.read((db) => listGaps(db, stream, [accountId], Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))[0]
  if (gap !== undefined) {
    const run = await fillGap(source, gap.id)
    return { ...run, exhausted: false }
  }
  let added = 0
  for (let pages = 1; ; pages++) {
    const cursor = store.read((db) => getCursor(db, accountId, stream))
    if (cursor === null) return readNewest(source)
    if (cursor.exhausted || cursor.older === null) return { added, pages: pages - 1, exhausted: true }
    const page: FetchedPage = await source.fetchPage(cursor.older, OLDER_LIMIT)
    // A network that answers with the place it was asked from has no more.
    const token = page.batch.older === cursor.older ? null : page.batch.older
    const stored = store.write((db) => {
      // What is loaded by scrolling back is seen by doing so: it does not come in as unread.
      const result = keep(db, source, page, null, source.clock())
      const reachedAt = page.batch.chronological ? earlier(cursor.reachedAt, result.reachedAt) : null
      saveCursor(db, { ...cursor, older: token, exhausted: token === null, reachedAt })
      // How far the merged timeline may be shown follows from the cursor.
      db.touch({ topic: stream === 'home' ? 'timeline' : 'inbox' })
      return result
    })
    added += stored.added
    if (token === null) return { added, pages, exhausted: true }
    if (added > 0 || pages >= OLDER_PAGES) return { added, pages, exhausted: false }
  }
}

/** Reads into a gap from its newer end; closes it when its older end is met, and shrinks it otherwise. */
export async function fillGap(source: StreamSource, gapId: number): Promise<StreamRun> {
  const { store } = source
  let added = 0
  for (let pages = 1; ; pages++) {
    const gap = store.read((db) => getGap(db, gapId))
    if (gap === null) return { added, pages: pages - 1, exhausted: true }
    const page = await source.fetchPage(gap.token, OLDER_LIMIT)
    const { older } = page.batch
    const closed = store.write((db) => {
      const stored = keep(db, source, page, null, null)
      added += stored.added
      const met = stored.places.some((place) => place.known && place.at <= gap.olderAt)
      const passed = stored.reachedAt !== null && stored.reachedAt <= gap.olderAt
      if (met || passed || older === null || older === gap.token) {
        deleteGap(db, gapId)
        return true
      }
      shrinkGap(db, gapId, Math.min(gap.newerAt, stored.reachedAt ?? gap.newerAt), older)
      return false
    })
    if (closed || pages >= GAP_PAGES) return { added, pages, exhausted: closed }
  }
}

function keep(
  db: WritableDatabase,
  source: StreamSource,
  page: FetchedPage,
  readMark: ReadMark | null,
  readUpTo: number | null,
): StoredPage {
  const { accountId, stream, clock } = source
  return storePage(db, { accountId, stream, batch: page.batch, requestedAt: page.requestedAt, now: clock(), readMark, readUpTo })
}

function noteRead(db: WritableDatabase, { accountId, stream, clock }: StreamSource): void {
  const now = clock()
  markStreamRead(db, accountId, stream, now)
  markAccountRead(db, accountId, now)
}
