/** What a server says its time is, epoch ms, to the second: its `Date` header. Null without one. */
export function serverTimeOf(headers: Headers): number | null {
  const time = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(time) ? null : time
}

/** A time of ours on the server's clock, which says `serverTime` at our `now`; null: both are taken to agree. */
export function onServerClock(at: number, serverTime: number | null, now: number): number {
  return serverTime === null ? at : at + (serverTime - now)
}

/** From when on something that began at a time of ours is at a server, by its clock. */
export type SinceOnServer = {
  /** Where our clock was left alone meanwhile. */
  readonly surely: number
  /** Where it may have been put right meanwhile: the earlier of both. What is older than `surely` cannot be told from something else. */
  readonly perhaps: number
}

/** The same for the server: null where it would be in its future, so that our clock was set meanwhile and nothing can be said. */
export function sinceOnServer(since: number, serverTime: number | null, now: number): SinceOnServer | null {
  const surely = onServerClock(since, serverTime, now)
  const perhaps = Math.min(since, surely)
  // The header tells whole seconds.
  return serverTime !== null && perhaps > serverTime + 1_000 ? null : { surely, perhaps }
}
