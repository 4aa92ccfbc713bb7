import type { TimelineRow } from '../../../../shared/bridge/views.ts'
import type { ReadableDatabase } from '../../../store/sql.ts'
import { listGapEnds, type StoredGap } from '../../../store/tables/gaps.ts'
import { listTimelineRows, newestPlace, type TimelinePlace } from '../../../store/tables/timeline.ts'
import type { GapEnd } from '../../../sync/fill-gap.ts'

/** One end of a gap, as a row at its place. */
export type GapRow = { readonly gap: StoredGap; readonly end: GapEnd; readonly place: TimelinePlace }

/** The newer end stands below the posts of its time, whose numbers begin at 1; the older end above those of its own. */
function placeOf(gap: StoredGap, end: GapEnd): TimelinePlace {
  return end === 'newer' ? { sortAt: gap.newerAt, id: 0 } : { sortAt: gap.olderAt, id: newestPlace.id }
}

/**
 * The ends of gaps below one place and not below another one. The older end is a row of its own only where posts of other feeds stand
 * between the two, and where the gap can be filled.
 */
export function gapRowsBetween(
  db: ReadableDatabase,
  accountIds: readonly string[] | null,
  olderThan: TimelinePlace,
  newerThan: TimelinePlace,
): GapRow[] {
  const ends = listGapEnds(db, 'home', accountIds, newerThan.sortAt, olderThan.sortAt)
  const rows = ends.map(({ gap, end }): GapRow => ({ gap, end, place: placeOf(gap, end) }))
  const isApart = ({ gap, end }: GapRow): boolean => {
    if (end === 'newer') return true
    if (gap.token === null) return false
    const range = { accountIds, olderThan: placeOf(gap, 'newer'), newerThan: placeOf(gap, 'older') }
    return listTimelineRows(db, range, 'newest', 1).length > 0
  }
  return rows.filter((row) => isBefore(newerThan, row.place) && isBefore(row.place, olderThan) && isApart(row))
}

/** Whether a place is older than another one. */
function isBefore(a: TimelinePlace, b: TimelinePlace): boolean {
  return a.sortAt < b.sortAt || (a.sortAt === b.sortAt && a.id < b.id)
}

/** The key of a row, by which its gap is filled from that end. */
export function gapKey({ gap, end }: GapRow): string {
  return end === 'newer' ? `gap:${gap.id}` : `gap:${gap.id}:older`
}

/** Which gap a key names and from which end; null for a key that is none. */
export function gapOfKey(key: string): { readonly id: number; readonly end: GapEnd } | null {
  const [, id, older] = /^gap:(\d{1,15})(:older)?$/.exec(key) ?? []
  return id === undefined ? null : { id: Number(id), end: older === undefined ? 'newer' : 'older' }
}

/** The row as the renderer gets it. */
export function toGapView(row: GapRow, cursor: string): Extract<TimelineRow, { kind: 'gap' }> {
  const { accountId, newerAt, olderAt, token } = row.gap
  return {
    kind: 'gap',
    key: gapKey(row),
    cursor,
    accountId,
    sortAt: row.place.sortAt,
    end: row.end,
    newerAt,
    olderAt,
    lost: token === null,
  }
}
