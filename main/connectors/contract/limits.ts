/** What a rate rule may look at. */
export type RatedRequest = {
  readonly method: string
  readonly path: string
  /** Null where it is not text. */
  readonly body: string | null
}

/** A window of the rate limiter, as data. A request that matches several rules is counted by each. */
export type RateRule = {
  /** Unique within the platform; also the name a response header's limit is booked under. */
  readonly id: string
  readonly scope: 'account' | 'server'
  /** Which requests: upper-case method (null = any) and a pattern over the path of the URL. */
  readonly method: string | null
  readonly path: RegExp
  readonly limit: number
  readonly perMs: number
  /** What one matching request costs, in the unit of `limit`; a function where that depends on what is in it (a batch of writes). Never negative. */
  readonly cost: number | ((request: RatedRequest) => number)
  /**
   * Rules of one platform with the same budget share one window (per scope), so that requests of different cost draw on the same points
   * (Bluesky: create 3, update 2, delete 1 of 5000 an hour). They must agree in scope, limit and perMs. Absent: the rule has a window of its own.
   */
  readonly budget?: string
  readonly source: string
  readonly checkedOn: string
}

/** The response headers that tell what is left of a window, and how the reset is written. */
export type RateHeaders = {
  readonly limit: string
  readonly remaining: string
  readonly reset: string
  readonly resetFormat: 'epoch-seconds' | 'iso-8601' | 'delta-seconds'
}
