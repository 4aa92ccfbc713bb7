import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'better-sqlite3'
import { AppFailure } from '../../shared/errors.ts'
import { backUpDatabase, type BackUpOptions } from './files/back-up.ts'
import { settleInbox } from './inbox/settle.ts'
import type { Migration } from './migrations/list.ts'
import { migrations } from './migrations/list.ts'
import { migrate, StoreUnusable } from './migrate.ts'
import type { BrokenRowReport, ReadableDatabase, Touch, WritableDatabase } from './sql.ts'
import { readableHandle, statementCache, writableHandle } from './sql.ts'

export type StoreOptions = {
  /** Epoch ms; names the backups, and says which mutes have ended. */
  readonly clock?: () => number
  /** Where the file is copied to before its schema changes; `backups` beside the file by default, null = it is not. */
  readonly backupDirectory?: string | null
  /** Told about stored rows that cannot be read, and about listeners that threw. */
  readonly onBroken?: BrokenRowReport
  /** Told, once, that SQLite found the file damaged while it was used. */
  readonly onDamaged?: (cause: unknown) => void
  /** For the tests of migrations. */
  readonly migrations?: readonly Migration[]
}

/** The database of one data folder. One connection that writes, used from one thread: nothing interleaves with a `read` or a `write`. */
export interface Store extends Disposable, AsyncDisposable {
  readonly path: string
  read<T>(work: (db: ReadableDatabase) => T): T
  /**
   * One IMMEDIATE transaction: all of it or nothing. A `write` inside a `write` joins the outer one as a savepoint.
   * `work` is synchronous; returning a promise throws. Throws `AppFailure` with `storage-unavailable` where the disk is full, may only be
   * read, or fails; nothing is written then.
   */
  write<T>(work: (db: WritableDatabase) => T): T
  /**
   * A `write` that is on the disk when it returns, with everything before it. For what must outlast a power cut: what the person
   * wrote, and what is about to be told to a network.
   */
  writeDurably<T>(work: (db: WritableDatabase) => T): T
  /** Called after each commit with what its verbs touched, each once. Returns a function that ends it. */
  onCommitted(listener: (touched: readonly Touch[]) => void): () => void
  /**
   * Copies the database into a new file, as it is when the copying ends: a few pages at a time, so that nothing waits for it. SQLite's online
   * backup and not `vacuum into`, which is one statement that holds the thread for as long as it takes and cannot say how far it is. The copy is
   * one file without a write-ahead log. Rejects with the signal's reason; a file that is not whole is removed.
   */
  backUp(path: string, options: BackUpOptions): Promise<void>
  /** How much of the write-ahead log is not in the database file yet, pages. */
  logPages(): number
  /** Size of the database in bytes, write-ahead log not included. */
  sizeBytes(): number
  close(): void
}

/**
 * Opens or creates the store at `path` (`:memory:` for a throw-away one) and brings its schema up to date.
 * Throws `StoreUnusable` where the file is newer, damaged or not Chirp's.
 */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const inMemory = path === ':memory:'
  if (!inMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const report: BrokenRowReport = options.onBroken ?? (() => undefined)
  const clock = options.clock ?? Date.now
  const database = new Database(path)
  try {
    configure(database)
    database.function('now_ms', clock)
    const backups = inMemory ? null : options.backupDirectory === undefined ? join(dirname(path), 'backups') : options.backupDirectory
    migrate(database, options.migrations ?? migrations, backups, clock())
  } catch (cause) {
    database.close()
    if (isDamage(cause)) {
      throw new StoreUnusable(
        'damaged',
        `${path} is damaged or is not a database. Move it away to start afresh, or restore a copy from its backups folder.`,
        { cause },
      )
    }
    throw cause
  }
  return storeOver(database, path, report, options.onDamaged ?? (() => undefined))
}

/** Whether SQLite says that the file itself is at fault. */
function isDamage(cause: unknown): boolean {
  return cause instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(cause.code)
}

/**
 * So long may the write-ahead log become before a commit has to wait for the disk, pages of 4 KiB. It only begins anew when all of it was taken over
 * and nobody writes, so that it grows for as long as something comes in without a pause: some 19,000 posts until then.
 */
const LONGEST_LOG_PAGES = 65_536
/** As large as the file is left when it begins anew, pages. */
const KEPT_LOG_PAGES = 16_384

function configure(database: Database.Database): void {
  database.pragma('busy_timeout = 5000')
  database.pragma('journal_mode = wal')
  // With a write-ahead log NORMAL cannot corrupt the file; a power cut may lose the last transactions, a crash of Chirp cannot.
  database.pragma('synchronous = normal')
  database.pragma('foreign_keys = on')
  database.pragma('cache_size = -32000')
  database.pragma('temp_store = memory')
  database.pragma(`journal_size_limit = ${KEPT_LOG_PAGES * 4096}`)
  // The last resort, for where nobody keeps the log short from aside: see `Checkpointer`.
  database.pragma(`wal_autocheckpoint = ${LONGEST_LOG_PAGES}`)
}

/** Why nothing can be written; null for any other error. Codes: https://www.sqlite.org/rescode.html (checked 2026-11-26). */
function unwritable(cause: unknown): 'full' | 'read-only' | 'failed' | null {
  if (!(cause instanceof Database.SqliteError)) return null
  if (cause.code === 'SQLITE_FULL') return 'full'
  if (/^SQLITE_(READONLY|CANTOPEN|PERM)/.test(cause.code)) return 'read-only'
  return cause.code.startsWith('SQLITE_IOERR') ? 'failed' : null
}

/** What a transaction touched, each once, in the order it was touched first. */
class Touched {
  private all: Touch[] = []
  private readonly seen = new Map<Touch['topic'], Set<string | null>>()

  add(touch: Touch): void {
    const id = 'id' in touch ? touch.id : null
    const ids = this.seen.get(touch.topic)
    if (ids?.has(id) === true) return
    if (ids === undefined) this.seen.set(touch.topic, new Set([id]))
    else ids.add(id)
    this.all.push(touch)
  }

  takeAll(): readonly Touch[] {
    const taken = this.all
    this.clear()
    return taken
  }

  clear(): void {
    this.all = []
    this.seen.clear()
  }
}

function storeOver(database: Database.Database, path: string, report: BrokenRowReport, onDamaged: (cause: unknown) => void): Store {
  const prepare = statementCache(database)
  const listeners = new Set<(touched: readonly Touch[]) => void>()
  const touched = new Touched()
  const readable = readableHandle(prepare, report)
  /** Kept here, since asking SQLite for every statement costs as much as a short one. */
  let isWriting = false
  const writable = writableHandle(
    () => isWriting,
    prepare,
    report,
    (touch) => {
      touched.add(touch)
    },
  )
  // The tests of migrations open older schemas, which have no groups.
  const groupsInbox = database.prepare("select 1 from sqlite_schema where name = 'inbox_stale'").get() !== undefined
  const transaction = database.transaction((work: (db: WritableDatabase) => unknown) => {
    const value = work(writable)
    if (groupsInbox) settleInbox(writable)
    return value
  })

  // One look at the file for all questions of a read, instead of one each.
  const look = database.transaction(<T>(work: (db: ReadableDatabase) => T): T => work(readable)) as <T>(
    work: (db: ReadableDatabase) => T,
  ) => T

  const announce = (): void => {
    const all = touched.takeAll()
    if (all.length === 0) return
    for (const listener of listeners) {
      try {
        listener(all)
      } catch (cause) {
        report('change feed', 'listener', cause)
      }
    }
  }

  const close = (): void => {
    if (database.open) database.close()
  }

  let isDamaged = false
  /** What is thrown in the end. A file that is damaged is told of, and its calls fail as those of a disk that fails do. */
  const failed = (cause: unknown): unknown => {
    if (isDamage(cause)) {
      if (!isDamaged) onDamaged(cause)
      isDamaged = true
      return new AppFailure({ kind: 'storage-unavailable', reason: 'failed' }, { cause })
    }
    const reason = unwritable(cause)
    return reason === null ? cause : new AppFailure({ kind: 'storage-unavailable', reason }, { cause })
  }

  const write = <T>(work: (db: WritableDatabase) => T): T => {
    const outermost = !database.inTransaction
    const before = isWriting
    try {
      isWriting = true
      const value = transaction.immediate(work) as T
      isWriting = before
      if (outermost) announce()
      return value
    } catch (cause) {
      throw failed(cause)
    } finally {
      isWriting = before
      if (outermost) touched.clear()
    }
  }

  // What an older Chirp stored is put into groups before anything is read.
  if (groupsInbox && database.prepare('select 1 from inbox_unplaced limit 1').get() !== undefined) write(() => undefined)

  return {
    path,
    read: (work) => {
      try {
        return database.inTransaction ? work(readable) : look(work)
      } catch (cause) {
        throw isDamage(cause) ? failed(cause) : cause
      }
    },
    write,
    writeDurably: (work) => {
      // How safe a transaction is cannot change while one is open.
      if (database.inTransaction) return write(work)
      database.pragma('synchronous = full')
      try {
        return write(work)
      } finally {
        database.pragma('synchronous = normal')
      }
    },
    onCommitted: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    backUp: async (target, options) => {
      try {
        await backUpDatabase(database, target, options)
      } catch (cause) {
        throw options.signal.aborted ? cause : failed(cause)
      }
    },
    logPages: () => {
      // Asks and does nothing. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint (checked 2026-11-27).
      const [log] = database.pragma('wal_checkpoint(noop)') as readonly { readonly log: number; readonly checkpointed: number }[]
      return log === undefined ? 0 : log.log - log.checkpointed
    },
    sizeBytes: () => Number(database.pragma('page_count', { simple: true })) * Number(database.pragma('page_size', { simple: true })),
    close,
    [Symbol.dispose]: close,
    [Symbol.asyncDispose]: () => {
      close()
      return Promise.resolve()
    },
  }
}
