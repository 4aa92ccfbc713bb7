import type { PlatformCapabilities } from '../model/capabilities.ts'

/** Who sees to it that a post goes out at its time: the account's server, or Chirp, which has to run then. */
export type Poster = 'server' | 'chirp'

/** Beyond what a server asks for, ms: the two clocks differ, and uploading takes its time. */
const SLACK_MS = 60_000

/**
 * Who posts at `at` for an account. A server holds single new posts only (one of a thread would answer a post that is not there yet), and only
 * from so far ahead as it says. `posts` is how many the draft becomes there, `at` and `now` are epoch ms.
 */
export function posterOf(capabilities: Pick<PlatformCapabilities, 'schedule'>, posts: number, at: number, now: number): Poster {
  const { schedule } = capabilities
  return schedule !== null && posts <= 1 && at - now >= schedule.minAheadSeconds.value * 1000 + SLACK_MS ? 'server' : 'chirp'
}
