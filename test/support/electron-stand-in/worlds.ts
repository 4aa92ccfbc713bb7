/**
 * What runs inside Chromium, sent there as text. The page's world and the preload script's share the document but no objects; an event
 * dispatched on the document is heard at once in both, and a text in its `detail` crosses. On that, functions, promises and values are
 * carried as Electron's contextBridge does.
 */
import { makeCodec, type Codec } from './codec.ts'

type Encoded = { f: number } | { p: number } | { a: Encoded[] } | { o: [string, Encoded][] } | { v: string }
type Reply = { ok: boolean; v: Encoded }
type Message =
  | { op: 'answer'; v: Reply }
  | { op: 'settle'; p: number; ok: boolean; v: Encoded }
  | { op: 'call'; f: number; args: Encoded[] }
  | { op: 'expose'; name: string; v: Encoded }
type Wire = { onExpose: (name: string, value: unknown) => void; readonly expose: (name: string, value: unknown) => void }
type Listener = (...args: unknown[]) => void
type Settle = { resolve(value: unknown): void; reject(error: unknown): void }
/** What Playwright's CDP session puts into the preload script's world, and what Node calls in it. */
type IsolatedGlobals = {
  __electronSend: (text: string) => void
  __electronReply: (id: number, ok: boolean, text: string) => void
  __electronEvent: (channel: string, text: string) => void
}

function makeWire(outgoing: string, incoming: string, codec: Codec): Wire {
  const functions = new Map<number, (...args: unknown[]) => unknown>()
  const settling = new Map<number, Settle>()
  let next = 1
  let answer: Reply | undefined
  const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
  const post = (message: Message): Reply | undefined => {
    answer = undefined
    document.dispatchEvent(new CustomEvent(outgoing, { detail: JSON.stringify(message) }))
    return answer
  }
  const encode = (value: unknown): Encoded => {
    if (typeof value === 'function') {
      functions.set(next, value as (...args: unknown[]) => unknown)
      return { f: next++ }
    }
    if (value instanceof Promise) {
      const p = next++
      value.then(
        (result) => post({ op: 'settle', p, ok: true, v: encode(result) }),
        (error: unknown) => post({ op: 'settle', p, ok: false, v: encode(wordsOf(error)) }),
      )
      return { p }
    }
    if (Array.isArray(value)) return { a: value.map(encode) }
    if (value !== null && typeof value === 'object') {
      const prototype: unknown = Object.getPrototypeOf(value)
      if (prototype === Object.prototype || prototype === null)
        return { o: Object.entries(value).map(([key, each]) => [key, encode(each)]) }
    }
    return { v: codec.pack(value) }
  }
  const decode = (encoded: Encoded): unknown => {
    if ('f' in encoded) {
      return (...args: unknown[]) => {
        const reply = post({ op: 'call', f: encoded.f, args: args.map(encode) })
        if (reply === undefined) throw new Error('The other world does not answer.')
        if (reply.ok) return decode(reply.v)
        throw new Error(String(decode(reply.v)))
      }
    }
    if ('p' in encoded) return new Promise((resolve, reject) => settling.set(encoded.p, { resolve, reject }))
    if ('a' in encoded) return Object.freeze(encoded.a.map(decode))
    if ('o' in encoded) return Object.freeze(Object.fromEntries(encoded.o.map(([key, each]) => [key, decode(each)])))
    return codec.unpack(encoded.v)
  }
  const wire: Wire = {
    onExpose: () => undefined,
    expose: (name, value) => {
      if (post({ op: 'expose', name, v: encode(value) })?.ok !== true) {
        throw new Error('Cannot bind an API on top of an existing property on the window object')
      }
    },
  }
  document.addEventListener(incoming, (event) => {
    event.stopImmediatePropagation()
    const message = JSON.parse((event as CustomEvent<string>).detail) as Message
    if (message.op === 'answer') {
      answer = message.v
      return
    }
    let reply: Reply = { ok: true, v: encode(undefined) }
    if (message.op === 'settle') {
      const waiting = settling.get(message.p)
      settling.delete(message.p)
      if (message.ok) waiting?.resolve(decode(message.v))
      else waiting?.reject(new Error(String(decode(message.v))))
    } else {
      try {
        if (message.op === 'call') reply = { ok: true, v: encode(functions.get(message.f)?.(...message.args.map(decode))) }
        else wire.onExpose(message.name, decode(message.v))
      } catch (error) {
        reply = { ok: false, v: encode(wordsOf(error)) }
      }
    }
    document.dispatchEvent(new CustomEvent(outgoing, { detail: JSON.stringify({ op: 'answer', v: reply } satisfies Message) }))
  })
  return wire
}

function mainWorld(secret: string, wireBetween: typeof makeWire, codec: Codec): void {
  if (window !== window.top) return
  wireBetween(`${secret}>`, `${secret}<`, codec).onExpose = (name, value) => {
    if (name in window) throw new Error('exists')
    Object.defineProperty(window, name, { value, writable: false, configurable: false, enumerable: true })
  }
}

function isolatedWorld(
  secret: string,
  wireBetween: typeof makeWire,
  codec: Codec,
  preload: ((require: unknown, module: unknown, exports: unknown) => void) | null,
): void {
  // Electron gives no preload script to frames within the page.
  if (window !== window.top) return
  const globals = globalThis as unknown as IsolatedGlobals
  const wire = wireBetween(`${secret}<`, `${secret}>`, codec)
  const send = (message: object): void => globals.__electronSend(JSON.stringify(message))
  const waiting = new Map<number, Settle>()
  const listeners = new Map<string, Set<Listener>>()
  let next = 1
  const on = (channel: string, listener: Listener): unknown => {
    const all = listeners.get(channel) ?? new Set()
    listeners.set(channel, all.add(listener))
    return ipcRenderer
  }
  const off = (channel: string, listener: Listener): unknown => {
    listeners.get(channel)?.delete(listener)
    return ipcRenderer
  }
  const ipcRenderer = {
    on,
    off,
    addListener: on,
    removeListener: off,
    send: (channel: string, ...args: unknown[]) => send({ op: 'send', channel, args: codec.pack(args) }),
    invoke: (channel: string, ...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = next++
        const packed = codec.pack(args)
        waiting.set(id, { resolve, reject })
        send({ op: 'invoke', id, channel, args: packed })
      }),
  }
  globals.__electronReply = (id, ok, text) => {
    const settle = waiting.get(id)
    waiting.delete(id)
    if (ok) settle?.resolve(codec.unpack(text))
    else settle?.reject(new Error(String(codec.unpack(text))))
  }
  globals.__electronEvent = (channel, text) => {
    const args = codec.unpack(text) as unknown[]
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ sender: ipcRenderer, ports: [] }, ...args)
  }
  const electron = { contextBridge: { exposeInMainWorld: wire.expose }, ipcRenderer }
  const require = (name: string): unknown => {
    if (name === 'electron') return electron
    throw new Error(`module not found: ${name}`)
  }
  const module = { exports: {} }
  try {
    preload?.(require, module, module.exports)
  } catch (error) {
    send({ op: 'preload-error', message: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
}

/** To be run first in every document, in the page's own world. */
export function mainWorldScript(secret: string): string {
  return `(${String(mainWorld)})(${JSON.stringify(secret)}, ${String(makeWire)}, (${String(makeCodec)})())`
}

/** To be run in every document, in the preload script's world. `preload` is its text. */
export function isolatedWorldScript(secret: string, preload: string | null): string {
  const body = preload === null ? 'null' : `function (require, module, exports) {\n${preload}\n}`
  return `(${String(isolatedWorld)})(${JSON.stringify(secret)}, ${String(makeWire)}, (${String(makeCodec)})(), ${body})`
}
