import { between } from '../store/place-entries.ts'
import { deleteGap, getGap, shrinkGap } from '../store/tables/gaps.ts'
import { storePage } from './store-page.ts'
import type { StreamRun, StreamSource } from './stream-source.ts'

/** The end of a gap somebody stands at: above it, reading down, or below it, reading up. */
export type GapEnd = 'newer' | 'older'

const LIMIT = 100
/**
 * Pages of one press. Networks lead only into the past: who stands below the gap gets what is next to it last, so that as much of the gap
 * as can be is read at once.
 */
const PAGES: Readonly<Record<GapEnd, number>> = { newer: 2, older: 10 }

/**
 * Reads into a gap; closes it when its older end is met, and shrinks it otherwise. Where the network ends before that, the rest of the gap
 * stays as one that cannot be filled.
 */
export async function fillGap(source: StreamSource, gapId: number, from: GapEnd = 'newer'): Promise<StreamRun> {
  const { store, accountId, stream, clock } = source
  const asked = new Set<string>()
  let added = 0
  for (let pages = 1; ; pages++) {
    const gap = store.read((db) => getGap(db, gapId))
    if (gap === null || gap.token === null) return { added, pages: pages - 1, exhausted: true }
    asked.add(gap.token)
    const page = await source.fetchPage(gap.token, LIMIT)
    const { batch, requestedAt, stored: before } = page
    const over = store.write((db) => {
      const now = getGap(db, gapId)
      // What is old was forgotten while the network was asked, and the gap ends higher up, or is none any more.
      if (now === null || now.newerAt !== gap.newerAt || now.olderAt !== gap.olderAt || now.token !== gap.token) return false
      const bounds = between(gap.newerAt, gap.olderAt)
      const came = { accountId, stream, batch, stored: before, requestedAt, now: clock() }
      const stored = storePage(db, { ...came, readMark: null, readUpTo: null, news: false, bounds })
      added += stored.added
      const met = stored.places.some((place) => place.met && place.at <= gap.olderAt)
      const passed = stored.reachedAt !== null && stored.reachedAt < gap.olderAt
      const token = batch.older === null || asked.has(batch.older) ? null : batch.older
      if (met || passed || (token === null && stream === 'notifications')) deleteGap(db, gapId)
      else shrinkGap(db, gapId, Math.min(gap.newerAt, stored.reachedAt ?? gap.newerAt), token)
      return met || passed || token === null
    })
    if (over || pages >= PAGES[from]) return { added, pages, exhausted: over }
  }
}
