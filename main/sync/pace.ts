/** What decides how soon a stream is read again. */
export type Pace = {
  /** How often its network likes to be read while somebody looks and things come in, ms. */
  readonly everyMs: number
  /** Reads in a row that brought nothing. */
  readonly quiet: number
  /** Whether somebody may be looking. */
  readonly visible: boolean
  /** Whether a live connection tells what comes, so that reading is only to make sure. */
  readonly live: boolean
}

/** After so many reads that brought nothing, it is read so much more rarely. */
const QUIET = [
  { reads: 8, times: 4 },
  { reads: 3, times: 2 },
] as const
const HIDDEN_TIMES = 5
/** What comes in while nobody looks must still be there within this. */
const LONGEST_MS = 15 * 60 * 1000
const LIVE_MS = 10 * 60 * 1000
const LIVE_HIDDEN_MS = 20 * 60 * 1000

/** How long after a read the next one is, ms, before `jittered`. Pure. */
export function paceOf({ everyMs, quiet, visible, live }: Pace): number {
  if (live) return Math.max(everyMs, visible ? LIVE_MS : LIVE_HIDDEN_MS)
  const times = QUIET.find(({ reads }) => quiet >= reads)?.times ?? 1
  const wanted = everyMs * times * (visible ? 1 : HIDDEN_TIMES)
  return Math.min(wanted, Math.max(LONGEST_MS, everyMs * HIDDEN_TIMES))
}

/** A wait that is a little different each time, so that those who began together do not go on together. `random` is from 0 to 1. Pure. */
export function jittered(ms: number, random: number): number {
  return Math.round(ms * (0.9 + 0.2 * random))
}
