import type Database from 'better-sqlite3'

/** What can be bound to a parameter. Booleans are stored as 0 and 1: see `flag`. */
export type SqlValue = string | number | null | Uint8Array

/** What a verb changed, so that whoever shows it asks again. `posts`, `authors`, `drafts` and `view` say which one. */
export type Touch =
  | { readonly topic: 'timeline' | 'inbox' | 'accounts' | 'outbox' | 'settings' | 'status' | 'mutes' | 'views' }
  | { readonly topic: 'posts' | 'authors' | 'drafts' | 'view'; readonly id: string }

/** A handle that can look. Rows are typed by the caller: the tables are STRICT and written by this folder alone. */
export interface ReadableDatabase {
  /** The first row, or undefined. */
  get<Row>(sql: string, ...parameters: readonly SqlValue[]): Row | undefined
  all<Row>(sql: string, ...parameters: readonly SqlValue[]): Row[]
  /**
   * The rows one after the other, as far as they are wanted: what comes after is not looked for. To be walked at once and to the end or with a
   * `break`; nothing can be written meanwhile, nor the same statement be asked again.
   */
  each<Row>(sql: string, ...parameters: readonly SqlValue[]): IterableIterator<Row>
  /** Says that a stored row cannot be understood and was left out. */
  reportBroken(table: string, key: string | number, cause: unknown): void
}

/** A handle that can also change things; there is one only inside `store.write`. */
export interface WritableDatabase extends ReadableDatabase {
  run(sql: string, ...parameters: readonly SqlValue[]): { readonly changes: number; readonly lastRow: number }
  /** Tells the change feed, after the commit. */
  touch(touch: Touch): void
}

export type BrokenRowReport = (table: string, key: string | number, cause: unknown) => void

/** A prepared statement that takes its parameters in order, `?` and `?1`, `?2`... alike. */
type PreparedStatement = {
  readonly readonly: boolean
  get(parameters: readonly SqlValue[]): unknown
  all(parameters: readonly SqlValue[]): unknown[]
  each(parameters: readonly SqlValue[]): IterableIterator<unknown>
  run(parameters: readonly SqlValue[]): Database.RunResult
}
export type Prepare = (sql: string) => PreparedStatement

/** Prepares each distinct statement once. The text of a statement is therefore constant: lists go in as JSON (`json_each`). */
export function statementCache(database: Database.Database): Prepare {
  const statements = new Map<string, PreparedStatement>()
  return (sql) => {
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = prepareStatement(database, sql)
      statements.set(sql, statement)
    }
    return statement
  }
}

/**
 * SQLite plans a statement anew each time it is given other parameters where a plan could depend on them, and with STAT4, as here, it mostly could:
 * 20 us for each look-up with a join, more than the rest of it. What is in an expression it does not look at, and `+?` is one that changes nothing.
 * https://www.sqlite.org/queryplanner-ng.html#qpsg (checked 2026-11-27; better-sqlite3 cannot switch it on).
 */
function keepingPlan(sql: string): string {
  return sql.replaceAll(/\?\d*/g, '+$&')
}

function prepareStatement(database: Database.Database, sql: string): PreparedStatement {
  const statement = database.prepare(keepingPlan(sql))
  const { readonly } = statement
  // better-sqlite3 takes numbered parameters as the fields "1", "2"... of an object.
  if (/\?1\b/.test(sql)) {
    return {
      readonly,
      get: (parameters) => statement.get(byNumber(parameters)),
      all: (parameters) => statement.all(byNumber(parameters)),
      each: (parameters) => statement.iterate(byNumber(parameters)),
      run: (parameters) => statement.run(byNumber(parameters)),
    }
  }
  return {
    readonly,
    get: (parameters) => statement.get(...parameters),
    all: (parameters) => statement.all(...parameters),
    each: (parameters) => statement.iterate(...parameters),
    run: (parameters) => statement.run(...parameters),
  }
}

function byNumber(parameters: readonly SqlValue[]): Readonly<Record<number, SqlValue>> {
  const fields: Record<number, SqlValue> = {}
  for (let index = 0; index < parameters.length; index++) fields[index + 1] = parameters[index] ?? null
  return fields
}

/** The reading half of a connection; refuses statements that would write. */
export function readableHandle(prepare: Prepare, report: BrokenRowReport): ReadableDatabase {
  const prepared = (sql: string): PreparedStatement => {
    const statement = prepare(sql)
    if (!statement.readonly) throw new Error('A reading handle was given a statement that writes')
    return statement
  }
  return {
    get: <Row>(sql: string, ...parameters: readonly SqlValue[]) => prepared(sql).get(parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: readonly SqlValue[]) => prepared(sql).all(parameters) as Row[],
    each: <Row>(sql: string, ...parameters: readonly SqlValue[]) => prepared(sql).each(parameters) as IterableIterator<Row>,
    reportBroken: report,
  }
}

/** Both halves; only to be used while `isWriting`, which a transaction is open for. */
export function writableHandle(
  isWriting: () => boolean,
  prepare: Prepare,
  report: BrokenRowReport,
  touch: (touch: Touch) => void,
): WritableDatabase {
  const prepared = (sql: string): PreparedStatement => {
    if (!isWriting()) throw new Error('A writing handle was used after its transaction')
    return prepare(sql)
  }
  return {
    get: <Row>(sql: string, ...parameters: readonly SqlValue[]) => prepared(sql).get(parameters) as Row | undefined,
    all: <Row>(sql: string, ...parameters: readonly SqlValue[]) => prepared(sql).all(parameters) as Row[],
    each: <Row>(sql: string, ...parameters: readonly SqlValue[]) => prepared(sql).each(parameters) as IterableIterator<Row>,
    run: (sql, ...parameters) => {
      const { changes, lastInsertRowid } = prepared(sql).run(parameters)
      return { changes, lastRow: Number(lastInsertRowid) }
    },
    reportBroken: report,
    touch,
  }
}

export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0
}

/**
 * Reads a JSON column this folder wrote. Its shape is believed, its syntax is not: a row that a crash or another program
 * damaged is reported and comes out as null, so that one broken row never takes a page down.
 */
export function fromJson<T>(db: ReadableDatabase, table: string, key: string | number, json: string): T | null {
  try {
    return JSON.parse(json) as T
  } catch (cause) {
    db.reportBroken(table, key, cause)
    return null
  }
}

/**
 * JSON of the store, parsed by its schema, which also fills in what an older Chirp did not know of. What does not fit is reported and
 * comes out as null.
 */
export function parseJson<T>(
  db: ReadableDatabase,
  table: string,
  key: string | number,
  json: string,
  schema: { readonly parse: (value: unknown) => T },
): T | null {
  try {
    return schema.parse(JSON.parse(json))
  } catch (cause) {
    db.reportBroken(table, key, cause)
    return null
  }
}

/** Maps rows to values and leaves out those that came out as null. */
export function mapRows<Row, T>(rows: readonly Row[], map: (row: Row) => T | null): T[] {
  const values: T[] = []
  for (const row of rows) {
    const value = map(row)
    if (value !== null) values.push(value)
  }
  return values
}
