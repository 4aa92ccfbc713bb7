/** A request as the price list looks at it. */
export type PricedRequest = {
  /** Upper-case. */
  readonly method: string
  readonly url: URL
  /** Null where it is not JSON. */
  readonly body: string | null
}

/** An answer as the price list looks at it; `body` is the parsed JSON, null where it is none. */
export type PricedAnswer = { readonly status: number; readonly body: unknown }

/** What of the account that pays a price may depend on. */
export type Payer = {
  readonly authorId: string
  /** Whether a post, by its id in Chirp, is the account's own; null = not known. */
  readonly isOwnPost: (postId: string) => boolean | null
}

/** Something that a platform charges for. */
export type Charge = {
  /** An entry of the price list. */
  readonly kind: string
  /** Millionths of a dollar. */
  readonly amount: number
  /** What was read, where the platform charges for it only once in a day of UTC; null: each time. */
  readonly key: string | null
}

/** An entry of the price list, to be shown: what it is for, in plain words, and millionths of a dollar. */
export type Price = { readonly kind: string; readonly what: string; readonly amount: number }

/** What a platform charges for its requests, as data and two pure functions. */
export type Prices = {
  readonly list: readonly Price[]
  readonly source: string
  /** YYYY-MM-DD */
  readonly checkedOn: string
  /** What a request may cost at most, before it is sent. Empty: nothing. */
  readonly atMost: (request: PricedRequest, payer: Payer) => readonly Charge[]
  /** What it did cost, by its answer. */
  readonly charged: (request: PricedRequest, answer: PricedAnswer, payer: Payer) => readonly Charge[]
  /**
   * Whether it reads what is not needed for posting: it is refused unless the person lets Chirp read for money. What posting itself needs (who
   * am I, is my post there) is not.
   */
  readonly isReading: (request: PricedRequest) => boolean
}
