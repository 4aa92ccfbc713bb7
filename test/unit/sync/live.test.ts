import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { LiveEvent, PlatformConnector } from '../../../main/connectors/connector.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getAccount, setAccountState } from '../../../main/store/tables/accounts.ts'
import { listGaps } from '../../../main/store/tables/gaps.ts'
import { getPost } from '../../../main/store/tables/posts.ts'
import { listTimelineRows, newestPlace, oldestPlace } from '../../../main/store/tables/timeline.ts'
import { Scheduler } from '../../../main/sync/scheduler.ts'
import { createStreamReader } from '../../../main/sync/stream-reader.ts'
import { AppFailure } from '../../../shared/errors.ts'
import type { CanonicalPost } from '../../../shared/model/canonical-post.ts'
import {
  addAccount,
  authorOf,
  batchOf,
  capabilities,
  homeBatch,
  HOUR,
  MINUTE,
  NOON,
  normalisedAuthor,
  normalisedPost,
  postOf,
} from '../../store/builders.ts'
import { virtualTime, type VirtualTime } from '../kit/virtual-time.ts'
import { FakeStreams } from './fake-live.ts'
import { contextOf, FakeNetwork, silentLog } from './fake-network.ts'

let store: Store
let time: VirtualTime
let scheduler: Scheduler
let network: FakeNetwork
let streams: FakeStreams
let machineOnline: boolean
const live = { ...capabilities, streams: { ...capabilities.streams, live: true } }

beforeEach(() => {
  store = openStore(':memory:')
  time = virtualTime(NOON)
  machineOnline = true
  network = new FakeNetwork()
  streams = new FakeStreams()
  const connector: PlatformConnector = { ...network.connector, live: streams.live }
  const contextFor = (accountId: string, signal?: AbortSignal) => {
    if (store.read((db) => getAccount(db, accountId)) === null) return null
    const context = contextOf(accountId, signal ?? new AbortController().signal, time.clock)
    return { connector, context: { ...context, account: { ...context.account, capabilities: live } } }
  }
  scheduler = new Scheduler({
    store,
    reader: createStreamReader({ store, clock: time.clock, log: silentLog, contextFor }),
    contextFor,
    setAccountState: (accountId, state) => void store.write((db) => setAccountState(db, accountId, state)),
    isMachineOnline: () => machineOnline,
    clock: time.clock,
    log: silentLog,
    timer: time.timer,
    random: () => 0.5,
  })
  addAccount(store, 'me', { capabilities: live })
})
afterEach(async () => {
  await scheduler[Symbol.asyncDispose]()
  store.close()
})

/** Lets time go on by so much. */
const pass = (ms: number): Promise<void> => time.run(time.clock() + ms)
const homeReads = (): number => network.requests.filter((request) => request.stream.kind === 'home').length
const feed = (): string[] =>
  store
    .read((db) => listTimelineRows(db, { accountIds: ['acc_me'], olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 500))
    .map((row) => row.postId)
const gaps = () => store.read((db) => listGaps(db, 'home', null, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER))
const textOf = (name: string): string | undefined => store.read((db) => getPost(db, `post:${name}`))?.post.text.text
const arrival = (...posts: readonly CanonicalPost[]): LiveEvent => ({ kind: 'arrived', stream: 'home', batch: homeBatch(posts) })
/** A post that is on the network and told of. */
function happens(at = time.clock()): CanonicalPost {
  network.post(at)
  const post = network.home.at(-1)
  if (post === undefined) throw new Error('No post')
  streams.last.say(arrival(post))
  return post
}
const begin = async (): Promise<void> => {
  network.post(NOON - 2 * MINUTE, NOON - MINUTE)
  scheduler.start()
  await pass(MINUTE)
}

describe('While it lasts', () => {
  test('what happens is stored as it happens, and reading only makes sure', async () => {
    await begin()
    const read = homeReads()
    const post = happens()
    await pass(0)
    expect(feed()[0]).toBe(post.id)
    await pass(60 * MINUTE)
    expect(homeReads() - read).toBe(6)
    expect(streams.attempts).toBe(1)
  })

  test('the same post told twice is there once', async () => {
    await begin()
    const post = happens()
    streams.last.say(arrival(post), arrival(post))
    await pass(0)
    expect(feed()).toHaveLength(3)
  })

  test('notifications come in unread, and once', async () => {
    await begin()
    const at = time.clock()
    const batch = {
      ...batchOf([], { authors: [normalisedAuthor(authorOf('writer'))] }),
      posts: [normalisedPost(postOf('m1', 'writer', at))],
      inbox: [{ remoteId: 'n1', kind: 'mention' as const, actorId: 'author:writer', postId: 'post:m1', at, read: null }],
    }
    streams.last.say({ kind: 'arrived', stream: 'notifications', batch }, { kind: 'arrived', stream: 'notifications', batch })
    await pass(0)
    expect(store.read((db) => db.all('select remote_id, read from inbox_item'))).toEqual([{ remote_id: 'n1', read: 0 }])
  })

  test('edits and deletions reach the store at once', async () => {
    await begin()
    const post = happens()
    streams.last.say({ kind: 'changed', batch: batchOf([{ ...post, text: { text: 'better', spans: [] }, editedAt: time.clock() }]) })
    await pass(0)
    expect(textOf(post.id.replace('post:', ''))).toBe('better')
    streams.last.say({ kind: 'deleted', remoteId: `remote ${post.id}` }, { kind: 'deleted', remoteId: 'nobody knows' })
    await pass(0)
    expect(feed()).not.toContain(post.id)
  })

  test('what only reading shows is read at once', async () => {
    await begin()
    const read = homeReads()
    streams.last.say({ kind: 'outdated' })
    await pass(0)
    expect(homeReads()).toBe(read + 1)
  })

  test('a read soon after makes sure that nothing happened before the server listened', async () => {
    await begin()
    await pass(0)
    // Told to nobody, though the connection was there.
    streams.last.lose()
    await pass(3_000)
    network.post(time.clock())
    await pass(20_000)
    expect(feed()).toHaveLength(3)
  })
})

describe('After it was lost', () => {
  test('what was missed is read, the newest and everything before it', async () => {
    await begin()
    streams.last.lose()
    await pass(0)
    for (let number = 1; number <= 25; number++) network.post(time.clock() - 25_000 + number * 1_000)
    await pass(10_000)
    expect(streams.all).toHaveLength(2)
    expect(feed()).toHaveLength(27)
    expect(gaps()).toEqual([])
  })

  test('a post that is told before the account was read does not hide what was missed', async () => {
    await begin()
    streams.last.lose()
    await pass(0)
    for (let number = 1; number <= 15; number++) network.post(time.clock() + number)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    await pass(5_000)
    expect(streams.all).toHaveLength(2)
    const post = happens()
    await pass(0)
    // It follows on nothing yet.
    expect(feed()).not.toContain(post.id)
    resolve(undefined)
    await pass(1_000)
    expect(feed()).toHaveLength(18)
    expect(feed()[0]).toBe(post.id)
    expect(gaps()).toEqual([])
  })

  test('a stretch that is too long to be read at once is a gap, and never a silent hole', async () => {
    await begin()
    streams.last.lose()
    await pass(0)
    for (let number = 1; number <= 200; number++) network.post(time.clock() + number)
    await pass(5_000)
    const post = happens()
    await pass(MINUTE)
    expect(feed()[0]).toBe(post.id)
    expect(gaps()).toHaveLength(1)
  })

  test('a read that was under way before the connection was there is no proof: it is read once more', async () => {
    network.post(NOON - MINUTE)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    streams.refusal = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null }
    scheduler.start()
    await pass(1_000)
    streams.refusal = null
    await pass(5_000)
    expect([streams.all.length, homeReads()]).toEqual([1, 1])
    resolve(undefined)
    await pass(1_000)
    expect(homeReads()).toBe(2)
  })

  test('while reading fails, what is told waits and comes with the read that works', async () => {
    await begin()
    streams.last.lose()
    network.down = { kind: 'platform-unavailable', reason: 'server-error', server: null, message: null }
    await pass(5_000)
    const post = happens()
    await pass(1_000)
    expect(feed()).toHaveLength(2)
    network.down = null
    await pass(2 * MINUTE)
    expect(feed()).toHaveLength(3)
    expect(feed()[0]).toBe(post.id)
  })

  test('more than can wait is left for another read to bring', async () => {
    await begin()
    streams.last.lose()
    const { promise, resolve } = Promise.withResolvers<undefined>()
    await pass(0)
    network.hold = promise
    await pass(5_000)
    for (let number = 0; number < 150; number++) {
      happens()
      await pass(1)
    }
    resolve(undefined)
    await pass(MINUTE)
    // Fifty a read are its pages; what they did not bring lies in the gap below.
    expect(new Set(feed()).size).toBe(feed().length)
    expect(feed().length + gaps().length).toBeGreaterThan(50)
    expect(feed()[0]).toBe(network.home.at(-1)?.id)
    expect(feed().length === 152 || gaps().length === 1).toBe(true)
  })

  test('a post that was deleted before the read which brings it had ended is gone', async () => {
    await begin()
    streams.last.lose()
    await pass(0)
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    await pass(5_000)
    const post = happens()
    streams.last.say({ kind: 'deleted', remoteId: `remote ${post.id}` })
    await pass(0)
    resolve(undefined)
    await pass(MINUTE)
    expect(feed()).not.toContain(post.id)
  })

  test('it is opened again soon, then less and less often, and polled meanwhile', async () => {
    await begin()
    const read = homeReads()
    streams.refusal = { kind: 'platform-unavailable', reason: 'unreachable', server: null, message: null }
    streams.last.lose()
    await pass(60 * MINUTE)
    expect(streams.attempts).toBeLessThan(30)
    expect(streams.attempts).toBeGreaterThan(12)
    expect(homeReads() - read).toBeGreaterThan(10)
  })

  test('a server that drops everybody at once is not hammered', async () => {
    await begin()
    for (let minute = 0; minute < 60; minute++) {
      for (const stream of streams.all) stream.lose()
      await pass(MINUTE)
    }
    expect(streams.attempts).toBeLessThan(62)
    expect(homeReads()).toBeLessThan(200)
  })

  test('a server without streams is remembered for a while and polled as ever', async () => {
    streams.refusal = { kind: 'capability-not-supported', capability: 'streams.live', message: null }
    await begin()
    await pass(50 * MINUTE)
    expect(streams.attempts).toBe(1)
    expect(homeReads()).toBeGreaterThan(12)
    await pass(2 * HOUR)
    expect(streams.attempts).toBeLessThan(4)
  })

  test('where the store cannot be written nothing is lost: it is read when it can be', async () => {
    await begin()
    const write = store.write.bind(store)
    let full = true
    Object.assign(store, {
      write: (work: Parameters<typeof store.write>[0]) => {
        if (full) throw new AppFailure({ kind: 'storage-unavailable', reason: 'full' })
        return write(work)
      },
    })
    const post = happens()
    await pass(0)
    expect(streams.last.closed).toBe(true)
    full = false
    await pass(MINUTE)
    expect(feed()[0]).toBe(post.id)
  })
})

describe('It ends', () => {
  test('when the account is paused or goes, and when Chirp is closed', async () => {
    await begin()
    store.write((db) => setAccountState(db, 'acc_me', { kind: 'paused' }))
    scheduler.accountChanged('acc_me')
    await pass(0)
    expect(streams.last.closed).toBe(true)
    await pass(60 * MINUTE)
    expect(streams.attempts).toBe(1)
    store.write((db) => setAccountState(db, 'acc_me', { kind: 'connected' }))
    scheduler.accountChanged('acc_me')
    await pass(0)
    expect(streams.attempts).toBe(2)
    await scheduler[Symbol.asyncDispose]()
    expect(streams.last.closed).toBe(true)
    const post = postOf('late', 'writer', time.clock())
    streams.last.say(arrival(post))
    await pass(60 * MINUTE)
    expect(streams.attempts).toBe(2)
    expect(feed()).not.toContain(post.id)
  })

  test('when the sign-in is gone, which reading finds out', async () => {
    await begin()
    network.down = { kind: 'authentication', reason: 'revoked', message: null }
    streams.refusal = network.down
    streams.last.lose()
    await pass(60 * MINUTE)
    expect(store.read((db) => getAccount(db, 'acc_me'))?.state.kind).toBe('needs-sign-in')
    expect(streams.attempts).toBe(2)
  })

  test('while there is no network, and begins at once when it is back', async () => {
    await begin()
    machineOnline = false
    streams.last.lose()
    await pass(10 * MINUTE)
    expect(scheduler.isOnline()).toBe(false)
    expect(streams.attempts).toBe(1)
    network.post(time.clock())
    machineOnline = true
    await pass(31_000)
    expect(scheduler.isOnline()).toBe(true)
    expect(streams.all).toHaveLength(2)
    expect(feed()).toHaveLength(3)
  })
})
