import { between, olderThan, receivedAt, type EntryBounds } from '../store/place-entries.ts'
import { noteStreamPlace } from '../store/retention/stream-places.ts'
import type { ReadableDatabase, WritableDatabase } from '../store/sql.ts'
import { FUTURE_ALLOWANCE_MS } from '../../shared/model/canonical-post.ts'
import type { SyncCursor } from '../../shared/model/timeline.ts'
import { getAccount, markAccountRead } from '../store/tables/accounts.ts'
import { deleteGap, getGap, insertGap, listGaps, shrinkGap } from '../store/tables/gaps.ts'
import { newestInboxItem } from '../store/tables/inbox.ts'
import { getCursor, markStreamRead, saveCursor } from '../store/tables/sync-cursors.ts'
import { newestEntryAt } from '../store/tables/timeline.ts'
import { fillGap } from './fill-gap.ts'
import type { FetchedPage, StreamRun, StreamSource } from './stream-source.ts'
import { earlier, storePage, type ReadMark, type StoredPage } from './store-page.ts'

/**
 * How a stream is kept: `sync_cursor` says where its oldest end is and how to go on from there. A read from the top goes on until it
 * meets what is stored; where that is too far, a gap row says what was not fetched and how to fetch it. Every page takes its place in one
 * transaction with the cursor or the gap that follows from it, so that a crash between two pages leaves a gap and never a silent hole; its
 * posts are stored before that, a few at a time, and belong to no feed until then.
 */

const NEWEST_LIMIT = 50
const OLDER_LIMIT = 100
/** Pages of a read from the top, before it leaves a gap. */
const NEWEST_PAGES = 5
/** Pages of the very first read; more where they are empty. */
const FIRST_PAGES = 2
const FIRST_EMPTY_PAGES = 5
/** Pages that brought nothing new are passed over, this many. */
const OLDER_PAGES = 5
/** Older notifications than this count as read when a new account's network does not say. */
const NEW_ACCOUNT_UNREAD_MS = 24 * 60 * 60 * 1000
/** Where this machine's clock was set back, what comes in stands above what is there by up to this. */
const ABOVE_MS = 1000

/** Reads from the top until what is stored is met. */
export async function readNewest(source: StreamSource): Promise<StreamRun> {
  const { store, accountId, stream, clock } = source
  const start = store.read((db) => {
    const cursor = getCursor(db, accountId, stream)
    return { cursor, newest: newestStored(db, source, cursor), addedAt: getAccount(db, accountId)?.addedAt ?? clock() }
  })
  const { newest } = start
  if (start.cursor === null || newest === null) return readFirst(source, start.addedAt - NEW_ACCOUNT_UNREAD_MS)

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
      const gap = gapId === null ? null : getGap(db, gapId)
      if (gapId !== null && gap === null) {
        // What is old was forgotten while the network was asked, and all that was missing would be older still.
        noteRead(db, source, batch.chronological)
        return { finished: true, stored: nothing }
      }
      const downTo = Math.max(newest.believedAt, gap?.olderAt ?? newest.believedAt)
      const stored = keep(db, source, page, {
        readMark,
        news: true,
        bounds: gapId === null ? fromTheTop(clock(), newest.at) : between(gapFrom, downTo),
      })
      const met = stored.places.some((place) => place.met && !ofThisRun.has(place.key))
      // Further back in time than what is stored, and nothing of it came: it is no longer in the feed.
      const passed = stored.reachedAt !== null && stored.reachedAt < downTo
      gapFrom = stored.reachedAt ?? gapFrom
      const token = batch.older === older ? null : batch.older
      // An answer without anything says nothing about what was between.
      const empty = token === null && stored.places.length === 0 && gapId === null
      if (met || passed || empty || !batch.chronological) {
        if (gapId !== null) deleteGap(db, gapId)
      } else if (token === null && stream === 'notifications') {
        // The network's end came before what is stored. In the inbox no row would say so.
        if (gapId !== null) deleteGap(db, gapId)
      } else if (gapId === null) {
        gapId = insertGap(db, { accountId, stream, newerAt: gapFrom, olderAt: downTo, token })
      } else {
        shrinkGap(db, gapId, gapFrom, token)
      }
      const finished = met || passed || !batch.chronological || token === null || pages >= NEWEST_PAGES
      if (finished) noteRead(db, source, batch.chronological)
      return { finished, stored }
    })
    added += step.stored.added
    for (const place of step.stored.places) ofThisRun.add(place.key)
    if (step.finished) return { added, pages, exhausted: start.cursor.exhausted }
    older = batch.older
  }
}

/** A page of which nothing is stored. */
const nothing: StoredPage = { places: [], added: 0, reachedAt: null }

/**
 * The newest of a stream that is stored, epoch ms; null = nothing is. `believedAt` is what a read has to come down to: what was dated a
 * little into the future does not count, since it stands above what came in after it.
 */
function newestStored(
  db: ReadableDatabase,
  { accountId, stream }: StreamSource,
  cursor: SyncCursor | null,
): { readonly at: number; readonly believedAt: number } | null {
  if (stream === 'notifications') {
    const at = newestInboxItem(db, accountId, Number.MAX_SAFE_INTEGER)?.at
    return at === undefined ? null : { at, believedAt: at }
  }
  const at = newestEntryAt(db, accountId)
  if (at === null) return null
  const readAt = cursor?.readAt ?? null
  // Further ahead than is allowed: not the post's date is wrong, the clock was.
  const ahead = readAt !== null && at > readAt && at - readAt <= FUTURE_ALLOWANCE_MS
  return { at, believedAt: ahead ? (newestEntryAt(db, accountId, readAt) ?? at) : at }
}

/** Bounds of what comes from the top: where this machine's clock was set back, what is dated wrongly stands above what is there all the same. */
export function fromTheTop(now: number, newestAt: number): EntryBounds {
  const bounds = receivedAt(now)
  return newestAt > now ? { ...bounds, instead: newestAt + ABOVE_MS } : bounds
}

/** The first read of a stream: a few pages, and the cursor from where they end. */
async function readFirst(source: StreamSource, readUpTo: number): Promise<StreamRun> {
  const { store, accountId, stream, clock } = source
  const readMark = await source.fetchReadMark()
  let older: string | null = null
  let reachedAt: number | null = null
  let added = 0
  for (let pages = 1; ; pages++) {
    const page: FetchedPage = await source.fetchPage(older, NEWEST_LIMIT)
    const { chronological } = page.batch
    const token: string | null = page.batch.older === older ? null : page.batch.older
    const stored: StoredPage | null = store.write((db) => {
      const end = getCursor(db, accountId, stream)
      // What is old was forgotten while the network was asked, and the stream ends higher up: what came is from below that end.
      if (pages > 1 && (end?.older !== older || end.reachedAt !== reachedAt)) return null
      const bounds = reachedAt === null ? receivedAt(clock()) : olderThan(reachedAt)
      const unmarked = readMark?.at == null && readMark?.remoteId == null
      const result = keep(db, source, page, { readMark, readUpTo: unmarked ? readUpTo : null, bounds })
      reachedAt = earlier(reachedAt, result.reachedAt)
      saveCursor(db, { accountId, stream, older: token, exhausted: token === null, reachedAt, readAt: clock(), chronological })
      noteRead(db, source, chronological)
      return result
    })
    if (stored === null) return { added, pages, exhausted: false }
    added += stored.added
    const enough = pages >= (added === 0 ? FIRST_EMPTY_PAGES : FIRST_PAGES)
    if (token === null || enough || !chronological) return { added, pages, exhausted: token === null }
    older = token
  }
}

/** Reads on into the past from where the stream was read to, until something new came. */
export async function readOlder(source: StreamSource): Promise<StreamRun> {
  const { store, accountId, stream, clock } = source
  // In the inbox no row says where a gap is: it is filled before going further back.
  const gap =
    stream === 'home'
      ? undefined
      : store.read((db) => listGaps(db, stream, [accountId], Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))[0]
  if (gap !== undefined) {
    const run = await fillGap(source, gap.id)
    return { ...run, exhausted: false }
  }
  const asked = new Set<string>()
  let added = 0
  let moved = false
  for (let pages = 1; ; pages++) {
    const cursor = store.read((db) => getCursor(db, accountId, stream))
    if (cursor === null) return readNewest(source)
    if (cursor.exhausted || cursor.older === null) return { added, pages: pages - 1, exhausted: true }
    asked.add(cursor.older)
    const page: FetchedPage = await source.fetchPage(cursor.older, OLDER_LIMIT)
    const { older, chronological } = page.batch
    // A network that answers with a place it was asked from before goes in circles: it has no more.
    const token = older === null || asked.has(older) ? null : older
    const step = store.write((db) => {
      const now = getCursor(db, accountId, stream)
      // What is old was forgotten while the network was asked, and the stream ends higher up: what came is from below that end.
      if (now === null || now.older !== cursor.older || now.reachedAt !== cursor.reachedAt) return { exhausted: false }
      const bounds = cursor.reachedAt === null ? receivedAt(clock()) : olderThan(cursor.reachedAt)
      // What is loaded by scrolling back is seen by doing so: it does not come in as unread.
      const stored = keep(db, source, page, { readUpTo: clock(), bounds })
      const reachedAt = chronological ? earlier(cursor.reachedAt, stored.reachedAt) : null
      moved ||= stored.places.length === 0 || reachedAt !== cursor.reachedAt
      added += stored.added
      // Pages that hold only what is there and lead nowhere would be asked for for ever.
      const stuck = pages >= OLDER_PAGES && added === 0 && !moved
      const exhausted = token === null || stuck
      saveCursor(db, { ...now, older: exhausted ? null : token, exhausted, reachedAt, chronological, failure: null })
      return { exhausted }
    })
    if (step.exhausted) return { added, pages, exhausted: true }
    if (added > 0 || pages >= OLDER_PAGES) return { added, pages, exhausted: false }
  }
}

type Keeping = {
  readonly readMark?: ReadMark | null
  readonly readUpTo?: number | null
  readonly news?: boolean
  readonly bounds: EntryBounds
}

function keep(db: WritableDatabase, source: StreamSource, page: FetchedPage, how: Keeping): StoredPage {
  const { accountId, stream, clock } = source
  const stored = storePage(db, {
    accountId,
    stream,
    batch: page.batch,
    stored: page.stored,
    requestedAt: page.requestedAt,
    now: clock(),
    readMark: how.readMark ?? null,
    readUpTo: how.readUpTo ?? null,
    news: how.news ?? false,
    bounds: how.bounds,
  })
  const { older } = page.batch
  if (stored.reachedAt !== null && older !== null) noteStreamPlace(db, accountId, stream, { at: stored.reachedAt, token: older })
  return stored
}

function noteRead(db: WritableDatabase, { accountId, stream, clock }: StreamSource, chronological: boolean): void {
  const now = clock()
  markStreamRead(db, accountId, stream, now, chronological)
  markAccountRead(db, accountId, now)
}
