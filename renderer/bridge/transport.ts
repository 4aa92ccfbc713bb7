import type { BridgeApi } from '../../shared/bridge/channels.ts'

/** `lost`: the host does not answer and is being tried again; `refused`: it never let this page in (a wrong or old token). */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused'

/** What carries calls to the core and events back: the preload's object in the desktop app, a WebSocket elsewhere. */
export type Transport = BridgeApi & {
  /** Tells whether the core can be reached just now; called at once with the state as it is. Returns a function that ends it. */
  readonly watchConnection: (listener: (state: ConnectionState) => void) => () => void
}
