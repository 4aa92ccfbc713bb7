import type { ReadableDatabase, WritableDatabase } from '../sql.ts'

/** What an account may spend. Amounts are millionths of a dollar; null = no limit. */
export type Budget = { readonly reading: boolean; readonly perDay: number | null; readonly perMonth: number | null }

/** What was spent for one entry of a price list, and how many times. */
export type Spent = { readonly kind: string; readonly amount: number; readonly count: number }

/** Null: none was set. */
export function getBudget(db: ReadableDatabase, accountId: string): Budget | null {
  const row = db.get<{ reading: number; per_day: number | null; per_month: number | null }>(
    'select reading, per_day, per_month from budget where account_id = ?',
    accountId,
  )
  return row === undefined ? null : { reading: row.reading === 1, perDay: row.per_day, perMonth: row.per_month }
}

export function setBudget(db: WritableDatabase, accountId: string, budget: Budget): void {
  db.run(
    `insert into budget (account_id, reading, per_day, per_month) values (?, ?, ?, ?)
     on conflict (account_id) do update set reading = excluded.reading, per_day = excluded.per_day, per_month = excluded.per_month`,
    accountId,
    budget.reading ? 1 : 0,
    budget.perDay,
    budget.perMonth,
  )
  db.touch({ topic: 'accounts' })
}

/** What an account spent from one day to another, both included, by entry of the price list, the dearest first. */
export function listSpending(db: ReadableDatabase, accountId: string, fromDay: number, toDay: number): readonly Spent[] {
  return db.all<Spent>(
    `select kind, sum(amount) as amount, sum(count) as count from spending where account_id = ? and day between ? and ?
     group by kind order by sum(amount) desc, kind`,
    accountId,
    fromDay,
    toDay,
  )
}

/** Adds to what an account spent on a day. */
export function addSpending(db: WritableDatabase, accountId: string, day: number, kind: string, amount: number): void {
  db.run(
    `insert into spending (account_id, day, kind, amount, count) values (?, ?, ?, ?, 1)
     on conflict (account_id, day, kind) do update set amount = amount + excluded.amount, count = count + 1`,
    accountId,
    day,
    kind,
    amount,
  )
}

/** Whether something was charged for on a day. */
export function wasCharged(db: ReadableDatabase, accountId: string, day: number, key: string): boolean {
  return db.get('select 1 from charged_read where account_id = ? and day = ? and key = ?', accountId, day, key) !== undefined
}

/** Remembers that something was charged for on a day, and forgets the days before. */
export function noteCharged(db: WritableDatabase, accountId: string, day: number, key: string): void {
  db.run('delete from charged_read where account_id = ? and day < ?', accountId, day)
  db.run('insert into charged_read (account_id, day, key) values (?, ?, ?) on conflict do nothing', accountId, day, key)
}
