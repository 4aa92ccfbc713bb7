import Database from 'better-sqlite3'
import { createInbox } from '../../../main/services/inbox/inbox.ts'
import { createPosts } from '../../../main/services/reading/posts.ts'
import { createSearch } from '../../../main/services/reading/search.ts'
import { createTimelines } from '../../../main/services/reading/timelines.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { readableHandle, statementCache, type ReadableDatabase, type SqlValue } from '../../../main/store/sql.ts'
import { seeded, type Chance } from '../../support/seeded.ts'
import { median, percentile } from '../figure.ts'
import type { Filled } from './fill.ts'

const PAGES = 300
const LIMIT = 50
/** Typed letter by letter, as a person does. */
const TYPED = [
  'morning coffee',
  'from:person12 has:image paper',
  'paper from:person7 lang:de',
  'account:me accordion',
  '東京タワー',
  'สวัสดี',
  '#climate lang:de',
  '"new book" -tea',
  'garden has:link',
] as const

/**
 * So often each thing is done with a clock, and the look in the middle counts. A pause of the garbage collector falls upon one page in twenty, which
 * is where the 95th percentile lies: with one look each it says upon which of the stores the pauses happened to fall.
 */
const LOOKS = 5

/** How long each of the things took, ms. */
export type Times = readonly number[]

/** What reading costs over a store that was filled with years of posts. */
export type ReadingTimes = {
  readonly page: Times
  readonly bare: Times
  readonly inbox: Times
  readonly inboxBare: Times
  readonly thread: Times
  readonly threadBare: Times
  readonly search: Times
}

const nobody = { contextFor: () => null, reader: { readOlder: unasked, fillGap: unasked } }
const views = { mediaAddress: (url: string) => `chirp-media:${url}`, platformName: (platform: string) => platform }

function unasked(): never {
  throw new Error('A network was asked')
}

type Work = Readonly<Record<keyof ReadingTimes, readonly (() => unknown)[]>>

/**
 * Times pages of the timeline and of the inbox at places spread over all years, threads of posts of all ages, and searching as one types; in
 * all of these stores in turn, so that a machine that slows down tilts none of it. Each kind by itself: what a search for something frequent
 * leaves behind in the caches is not what a thread costs. Answers in the order of the stores.
 */
export function timeReading(filled: readonly Filled[], now: number): readonly ReadingTimes[] {
  using opened = new DisposableStack()
  const works = filled.map((one) => workIn(one, now, opened))
  const kinds = [['page', 'bare'], ['inbox', 'inboxBare'], ['thread', 'threadBare'], ['search']] as const
  const times = works.map((): Record<keyof ReadingTimes, Times> => ({
    page: [],
    bare: [],
    inbox: [],
    inboxBare: [],
    thread: [],
    threadBare: [],
    search: [],
  }))
  for (const together of kinds) {
    const all = works.flatMap((work, which) => together.map((kind) => ({ which, kind, work: work[kind] })))
    for (const [index, list] of timed(all.map(({ work }) => work)).entries()) {
      const { which, kind } = all[index] ?? {}
      const timesOf = which === undefined ? undefined : times[which]
      if (timesOf !== undefined && kind !== undefined) timesOf[kind] = list
    }
  }
  return times
}

function workIn({ path, posts }: Filled, now: number, opened: DisposableStack): Work {
  let asked: Asked[] | null = null
  const store = watched(opened.use(openStore(path)), () => asked)
  const chance = seeded(3)
  const clock = (): number => now
  const timelines = createTimelines({ store, ...nobody, views, clock })
  const inbox = createInbox({ store, ...nobody, views, clock, onEnqueued: () => undefined, onSnoozed: () => undefined })
  const threads = createPosts({ store, ...nobody, views, clock })
  const search = createSearch({ store, views })
  const rows = store.read((db) =>
    db.get<{ oldest: number; newest: number }>('select min(sort_at) as oldest, max(sort_at) as newest from timeline_row'),
  )
  if (rows === undefined) throw new Error('An empty timeline')
  const places = Array.from({ length: PAGES }, (_, index) => placeOf(chance, index, rows))
  const ids = places.map(() => `post:${chance.below(posts)}`)
  const page = (at: number): number => {
    const found = timelines.page({ cursor: `${at}.0`, limit: LIMIT, accountIds: null })
    if (!found.ok || found.value.rows.length < LIMIT) throw new Error(`No page of ${LIMIT} at ${at}`)
    return found.value.rows.length
  }
  const inboxPage = (at: number): boolean =>
    inbox.page({ cursor: `${at}.0`, limit: LIMIT, filter: 'all', accountIds: null, place: 'inbox', unreadOnly: false }).ok
  const letters = TYPED.flatMap((text) => Array.from(text, (_, index) => text.slice(0, index + 1)))
  const bare = bareReading(path, clock)
  opened.defer(() => bare.close())
  const statementsOf = (work: () => unknown): (() => unknown) => {
    const all: Asked[] = []
    asked = all
    work()
    asked = null
    return () => bare.ask(all)
  }
  return {
    page: places.map((at) => () => page(at)),
    bare: places.map((at) => () => bare.page(at)),
    inbox: places.map((at) => () => inboxPage(at)),
    inboxBare: places.map((at) => statementsOf(() => inboxPage(at))),
    thread: ids.map((postId) => () => threads.thread({ postId })),
    threadBare: ids.map((postId) => statementsOf(() => threads.thread({ postId }))),
    search: letters.map((text) => () => search.posts({ text, cursor: null, limit: 40 })),
  }
}

/** A statement that was asked, with what was given to it. */
type Asked = { readonly how: 'get' | 'all'; readonly sql: string; readonly parameters: readonly SqlValue[] }

/** The same store, which writes down what it is asked while there is a list for it. */
function watched(store: Store, list: () => Asked[] | null): Store {
  const watch = (db: ReadableDatabase, asked: Asked[]): ReadableDatabase => ({
    ...db,
    get: <Row>(sql: string, ...parameters: readonly SqlValue[]) => {
      asked.push({ how: 'get', sql, parameters })
      return db.get<Row>(sql, ...parameters)
    },
    all: <Row>(sql: string, ...parameters: readonly SqlValue[]) => {
      asked.push({ how: 'all', sql, parameters })
      return db.all<Row>(sql, ...parameters)
    },
  })
  return {
    ...store,
    read: (work) => {
      const asked = list()
      return store.read((db) => work(asked === null ? db : watch(db, asked)))
    },
  }
}

/** A third of the looks is at the newest pages, where a person is mostly. */
function placeOf(chance: Chance, index: number, { oldest, newest }: { readonly oldest: number; readonly newest: number }): number {
  const day = 24 * 60 * 60_000
  const from = oldest + (newest - oldest) / 10
  return Math.floor(index % 3 === 0 ? Math.max(from, newest - day * chance.next()) : from + (newest - from) * chance.next())
}

/** Does each thing once to warm up, and then with a clock: the first of each list, then the second of each. */
function timed(lists: readonly (readonly (() => unknown)[])[]): readonly Times[] {
  const looks = lists.map((list) => list.map((): number[] => []))
  const longest = Math.max(...lists.map((list) => list.length))
  for (let look = 0; look <= LOOKS; look++) {
    for (let index = 0; index < longest; index++) {
      for (const [which, list] of lists.entries()) {
        const one = list[index]
        if (one === undefined) continue
        const began = performance.now()
        one()
        if (look > 0) looks[which]?.[index]?.push(performance.now() - began)
      }
    }
  }
  return looks.map((list) => list.map((times) => median(times)))
}

/** The same page with nothing but statements: the rows as SQLite gives them, nothing read, checked or put together. */
function bareReading(path: string, clock: () => number): { page(at: number): number; ask(all: readonly Asked[]): void; close(): void } {
  const database = new Database(path, { readonly: true })
  database.pragma('cache_size = -32000')
  database.function('now_ms', clock)
  const db = readableHandle(statementCache(database), unasked)
  const ask = database.transaction((all: readonly Asked[]) => {
    for (const { how, sql, parameters } of all) db[how](sql, ...parameters)
  })
  const rows = database.prepare(
    `select timeline_row.id as row_id, reposter_row, post.*, author.handle, author.display_name, author.emojis, author.avatar_url, author.bot
     from timeline_row join post on post.row = post_row join author on author.row = author_row
     where timeline_row.sort_at < ? and deleted_at is null order by timeline_row.sort_at desc, timeline_row.id desc limit ?`,
  )
  const entries = database.prepare('select row_id, account_id from timeline_entry where row_id in (select value from json_each(?))')
  const viewers = database.prepare('select * from post_account where post_row in (select value from json_each(?))')
  const near = database.prepare(
    'select post.*, author.handle, author.display_name, author.emojis, author.avatar_url, author.bot from post join author on author.row = author_row where post.id in (select value from json_each(?))',
  )
  return {
    page: (at) => {
      const found = rows.all(at, LIMIT) as { row_id: number; row: number; quote_id: string | null; reply_to_id: string | null }[]
      entries.all(JSON.stringify(found.map(({ row_id }) => row_id)))
      viewers.all(JSON.stringify(found.map(({ row }) => row)))
      near.all(JSON.stringify(found.flatMap(({ quote_id, reply_to_id }) => [quote_id, reply_to_id].filter((id) => id !== null))))
      return found.length
    },
    ask,
    close: () => database.close(),
  }
}

/** p50 and p95. */
export function spread(times: Times): { readonly p50: number; readonly p95: number } {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}
