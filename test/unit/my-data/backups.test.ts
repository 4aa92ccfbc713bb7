import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dropOldBackups, listBackups, makeBackup, readBackup } from '../../../main/services/storage/backups.ts'
import { BackupKeeper } from '../../../main/services/storage/backup-keeper.ts'
import { checkDatabase } from '../../../main/store/files/read-whole-file.ts'
import { openStore, type Store } from '../../../main/store/open-database.ts'
import { getDraft } from '../../../main/store/tables/drafts.ts'
import { setSettings } from '../../../main/store/tables/settings.ts'
import { HOUR, NOON } from '../../store/builders.ts'
import { addDraft, damage, DataFolder, draftOf } from './world.ts'

const DAY = 24 * HOUR

let folder: DataFolder
let store: Store
beforeEach(() => {
  folder = new DataFolder()
  store = folder.open()
})
afterEach(() => {
  store.close()
  folder[Symbol.dispose]()
})

const quiet = { signal: new AbortController().signal, report: () => undefined }
const source = () => ({ store, media: folder.paths.media, version: '1.2.3' })

describe('a backup', () => {
  it('is the database and the files of drafts, says how far it is, and gets its name when it is whole', async () => {
    const media = store.write((db) => folder.file(db, 'harbour'))
    const draft = addDraft(store, draftOf('d1', 'Mist', {}, [media]))
    const told: [number, number][] = []
    const backup = await makeBackup(source(), folder.paths.backups, 'manual', NOON, {
      ...quiet,
      report: (done, total) => void told.push([done, total]),
    })
    expect(readdirSync(folder.paths.backups)).toEqual(['chirp-2026-03-03T12-00-00-000Z-manual'])
    expect(await listBackups(folder.paths.backups)).toEqual([backup])
    expect(backup).toMatchObject({ at: NOON, kind: 'manual', media: join(folder.paths.backups, backup.id, 'media') })
    expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1])
    expect(told.every(([done, total]) => done <= total)).toBe(true)
    expect(readFileSync(join(backup.media ?? '', media.sha256.slice(0, 2), media.sha256), 'utf8')).toBe('harbour')
    expect(readdirSync(join(folder.paths.backups, backup.id)).sort()).toEqual(['backup.json', 'chirp.sqlite', 'media'])
    expect(await checkDatabase(backup.database)).toEqual({ kind: 'sound' })
    using copy = openStore(backup.database)
    expect(copy.read((db) => getDraft(db, 'd1'))).toEqual({ state: 'open', draft })
  })

  it('has what is written while it is made', async () => {
    const context = { ...quiet, report: () => void store.write((db) => setSettings(db, { theme: 'dark' })) }
    const backup = await makeBackup(source(), folder.paths.backups, 'manual', NOON, context)
    using copy = openStore(backup.database)
    expect(copy.read((db) => db.get("select value from setting where key = 'theme'"))).toEqual({ value: '"dark"' })
  })

  it('leaves nothing when the person wants no more of it', async () => {
    const abort = new AbortController()
    const making = makeBackup(source(), folder.paths.backups, 'manual', NOON, {
      signal: abort.signal,
      report: () => abort.abort(new Error('enough')),
    })
    await expect(making).rejects.toThrow('enough')
    expect(readdirSync(folder.paths.backups)).toEqual([])
  })

  it('takes away what a process that was killed had begun', async () => {
    mkdirSync(join(folder.paths.backups, 'chirp-2026-03-02T12-00-00-000Z-automatic.part'), { recursive: true })
    mkdirSync(join(folder.paths.backups, 'mine.part'))
    await makeBackup(source(), folder.paths.backups, 'manual', NOON, quiet)
    expect(readdirSync(folder.paths.backups).sort()).toEqual(['chirp-2026-03-03T12-00-00-000Z-manual', 'mine.part'])
  })

  it('is only what has the name of one', async () => {
    writeFileSync(join(folder.directory, 'letter'), 'to nobody')
    for (const id of ['../letter', 'letter', '..', '', 'chirp-2026-03-03T12-00-00-000Z-manual/../../letter']) {
      expect(await readBackup(folder.paths.backups, id)).toBeNull()
    }
  })

  it('is known too where Chirp made it before an update', async () => {
    mkdirSync(folder.paths.backups)
    writeFileSync(join(folder.paths.backups, 'chirp.sqlite.schema-6-2026-03-01T12-00-00-000Z'), 'older')
    expect(await listBackups(folder.paths.backups)).toMatchObject([{ kind: 'update', at: NOON - 2 * DAY, bytes: 5, media: null }])
  })
})

describe('automatic backups', () => {
  let now = NOON
  const keeper = (onDamaged: (cause: unknown) => void = () => expect.unreachable()) =>
    new BackupKeeper({
      store,
      paths: folder.paths,
      tasks: { current: () => null },
      version: '1.2.3',
      timer: { after: () => () => undefined },
      clock: () => now,
      log: folder.log,
      onDamaged,
    })
  beforeEach(() => {
    now = NOON
  })

  it('are made once a day where something changed, and the newest three stay', async () => {
    const days = keeper()
    for (let hour = 0; hour <= 5 * 24; hour += 6) {
      now = NOON + hour * HOUR
      await new Promise((passed) => setTimeout(passed, 5))
      addDraft(store, draftOf(`d${hour}`, 'Something new'))
      await days.look()
    }
    const kept = await listBackups(folder.paths.backups)
    expect(kept.map(({ at, kind }) => ({ day: (at - NOON) / DAY, kind }))).toEqual([5, 4, 3].map((day) => ({ day, kind: 'automatic' })))
  })

  it('are not made where nothing changed', async () => {
    const days = keeper()
    await days.look()
    now += 2 * DAY
    await days.look()
    expect((await listBackups(folder.paths.backups)).map(({ at }) => at)).toEqual([NOON])
  })

  it('leave those alone that the person made', async () => {
    for (let day = 0; day < 4; day++) await makeBackup(source(), folder.paths.backups, 'manual', NOON + day * DAY, quiet)
    await dropOldBackups(folder.paths.backups, 'automatic')
    expect(await listBackups(folder.paths.backups)).toHaveLength(4)
  })

  it('tell of a database that is damaged, and keep no copy of it', async () => {
    for (let index = 0; index < 400; index++) addDraft(store, draftOf(`d${index}`, 'A long text. '.repeat(60)))
    store.close()
    damage(folder, 'draft')
    store = folder.open()
    const told: unknown[] = []
    await keeper((cause) => void told.push(cause)).look()
    expect(told).toHaveLength(1)
    expect(existsSync(folder.paths.backups) ? await listBackups(folder.paths.backups) : []).toEqual([])
  })
})
