import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { webTransport } from '../../../renderer/bridge/web-transport.ts'
import type { ConnectionState } from '../../../renderer/bridge/transport.ts'

/** A socket the test opens, closes and answers through. */
class FakeSocket {
  static readonly OPEN = 1
  static made: FakeSocket[] = []
  readyState = 0
  readonly sent: { id: number; name: string; input: unknown }[] = []
  onopen: () => void = () => undefined
  onclose: () => void = () => undefined
  onmessage: (message: { data: string }) => void = () => undefined
  readonly address: string
  readonly protocols: readonly string[]
  constructor(address: URL, protocols: readonly string[]) {
    this.address = String(address)
    this.protocols = protocols
    FakeSocket.made.push(this)
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text) as FakeSocket['sent'][number])
  }
  open(): void {
    this.readyState = 1
    this.onopen()
  }
  close(): void {
    this.readyState = 3
    this.onclose()
  }
  say(message: unknown): void {
    this.onmessage({ data: JSON.stringify(message) })
  }
}

const newest = (): FakeSocket => FakeSocket.made.at(-1)!
const unreachable = { ok: false, error: { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null } }

beforeEach(() => {
  FakeSocket.made = []
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.useFakeTimers()
  window.sessionStorage.clear()
  window.history.replaceState(null, '', '/#token=secret-1')
})

afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const start = () => webTransport((name) => name.startsWith('get'))

describe('the bridge over a WebSocket', () => {
  it('gives the token as a subprotocol, takes it out of the address and keeps it for a reload', () => {
    start()
    expect(newest().protocols).toEqual(['chirp.v1', 'secret-1'])
    expect(newest().address).toMatch(/^ws:\/\/[^#?]+\/bridge$/)
    expect(window.location.hash).toBe('')
    start()
    expect(newest().protocols).toEqual(['chirp.v1', 'secret-1'])
  })

  it('sends what was asked before it was open, and answers each by its number', async () => {
    const transport = start()
    const [one, two] = [transport.invoke('get.one', { a: 1 }), transport.invoke('get.two', {})]
    expect(newest().sent).toEqual([])
    newest().open()
    expect(newest().sent.map(({ name, input }) => [name, input])).toEqual([
      ['get.one', { a: 1 }],
      ['get.two', {}],
    ])
    const [first, second] = newest().sent
    newest().say({ id: second!.id, result: 'second' })
    newest().say({ id: first!.id, result: 'first' })
    expect(await Promise.all([one, two])).toEqual(['first', 'second'])
  })

  it('hands events on until it is told to stop', () => {
    const transport = start()
    const heard: unknown[] = []
    const stop = transport.subscribe((event) => heard.push(event))
    newest().open()
    newest().say({ event: { topic: 'inbox' } })
    stop()
    newest().say({ event: { topic: 'timeline' } })
    expect(heard).toEqual([{ topic: 'inbox' }])
  })

  it('comes back by itself and says how it stands', () => {
    const transport = start()
    const states: ConnectionState[] = []
    transport.watchConnection((state) => states.push(state))
    newest().open()
    newest().close()
    vi.advanceTimersByTime(300)
    expect(FakeSocket.made).toHaveLength(2)
    newest().open()
    expect(states).toEqual(['connecting', 'connected', 'lost', 'connected'])
  })

  it('asks a query again after a break, but never a command that may have been carried out', async () => {
    const transport = start()
    newest().open()
    const query = transport.invoke('get.post', {})
    const command = transport.invoke('send.post', {})
    newest().close()
    expect(await command).toEqual(unreachable)
    vi.advanceTimersByTime(300)
    newest().open()
    expect(newest().sent.map(({ name }) => name)).toEqual(['get.post'])
    newest().say({ id: newest().sent[0]!.id, result: 'there' })
    expect(await query).toBe('there')
  })

  it('sends a command that was pressed while away, once, when it is back', () => {
    const transport = start()
    newest().open()
    newest().close()
    void transport.invoke('send.post', { text: 'hello' })
    vi.advanceTimersByTime(300)
    newest().open()
    expect(newest().sent.map(({ name }) => name)).toEqual(['send.post'])
  })

  it('gives up on what waited for half a minute', async () => {
    const transport = start()
    const call = transport.invoke('send.post', {})
    vi.advanceTimersByTime(30_000)
    expect(await call).toEqual(unreachable)
    newest().open()
    expect(newest().sent).toEqual([])
  })

  it('says that it is refused when it was never let in', () => {
    const transport = start()
    let state: ConnectionState = 'connecting'
    transport.watchConnection((now) => (state = now))
    for (let i = 0; i < 3; i++) {
      newest().close()
      vi.advanceTimersByTime(10_000)
    }
    expect(state).toBe('refused')
  })
})
