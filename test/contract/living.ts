import { afterEach, describe, expect, test } from 'vitest'
import type { ConnectorContext, LiveEvent, PlatformConnector } from '../../main/connectors/connector.ts'
import { checkBatch } from './check-batch.ts'
import { neverAborted, type ContractSetup } from './setup.ts'

/** A machine with much to do lets a test stand still for a while. */
const LONG = { timeout: 120_000 }

/** A live connection that is listened to. */
class Listener {
  readonly heard: LiveEvent[] = []
  /** What it ended with; null while it has not. */
  ended: { readonly error: unknown } | null = null
  readonly #stop = new AbortController()
  readonly #over: Promise<void>

  constructor(connector: PlatformConnector, context: ConnectorContext) {
    const signal = AbortSignal.any([context.signal, this.#stop.signal])
    this.#over = this.#listen(connector, { ...context, signal })
  }

  async #listen({ live }: PlatformConnector, context: ConnectorContext): Promise<void> {
    try {
      for await (const event of live?.(context) ?? []) this.heard.push(event)
      this.ended = { error: null }
    } catch (error) {
      this.ended = { error }
    }
  }

  /** Waits for the first event of a kind from the `from`th on. */
  async until<K extends LiveEvent['kind']>(kind: K, from = 0): Promise<Extract<LiveEvent, { readonly kind: K }>> {
    for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((passed) => setTimeout(passed, 10))) {
      const found = this.heard.slice(from).find((event) => event.kind === kind)
      // Just looked for by its kind.
      if (found !== undefined) return found as Extract<LiveEvent, { readonly kind: K }>
      if (this.ended !== null) throw new Error(`It ended before "${kind}"`, { cause: this.ended.error })
    }
    throw new Error(`Nothing of the kind "${kind}" came, but ${JSON.stringify(this.heard.map((event) => event.kind))}`)
  }

  async end(): Promise<void> {
    await this.#over
  }

  async close(): Promise<void> {
    this.#stop.abort(new Error('Closed'))
    await this.#over
  }
}

export function describeLiving(setup: () => Promise<ContractSetup>): void {
  describe('A live connection', () => {
    const open: Listener[] = []
    afterEach(async () => {
      for (const listener of open.splice(0)) await listener.close()
    })
    const listen = async (signal = neverAborted()) => {
      const { connector, context, live } = await setup()
      if (live === null || connector.live === undefined) return null
      const listener = new Listener(connector, await context(signal))
      open.push(listener)
      return { connector, world: live, listener }
    }

    test('is there where the account’s capabilities say so, and says that it is not where they do not', LONG, async ({ skip }) => {
      const { connector, context } = await setup()
      if (connector.live === undefined) return skip('nothing is told by itself')
      const given = await context(neverAborted())
      const listener = new Listener(connector, given)
      open.push(listener)
      if (given.account.capabilities.streams.live) {
        await listener.until('open')
        expect(listener.heard[0]).toEqual({ kind: 'open' })
      } else {
        await listener.end()
        expect(connector.classify(listener.ended?.error)).toMatchObject({ kind: 'capability-not-supported' })
      }
    })

    test('tells what is posted, edited and deleted, in this order, with everything it refers to', LONG, async ({ skip }) => {
      const there = await listen()
      if (there === null) return skip('nothing is told by itself')
      const { connector, world, listener } = there
      await listener.until('open')
      const post = await world.post('What happens by itself')
      const arrived = await listener.until('arrived')
      checkBatch(connector, arrived.batch)
      expect(arrived.stream).toBe('home')
      expect(arrived.batch.entries).toMatchObject([{ postId: post.postId, repostedBy: null }])
      if (post.edit !== null) {
        await post.edit('What happened by itself')
        const changed = await listener.until('changed')
        checkBatch(connector, changed.batch)
        expect(changed.batch.entries).toEqual([])
        const text = changed.batch.posts.find((each) => each.post.id === post.postId)?.post.text.text
        expect(text).toBe('What happened by itself')
      }
      await post.remove()
      const deleted = await listener.until('deleted')
      const viewer = arrived.batch.posts.find((each) => each.post.id === post.postId)?.viewer
      expect(deleted.remoteId).toBe(viewer?.remoteId)
    })

    test('tells of notifications', LONG, async ({ skip }) => {
      const there = await listen()
      if (there === null) return skip('nothing is told by itself')
      const { connector, world, listener } = there
      await listener.until('open')
      const postId = await world.mention('Did you hear?')
      for (let from = 0; ; from++) {
        const arrived = await listener.until('arrived', from)
        if (arrived.stream === 'home') continue
        checkBatch(connector, arrived.batch)
        expect(arrived.batch.inbox).toMatchObject([{ kind: 'mention', postId }])
        break
      }
    })

    test('leaves out what makes no sense and goes on', LONG, async ({ skip }) => {
      const there = await listen()
      if (there === null) return skip('nothing is told by itself')
      const { world, listener } = there
      await listener.until('open')
      for (const nonsense of world.nonsense) world.say(nonsense)
      const post = await world.post('After all that')
      const arrived = await listener.until('arrived')
      expect(arrived.batch.entries).toMatchObject([{ postId: post.postId }])
      expect(listener.heard.map((event) => event.kind)).toEqual(['open', 'arrived'])
      await post.remove()
    })

    test('rejects when it is dropped, broken off inside a message, flooded by one or silent', LONG, async ({ skip }) => {
      for (const end of ['drop', 'breakOffInside', 'sayTooMuch', 'fallSilent'] as const) {
        const there = await listen()
        if (there === null) return skip('nothing is told by itself')
        const { connector, world, listener } = there
        await listener.until('open')
        world[end]()
        await listener.end()
        expect([end, connector.classify(listener.ended?.error).kind]).toEqual([end, 'platform-unavailable'])
      }
    })

    test('that is refused says that there is none, and that it is broken where the server only cannot now', LONG, async ({ skip }) => {
      for (const [status, kind] of [
        [404, 'capability-not-supported'],
        [401, 'capability-not-supported'],
        [200, 'capability-not-supported'],
        [503, 'platform-unavailable'],
        [429, 'rate-limit-exceeded'],
      ] as const) {
        const { live } = await setup()
        if (live === null) return skip('nothing is told by itself')
        live.refuse(status)
        const there = await listen()
        await there?.listener.end()
        expect([status, there?.connector.classify(there.listener.ended?.error).kind]).toEqual([status, kind])
        live.welcome()
      }
    })

    test('ends soon when it is given up', LONG, async ({ skip }) => {
      const abort = new AbortController()
      const there = await listen(abort.signal)
      if (there === null) return skip('nothing is told by itself')
      await there.listener.until('open')
      abort.abort(new Error('given up'))
      await there.listener.end()
      expect(there.connector.classify(there.listener.ended?.error).kind).not.toBe('internal')
    })
  })
}
