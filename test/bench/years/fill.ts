import { setImmediate } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { CheckpointThread } from '../../../main/store/files/checkpoint.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { storeBeginning } from '../../../main/store/store-posts.ts'
import { mergeTerms } from '../../../main/store/search/merge.ts'
import { saveAccount } from '../../../main/store/tables/accounts.ts'
import { saveCursor } from '../../../main/store/tables/sync-cursors.ts'
import { yearsAccounts, yearsOf } from './years.ts'

/** What a table with numbered rows held after each read: the highest number. */
export type Marks = Readonly<Record<'author' | 'post' | 'timeline_row' | 'inbox_item' | 'inbox_group', number[]>>

/**
 * How a store came to be, ms: how long the writing took, read by read, and turn by turn of the process; the tidying of the index that comes after it, slice by slice; and what was
 * there after each read.
 */
export type Filled = {
  readonly path: string
  readonly posts: number
  readonly ms: readonly number[]
  /** The transactions that it took. */
  readonly turns: readonly number[]
  readonly tidyingMs: readonly number[]
  readonly marks: Marks
}

/** As the app does it between reads. */
const LONG_PAGES = 1000
/** Pages of the index for searching. */
export const MERGED_AT_ONCE = 4

const never = new AbortController().signal

/** Ids are numbers under another name in one of the tables. */
export const numberOf = { author: 'row', post: 'row', timeline_row: 'id', inbox_item: 'row', inbox_group: 'id' } as const

/**
 * Writes years of reading into a new store as Chirp does it, the posts of a read a few at a time and then the rest, and with the index for searching. As in the app another thread
 * takes over the write-ahead log.
 */
export async function fillYears(path: string, posts: number, now: number): Promise<Filled> {
  const marks: Marks = { author: [], post: [], timeline_row: [], inbox_item: [], inbox_group: [] }
  const ms: number[] = []
  const turns: number[] = []
  const tidyingMs: number[] = []
  let running: Promise<void> | null = null
  const store = openStore(path)
  await using thread = new CheckpointThread(path)
  const timed: Store = {
    ...store,
    write: (work) => {
      const began = performance.now()
      try {
        return store.write(work)
      } finally {
        turns.push(performance.now() - began)
      }
    },
  }
  // A look from aside: numbers of rows are not something the store tells.
  const aside = new Database(path, { readonly: true })
  try {
    const highest = Object.entries(numberOf).map(([table, column]) =>
      aside.prepare(`select coalesce(max(${column}), 0) from ${table}`).pluck(),
    )
    store.write((db) => {
      for (const account of yearsAccounts(now)) {
        saveAccount(db, account)
        saveCursor(db, { accountId: account.id, stream: 'home', older: null, exhausted: true, reachedAt: 0, readAt: now })
        saveCursor(db, { accountId: account.id, stream: 'notifications', older: null, exhausted: true, reachedAt: 0, readAt: now })
      }
    })
    for (const { account, at, batch } of yearsOf(posts, now)) {
      const before = turns.length
      const read = { accountId: account.id, requestedAt: at }
      const stored = await storeBeginning(timed, batch, { ...read, clock: () => at + 1_000, signal: never })
      timed.write((db) => ingestBatch(db, batch, { ...read, now: at + 1_000, stored }))
      ms.push(turns.slice(before).reduce((sum, turn) => sum + turn, 0))
      for (let more = true; more;) {
        const beganSlice = performance.now()
        more = store.write((db) => mergeTerms(db, MERGED_AT_ONCE))
        tidyingMs.push(performance.now() - beganSlice)
      }
      if (running === null && store.logPages() >= LONG_PAGES) running = thread.takeOver().finally(() => (running = null))
      // The app lives from turn to turn.
      await setImmediate()
      for (const [index, table] of (Object.keys(numberOf) as (keyof Marks)[]).entries()) marks[table].push(Number(highest[index]?.get()))
    }
  } finally {
    await running
    aside.close()
    store.close()
  }
  return { path, posts, ms, turns, tidyingMs, marks }
}
