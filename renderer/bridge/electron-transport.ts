import type { Transport } from './transport.ts'

/** The bridge of the desktop app, or null outside it. The core lives in the same process tree, so it is always there. */
export function electronTransport(): Transport | null {
  const api = window.chirp
  if (api === undefined) return null
  return {
    invoke: api.invoke,
    subscribe: api.subscribe,
    watchConnection: (listener) => {
      listener('connected')
      return () => undefined
    },
  }
}
