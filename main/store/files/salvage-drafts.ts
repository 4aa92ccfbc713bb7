import Database from 'better-sqlite3'
import type { Store } from '../open-database.ts'
import type { SqlValue } from '../sql.ts'

type Row = Readonly<Record<string, SqlValue>>

/** By which its rows are known and walked through; `newer`: a greater one is a later state of the same row. */
const TABLES = [
  { name: 'media_file', key: 'sha256', walk: ['sha256'], newer: null },
  { name: 'draft', key: 'id', walk: ['rowid', 'id'], newer: 'revision' },
] as const

/**
 * Takes the drafts, and what is known of their files, out of a damaged database into a sound one, as far as they can be read: a draft that is
 * there already is replaced by a later revision of it. One that was on its way to a network is open again. Answers how many came over.
 */
export function salvageDrafts(damagedPath: string, into: Store): number {
  let database: Database.Database
  try {
    database = new Database(damagedPath, { readonly: true, fileMustExist: true })
  } catch {
    return 0
  }
  try {
    const [files, drafts] = TABLES.map((table) => ({ table, rows: readableRows(database, table.name, table.key, table.walk) }))
    if (files === undefined || drafts === undefined) return 0
    return into.writeDurably((db) => {
      let saved = 0
      for (const { table, rows } of [files, drafts]) {
        const known = new Set(db.all<{ name: string }>('select name from pragma_table_info(?)', table.name).map(({ name }) => name))
        for (const row of rows) {
          const values = Object.entries(row).filter(([name]) => known.has(name))
          const names = values.map(([name]) => name)
          const update =
            table.newer === null
              ? 'do nothing'
              : `do update set ${names.map((name) => `${name} = excluded.${name}`).join(', ')} where excluded.${table.newer} > ${table.name}.${table.newer}`
          const { changes } = db.run(
            `insert into ${table.name} (${names.join(', ')}) values (${names.map(() => '?').join(', ')}) on conflict (${table.key}) ${update}`,
            ...values.map(([name, value]) => (name === 'state' && value === 'publishing' ? 'open' : value)),
          )
          if (table.name === 'draft') saved += changes
        }
      }
      db.touch({ topic: 'status' })
      return saved
    })
  } finally {
    database.close()
  }
}

/** All rows of a table that can be read: along each of its orders and from both ends, up to where it is damaged. */
function readableRows(database: Database.Database, table: string, key: string, walk: readonly string[]): readonly Row[] {
  const rows = new Map<SqlValue, Row>()
  for (const order of walk.flatMap((column) => [`${column} asc`, `${column} desc`])) {
    try {
      for (const row of database.prepare(`select * from ${table} order by ${order}`).iterate() as Iterable<Row>)
        rows.set(row[key] ?? null, row)
    } catch {
      // What came before it is had.
    }
  }
  return [...rows.values()]
}
