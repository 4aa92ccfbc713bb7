import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import type Database from 'better-sqlite3'
import type { Migration } from './migrations/list.ts'

/** "Chrp", so that a file says whose it is. */
export const APPLICATION_ID = 0x43687270
const KEPT_BACKUPS = 3

/** The file cannot be used. `message` is a sentence for the person. */
export class StoreUnusable extends Error {
  readonly reason: 'newer' | 'foreign' | 'damaged'
  constructor(reason: 'newer' | 'foreign' | 'damaged', message: string, options?: { readonly cause?: unknown }) {
    super(message, options)
    this.name = 'StoreUnusable'
    this.reason = reason
  }
}

/**
 * Brings the file to the newest schema, one transaction per step, after copying an existing file to `backupDirectory`.
 * Throws `StoreUnusable` for a file that a newer Chirp or another program wrote; such a file is left as it is.
 */
export function migrate(database: Database.Database, steps: readonly Migration[], backupDirectory: string | null, now: number): void {
  const version = pragmaNumber(database, 'user_version')
  const newest = steps.at(-1)?.number ?? 0
  if (pragmaNumber(database, 'application_id') !== APPLICATION_ID && !isEmpty(database)) {
    throw new StoreUnusable('foreign', `${database.name} is not a Chirp store. Choose another data folder.`)
  }
  if (version > newest) {
    throw new StoreUnusable(
      'newer',
      `${database.name} was written by a newer Chirp (schema ${version}, this one knows up to ${newest}). Update Chirp, or choose another data folder.`,
    )
  }
  const pending = steps.filter((step) => step.number > version)
  if (pending.length === 0) return
  if (version > 0 && backupDirectory !== null) backUp(database, backupDirectory, version, now)
  for (const step of pending) {
    database
      .transaction(() => {
        database.exec(step.sql)
        database.pragma(`application_id = ${APPLICATION_ID}`)
        database.pragma(`user_version = ${step.number}`)
      })
      .immediate()
  }
}

function backUp(database: Database.Database, directory: string, version: number, now: number): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const stem = `${basename(database.name)}.schema-`
  const stamp = new Date(now).toISOString().replaceAll(/[:.]/g, '-')
  const target = join(directory, `${stem}${version}-${stamp}`)
  rmSync(target, { force: true })
  database.prepare('vacuum into ?').run(target)
  const older = readdirSync(directory).filter((name) => name.startsWith(stem) && name !== basename(target))
  const byAge = older.sort((a, b) => (stampOf(a) < stampOf(b) ? 1 : -1))
  for (const name of byAge.slice(KEPT_BACKUPS - 1)) rmSync(join(directory, name), { force: true })
}

/** The part of a backup's name that tells its age. */
function stampOf(name: string): string {
  return name.slice(-'2026-01-01T00-00-00-000Z'.length)
}

function isEmpty(database: Database.Database): boolean {
  return database.prepare('select 1 from sqlite_schema limit 1').get() === undefined
}

function pragmaNumber(database: Database.Database, name: string): number {
  return Number(database.pragma(name, { simple: true }))
}
