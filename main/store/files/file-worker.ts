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

/** The log begins anew only where all of it was taken over, and more is written meanwhile: what came is soon taken over too. */
const CHECKPOINTS = 4

function takeOver(database: Database.Database): void {
  for (let times = 0; times < CHECKPOINTS; times++) {
    const [state] = database.pragma('wal_checkpoint(passive)') as readonly { readonly log: number; readonly checkpointed: number }[]
    if (state === undefined || state.checkpointed >= state.log) return
  }
}

// Started with its order by in-thread.ts, and by nothing else.
const { work, path } = workerData as FileOrder
if (work === 'checkpoints') {
  const database = new Database(path, { fileMustExist: true })
  parentPort?.on('message', () => {
    takeOver(database)
    parentPort?.postMessage(null)
  })
} else {
  parentPort?.postMessage(work === 'facts' ? look(path) : measure(path))
}
