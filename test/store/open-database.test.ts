import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Migration } from '../../main/store/migrations/list.ts'
import { migrations } from '../../main/store/migrations/list.ts'
import { openStore } from '../../main/store/open-database.ts'
import type { Touch, WritableDatabase } from '../../main/store/sql.ts'
import { getSettings, setSettings } from '../../main/store/tables/settings.ts'
import { NOON } from './builders.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chirp-store-'))
  path = join(folder, 'chirp.sqlite')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const newest = migrations.at(-1)?.number ?? 0
const addColumn: Migration = { number: newest + 1, name: 'colour', sql: 'alter table account add column colour text' }

describe('migrations', () => {
  test('are numbered from 1 without holes', () => {
    expect(migrations.map((step) => step.number)).toEqual(migrations.map((_, index) => index + 1))
  })

  test('a new file gets the newest schema and no backup', () => {
    using store = openStore(path)
    expect(store.read((db) => db.get<{ user_version: number }>('pragma user_version'))).toEqual({ user_version: newest })
    expect(existsSync(join(folder, 'backups'))).toBe(false)
  })

  test('an older file is copied before it changes, and keeps what it holds', () => {
    openWith(path, (db) => setSettings(db, { theme: 'dark' }))
    {
      using store = openStore(path, { migrations: [...migrations, addColumn], clock: () => NOON })
      expect(store.read(getSettings).theme).toBe('dark')
      expect(store.read((db) => db.all('select colour from account'))).toEqual([])
    }
    const [backup] = readdirSync(join(folder, 'backups'))
    expect(backup).toBe(`chirp.sqlite.schema-${newest}-2026-03-03T12-00-00-000Z`)
    using copy = openStore(join(folder, 'backups', backup ?? ''))
    expect(copy.read(getSettings).theme).toBe('dark')
  })

  test('three backups are kept, the newest', () => {
    const steps: Migration[] = [...migrations]
    openStore(path).close()
    for (let day = 0; day < 5; day++) {
      steps.push({ number: newest + day + 1, name: 'one more', sql: `create table extra_${day} (id integer primary key) strict` })
      openStore(path, { migrations: steps, clock: () => NOON + day * 86_400_000 }).close()
    }
    expect(
      readdirSync(join(folder, 'backups'))
        .map((name) => name.slice(-24, -14))
        .sort(),
    ).toEqual(['2026-03-05', '2026-03-06', '2026-03-07'])
  })

  test('a step that fails leaves the file as it was', () => {
    openWith(path, (db) => setSettings(db, { theme: 'dark' }))
    const broken: Migration = { ...addColumn, sql: `${addColumn.sql}; select no_such_function()` }
    expect(() => openStore(path, { migrations: [...migrations, broken] })).toThrow('no_such_function')
    using store = openStore(path)
    expect(store.read(getSettings).theme).toBe('dark')
    expect(() => store.read((db) => db.all('select colour from account'))).toThrow('colour')
  })

  test('a file of a newer Chirp is refused with a sentence, and left as it is', () => {
    openStore(path, { migrations: [...migrations, addColumn] }).close()
    expect(() => openStore(path)).toThrow(
      `${path} was written by a newer Chirp (schema ${newest + 1}, this one knows up to ${newest}). Update Chirp, or choose another data folder.`,
    )
    openStore(path, { migrations: [...migrations, addColumn] }).close()
  })

  test('what is not a database, or not ours, is refused', () => {
    writeFileSync(path, 'This is a letter, not a database. '.repeat(200))
    expect(() => openStore(path)).toThrow('damaged or is not a database')
    const other = join(folder, 'other.sqlite')
    openWith(other, (db) => void db.get('select 1'))
    openWithRaw(other)
    expect(() => openStore(other)).toThrow('is not a Chirp store')
  })
})

describe('transactions', () => {
  test('a write that throws leaves nothing, and tells nobody', () => {
    using store = openStore(':memory:')
    const touched: Touch[] = []
    store.onCommitted((touches) => touched.push(...touches))
    expect(() =>
      store.write((db) => {
        setSettings(db, { theme: 'dark' })
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(store.read(getSettings).theme).toBe('system')
    expect(touched).toEqual([])
    store.write((db) => setSettings(db, { fontSize: 20 }))
    expect(touched).toEqual([{ topic: 'settings' }])
  })

  test('a write inside a write joins it, and listeners hear once, after the commit', () => {
    using store = openStore(':memory:')
    const heard: (readonly Touch[])[] = []
    store.onCommitted((touches) => heard.push([...touches, { topic: 'drafts', id: store.read(getSettings).theme }]))
    store.write((db) => {
      setSettings(db, { theme: 'dark' })
      store.write((inner) => inner.touch({ topic: 'posts', id: 'a' }))
      db.touch({ topic: 'posts', id: 'a' })
    })
    expect(heard).toEqual([[{ topic: 'settings' }, { topic: 'posts', id: 'a' }, { topic: 'drafts', id: 'dark' }]])
  })

  test('a reading handle cannot write, and a writing one is of no use after its transaction', () => {
    using store = openStore(':memory:')
    expect(() => store.read((db) => db.all("insert into setting values ('a', '1') returning key"))).toThrow('reading handle')
    const kept: WritableDatabase = store.write((db) => db)
    expect(() => kept.run('delete from setting')).toThrow('after its transaction')
  })

  test('asynchronous work is refused and undone', () => {
    using store = openStore(':memory:')
    expect(() =>
      store.write((db) => {
        setSettings(db, { theme: 'dark' })
        return Promise.resolve()
      }),
    ).toThrow('promise')
    expect(store.read(getSettings).theme).toBe('system')
  })

  test('a listener that throws is reported and harms nothing', () => {
    const reports: unknown[] = []
    using store = openStore(':memory:', { onBroken: (table) => reports.push(table) })
    store.onCommitted(() => {
      throw new Error('listener')
    })
    store.write((db) => setSettings(db, { theme: 'dark' }))
    expect(store.read(getSettings).theme).toBe('dark')
    expect(reports).toEqual(['change feed'])
  })
})

function openWith(file: string, work: (db: WritableDatabase) => void): void {
  using store = openStore(file)
  store.write(work)
}

/** Makes a file look like another program's. */
function openWithRaw(file: string): void {
  using store = openStore(file)
  // Outside a transaction, as another program would.
  store.write((db) => db.run('pragma application_id = 7'))
}

describe('a store that cannot be written', () => {
  const filler = 'x'.repeat(4_000_000)

  test('says that there is no room, changes nothing, and goes on when there is', () => {
    using store = openStore(path)
    store.write((db) => setSettings(db, { undoSeconds: 7 }))
    store.read((db) => db.get('pragma max_page_count = 200'))
    const write = () => {
      store.write((db) => {
        setSettings(db, { undoSeconds: 9 })
        db.run('insert into rate_window (scope, rule_id, window, updated_at) values (?, ?, ?, ?)', 'a', 'b', filler, NOON)
      })
    }
    expect(write).toThrow(expect.objectContaining({ error: { kind: 'storage-unavailable', reason: 'full' } }))
    expect(store.read(getSettings).undoSeconds).toBe(7)
    store.read((db) => db.get('pragma max_page_count = 1000000'))
    write()
    expect(store.read(getSettings).undoSeconds).toBe(9)
  })

  test('says that it may only be read', () => {
    using store = openStore(path)
    const setUndo = () => {
      store.write((db) => {
        db.run('pragma query_only = on')
        setSettings(db, { undoSeconds: 9 })
      })
    }
    expect(setUndo).toThrow(expect.objectContaining({ error: { kind: 'storage-unavailable', reason: 'read-only' } }))
  })
})
