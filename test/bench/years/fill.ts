import Database from 'better-sqlite3'
import { ingestBatch } from '../../../main/store/ingest-batch.ts'
import { openStore } from '../../../main/store/open-database.ts'
import { saveAccount } from '../../../main/store/tables/accounts.ts'
import { saveCursor } from '../../../main/store/tables/sync-cursors.ts'
import { yearsAccounts, yearsOf } from './years.ts'

/** What a table with numbered rows held after each read: the highest number. */
export type Marks = Readonly<Record<'author' | 'post' | 'timeline_row' | 'inbox_item' | 'inbox_group', number[]>>

/** How a store came to be: how long the writing took, read by read, ms; and what was there after each. */
export type Filled = { readonly path: string; readonly posts: number; readonly ms: readonly number[]; readonly marks: Marks }

/** Ids are numbers under another name in one of the tables. */
export const numberOf = { author: 'row', post: 'row', timeline_row: 'id', inbox_item: 'row', inbox_group: 'id' } as const

/** Writes years of reading into a new store as Chirp does it, a transaction a read, and with the index for searching. */
export function fillYears(path: string, posts: number, now: number): Filled {
  const marks: Marks = { author: [], post: [], timeline_row: [], inbox_item: [], inbox_group: [] }
  const ms: number[] = []
  const store = openStore(path)
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
      const began = performance.now()
      store.write((db) => ingestBatch(db, batch, { accountId: account.id, requestedAt: at, now: at + 1_000 }))
      ms.push(performance.now() - began)
      for (const [index, table] of (Object.keys(numberOf) as (keyof Marks)[]).entries()) marks[table].push(Number(highest[index]?.get()))
    }
  } finally {
    aside.close()
    store.close()
  }
  return { path, posts, ms, marks }
}
