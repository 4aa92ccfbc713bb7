import { FUTURE_ALLOWANCE_MS } from '../../shared/model/canonical-post.ts'

/**
 * The latest place that entries of a read may have, epoch ms. What is dated later than `latest` was received at `instead`, and stands there:
 * further ones 1 ms lower each, in the order of the feed, so that a whole feed whose clock is ahead keeps its order over all its pages; but
 * none lower than `lowest`.
 */
export type EntryBounds = { readonly latest: number; readonly instead: number; readonly lowest: number }

/** A read from the top, at `now`. */
export function receivedAt(now: number): EntryBounds {
  return { latest: now + FUTURE_ALLOWANCE_MS, instead: now, lowest: Number.MIN_SAFE_INTEGER }
}

/** A read of what is older than a place that was read before: nothing of it may stand at that place or above, where it was shown already. */
export function olderThan(at: number): EntryBounds {
  return { latest: at - 1, instead: at - 1, lowest: Number.MIN_SAFE_INTEGER }
}

/** A read of what lies between two places: what cannot be where it is dated stays between them all the same. */
export function between(newerAt: number, olderAt: number): EntryBounds {
  const latest = Math.max(newerAt - 1, olderAt)
  return { latest, instead: latest, lowest: olderAt }
}

/** Entries with the place each gets, epoch ms; `entries` are newest first. `moved`: its own date could not be its place. Pure. */
export function placeEntries<Entry extends { readonly datedAt: number }>(
  entries: readonly Entry[],
  { latest, instead, lowest }: EntryBounds,
): (Entry & { readonly at: number; readonly moved: boolean })[] {
  let moved = 0
  return entries.map((entry) =>
    entry.datedAt <= latest
      ? { ...entry, at: entry.datedAt, moved: false }
      : { ...entry, at: Math.max(lowest, instead - moved++), moved: true },
  )
}
