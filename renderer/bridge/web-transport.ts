import { failure } from '../../shared/errors.ts'
import type { ConnectionState, Transport } from './transport.ts'

/** How long a call made while the host is away waits for it to come back. */
const PATIENCE_MS = 30_000
const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 10_000
/** A refused WebSocket handshake looks like an unreachable host; this many in a row without one success means the token is wrong. */
const REFUSED_AFTER = 3

type Waiting = {
  readonly id: number
  readonly name: string
  readonly input: unknown
  readonly answer: (result: unknown) => void
  sent: boolean
  readonly timer: number
}

/**
 * The bridge over one WebSocket at `bridge`, beside the page. The token comes in the address (`#token=…`), moves to this tab's session
 * storage and out of the address bar, and is given as a subprotocol. Client: `{id, name, input}`; host: `{id, result}` or `{event}`.
 * When the connection breaks it is made anew with growing pauses. Calls not yet sent wait up to 30 s; calls already sent are asked again
 * only when they are queries: a command may have been carried out, so it fails and the person decides.
 */
export function webTransport(isQuery: (name: string) => boolean = () => false): Transport {
  const token = takeToken()
  const waiting = new Map<number, Waiting>()
  const listeners = new Set<(event: unknown) => void>()
  const watchers = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let socket: WebSocket | null = null
  let nextId = 1
  let failures = 0
  let everOpen = false

  const become = (next: ConnectionState): void => {
    if (next === state) return
    state = next
    for (const watcher of watchers) watcher(state)
  }
  const finish = (id: number, result: unknown): void => {
    const entry = waiting.get(id)
    if (entry === undefined) return
    waiting.delete(id)
    window.clearTimeout(entry.timer)
    entry.answer(result)
  }
  const unreachable = failure({ kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null })
  const send = (entry: Waiting): void => {
    entry.sent = true
    socket?.send(JSON.stringify({ id: entry.id, name: entry.name, input: entry.input }))
  }

  const connect = (): void => {
    const ws = new WebSocket(bridgeAddress(), token === '' ? ['chirp.v1'] : ['chirp.v1', token])
    let opened = false
    ws.onopen = () => {
      opened = true
      everOpen = true
      failures = 0
      socket = ws
      become('connected')
      for (const entry of waiting.values()) send(entry)
    }
    ws.onmessage = (message: MessageEvent<string>) => {
      // The host is ours: what it sends has this shape.
      const data = JSON.parse(message.data) as { readonly id?: number; readonly result?: unknown; readonly event?: unknown }
      if (data.id === undefined) for (const listener of listeners) listener(data.event)
      else finish(data.id, data.result)
    }
    ws.onclose = () => {
      if (socket === ws) socket = null
      for (const entry of [...waiting.values()]) {
        if (!entry.sent) continue
        if (isQuery(entry.name)) entry.sent = false
        else finish(entry.id, unreachable)
      }
      failures += opened ? 0 : 1
      become(!everOpen && failures >= REFUSED_AFTER ? 'refused' : failures === 0 || everOpen || failures > 1 ? 'lost' : state)
      window.setTimeout(connect, Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS))
    }
  }
  connect()

  return {
    invoke: (name, input) =>
      new Promise((answer) => {
        const id = nextId++
        const timer = window.setTimeout(() => {
          if (waiting.get(id)?.sent === false) finish(id, unreachable)
        }, PATIENCE_MS)
        const entry: Waiting = { id, name, input, answer, sent: false, timer }
        waiting.set(id, entry)
        if (socket?.readyState === WebSocket.OPEN) send(entry)
      }),
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    watchConnection: (watcher) => {
      watchers.add(watcher)
      watcher(state)
      return () => {
        watchers.delete(watcher)
      }
    },
  }
}

function bridgeAddress(): URL {
  const address = new URL('bridge', window.location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  address.hash = ''
  address.search = ''
  return address
}

const TOKEN_KEY = 'chirp.token'

/** The token of this tab; empty when the page was opened without one. */
function takeToken(): string {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (given === null) return window.sessionStorage.getItem(TOKEN_KEY) ?? ''
  window.sessionStorage.setItem(TOKEN_KEY, given)
  window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return given
}
