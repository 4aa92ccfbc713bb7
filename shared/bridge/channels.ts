/** Names of the two Electron channels, and what the preload script gives the page. */
export const INVOKE = 'chirp:invoke'
export const EVENT = 'chirp:event'

/** The bridge as a transport sees it: one call, one stream of events. Answers are always a `Result`. */
export type BridgeApi = {
  readonly invoke: (name: string, input: unknown) => Promise<unknown>
  /** Returns a function that ends the subscription. */
  readonly subscribe: (listener: (event: unknown) => void) => () => void
}
