import type { ReadableDatabase } from '../sql.ts'

/** Posts of one millisecond that have places of that millisecond. Few, so that the distance between places stays short in the index. */
const PER_MS = 16
/** The year 1: what a network dates earlier is of that time. Places are never negative. */
const FIRST_AT = -62_135_596_800_000

/** The lowest place of a time, epoch ms: posts before it have lower ones. Up to the year 15000 it is a safe integer. */
export function placeOfTime(at: number): number {
  return (Math.max(Math.trunc(at), FIRST_AT) - FIRST_AT) * PER_MS
}

/**
 * A free place for a post of a time, after all others of that time. Where there are too many of one millisecond, one of the next that
 * has room.
 */
export function freePlace(db: ReadableDatabase, at: number): number {
  for (let from = placeOfTime(at), step = PER_MS; ; from += step, step *= 2) {
    const last = db.get<{ place: number | null }>(
      'select max(place) as place from search_place where place >= ? and place < ?',
      from,
      from + PER_MS,
    )?.place
    if (last == null) return from
    if (last + 1 < from + PER_MS) return last + 1
  }
}
