// A thread of its own for what takes long: reading a database from its first page to its last, and taking over its write-ahead log.
import { parentPort, workerData } from 'node:worker_threads'
import Database from 'better-sqlite3'
import type { DatabaseFacts, FileOrder, TableSize } from './in-thread.ts'

function open(path: string): Database.Database {
  return new Database(path, { readonly: true, fileMustExist: true })
}

/** What SQLite says of the file. Whatever it cannot read counts as damaged. */
function look(path: string): DatabaseFacts {
  try {
    const database = open(path)
    try {
      const numberOf = (name: string): number => Number(database.pragma(name, { simple: true }))
      const facts = { applicationId: numberOf('application_id'), schema: numberOf('user_version') }
      const said = String(database.pragma('integrity_check(1)', { simple: true }))
      return { ...facts, complaint: said === 'ok' ? null : said }
    } finally {
      database.close()
    }
  } catch (error) {
    return { applicationId: 0, schema: 0, complaint: error instanceof Error ? error.message : String(error) }
  }
}

/** The room each table takes with its indexes. */
function measure(path: string): readonly TableSize[] {
  const database = open(path)
  try {
    return database
      .prepare(
        `select coalesce(tbl_name, dbstat.name) as "table", sum(pgsize) as bytes from dbstat left join sqlite_schema on sqlite_schema.name = dbstat.name
         where aggregate = true group by 1`,
      )
      .all() as readonly TableSize[]
  } finally {
    database.close()
  }
}

function checkpoint(path: string): null {
  const database = new Database(path, { fileMustExist: true })
  try {
    database.pragma('wal_checkpoint(passive)')
    return null
  } finally {
    database.close()
  }
}

const WORKS = { facts: look, sizes: measure, checkpoint }

// Started with its order by in-thread.ts, and by nothing else.
const order = workerData as FileOrder
parentPort?.postMessage(WORKS[order.work](order.path))
