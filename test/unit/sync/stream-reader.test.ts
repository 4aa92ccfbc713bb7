import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../../main/store/open-database.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { countUnread } from '../../../main/store/inbox/count.ts'
import { listGaps } from '../../../main/store/tables/gaps.ts'
import { getPost } from '../../../main/store/tables/posts.ts'
import { getCursor } from '../../../main/store/tables/sync-cursors.ts'
import { addTimelineEntry, listTimelineRows, newestPlace, oldestPlace } from '../../../main/store/tables/timeline.ts'
import { endStreamAt } from '../../../main/store/retention/bounds.ts'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { reachedAt } from '../../../main/sync/store-page.ts'
import { createStreamReader, type StreamReader } from '../../../main/sync/stream-reader.ts'
import { addAccount, batchOf, MINUTE, NOON } from '../../store/builders.ts'
import { contextOf, FakeNetwork, silentLog } from './fake-network.ts'

const ACCOUNT = 'acc_me'
let store: Store
let network: FakeNetwork
let reader: StreamReader
let now: number

/** The time of the n-th minute. */
const at = (minute: number): number => NOON + minute * MINUTE
const minutes = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => at(from + index))

beforeEach(() => {
  store = openStore(':memory:')
  network = new FakeNetwork()
  now = at(10_000)
  addAccount(store, 'me')
  reader = createStreamReader({
    store,
    clock: () => now,
    log: silentLog,
    contextFor: (accountId, signal) => ({
      connector: network.connector,
      context: contextOf(accountId, signal ?? new AbortController().signal, () => now),
    }),
  })
})
afterEach(() => store.close())

/** The minutes of what is stored in the home feed, newest first. */
function storedMinutes(): number[] {
  const rows = store.read((db) =>
    listTimelineRows(db, { accountIds: [ACCOUNT], olderThan: newestPlace, newerThan: oldestPlace }, 'newest', 10_000),
  )
  return rows.map((row) => (row.sortAt - NOON) / MINUTE)
}
function gaps() {
  return store.read((db) => listGaps(db, 'home', null, 0, Number.MAX_SAFE_INTEGER))
}
const countDown = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index)

describe('reading a home feed', () => {
  test('the first read takes two pages and remembers how to go on', async () => {
    network.post(...minutes(1, 50))
    expect(await reader.readNewest(ACCOUNT, 'home')).toEqual({ ok: true, value: { added: 20, pages: 2, exhausted: false } })
    expect(storedMinutes()).toEqual(countDown(50, 31))
    expect(store.read((db) => getCursor(db, ACCOUNT, 'home'))).toEqual({
      accountId: ACCOUNT,
      stream: 'home',
      older: String(at(31)),
      exhausted: false,
      reachedAt: at(31),
      readAt: now,
      chronological: true,
      failure: null,
    })
  })

  describe('what is forgotten while the network is asked', () => {
    /** A reader that finds all before a minute forgotten when the answer to its n-th question comes. */
    function forgetful(minute: number, question = 1): StreamReader {
      let asked = 0
      const connector: typeof network.connector = {
        ...network.connector,
        read: (...request) => {
          asked++
          if (asked === question)
            store.write((db) => {
              endStreamAt(db, 'home', { accountId: ACCOUNT, at: at(minute), place: { at: at(minute), token: String(at(minute)) } })
              db.run('delete from timeline_row where sort_at < ?', at(minute))
            })
          return network.connector.read(...request)
        },
      }
      return createStreamReader({
        store,
        clock: () => now,
        log: silentLog,
        contextFor: (accountId, signal) => ({
          connector,
          context: contextOf(accountId, signal ?? new AbortController().signal, () => now),
        }),
      })
    }
    /** Minutes 1 to 20 were read, and 21 to 110 came after that. */
    async function readBefore(): Promise<void> {
      network.post(...minutes(1, 20))
      await reader.readNewest(ACCOUNT, 'home')
      network.post(...minutes(21, 110))
    }
    const end = (): number => ((store.read((db) => getCursor(db, ACCOUNT, 'home'))?.reachedAt ?? 0) - NOON) / MINUTE

    test('leaves no hole above the end of the stream when older posts are read', async () => {
      network.post(...minutes(1, 100))
      await reader.readNewest(ACCOUNT, 'home')
      await forgetful(90).readOlder(ACCOUNT, 'home')
      expect(end()).toBeLessThan(90)
      expect(storedMinutes()).toEqual(countDown(100, end()))
    })

    test('leaves none when the stream is read for the first time', async () => {
      network.post(...minutes(1, 100))
      await forgetful(95, 2).readNewest(ACCOUNT, 'home')
      expect(end()).toBe(95)
      expect(storedMinutes()).toEqual(countDown(100, 95))
    })

    test('is not asked for again by a read from the top', async () => {
      await readBefore()
      await forgetful(104, 2).readNewest(ACCOUNT, 'home')
      expect(end()).toBe(104)
      expect(storedMinutes()).toEqual(countDown(110, 104))
    })

    test('ends a read from the top higher up', async () => {
      await readBefore()
      await forgetful(95, 2).readNewest(ACCOUNT, 'home')
      expect(storedMinutes()).toEqual(countDown(110, 91))
      expect(gaps()).toEqual([])
    })

    test('makes a gap that is being filled end higher up', async () => {
      await readBefore()
      await reader.readNewest(ACCOUNT, 'home')
      const [gap] = gaps()
      network.failures = [null, { kind: 'offline' }]
      await forgetful(58).fillGap(gap?.id ?? 0)
      expect(gaps()).toMatchObject([{ newerAt: at(61), olderAt: at(58) }])
      await reader.fillGap(gap?.id ?? 0)
      expect(gaps()).toEqual([])
      expect(storedMinutes()).toEqual(countDown(110, 51))
    })
  })

  test('reading on loses nothing and repeats nothing, to the end', async () => {
    network.post(...minutes(1, 45))
    await reader.readNewest(ACCOUNT, 'home')
    const runs = [await reader.readOlder(ACCOUNT, 'home'), await reader.readOlder(ACCOUNT, 'home'), await reader.readOlder(ACCOUNT, 'home')]
    expect(runs.map((run) => run.ok && run.value)).toEqual([
      { added: 10, pages: 1, exhausted: false },
      { added: 10, pages: 1, exhausted: false },
      { added: 5, pages: 1, exhausted: true },
    ])
    expect(storedMinutes()).toEqual(countDown(45, 1))
    expect(await reader.readOlder(ACCOUNT, 'home')).toEqual({ ok: true, value: { added: 0, pages: 0, exhausted: true } })
    expect(network.requests).toHaveLength(5)
  })

  test('a later read stops where it meets what is stored', async () => {
    network.post(...minutes(1, 20))
    await reader.readNewest(ACCOUNT, 'home')
    network.post(...minutes(21, 24))
    network.requests.length = 0
    expect(await reader.readNewest(ACCOUNT, 'home')).toEqual({ ok: true, value: { added: 4, pages: 1, exhausted: true } })
    expect(network.requests).toHaveLength(1)
    expect(gaps()).toEqual([])
  })

  test('what was not fetched between two reads is a gap that can be filled', async () => {
    network.post(...minutes(1, 20))
    await reader.readNewest(ACCOUNT, 'home')
    network.post(...minutes(21, 110))
    expect(await reader.readNewest(ACCOUNT, 'home')).toEqual({ ok: true, value: { added: 50, pages: 5, exhausted: true } })
    expect(storedMinutes()).toEqual([...countDown(110, 61), ...countDown(20, 1)])
    const [gap] = gaps()
    expect(gap).toMatchObject({ accountId: ACCOUNT, newerAt: at(61), olderAt: at(20), token: String(at(61)) })

    expect(await reader.fillGap(gap?.id ?? 0)).toEqual({ ok: true, value: { added: 20, pages: 2, exhausted: false } })
    expect(gaps()).toMatchObject([{ newerAt: at(41), token: String(at(41)) }])
    await reader.fillGap(gap?.id ?? 0)
    await reader.fillGap(gap?.id ?? 0)
    expect(gaps()).toEqual([])
    expect(storedMinutes()).toEqual(countDown(110, 1))
  })

  test('a read that fails half-way leaves a gap, not a silent hole', async () => {
    network.post(...minutes(1, 20))
    await reader.readNewest(ACCOUNT, 'home')
    network.post(...minutes(21, 60))
    network.failures = [null, { kind: 'offline' }]
    expect(await reader.readNewest(ACCOUNT, 'home')).toEqual({ ok: false, error: { kind: 'offline' } })
    // The next read meets the first page of the broken one at once; the hole below it is known.
    await reader.readNewest(ACCOUNT, 'home')
    const [gap] = gaps()
    expect(gap).toMatchObject({ newerAt: at(51), olderAt: at(20) })
    await reader.fillGap(gap?.id ?? 0)
    await reader.fillGap(gap?.id ?? 0)
    expect(storedMinutes()).toEqual(countDown(60, 1))
    expect(gaps()).toEqual([])
  })

  test('a gap stays as one that cannot be filled where the network has no more of it', async () => {
    network.post(...minutes(1, 20))
    await reader.readNewest(ACCOUNT, 'home')
    network.post(...minutes(21, 110))
    network.window = 60
    await reader.readNewest(ACCOUNT, 'home')
    const [gap] = gaps()
    await reader.fillGap(gap?.id ?? 0)
    expect(gaps()).toMatchObject([{ newerAt: at(51), olderAt: at(20), token: null }])
    expect(storedMinutes()).toEqual([...countDown(110, 51), ...countDown(20, 1)])
  })

  test('a post that was just sent from here is not taken for the end of what is new', async () => {
    network.post(...minutes(1, 20))
    await reader.readNewest(ACCOUNT, 'home')
    network.post(...minutes(21, 46))
    const sent = network.home.filter((post) => post.createdAt === at(46))
    store.write((db) => {
      ingestBatch(db, batchOf(sent), { accountId: ACCOUNT, requestedAt: now, now })
      const stored = getPost(db, `post:p${at(46)}`)
      addTimelineEntry(db, { accountId: ACCOUNT, postRow: stored?.row ?? 0, reposterRow: 0, sortAt: at(46), local: true })
    })
    expect(storedMinutes()).toEqual([46, ...countDown(20, 1)])
    await reader.readNewest(ACCOUNT, 'home')
    expect(storedMinutes()).toEqual(countDown(46, 1))
    expect(gaps()).toEqual([])
  })

  test('a stray at the end of a page does not make it look longer than it is', () => {
    const page = [at(9), at(8), at(7)].map((time) => ({ shownAt: time }))
    expect(reachedAt(page)).toBe(at(7))
    expect(reachedAt([...page, { shownAt: at(-365 * 24 * 60) }])).toBe(at(7))
    expect(reachedAt([])).toBe(null)
  })

  test('an account that is new to the network is read from the start once it follows someone', async () => {
    await reader.readNewest(ACCOUNT, 'home')
    expect(store.read((db) => getCursor(db, ACCOUNT, 'home'))).toMatchObject({ exhausted: true, reachedAt: null })
    network.post(...minutes(1, 30))
    await reader.readNewest(ACCOUNT, 'home')
    expect(store.read((db) => getCursor(db, ACCOUNT, 'home'))).toMatchObject({ exhausted: false, older: String(at(11)) })
    expect(gaps()).toEqual([])
  })

  test('a feed that is not in time order is read one page at a time and has no gaps', async () => {
    network.chronological = false
    network.post(...minutes(1, 40))
    await reader.readNewest(ACCOUNT, 'home')
    network.post(...minutes(41, 80))
    expect(await reader.readNewest(ACCOUNT, 'home')).toMatchObject({ ok: true, value: { pages: 1 } })
    expect(gaps()).toEqual([])
    expect(store.read((db) => getCursor(db, ACCOUNT, 'home'))?.reachedAt).toBe(null)
  })

  test('two runs of a stream do not overlap', async () => {
    network.post(...minutes(1, 60))
    await reader.readNewest(ACCOUNT, 'home')
    await Promise.all([reader.readOlder(ACCOUNT, 'home'), reader.readOlder(ACCOUNT, 'home')])
    // Each page once, and the next one ahead.
    expect(network.requests.map((request) => request.older)).toEqual([null, String(at(51)), String(at(41)), String(at(31)), String(at(21))])
    expect(storedMinutes()).toEqual(countDown(60, 21))
  })

  test('the next page is asked for while one is stored, and not again when it is wanted soon', async () => {
    network.post(...minutes(1, 60))
    await reader.readNewest(ACCOUNT, 'home')
    await reader.readOlder(ACCOUNT, 'home')
    const asked = network.requests.length
    await reader.readOlder(ACCOUNT, 'home')
    // Only the one after it is new.
    expect(network.requests).toHaveLength(asked + 1)
  })

  test('an aborted read rejects with the reason and stores nothing more', async () => {
    network.post(...minutes(1, 10))
    const { promise, resolve } = Promise.withResolvers<undefined>()
    network.hold = promise
    const abort = new AbortController()
    const read = reader.readNewest(ACCOUNT, 'home', abort.signal)
    await Promise.resolve()
    abort.abort(new Error('closing'))
    resolve(undefined)
    await expect(read).rejects.toThrow('closing')
    expect(storedMinutes()).toEqual([])
  })
})

describe('reading notifications', () => {
  const unread = (): number => store.read((db) => countUnread(db, [ACCOUNT]).get('conversation') ?? 0)
  const stored = (): number[] =>
    store.read((db) => db.all<{ at: number }>('select at from inbox_item order by at desc, row desc')).map(({ at }) => (at - NOON) / MINUTE)

  test('for a new account only the last day is unread where the network keeps no mark', async () => {
    network.notify(at(-3000), at(-2000), at(-100), at(5))
    await reader.readNewest(ACCOUNT, 'notifications')
    expect(stored()).toEqual([5, -100, -2000, -3000])
    expect(unread()).toBe(2)
  })

  test("the network's mark decides what is read, as a time or as one of its notifications", async () => {
    network.notify(...minutes(1, 6))
    network.readMark = { at: at(2), remoteId: null }
    await reader.readNewest(ACCOUNT, 'notifications')
    expect(unread()).toBe(4)
    network.readMark = { at: null, remoteId: `n${at(5)}` }
    await reader.readNewest(ACCOUNT, 'notifications')
    expect(unread()).toBe(1)
  })

  test('older notifications are read as they are loaded, and a hole is filled first', async () => {
    network.readMark = { at: at(0), remoteId: null }
    network.notify(...minutes(1, 30))
    await reader.readNewest(ACCOUNT, 'notifications')
    network.notify(...minutes(31, 95))
    await reader.readNewest(ACCOUNT, 'notifications')
    expect(stored()).toEqual([...countDown(95, 46), ...countDown(30, 11)])
    expect(await reader.readOlder(ACCOUNT, 'notifications')).toMatchObject({ ok: true, value: { added: 15, exhausted: false } })
    expect(stored()).toEqual(countDown(95, 11))
    const before = unread()
    expect(await reader.readOlder(ACCOUNT, 'notifications')).toMatchObject({ ok: true, value: { added: 10, exhausted: true } })
    expect(stored()).toEqual(countDown(95, 1))
    expect(unread()).toBe(before)
  })
})
